using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Says of one asset which clauses of a query it matches: each leaf is asked of the engine as a query of its own, and what joins them follows.</summary>
internal sealed class SearchExplainer(Database database, SearchEngine engine)
{
    /// <summary>Null where the principal's library has no such asset that can be found.</summary>
    public async Task<SearchExplanation?> OfAsync(Principal principal, Query query, SearchSort sort, string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(id, out _) || await database.ReadAsync(
            session => session.NumberAsync($"select key from asset where id = {id} and library_key = {principal.LibraryKey} and trashed_at is null", cancellationToken), cancellationToken) is not { } key)
        {
            return null;
        }

        var clause = await ClauseAsync(principal, query, key, cancellationToken);
        var score = sort.Order == SearchOrder.Relevance ? await engine.ScoreAsync(principal, query, key, cancellationToken) : null;
        return new SearchExplanation(id, clause.Matched, clause, score);
    }

    private async Task<ExplainedClause> ClauseAsync(Principal principal, Query query, long key, CancellationToken cancellationToken)
    {
        var (join, operands) = query switch
        {
            Query.And and => ("all", and.Operands),
            Query.Or or => ("any", or.Operands),
            Query.Not not => ("not", [not.Operand]),
            _ => ((string?)null, (IReadOnlyList<Query>)[]),
        };
        var parts = new List<ExplainedClause>(operands.Count);
        foreach (var operand in operands)
        {
            parts.Add(await ClauseAsync(principal, operand, key, cancellationToken));
        }

        var matched = join switch
        {
            "all" => parts.TrueForAll(part => part.Matched),
            "any" => parts.Exists(part => part.Matched),
            "not" => !parts[0].Matched,
            _ => (await engine.AmongAsync(principal, query, [key], cancellationToken)).Count > 0,
        };
        return new ExplainedClause(QueryPrinter.Print(query), matched, join, parts);
    }
}
