using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.SavedSearches;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Searches;

/// <summary>Changes a saved search, deletes it, brings it back, says that somebody looked.</summary>
internal static class ChangeSearch
{
    public static void MapChangeSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapPatch("/searches/{id}", ChangeAsync).WithName("ChangeSearch")
            .WithSummary("Gives a saved search another name, query, order or reading of words; shares it, or watches it.").RequireAuthorization(Policies.View);
        routes.MapDelete("/searches/{id}", DeleteAsync).WithName("DeleteSearch")
            .WithSummary("Deletes a saved search. For 90 days POST /api/searches/{id}/restore brings it back.").RequireAuthorization(Policies.View);
        routes.MapPost("/searches/{id}/restore", RestoreAsync).WithName("RestoreSearch")
            .WithSummary("Brings a deleted search back; where its name was taken meanwhile, it gets a number.").RequireAuthorization(Policies.View);
        routes.MapPost("/searches/{id}/looked", LookedAsync).WithName("LookedAtSearch")
            .WithSummary("Says that its owner looked: what was new is no longer.").RequireAuthorization(Policies.View);
    }

    private static async Task<Results<Ok<SavedSearchView>, NoContent, NotFound, StatusCodeHttpResult, ProblemHttpResult>> ChangeAsync(
        string id, SavedSearchChange change, Principal principal, Database database, SavedSearchReader searches, SearchWatch watch, AssetSearch search, HttpRequest request, CancellationToken cancellationToken)
    {
        if (change.Query is not null && string.IsNullOrWhiteSpace(change.Query))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, new QuerySentence(RefusalSentences.SearchNeedsQuery));
        }

        // Its name can be changed, and it can be shared, also while its query cannot be read.
        if ((change.Query ?? change.Sort ?? change.Phrases) is not null || change.Watched == true)
        {
            if (await database.ReadAsync(session => SavedSearchRows.FindAsync(session, principal, id, cancellationToken), cancellationToken) is not { Deleted: false } now)
            {
                return TypedResults.NotFound();
            }

            var trouble = await SaveSearch.TroubleAsync(
                principal, search, change.Query ?? now.Query, change.Sort ?? now.Sort, change.Phrases ?? now.Request.Phrases, change.Watched ?? now.Watch != WatchState.Off, request, cancellationToken);
            if (trouble is not null)
            {
                return trouble;
            }
        }

        var answer = await ActAsync(id, principal, database, searches, request, deletedToo: false, (session, saved) => change.Watched is not null && saved.Owner != principal.Actor.Key
            ? throw new RequestRefusedException(StatusCodes.Status403Forbidden, new QuerySentence(RefusalSentences.WatchedByAnother))
            : SavedSearchStore.ChangeAsync(session, saved, change, cancellationToken), cancellationToken, () => watch.BeginAsync(id, cancellationToken));
        return answer;
    }

    private static Task<Results<Ok<SavedSearchView>, NoContent, NotFound, StatusCodeHttpResult, ProblemHttpResult>> DeleteAsync(
        string id, Principal principal, Database database, SavedSearchReader searches, HttpRequest request, CancellationToken cancellationToken) =>
        ActAsync(id, principal, database, searches, request, deletedToo: true, (session, saved) => SavedSearchStore.DeleteAsync(session, saved, cancellationToken), cancellationToken);

    private static Task<Results<Ok<SavedSearchView>, NoContent, NotFound, StatusCodeHttpResult, ProblemHttpResult>> RestoreAsync(
        string id, Principal principal, Database database, SavedSearchReader searches, HttpRequest request, CancellationToken cancellationToken) =>
        ActAsync(id, principal, database, searches, request, deletedToo: true, (session, saved) => SavedSearchStore.RestoreAsync(session, saved, cancellationToken), cancellationToken);

    private static async Task<Results<NoContent, NotFound>> LookedAsync(string id, Principal principal, SavedSearchReader searches, CancellationToken cancellationToken) =>
        await searches.LookedAtAsync(principal, id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<Results<Ok<SavedSearchView>, NoContent, NotFound, StatusCodeHttpResult, ProblemHttpResult>> ActAsync(
        string id, Principal principal, Database database, SavedSearchReader searches, HttpRequest request, bool deletedToo, Func<WriteSession, SavedSearchRow, Task> act,
        CancellationToken cancellationToken, Func<Task>? then = null)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                if (await SavedSearchRows.LockAsync(session, principal, id, cancellationToken) is not { } saved || (saved.Deleted && !deletedToo))
                {
                    return StatusCodes.Status404NotFound;
                }

                if (!saved.IsChangedBy(principal))
                {
                    throw new RequestRefusedException(StatusCodes.Status403Forbidden, new QuerySentence(RefusalSentences.SearchOfAnother));
                }

                if (!EntityTag.Matches(request, saved.Revision))
                {
                    return StatusCodes.Status412PreconditionFailed;
                }

                await act(session, saved);
                return StatusCodes.Status200OK;
            },
            cancellationToken);
        var response = request.HttpContext.Response;
        response.SetSequence(written.Sequence);
        if (written.Value != StatusCodes.Status200OK)
        {
            return written.Value == StatusCodes.Status404NotFound ? TypedResults.NotFound() : TypedResults.StatusCode(written.Value);
        }

        await (then?.Invoke() ?? Task.CompletedTask);

        // What was deleted, or is no longer shared, has no answer any more.
        if (await searches.ReadAsync(principal, id, together: false, cancellationToken) is not { } view)
        {
            return TypedResults.NoContent();
        }

        response.Headers.ETag = EntityTag.Of(view);
        return TypedResults.Ok(view);
    }
}
