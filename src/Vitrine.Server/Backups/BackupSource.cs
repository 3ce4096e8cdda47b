using Vitrine.Server.Import;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups;

/// <summary>A backup or snapshot that is to be restored: found, its manifest read and every file of it checked.</summary>
/// <param name="Folder">Where it really lies.</param>
/// <param name="Blobs">The blobs beside it; null for a snapshot.</param>
internal sealed record BackupSource(string Folder, BackupManifest Manifest, FolderBlobStore? Blobs)
{
    public string DatabaseFile => Path.Combine(Folder, Manifest.Files.Single(file => CopyFolder.IsDatabase(file.Path)).Path);

    public string BlobList => Path.Combine(Folder, CopyFolder.BlobList);

    /// <param name="path">A backup's own folder, or the folder that holds backups: its newest is meant then.</param>
    /// <param name="acceptMissing">Whether originals may be missing in it.</param>
    /// <exception cref="BackupException">There is none, or it is damaged.</exception>
    public static async Task<BackupSource> OpenAsync(string path, bool acceptMissing, CancellationToken cancellationToken = default)
    {
        var folder = RealPath.Of(path) ?? throw new BackupException($"{path} is not there.");
        if (!Directory.Exists(folder))
        {
            throw new BackupException($"{path} is a file. Name the folder of a backup.");
        }

        if (!File.Exists(Path.Combine(folder, BackupManifest.FileName)))
        {
            folder = BackupPlace.List(folder) is [.., var newest] ? newest : throw new BackupException(
                folder.EndsWith(CopyFolder.Part, StringComparison.Ordinal)
                    ? $"{path} was never finished: it is no backup."
                    : $"There is no backup in {path}.");
        }

        var manifest = await BackupManifest.ReadAsync(folder, cancellationToken);
        await BackupCheck.FilesAsync(folder, manifest, cancellationToken);
        if (manifest.IsSnapshot)
        {
            return new BackupSource(folder, manifest, null);
        }

        var blobs = Path.Combine(Path.GetDirectoryName(folder)!, "blobs");
        if (!Directory.Exists(blobs) || RealPath.Of(blobs) != blobs)
        {
            throw new BackupException($"{blobs}, where the originals of this backup lie, is not there.");
        }

        var source = new BackupSource(folder, manifest, new FolderBlobStore(blobs));
        await source.CheckBlobsAsync(acceptMissing, cancellationToken);
        return source;
    }

    /// <summary>The list agrees with the manifest, and every blob is there; what is in them is looked at when they are copied.</summary>
    private async Task CheckBlobsAsync(bool acceptMissing, CancellationToken cancellationToken)
    {
        long count = 0, bytes = 0, missing = 0;
        await foreach (var blob in ListedBlob.ReadAsync(BlobList, cancellationToken))
        {
            count++;
            bytes += blob.Bytes;
            missing += blob.Missing ? 1 : 0;
        }

        if (Manifest.Blobs != new BlobTotals(count, bytes, missing))
        {
            throw new BackupException($"{BlobList} and the manifest disagree: this backup is damaged.");
        }

        if (!acceptMissing)
        {
            await BackupCheck.BlobsAsync(Folder, Blobs!, deep: false, cancellationToken);
        }
    }
}
