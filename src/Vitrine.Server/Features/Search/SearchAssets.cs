using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;

namespace Vitrine.Server.Features.Search;

internal static class SearchAssets
{
    public static void MapSearch(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/search", Handle).WithName("Search")
            .WithSummary("Finds assets. Totals are exact; a query that cannot be read is answered with where and what was expected (400).")
            .WithMetadata(new ReadsOnly())
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<SearchAnswer>, ProblemHttpResult>> Handle(
        SearchRequest request, Principal principal, AssetSearch search, CancellationToken cancellationToken)
    {
        var (answer, problem) = await search.RunAsync(principal, request, cancellationToken);
        return problem is null ? TypedResults.Ok(answer) : Answer(problem);
    }

    /// <summary>A problem like every other, with the members of <see cref="QueryProblem"/> beside the standard ones.</summary>
    private static ProblemHttpResult Answer(QueryProblem problem) => TypedResults.Problem(
        problem.Message,
        statusCode: StatusCodes.Status400BadRequest,
        extensions: new Dictionary<string, object?>
        {
            ["message"] = problem.Message,
            ["position"] = problem.Position,
            ["expected"] = problem.Expected,
            ["suggestion"] = problem.Suggestion,
        });
}
