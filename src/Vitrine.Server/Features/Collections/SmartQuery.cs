using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Examples;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Collections;

/// <summary>What a smart collection may be asked to hold.</summary>
internal static class SmartQuery
{
    /// <summary>What is wrong with a query and an order; null where nothing is, or where neither is given.</summary>
    /// <exception cref="RequestRefusedException">An order without a query.</exception>
    public static async Task<ProblemHttpResult?> TroubleAsync(Principal principal, AssetSearch search, Database database, string? query, string? sort, HttpRequest request, CancellationToken cancellationToken)
    {
        if (query is null)
        {
            return string.IsNullOrEmpty(sort) ? null : throw new RequestRefusedException(StatusCodes.Status400BadRequest, "A sort belongs to a smart collection, which needs a query.");
        }

        var (_, problem) = await search.FoundByAsync(principal, new Contracts.SearchRequest(query, Sort: string.IsNullOrEmpty(sort) ? null : sort), cancellationToken);
        if (problem is not null)
        {
            return QueryProblems.Answer(problem, request);
        }

        string[] examples = [.. ExampleQueries.IdsOf(QueryParser.Parse(query).Query!)];
        var assets = examples.Length == 0 ? 0 : await database.ReadAsync(
            session => session.NumberAsync($"select count(*) from asset where {session.Dialect.AnyOf(new RawSql("id"), examples)} and library_key = {principal.LibraryKey}", cancellationToken), cancellationToken);
        return assets == examples.Length ? null : throw new RequestRefusedException(
            StatusCodes.Status400BadRequest, new QuerySentence(RefusalSentences.ForgottenPicture));
    }

    /// <exception cref="RequestRefusedException">Results of the query cannot be put in this order.</exception>
    public static void RequireOrder(Principal principal, AssetSearch search, string sort, string query)
    {
        if (QueryParser.Parse(query).Query is { } read && search.Order(principal, sort, read).Problem is { } problem)
        {
            throw QueryProblems.Refused(problem);
        }
    }
}
