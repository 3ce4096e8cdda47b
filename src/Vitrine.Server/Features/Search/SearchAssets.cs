using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Search;

namespace Vitrine.Server.Features.Search;

internal static class SearchAssets
{
    public static void MapSearch(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/search", Handle).WithName("Search").RequireAuthorization(Policies.View);

    /// <summary>Finds assets. Totals are exact; a query that cannot be read is answered with where and what was expected (400).</summary>
    private static async Task<Results<Ok<SearchAnswer>, BadRequest<QueryProblem>>> Handle(
        SearchRequest request, Principal principal, AssetSearch search, CancellationToken cancellationToken)
    {
        var (answer, problem) = await search.RunAsync(principal, request, cancellationToken);
        return problem is null ? TypedResults.Ok(answer) : TypedResults.BadRequest(problem);
    }
}
