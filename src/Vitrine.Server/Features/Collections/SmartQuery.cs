using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Examples;
using Vitrine.Server.Search.Meanings;

namespace Vitrine.Server.Features.Collections;

/// <summary>What a smart collection may be asked to hold.</summary>
internal static class SmartQuery
{
    /// <summary>What is wrong with a query and an order; null where nothing is, or where neither is given.</summary>
    /// <exception cref="RequestRefusedException">An order without a query.</exception>
    public static async Task<ProblemHttpResult?> TroubleAsync(Principal principal, AssetSearch search, string? query, string? sort, CancellationToken cancellationToken)
    {
        if (query is null)
        {
            return string.IsNullOrEmpty(sort) ? null : throw new RequestRefusedException(StatusCodes.Status400BadRequest, "A sort belongs to a smart collection, which needs a query.");
        }

        if (QueryParser.Parse(query).Query is { } asked && (ExampleQueries.Asks(asked) || ShownQueries.Asks(asked)))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "A smart collection does not ask what looks like a picture, or what pictures show: save that as a search.");
        }

        var (_, problem) = await search.FoundByAsync(principal, new Contracts.SearchRequest(query, Sort: string.IsNullOrEmpty(sort) ? null : sort), cancellationToken);
        return problem is null ? null : QueryProblems.Answer(problem);
    }

    /// <exception cref="RequestRefusedException">Results of the query cannot be put in this order.</exception>
    public static void RequireOrder(Principal principal, AssetSearch search, string sort, string query)
    {
        if (QueryParser.Parse(query).Query is { } read && search.Order(principal, sort, read).Problem is { } problem)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, problem.Message);
        }
    }
}
