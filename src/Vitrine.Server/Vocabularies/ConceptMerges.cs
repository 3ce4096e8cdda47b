using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>Which merges of concepts held at a moment of the past.</summary>
internal static class ConceptMerges
{
    /// <param name="position">A ledger position; null = the time decides.</param>
    /// <returns>Concept key → what it was merged into then.</returns>
    public static async Task<IReadOnlyDictionary<long, long>> AtAsync(DbSession session, long? position, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var held = position is { } place
            ? Sql.Of($"from_seq <= {place} and (until_seq is null or until_seq > {place})")
            : Sql.Of($"at <= {time} and (until_at is null or until_at > {time})");
        var merged = new Dictionary<long, long>();
        foreach (var (concept, into) in await session.QueryAsync(
            $"select concept_key, into_key from concept_merge where {held} order by key", row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken))
        {
            merged[concept] = into;
        }

        return merged;
    }
}
