using System.Text.Json;
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

internal static class SaveSearch
{
    /// <summary>What a watched search finds at its beginning is noted, asset by asset.</summary>
    private const long MostAtBeginning = 100_000;

    public static void MapSaveSearch(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/searches", Handle).WithName("SaveSearch")
            .WithSummary("Keeps a query under a name, which is one's own (409 where one has it already). With Idempotency-Key a repeated request answers the first one's search.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Created<SavedSearchView>, ProblemHttpResult>> Handle(
        SavedSearchRequest asked, Principal principal, Database database, SavedSearchStore store, SavedSearchReader searches, SearchWatch watch, AssetSearch search, HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(asked.Query))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, new QuerySentence(RefusalSentences.SearchNeedsQuery));
        }

        if (await TroubleAsync(principal, search, asked.Query, asked.Sort, asked.Phrases, asked.Watched, request, cancellationToken) is { } wrong)
        {
            return wrong;
        }

        var once = Idempotency.Of(request, principal.Actor, JsonSerializer.Serialize(asked, ApiJson.Default.SavedSearchRequest));
        var made = await database.WriteAsync(
            principal.Actor,
            session => once.OnceAsync(session, StatusCodes.Status201Created, () => store.CreateAsync(session, principal.LibraryKey, asked, cancellationToken), cancellationToken),
            cancellationToken);
        var response = request.HttpContext.Response;
        response.SetSequence(made.Sequence);
        await watch.BeginAsync(made.Value, cancellationToken);
        if (await searches.ReadAsync(principal, made.Value, together: false, cancellationToken) is not { } saved)
        {
            return TypedResults.Problem("The search was deleted meanwhile.", statusCode: StatusCodes.Status409Conflict);
        }

        response.Headers.ETag = EntityTag.Of(saved);
        return TypedResults.Created($"/api/searches/{saved.Id}", saved);
    }

    /// <summary>What is wrong with what is to be searched for; null where nothing is.</summary>
    /// <exception cref="RequestRefusedException">It finds more than can be watched.</exception>
    internal static async Task<ProblemHttpResult?> TroubleAsync(
        Principal principal, AssetSearch search, string query, string? sort, string? phrases, bool watched, HttpRequest request, CancellationToken cancellationToken)
    {
        var (total, problem) = await search.CountAsync(principal, new SearchRequest(query, Sort: string.IsNullOrEmpty(sort) ? null : sort) { Phrases = phrases }, cancellationToken);
        return problem is not null ? QueryProblems.Answer(problem, request)
            : watched && total > MostAtBeginning ? throw new RequestRefusedException(
                StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.TooMuchToWatch, MostAtBeginning, total))
            : null;
    }
}
