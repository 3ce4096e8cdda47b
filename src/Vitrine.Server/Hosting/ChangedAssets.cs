using Vitrine.Server.Storage;

namespace Vitrine.Server.Hosting;

/// <summary>What whoever keeps something of every asset in memory has to look at again.</summary>
internal static class ChangedAssets
{
    /// <summary>The assets of which something was written behind a position of the change log, and the newest position. Those that are gone are among them.</summary>
    /// <param name="position">Null: nothing was looked at yet, and all live assets are.</param>
    /// <param name="known">What was looked at before: all of it comes again where so much was changed that the log does not say what.</param>
    public static async Task<(long Newest, List<long> Assets)> SinceAsync(DbSession session, long? position, IEnumerable<long> known, CancellationToken cancellationToken)
    {
        var newest = await Sequences.NewestAsync(session, cancellationToken);
        if (position is not { } from)
        {
            return (newest, await session.QueryAsync($"select key from asset where trashed_at is null order by key", row => row.GetInt64(0), cancellationToken));
        }

        var rows = newest <= from ? [] : await session.QueryAsync(
            $"select distinct subject_kind, subject_key from change_log where sequence > {from} and sequence <= {newest} and subject_kind in ({LogSubject.Asset}, {LogSubject.Library})",
            row => (Kind: (LogSubject)row.GetInt64(0), Key: row.GetInt64(1)),
            cancellationToken);
        return rows.Exists(row => row.Kind == LogSubject.Library)
            ? (newest, [.. (await session.QueryAsync($"select key from asset order by key", row => row.GetInt64(0), cancellationToken)).Union(known)])
            : (newest, [.. rows.Select(row => row.Key)]);
    }
}
