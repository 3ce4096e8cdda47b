using Vitrine.Server.Storage.Blobs.S3;

namespace Vitrine.Server.Storage.Blobs;

/// <summary>
/// Which store the originals of a data folder lie in: <c>blobs.txt</c> remembers it, as far as it is no secret, so that a start without <c>--blobs</c>
/// finds them, and one with another address is refused.
/// </summary>
/// <param name="S3">Null = the folder <c>blobs</c> itself.</param>
public sealed record BlobPlace(S3Address? S3)
{
    private const string Folder = "folder";

    /// <summary>Copies for work take at most this much room, in bytes.</summary>
    private const long MostCached = 4L << 30;

    /// <summary>What the data folder remembers; null before its first start, or where the file is empty.</summary>
    /// <exception cref="StorageException">The file says something else.</exception>
    public static BlobPlace? Remembered(string data)
    {
        var path = PathIn(data);
        if (RememberedText.Read(path) is not { } text)
        {
            return null;
        }

        try
        {
            return new BlobPlace(text == Folder ? null : S3Address.Parse(text));
        }
        catch (ArgumentException error)
        {
            throw new StorageException($"{path} names no place for originals: {error.Message}", error);
        }
    }

    /// <summary>The place to use: the one given, else the remembered one, else the folder.</summary>
    /// <param name="given">What <c>--blobs</c> says; null where it is not there.</param>
    /// <exception cref="StorageException">The originals lie elsewhere.</exception>
    public static BlobPlace Choose(DataFolder data, S3Address? given)
    {
        var known = Remembered(data.Root) ?? (Directory.Exists(data.Blobs) && Directory.EnumerateDirectories(data.Blobs).Any() ? new BlobPlace(S3: null) : null);
        if (given is null)
        {
            return known ?? new BlobPlace(S3: null);
        }

        return known is null || (known.S3?.IsSamePlace(given) ?? false)
            ? new BlobPlace(given)
            : throw new StorageException(
                $"The originals of {data.Root} lie in {(known.S3 is { } other ? other.ToString() : data.Blobs)}: leave --blobs away, or choose another folder with --data. "
                + $"If you copied them all, write the new address into {PathIn(data.Root)}.");
    }

    /// <summary>Opens the store and remembers it.</summary>
    /// <param name="library">The public id of the library whose originals these are.</param>
    /// <exception cref="StorageException">It cannot be used, or belongs to another library.</exception>
    public async Task<BlobStore> OpenAsync(DataFolder data, string library, CancellationToken cancellationToken = default)
    {
        BlobStore store = S3 is null
            ? new FolderBlobStore(data.Blobs)
            : await S3BlobStore.OpenAsync(S3, new BlobCache(data.BlobCache, Math.Min(MostCached, new DriveInfo(data.Root).AvailableFreeSpace / 4)), library, cancellationToken);
        try
        {
            RememberedText.Write(PathIn(data.Root), S3?.ToString() ?? Folder);
            return store;
        }
        catch
        {
            (store as IDisposable)?.Dispose();
            throw;
        }
    }

    private static string PathIn(string data) => Path.Combine(data, "blobs.txt");
}
