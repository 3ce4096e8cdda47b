using Vitrine.Server.Backups;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Storage.Renditions;

namespace Vitrine.Server.Ingest;

/// <summary>Ends what is no longer wanted: assets whose time in the trash is over, and the bytes that nothing refers to.</summary>
public sealed class Purge(Database database, BlobStore blobs, RenditionStore renditions)
{
    /// <summary>How long an asset stays in the trash.</summary>
    public static readonly TimeSpan TrashTime = TimeSpan.FromDays(30);

    /// <summary>How long bytes stay after nothing refers to them.</summary>
    public static readonly TimeSpan CondemnedTime = TimeSpan.FromDays(7);

    /// <summary>A blob this young may belong to an upload whose asset is not written yet.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromDays(1);

    private const int Together = 20;

    /// <summary>Erases assets that are in the trash since before its time, with their history.</summary>
    /// <returns>How many.</returns>
    public async Task<int> TrashAsync(CancellationToken cancellationToken = default)
    {
        var purged = 0;
        while (true)
        {
            var (some, orphans) = (await database.WriteAsync(
                Actor.System,
                async session =>
                {
                    var assets = await session.QueryAsync(
                        Sql.Of($"select key from asset where trashed_at < {session.Now - TrashTime} order by key limit {Together}{session.Dialect.SkipLocked}"),
                        row => row.GetInt64(0),
                        cancellationToken);
                    List<(byte[], string)> left = [];
                    foreach (var asset in assets)
                    {
                        left.AddRange(await AssetErasure.EraseAsync(session, asset, cancellationToken));
                    }

                    return (assets.Count, left);
                },
                cancellationToken)).Value;
            orphans.ForEach(orphan => renditions.Delete(orphan.Item1, orphan.Item2));
            purged += some;
            if (some == 0)
            {
                return purged;
            }
        }
    }

    /// <summary>Condemns blobs that no version refers to.</summary>
    public async Task<int> CondemnAsync(CancellationToken cancellationToken = default) => (await database.WriteAsync(
        Actor.System,
        session => session.ExecuteAsync(
            $"""
            update blob set state = {BlobState.Condemned}, condemned_at = {session.Now}
            where state = {BlobState.Live} and created_at < {session.Now - Young} and not exists (select 1 from version v where v.blob_key = blob.key)
            """,
            cancellationToken),
        cancellationToken)).Value;

    /// <summary>Deletes the bytes of blobs that were condemned long enough, each after another look under its row's lock. While a backup runs they stay.</summary>
    public async Task<int> BytesAsync(CancellationToken cancellationToken = default)
    {
        var due = await database.ReadAsync(
            async session => await PurgeHold.IsHeldAsync(session, database.Clock.GetUtcNow(), cancellationToken)
                ? []
                : await session.QueryAsync(
                    $"select key from blob where state = {BlobState.Condemned} and condemned_at < {database.Clock.GetUtcNow() - CondemnedTime} order by key",
                    row => row.GetInt64(0),
                    cancellationToken),
            cancellationToken);
        if (due.Count > 0)
        {
            await blobs.ReachAsync(cancellationToken);
        }

        var deleted = 0;
        foreach (var key in due)
        {
            deleted += (await database.WriteAsync(Actor.System, session => DeleteAsync(session, key, cancellationToken), cancellationToken)).Value;
        }

        return deleted;
    }

    /// <summary>
    /// The one place where a transaction touches a file (and waits for the store, which has seconds to answer): an upload that revives this blob waits for the row, and finds either the bytes or no row.
    /// A crash between the file and the commit leaves a row without bytes that is condemned still, and is looked at again.
    /// </summary>
    private async Task<int> DeleteAsync(WriteSession session, long key, CancellationToken cancellationToken)
    {
        var sha256 = await session.FirstAsync(
            Sql.Of($"select sha256 from blob where key = {key} and state = {BlobState.Condemned}{session.Dialect.ForUpdate}"), row => row.Bytes(0), cancellationToken);
        if (sha256 is null || await PurgeHold.IsHeldAsync(session, session.Now, cancellationToken))
        {
            return 0;
        }

        if (await session.NumberAsync($"select key from version where blob_key = {key} limit 1", cancellationToken) is not null)
        {
            await session.ExecuteAsync($"update blob set state = {BlobState.Live}, condemned_at = null where key = {key}", cancellationToken);
            return 0;
        }

        await blobs.DeleteAsync(sha256, cancellationToken);
        return await session.ExecuteAsync($"delete from blob where key = {key}", cancellationToken);
    }
}
