using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups;

/// <summary>What a backup is to do.</summary>
/// <param name="Folder">Where the library's backups lie; it is there.</param>
/// <param name="Keep">How many backups stay, the newest; null = all.</param>
/// <param name="Deep">Whether the blobs of the backup are hashed at the end, not only measured.</param>
/// <param name="AcceptMissing">Whether originals that are lost or damaged already are left out; else there is no backup without them.</param>
/// <param name="Link">Whether originals on the same disk get a second name instead of a copy: no room, and no help where the file itself is damaged.</param>
public sealed record BackupOrder(string Folder, int? Keep = null, bool Deep = false, bool AcceptMissing = false, bool Link = false);

/// <param name="Copied">Blobs that were copied now.</param>
/// <param name="Linked">Blobs that got a second name on the same disk.</param>
/// <param name="CopiedBytes">Of both.</param>
public sealed record BackupResult(string Folder, BackupManifest Manifest, long Copied, long Linked, long CopiedBytes, int PrunedBackups, int PrunedBlobs)
{
    public string Sentence
    {
        get
        {
            var fresh = Copied + Linked;
            var pruned = PrunedBackups > 0 ? $" {PrunedBackups} older backups were deleted." : "";
            var lost = Manifest.Blobs.Missing > 0 ? $" {Manifest.Blobs.Missing:N0} originals are lost and not in it." : "";
            var linked = Manifest.LinkedOriginals > 0 ? $" {Manifest.LinkedOriginals:N0} originals lie in linked folders and are not in it: back those folders up yourself." : "";
            var same = Linked > 0 ? " It shares files with the library: against damage to them or to the disk, back up to another disk, without --link." : "";
            return $"Backed up to {Folder}: {Manifest.Blobs.Count:N0} originals, {fresh:N0} of them new ({CopiedBytes / 1e6:N1} MB).{lost}{linked}{same}{pruned}";
        }
    }
}

/// <summary>
/// Copies a library while it is used: the database at one moment, then the blobs that this copy refers to and the place does not have yet, then the
/// configuration; before the backup gets its name everything in it is looked at again.
/// </summary>
/// <param name="data">The data folder.</param>
public sealed class Backup(Database database, BlobStore blobs, string data)
{
    /// <param name="progress">Told how many blobs of how many were looked at; what it throws ends the backup.</param>
    /// <exception cref="BackupException">There is none; nothing half done is left.</exception>
    public async Task<BackupResult> RunAsync(BackupOrder order, Func<long, long, Task>? progress = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var library = await database.ReadAsync(session => session.TextAsync($"select id from library order by key limit 1", cancellationToken), cancellationToken)
                ?? throw new BackupException("The database holds no library.");
            using var place = BackupPlace.Take(order.Folder, library, data);
            await PurgeHold.RenewAsync(database, cancellationToken);
            try
            {
                return await RunAsync(place, order, progress ?? ((_, _) => Task.CompletedTask), cancellationToken);
            }
            finally
            {
                Directory.Delete(place.Spool, recursive: true);
                await PurgeHold.EndAsync(database);
            }
        }
        catch (Exception error) when (BackupException.Of(error, order.Folder) is { } trouble)
        {
            throw trouble;
        }
    }

    private async Task<BackupResult> RunAsync(BackupPlace place, BackupOrder order, Func<long, long, Task> progress, CancellationToken cancellationToken)
    {
        Room(place.Root, database.CopyBytes ?? 0, "the database");
        using var copy = CopyFolder.Begin(place.Root, database.Clock);
        var facts = await copy.DatabaseAsync(database, cancellationToken);
        var transfer = new BlobTransfer(database, blobs, place, Path.Combine(copy.Folder, CopyFolder.BlobList), facts.Blobs, order, progress);
        await transfer.RunAsync(cancellationToken);
        await copy.ConfigurationAsync(data, cancellationToken);

        // Before it gets its name: what is called a backup was looked at.
        await BackupCheck.BlobsAsync(copy.Folder, place.Blobs, order.Deep, cancellationToken);
        var engine = database.Dialect is SqliteDialect ? DataFolder.SqliteEngine : "PostgreSQL";
        var (folder, manifest) = await copy.FinishAsync(BackupManifest.Backup, engine, facts, facts.Blobs with { Missing = transfer.Missing }, cancellationToken);
        var pruned = order.Keep is { } keep ? await place.PruneAsync(keep, folder, cancellationToken) : default;
        return new BackupResult(folder, manifest, transfer.Copied, transfer.Linked, transfer.Bytes, pruned.Backups, pruned.Blobs);
    }

    internal static void Room(string folder, long bytes, string what)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (bytes > free)
        {
            throw new BackupException($"The disk of {folder} has {free / 1e6:N0} MB left, {what} takes {bytes / 1e6:N0} MB. Make room, or name another folder.");
        }
    }
}
