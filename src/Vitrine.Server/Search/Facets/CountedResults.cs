using Vitrine.Core.Search;
using Vitrine.Server.Search.Index;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Facets;

/// <summary>A value that some of the results have, and how many of them.</summary>
public sealed record FacetCount(string Value, long Assets)
{
    /// <summary>What was counted, where that is more than the value.</summary>
    internal FacetOption? Option { get; init; }
}

/// <summary>Results that are counted.</summary>
/// <param name="Library">The key of the library that they are of.</param>
/// <param name="Found">The condition on a row <c>a</c> of the asset table: what was found.</param>
/// <param name="Shown">The same: what is shown of it.</param>
/// <param name="IsTogether">A group is one result. It has a value where a member that was found has it.</param>
internal sealed record CountedResults(long Library, Sql Found, Sql Shown, bool IsTogether)
{
    private Task<IndexedResults?>? asked;

    /// <summary>How many results a set of found rows is.</summary>
    public RawSql Number => IsTogether ? new RawSql($"count(distinct {SqlConditions.StandsFor.Text})") : new RawSql("count(*)");

    /// <summary>How many results a set of found rows is of which a condition holds.</summary>
    public Sql NumberOf(Sql condition) => IsTogether ? Sql.Of($"count(distinct case when {condition} then {SqlConditions.StandsFor} end)") : Sql.Of($"count(case when {condition} then 1 end)");

    /// <summary>What the index is asked for; null where only the rows can tell.</summary>
    public Func<CancellationToken, Task<IndexedResults?>>? Ask { get; init; }

    /// <summary>What the index found, asked for once; null where the rows have to be counted.</summary>
    public Task<IndexedResults?> IndexedAsync(CancellationToken cancellationToken) => asked ??= Ask?.Invoke(cancellationToken) ?? Task.FromResult<IndexedResults?>(null);
}
