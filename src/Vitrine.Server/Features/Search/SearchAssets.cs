using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;

namespace Vitrine.Server.Features.Search;

internal static class SearchAssets
{
    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/search", Handle).WithName("Search")
            .WithSummary("Finds assets. Totals are exact; a query that cannot be read is answered with where and what was expected (400).")
            .WithMetadata(new ReadsOnly())
            .RequireAuthorization(Policies.View);
        routes.MapGet("/search", HandleAddress).WithName("SearchByAddress")
            .WithSummary("The same by an address: q is the query; sort, fields and facets take several names with commas between them.")
            .RequireAuthorization(Policies.View);
    }

    private static async Task<Results<Ok<SearchAnswer>, ProblemHttpResult>> Handle(
        SearchRequest request, Principal principal, AssetSearch search, HttpRequest http, CancellationToken cancellationToken)
    {
        var (answer, problem) = await search.RunAsync(principal, request, cancellationToken);
        return problem is null ? TypedResults.Ok(answer) : QueryProblems.Answer(problem, http);
    }

    private static Task<Results<Ok<SearchAnswer>, ProblemHttpResult>> HandleAddress(
        string? q, int? limit, string? cursor, long? after, string? sort, int? offset, string? groups, string? unit, string? fields, string? facets, string? explain, string? phrases, string? spelling, bool? highlights,
        Principal principal, AssetSearch search, HttpRequest http, CancellationToken cancellationToken) => Handle(
            new SearchRequest(q, limit, cursor, after, sort, offset)
            {
                Groups = groups,
                Unit = unit,
                Fields = Names(fields),
                Facets = Names(facets),
                Explain = explain,
                Phrases = phrases,
                Spelling = spelling,
                Highlights = highlights,
            },
            principal, search, http, cancellationToken);

    private static string[]? Names(string? joined) => joined?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
