using System.Globalization;
using Vitrine.Media.Children;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups;

/// <summary>The database of a library that is being restored: whether there is room for it, its coming, and what must not come back with it.</summary>
internal sealed class RestoredLibrary(BackupSource from, RestoreTarget target, DataFolder data, TimeProvider clock)
{
    /// <summary>A schema from which on databases have stamps.</summary>
    private const int WithStamps = 3;
    private const int WithStepKeys = 28;

    private const string Uploads = "upload";

    /// <param name="replaces">Whether a snapshot takes the place of its own library's database: then that may be there.</param>
    /// <param name="harmless">What may lie in the data folder.</param>
    /// <exception cref="BackupException">There is something that would be lost or mixed.</exception>
    public async Task RequireEmptyAsync(bool replaces, IReadOnlyList<string> harmless, CancellationToken cancellationToken)
    {
        var again = RememberedText.Read(data.Restoring);
        if (again is not null && again != from.Folder)
        {
            throw new BackupException($"{data.Root} is half restored from {again}. Finish that restore, or empty the folder.");
        }

        if (again is null && !replaces
            && Directory.EnumerateFileSystemEntries(data.Root).Select(Path.GetFileName).Except(harmless, StringComparer.Ordinal).FirstOrDefault() is { } found)
        {
            throw new BackupException($"{data.Root} is not empty (there is {found}): a backup is restored into a folder without a library. Name another with --data.");
        }

        if (target.Database is { } connection)
        {
            await using var database = await PostgresDatabase.OpenAsync(connection, clock, cancellationToken);
            var tables = await database.ReadAsync(session => Migrator.TablesAsync(session, cancellationToken), cancellationToken);
            if (tables.Count > 0 && !(again is not null && await IsThereAsync(database, cancellationToken)))
            {
                throw new BackupException($"The database ({database.Description}) is not empty: it has {tables.Count} tables. Make a new one and name it with --database.");
            }
        }
    }

    /// <summary>A snapshot has no originals: they must be where it is restored, or the library would come back without them.</summary>
    public async Task RequireBlobsAsync(BlobPlace place, CancellationToken cancellationToken)
    {
        if (from.Manifest.Blobs.Count == 0)
        {
            return;
        }

        var store = await place.OpenAsync(data, from.Manifest.Library, cancellationToken);
        try
        {
            // One that was purged since is gone for good, and verify names it; but without most of them this is the wrong folder.
            long there = 0;
            await foreach (var blob in ListedBlob.ReadAsync(from.BlobList, cancellationToken))
            {
                there += await store.ExistsAsync(blob.Sha256, cancellationToken) ? 1 : 0;
                if (there * 2 >= from.Manifest.Blobs.Count)
                {
                    return;
                }
            }

            throw new BackupException(
                $"This is a snapshot: a database without originals, {from.Manifest.Blobs.Count:N0} of which it expects in {store.Description}, where {there:N0} are. "
                + "Restore it into the data folder in which it was made, or restore a backup.");
        }
        finally
        {
            (store as IDisposable)?.Dispose();
        }
    }

    /// <summary>Brings the database, whole or not at all.</summary>
    /// <returns>Assets whose renditions are to be made again, and where a database that was there went.</returns>
    public async Task<(long Renditions, string? SetAside)> DatabaseAsync(CancellationToken cancellationToken) =>
        target.Database is { } connection ? (await PostgresAsync(connection, cancellationToken), null) : await SqliteAsync(cancellationToken);

    private async Task<long> PostgresAsync(string connection, CancellationToken cancellationToken)
    {
        await using var database = await PostgresDatabase.OpenAsync(connection, clock, cancellationToken);
        if ((await database.ReadAsync(session => Migrator.TablesAsync(session, cancellationToken), cancellationToken)).Count == 0)
        {
            await database.FillAsync(from.DatabaseFile, cancellationToken);
        }

        await RequireSameAsync(database, cancellationToken);
        return await SettleAsync(database, cancellationToken);
    }

