using Vitrine.Server.Storage;

namespace Vitrine.Server.Backups;

/// <summary>Copies of the database and the configuration in the data folder itself: against a mistake or a failed upgrade, not against a broken disk.</summary>
public sealed class Snapshots(Database database, string data) : IDisposable
{
    /// <summary>How many stay where nobody says otherwise.</summary>
    public const int DefaultKept = 14;

    private readonly SemaphoreSlim one = new(1, 1);

    public string Folder => Path.Combine(data, "snapshots");

    /// <summary>Finished snapshots, the oldest first.</summary>
    public static IReadOnlyList<string> List(string data) => Path.Combine(data, "snapshots") is var folder && Directory.Exists(folder) ? BackupPlace.List(folder) : [];

    /// <summary>Takes one and deletes the oldest beyond <paramref name="keep"/>.</summary>
    /// <exception cref="BackupException">There is none; why stands in the data folder too.</exception>
    public async Task<(string Folder, BackupManifest Manifest)> TakeAsync(int keep = DefaultKept, CancellationToken cancellationToken = default)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            var (folder, manifest) = await TakeAsync(cancellationToken);
            foreach (var old in List(data).SkipLast(Math.Max(1, keep)))
            {
                Directory.Move(old, old + CopyFolder.Part);
                Directory.Delete(old + CopyFolder.Part, recursive: true);
            }

            new CopyRecord(manifest.EndedAt, Ok: true, $"Snapshot of {manifest.Rows.GetValueOrDefault("asset"):N0} assets in {folder}.", folder).WriteSnapshot(data);
            return (folder, manifest);
        }
        catch (Exception error) when (BackupException.Of(error, Folder) is { } trouble)
        {
            new CopyRecord(database.Clock.GetUtcNow(), Ok: false, trouble.Message, Path: null).WriteSnapshot(data);
            throw trouble;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Copies a database that is about to be migrated. Where PostgreSQL's tools are missing that is said, and the start goes on.</summary>
    /// <exception cref="StorageException">It could not be copied: the start ends before anything was changed.</exception>
    public async Task BeforeMigrationAsync(int schema, Action<string> warn, CancellationToken cancellationToken = default)
    {
        // A first start that was cut short left tables and nothing in them.
        if (await database.ReadAsync(session => session.NumberAsync($"select count(*) from library", cancellationToken), cancellationToken) == 0)
        {
            return;
        }

        if (database is PostgresDatabase { WhyNoCopy: { } why })
        {
            warn($"No snapshot of the database is taken before it is migrated from schema {schema}. {why}");
            return;
        }

        try
        {
            // A start that fails and is tried again and again must neither push out what was before it nor fill the disk.
            if (!await IsTakenAsync(cancellationToken))
            {
                await TakeAsync(int.MaxValue, cancellationToken);
            }
        }
        catch (BackupException error)
        {
            throw new StorageException($"Before the database is migrated from schema {schema} a snapshot of it is taken, and that failed. {error.Message}", error);
        }
    }

    public void Dispose() => one.Dispose();

    /// <summary>Whether the newest snapshot is of the database as it is.</summary>
    private async Task<bool> IsTakenAsync(CancellationToken cancellationToken)
    {
        if (List(data) is not [.., var newest])
        {
            return false;
        }

        var last = await BackupManifest.ReadAsync(newest, cancellationToken);
        var now = await database.ReadAsync(session => LibraryFacts.ReadAsync(session, blobList: null, cancellationToken), cancellationToken);
        return last.Schema == now.Schema && last.Sequence == now.Sequence && last.Rows.SequenceEqual(now.Rows);
    }

    private async Task<(string Folder, BackupManifest Manifest)> TakeAsync(CancellationToken cancellationToken)
    {
        FileCopy.CreatePrivate(Folder);
        foreach (var left in Directory.EnumerateDirectories(Folder, "*" + CopyFolder.Part))
        {
            Directory.Delete(left, recursive: true);
        }

        Backup.Room(Folder, database.CopyBytes ?? 0, "a snapshot");
        using var copy = CopyFolder.Begin(Folder, database.Clock);
        var facts = await copy.DatabaseAsync(database, cancellationToken);
        await copy.ConfigurationAsync(data, cancellationToken);
        return await copy.FinishAsync(BackupManifest.Snapshot, database.Dialect is SqliteDialect ? DataFolder.SqliteEngine : "PostgreSQL", facts, facts.Blobs, cancellationToken);
    }
}
