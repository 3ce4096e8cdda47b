using Vitrine.Server.Storage;

namespace Vitrine.Server.Claims;

/// <summary>How many of a thing detectors see at once, by version and concept, from two on: of everything else there is one, as far as anybody knows.</summary>
internal static class SeenCountRows
{
    /// <summary>Has the rows of the asset's current version say this. Returns whether they said something else.</summary>
    /// <param name="counts">By the concept's key.</param>
    public static async Task<bool> WriteAsync(WriteSession session, LedgerSubject asset, IReadOnlyDictionary<long, int> counts, CancellationToken cancellationToken)
    {
        if (asset.CurrentVersion is not { } version)
        {
            return false;
        }

        var before = await ReadAsync(session, version, cancellationToken);
        if (before.Count == counts.Count && counts.All(before.Contains))
        {
            return false;
        }

        await session.ExecuteAsync($"delete from seen_count where version_key = {version}", cancellationToken);
        foreach (var (concept, count) in counts)
        {
            await session.ExecuteAsync($"insert into seen_count (version_key, concept_key, count) values ({version}, {concept}, {(long)count})", cancellationToken);
        }

        return true;
    }

    /// <summary>By the concept's key.</summary>
    public static async Task<IReadOnlyDictionary<long, int>> ReadAsync(DbSession session, long version, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"select concept_key, count from seen_count where version_key = {version}", row => KeyValuePair.Create(row.GetInt64(0), (int)row.GetInt64(1)), cancellationToken)).ToDictionary();
}