    private async Task<(long, string?)> SqliteAsync(CancellationToken cancellationToken)
    {
        var part = data.Database + CopyFolder.Part;
        foreach (var ending in new[] { "", "-wal", "-shm", "-journal" })
        {
            File.Delete(part + ending);
        }

        await using (var content = Media.Tools.RegularFile.Open(from.DatabaseFile))
        {
            await FileCopy.WriteAsync(content, part, cancellationToken);
        }

        if (await SqliteDatabase.DamageAsync(part, cancellationToken) is { } damage)
        {
            throw new BackupException($"The database of this backup is damaged: {damage}");
        }

        long renditions;
        await using (var database = await SqliteDatabase.OpenAsync(part, clock, cancellationToken))
        {
            await RequireSameAsync(database, cancellationToken);
            renditions = await SettleAsync(database, cancellationToken);
        }

        var aside = SetAside();
        File.Move(part, data.Database);
        FileCopy.FlushFolder(data.Root);
        return (renditions, aside);
    }

    /// <summary>What was there gets another name and is never deleted, with what SQLite had not yet written into it.</summary>
    private string? SetAside()
    {
        var aside = $"{data.Database}.{clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH-mm-ss'Z'", CultureInfo.InvariantCulture)}";
        var there = File.Exists(data.Database);

        // The database first: a kill after that leaves none, which a start says, and never one without the last changes. What such a kill left goes as well.
        foreach (var ending in new[] { "", "-wal", "-shm" })
        {
            if (File.Exists(data.Database + ending))
            {
                File.Move(data.Database + ending, aside + ending);
            }
        }

        return there ? aside : null;
    }

    private async Task<bool> IsThereAsync(Database database, CancellationToken cancellationToken)
    {
        try
        {
            await RequireSameAsync(database, cancellationToken);
            return true;
        }
        catch (BackupException)
        {
            return false;
        }
    }

    /// <summary>The database is that of the manifest: library, schema and number of rows.</summary>
    private async Task RequireSameAsync(Database database, CancellationToken cancellationToken)
    {
        var facts = await database.ReadAsync(session => LibraryFacts.ReadAsync(session, blobList: null, cancellationToken), cancellationToken);
        var settled = new[] { "node", "stamp", "blob", Uploads };
        var other = facts.Rows.Keys.Union(from.Manifest.Rows.Keys)
            .FirstOrDefault(table => !settled.Contains(table) && (facts.Rows.GetValueOrDefault(table, -1) != from.Manifest.Rows.GetValueOrDefault(table, -1)));
        if (other is not null || facts.Schema != from.Manifest.Schema || facts.Library != from.Manifest.Library || facts.Sequence != from.Manifest.Sequence)
        {
            throw new BackupException($"The database of this backup is not the one its manifest describes{(other is null ? "" : $" (table {other})")}: this backup is damaged.");
        }
    }

    /// <summary>
    /// Ends what was under way when the copy was made and must not go on: backups, leases of nodes that are no more, uploads of which only the bytes had come.
    /// Renditions are not backed up: those that were made are queued again.
    /// </summary>
    private async Task<long> SettleAsync(Database database, CancellationToken cancellationToken) => (await database.WriteAsync(
        Actor.System,
        async session =>
        {
            string[] kinds = [JobKinds.Backup, JobKinds.Snapshot, JobKinds.Verify];
            await session.ExecuteAsync(
                Sql.Of($"""
                update job set state = {JobState.Cancelled}, ended_at = {session.Now}
                where state in ({JobState.Queued}, {JobState.Running}) and {session.Dialect.AnyOf(new RawSql("what"), kinds)}
                """),
                cancellationToken);
            await session.ExecuteAsync($"delete from node", cancellationToken);
            if (!from.Manifest.IsSnapshot)
            {
                await session.ExecuteAsync($"delete from blob where not exists (select 1 from version v where v.blob_key = blob.key)", cancellationToken);
                if (from.Manifest.Rows.ContainsKey(Uploads))
                {
                    await session.ExecuteAsync($"delete from upload where asset_id is null", cancellationToken);
                }
            }

            if (from.Manifest.Schema >= WithStamps)
            {
                await session.ExecuteAsync($"delete from stamp where name in ({"blobs"}, {"backup"})", cancellationToken);
            }

            var renditions = from.Manifest.Schema >= WithStepKeys
                ? Sql.Of($"step_key in (select key from step where name = {DecodeSteps.Renditions})")
                : Sql.Of($"step = {DecodeSteps.Renditions}");
            return from.Manifest.IsSnapshot
                ? 0L
                : await session.ExecuteAsync(
                    $"""
                    update run set state = {RunState.Queued}, attempts = {0}, ended_at = {(long?)null}, priority = {RunPriority.Backfill}
                    where {renditions} and state = {RunState.Done}
                        and version_key in (select version_key from asset where version_key is not null and trashed_at is null)
                    """,
                    cancellationToken);
        },
        cancellationToken)).Value;
}
