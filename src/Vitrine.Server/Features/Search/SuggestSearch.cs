using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search.Suggestions;

namespace Vitrine.Server.Features.Search;

internal static class SuggestSearch
{
    public static void MapSuggestSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/search/suggestions", OfAddressAsync).WithName("SuggestSearch")
            .WithSummary("What can stand at the caret of a query that is being typed: fields, operators, and values with how many assets have them; at most 12. caret counts UTF-16 units; without it the end. A query that is not finished is no error.")
            .RequireAuthorization(Policies.View);
        routes.MapPost("/search/suggestions", OfBodyAsync).WithName("SuggestSearchOfBody")
            .WithSummary("The same for a query that is too long for an address: proxies often take no more than 8,000 bytes of one.")
            .WithMetadata(new ReadsOnly())
            .RequireAuthorization(Policies.View);
    }

    private static Task<Results<Ok<SearchSuggestions>, ProblemHttpResult>> OfAddressAsync(string? q, int? caret, Principal principal, SearchSuggester suggester, CancellationToken cancellationToken) =>
        AnswerAsync(principal, suggester, q ?? "", caret, cancellationToken);

    private static Task<Results<Ok<SearchSuggestions>, ProblemHttpResult>> OfBodyAsync(SuggestRequest request, Principal principal, SearchSuggester suggester, CancellationToken cancellationToken) =>
        AnswerAsync(principal, suggester, request.Query ?? "", request.Caret, cancellationToken);

    private static async Task<Results<Ok<SearchSuggestions>, ProblemHttpResult>> AnswerAsync(Principal principal, SearchSuggester suggester, string query, int? caret, CancellationToken cancellationToken) =>
        query.Length > QueryParser.LongestQuery
            ? throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"A query has at most {QueryParser.LongestQuery} characters.")
            : TypedResults.Ok(await suggester.SuggestAsync(principal, query, caret ?? int.MaxValue, cancellationToken));
}
