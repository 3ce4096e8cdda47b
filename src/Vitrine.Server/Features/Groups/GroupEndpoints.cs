using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Groups;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Groups;

/// <summary>Ends a group, brings it back, changes its cover.</summary>
internal static class GroupEndpoints
{
    public static void MapGroups(this IEndpointRouteBuilder routes)
    {
        routes.MapDelete("/groups/{id}", EndAsync).WithName("Ungroup")
            .WithSummary("Shows the assets of a group one by one again, and keeps rules from grouping them anew. POST /api/groups/{id}/restore takes it back.")
            .RequireAuthorization(Policies.Edit);
        routes.MapPost("/groups/{id}/restore", RestoreAsync).WithName("RestoreGroup")
            .WithSummary("Brings an ended group back, with those of its assets that are still there and in no other.").RequireAuthorization(Policies.Edit);
        routes.MapPatch("/groups/{id}", ChangeAsync).WithName("ChangeGroup").WithSummary("Makes a member the cover of its group. No rule changes it again.")
            .RequireAuthorization(Policies.Edit);
    }

    private static Task<Results<NoContent, NotFound>> EndAsync(string id, Principal principal, Database database, HttpResponse response, CancellationToken cancellationToken) =>
        ActAsync(id, principal, database, response, async (session, group) =>
        {
            if (!group.Ended)
            {
                await GroupStore.EndAsync(session, principal.LibraryKey, group, parted: true, batch: null, cancellationToken);
            }

            return true;
        }, cancellationToken);

    private static async Task<Results<Ok<GroupView>, NotFound, ProblemHttpResult>> RestoreAsync(
        string id, Principal principal, Database database, HttpResponse response, CancellationToken cancellationToken)
    {
        var back = false;
        var acted = await ActAsync(id, principal, database, response, async (session, group) =>
            back = !group.Ended || await GroupStore.RestoreAsync(session, principal.LibraryKey, group, batch: null, cancellationToken), cancellationToken);
        return acted.Result is NotFound ? TypedResults.NotFound()
            : back ? await ViewAsync(id, principal, database, cancellationToken)
            : TypedResults.Problem("Of this group fewer than two assets are left that are in no other.", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<GroupView>, NotFound, ProblemHttpResult>> ChangeAsync(
        string id, GroupChange change, Principal principal, Database database, HttpResponse response, CancellationToken cancellationToken)
    {
        var member = false;
        var acted = await ActAsync(id, principal, database, response, async (session, group) =>
            member = !group.Ended
                && await session.NumberAsync($"select key from asset where id = {Pipeline.Storable.Text(change.Cover ?? "")} and library_key = {principal.LibraryKey}", cancellationToken) is { } asset
                && await GroupStore.CoverAsync(session, principal.LibraryKey, group, asset, cancellationToken), cancellationToken);
        return acted.Result is NotFound ? TypedResults.NotFound()
            : member ? await ViewAsync(id, principal, database, cancellationToken)
            : TypedResults.Problem("The cover is one of the group's assets.", statusCode: StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<NoContent, NotFound>> ActAsync(
        string id, Principal principal, Database database, HttpResponse response, Func<WriteSession, GroupRow, Task<bool>> act, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                await GroupStore.LockAsync(session, cancellationToken);
                if (await GroupRows.FindAsync(session, principal.LibraryKey, id, cancellationToken) is not { } group)
                {
                    return false;
                }

                await act(session, group);
                return true;
            },
            cancellationToken);
        response.SetSequence(written.Sequence);
        return written.Value ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static async Task<Ok<GroupView>> ViewAsync(string id, Principal principal, Database database, CancellationToken cancellationToken) =>
        TypedResults.Ok(await database.ReadAsync(
            async session => (await GroupReader.ReadAsync(session, (await GroupRows.FindAsync(session, principal.LibraryKey, id, cancellationToken))!.Key, cancellationToken))!,
            cancellationToken));
}
