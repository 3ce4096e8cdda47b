using Vitrine.Core.Assets;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups;

/// <summary>Where a backup is to be restored.</summary>
/// <param name="Data">The data folder: empty, or not there yet.</param>
/// <param name="Database">A connection string of an empty PostgreSQL database; null = SQLite.</param>
/// <param name="Blobs">Where the originals go; null = the data folder.</param>
/// <param name="AcceptMissing">Whether originals that the backup lost are left out; else nothing is restored without them.</param>
public sealed record RestoreTarget(string Data, string? Database = null, BlobPlace? Blobs = null, bool AcceptMissing = false);

/// <param name="Blobs">Originals that were copied.</param>
/// <param name="Renditions">Assets whose previews are made again when the server runs.</param>
/// <param name="SetAside">Where the database went that a snapshot took the place of; null where there was none.</param>
/// <param name="Lost">Originals that are missing or damaged in the backup.</param>
public sealed record RestoreResult(string Source, BackupManifest Manifest, long Blobs, long Lost, long Renditions, string? SetAside)
{
    public string Sentence
    {
        get
        {
            var broken = Lost > 0 ? $" {Lost:N0} originals are missing or damaged in the backup: ./vitrine verify names their assets." : "";
            var lost = Manifest.Blobs.Missing > 0 ? $" {Manifest.Blobs.Missing:N0} originals were lost before the backup." : "";
            var linked = Manifest.LinkedOriginals > 0 ? $" {Manifest.LinkedOriginals:N0} originals lie in linked folders and are found where those are." : "";
            var aside = SetAside is null ? "" : $" The database that was there is now {SetAside}.";
            var again = Renditions > 0 ? $" The previews of {Renditions:N0} assets are made again when the server runs." : "";
            return $"Restored {Source}, as of {Manifest.StartedAt:yyyy-MM-dd HH:mm} UTC: {Manifest.Rows.GetValueOrDefault("asset"):N0} assets, {Blobs:N0} originals copied.{broken}{lost}{linked}{aside}{again}";
        }
    }
}

/// <summary>
/// Puts a backup back. The originals come first, the database last and as a whole: until then, and until all is done, a mark in the data folder says that
/// it is half restored; no server starts on it, and the restore can be run again.
/// </summary>
public sealed class Restore(TimeProvider clock)
{
    private const int Together = 64;

    /// <summary>What a data folder may hold and still count as empty: nothing of a library.</summary>
    private static readonly string[] Harmless = ["lock", "models", "spool", "logs"];

