using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;

namespace Vitrine.Server.Features.Search;

/// <summary>A query as text and as a tree, from either of them: what the query builder shows is what the search box says.</summary>
internal static class ReadQuery
{
    /// <summary>A tree of so many levels nests in JSON no deeper than what reads it by default takes (64).</summary>
    private const int MostLevels = 20;

    public static void MapReadQuery(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/search/query", Handle).WithName("ReadQuery")
            .WithSummary("A query as text and as a tree, from either of them, with how many results it has where count asks for it. Nothing is searched that anybody sees. A query that cannot be read is answered with where and what was expected (400).")
            .WithMetadata(new ReadsOnly())
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<SearchQueryView>, ProblemHttpResult>> Handle(SearchQueryRequest request, Principal principal, AssetSearch search, HttpRequest http, CancellationToken cancellationToken)
    {
        if (request.Levels is < 1 or > MostLevels)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"levels is a number from 1 to {MostLevels}, not {request.Levels}.");
        }

        var asked = new SearchRequest(request.Query) { Filter = request.Filter, Phrases = request.Phrases, Groups = request.Groups };
        if (SearchLimits.Trouble(asked) is { } wrong)
        {
            return QueryProblems.Answer(wrong, http);
        }

        var (query, text, understood, problem) = await search.UnderstandAsync(principal, asked, cancellationToken);
        if (query is null)
        {
            return QueryProblems.Answer(problem!, http);
        }

        var total = default(long?);
        if (request.Count)
        {
            (total, problem) = await search.CountAsync(principal, new SearchRequest(text) { Groups = request.Groups }, cancellationToken);
        }

        if (problem is not null && request.Filter is { } filter)
        {
            // An example that is not there is seen only when it is asked for.
            var at = await FilterParts.WrongAsync(filter, async part => (await search.ReadAsync(principal, QueryPrinter.Print(part), cancellationToken)).Problem);
            problem = problem with { Position = 0, Length = 0, At = "/filter" + at };
        }

        return problem is null
            ? TypedResults.Ok(new SearchQueryView(text, Tree(query, request.Levels ?? MostLevels)) { Understood = understood, Total = total })
            : QueryProblems.Answer(problem, http);
    }

    private static JsonElement Tree(Query query, int levels)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            QueryJson.Write(query, json, levels);
        }

        bytes.Position = 0;
        using var document = JsonDocument.Parse(bytes);
        return document.RootElement.Clone();
    }
}
