using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search.Suggestions;

namespace Vitrine.Server.Features.Search;

internal static class SuggestSearch
{
    /// <summary>As long as a query may be.</summary>
    private const int Longest = 16_000;

    public static void MapSuggestSearch(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/search/suggestions", Handle).WithName("SuggestSearch")
            .WithSummary("What can stand at the caret of a query that is being typed: fields, operators, and values with how many assets have them; at most 12. caret counts UTF-16 units; without it the end. A query that is not finished is no error.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<SearchSuggestions>, ProblemHttpResult>> Handle(string? q, int? caret, Principal principal, SearchSuggester suggester, CancellationToken cancellationToken) =>
        q?.Length > Longest
            ? throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"A query has at most {Longest} characters.")
            : TypedResults.Ok(await suggester.SuggestAsync(principal, q ?? "", caret ?? int.MaxValue, cancellationToken));
}
