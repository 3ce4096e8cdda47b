using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups;

/// <summary>Whether a finished backup holds what its manifest says.</summary>
internal static class BackupCheck
{
    /// <summary>Each file of the backup's own folder has the length and the hash of the manifest.</summary>
    /// <exception cref="BackupException">One has not, or is no plain file.</exception>
    public static async Task FilesAsync(string folder, BackupManifest manifest, CancellationToken cancellationToken)
    {
        foreach (var file in manifest.Files)
        {
            var path = Path.Combine(folder, file.Path);
            if (!FileCopy.IsPlain(folder, path))
            {
                throw new BackupException($"{path} is missing, or no plain file: this backup is not whole.");
            }

            if (new FileInfo(path).Length != file.Bytes || Convert.ToHexStringLower(await FileCopy.HashAsync(path, cancellationToken)) != file.Sha256)
            {
                throw new BackupException($"{path} is not what the manifest says: this backup is damaged. Take an older one.");
            }
        }
    }

    /// <summary>Each blob of the list is there with its length.</summary>
    /// <param name="deep">And with its hash.</param>
    /// <exception cref="BackupException">One is not.</exception>
    public static async Task BlobsAsync(string folder, FolderBlobStore blobs, bool deep, CancellationToken cancellationToken)
    {
        await foreach (var blob in ListedBlob.ReadAsync(Path.Combine(folder, CopyFolder.BlobList), cancellationToken))
        {
            if (blob.Missing)
            {
                continue;
            }

            if (!blobs.HasWhole(blob.Sha256, blob.Bytes))
            {
                throw new BackupException($"The original {blob.Name} is missing in {blobs.Description}, or has another length.");
            }

            if (deep)
            {
                using var found = await blobs.FetchAsync(blob.Sha256, cancellationToken);
                if (!(await FileCopy.HashAsync(found.Path, cancellationToken)).AsSpan().SequenceEqual(blob.Sha256))
                {
                    throw new BackupException($"The original {blob.Name} is damaged in {blobs.Description}. Delete that file; the next backup copies it again.");
                }
            }
        }
    }
}