    /// <param name="source">A backup, the folder that holds backups, or a snapshot.</param>
    /// <param name="progress">Told how many originals of how many were copied.</param>
    /// <exception cref="BackupException">It was not restored.</exception>
    public async Task<RestoreResult> RunAsync(string source, RestoreTarget target, Action<long, long>? progress = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var from = await BackupSource.OpenAsync(source, target.AcceptMissing, cancellationToken);
            Check(from.Manifest, target);
            using var data = DataFolder.Take(target.Data, holdsDatabase: target.Database is null, restores: true);
            var library = new RestoredLibrary(from, target, data, clock);
            await library.RequireEmptyAsync(IsInItsFolder(from, data), Harmless, cancellationToken);
            if (!IsInItsFolder(from, data))
            {
                RememberedText.Write(data.Restoring, from.Folder);
            }

            // Never from the backup: what may have been in strange hands names no store to send keys to.
            var place = target.Blobs ?? BlobPlace.Remembered(data.Root) ?? new BlobPlace(S3: null);
            long copied = 0, lost = 0;
            if (from.Blobs is { } blobs)
            {
                var store = await place.OpenAsync(data, from.Manifest.Library, cancellationToken);
                try
                {
                    (copied, lost) = await CopyAsync(from, blobs, store, data, target.AcceptMissing, progress, cancellationToken);
                }
                finally
                {
                    (store as IDisposable)?.Dispose();
                }
            }
            else
            {
                await library.RequireBlobsAsync(place, cancellationToken);
            }

            if (!IsInItsFolder(from, data))
            {
                await ConfigurationAsync(from, data, cancellationToken);
            }

            var (renditions, aside) = await library.DatabaseAsync(cancellationToken);
            data.RememberEngine(from.Manifest.Engine);
            File.Delete(data.Restoring);
            return new RestoreResult(from.Folder, from.Manifest, copied, lost, renditions, aside);
        }
        catch (Exception error) when (BackupException.Of(error, target.Data) is { } trouble)
        {
            throw trouble;
        }
    }

    private static void Check(BackupManifest manifest, RestoreTarget target)
    {
        Dialect dialect = target.Database is null ? new SqliteDialect() : new PostgresDialect();
        if ((manifest.Engine == DataFolder.SqliteEngine) != (target.Database is null))
        {
            throw new BackupException(
                target.Database is null
                    ? $"This backup was made on {manifest.Engine}: name an empty PostgreSQL database with --database. Moving a library to another engine is not possible."
                    : $"This backup was made on {manifest.Engine}: leave --database away. Moving a library to another engine is not possible.");
        }

        var known = Migration.For(dialect).Count;
        if (manifest.Schema > known + Migrator.Compatible)
        {
            throw new BackupException($"This backup has schema {manifest.Schema}, this Vitrine knows {known}: restore it with Vitrine {manifest.Version} or a newer one.");
        }
    }

    /// <summary>Whether a snapshot goes back into the data folder in which it was made.</summary>
    private static bool IsInItsFolder(BackupSource from, DataFolder data) =>
        from.Manifest.IsSnapshot && Import.RealPath.Of(data.Root) is { } root && Import.RealPath.IsWithin(from.Folder, Path.Combine(root, Path.GetFileName(data.Snapshots)));

    private static async Task<(long Copied, long Lost)> CopyAsync(
        BackupSource from, FolderBlobStore source, BlobStore target, DataFolder data, bool acceptMissing, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        var group = new List<SpooledBlob>();
        long seen = 0, copied = 0, lost = 0;
        var folder = target as FolderBlobStore;
        Backup.Room(data.Root, await NeededAsync(from, folder, cancellationToken), "what is to be restored");
        await foreach (var blob in ListedBlob.ReadAsync(from.BlobList, cancellationToken))
        {
            seen++;

            // One that an earlier restore brought was on disk, with its hash checked, before it got its name.
            if (blob.Missing || folder?.HasWhole(blob.Sha256, blob.Bytes) == true)
            {
                continue;
            }

            var path = Path.Combine(data.Spool, $"{blob.Name}{CopyFolder.Part}");
            if (source.HasWhole(blob.Sha256, blob.Bytes) && await IsCopiedAsync(source, blob, path, cancellationToken))
            {
                group.Add(new SpooledBlob(blob.Sha256, path));
                copied++;
            }
            else if (acceptMissing)
            {
                lost++;
            }
            else
            {
                throw new BackupException(
                    $"The original {blob.Name} is damaged in this backup, and in all beside it. If the library still has it, delete the file there and back up again; to restore without it: --accept-missing.");
            }

            if (group.Count >= Together)
            {
                await target.PutAsync(group, cancellationToken);
                group.Clear();
                progress?.Invoke(seen, from.Manifest.Blobs.Count);
            }
        }

        await target.PutAsync(group, cancellationToken);
        progress?.Invoke(seen, from.Manifest.Blobs.Count);
        return (copied, lost);
    }

    private static async Task<bool> IsCopiedAsync(FolderBlobStore source, ListedBlob blob, string path, CancellationToken cancellationToken)
    {
        using var file = await source.FetchAsync(blob.Sha256, cancellationToken);
        await using var content = Media.Tools.RegularFile.Open(file.Path);
        var (sha256, bytes) = await FileCopy.WriteAsync(content, path, cancellationToken);
        if (bytes == blob.Bytes && sha256.AsSpan().SequenceEqual(blob.Sha256))
        {
            return true;
        }

        File.Delete(path);
        return false;
    }

    private static async Task<long> NeededAsync(BackupSource from, FolderBlobStore? folder, CancellationToken cancellationToken)
    {
        var needed = new FileInfo(from.DatabaseFile).Length;
        await foreach (var blob in ListedBlob.ReadAsync(from.BlobList, cancellationToken))
        {
            needed += folder is null || folder.HasWhole(blob.Sha256, blob.Bytes) ? 0 : blob.Bytes;
        }

        return needed;
    }

    private static async Task ConfigurationAsync(BackupSource from, DataFolder data, CancellationToken cancellationToken)
    {
        foreach (var file in from.Manifest.Files)
        {
            if (CopyFolder.PlaceOf(file.Path) is { } place)
            {
                var target = Path.Combine(data.Root, place);
                FileCopy.CreatePrivate(Path.GetDirectoryName(target)!);
                await using (var content = Media.Tools.RegularFile.Open(Path.Combine(from.Folder, file.Path)))
                {
                    await FileCopy.WriteAsync(content, target + CopyFolder.Part, cancellationToken);
                }

                File.Move(target + CopyFolder.Part, target, overwrite: true);
            }
        }
    }
}
