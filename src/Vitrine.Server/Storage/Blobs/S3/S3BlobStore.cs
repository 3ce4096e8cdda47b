using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace Vitrine.Server.Storage.Blobs.S3;

/// <summary>
/// Blobs as objects <c>prefix/ab/cd/abcd…</c> of any S3-compatible server: the same names as in a folder, so that either can be copied to the other.
/// </summary>
public sealed class S3BlobStore : BlobStore, IDisposable
{
    private const long PartBytes = 16 << 20;
    private const int FilesTogether = 4;

    private readonly S3Bucket bucket;
    private readonly S3Upload upload;
    private readonly BlobCache cache;

    /// <param name="cache">Where copies lie while they are worked on.</param>
    /// <param name="partBytes">Larger files are sent in parts of this length; 16 MiB by default, 5 MiB at least.</param>
    public S3BlobStore(S3Address address, AWSCredentials credentials, BlobCache cache, long partBytes = PartBytes)
    {
        bucket = new S3Bucket(address, credentials);
        upload = new S3Upload(bucket, partBytes);
        this.cache = cache;
    }

    public override string Description => bucket.Address.ToString();

    public override long? FreeBytes => null;

    /// <summary>Opens the store with the keys of the environment, for a library.</summary>
    /// <param name="library">The public id of the library whose originals these are.</param>
    /// <exception cref="StorageException">It does not answer, is not allowed, or belongs to another library.</exception>
    public static async Task<S3BlobStore> OpenAsync(S3Address address, BlobCache cache, string library, CancellationToken cancellationToken = default)
    {
        var store = new S3BlobStore(address, S3Credentials.Find(address, Environment.GetEnvironmentVariable), cache);
        try
        {
            await store.ReachAsync(cancellationToken);
            await store.ClaimAsync(library, cancellationToken);
            return store;
        }
        catch (BlobsUnavailableException error)
        {
            store.Dispose();
            throw new StorageException(error.Message, error);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Asks whether a store answers.</summary>
    /// <exception cref="StorageException">It does not; the message says why.</exception>
    public static async Task ReachAsync(S3Address address, CancellationToken cancellationToken = default)
    {
        using var bucket = new S3Bucket(address, S3Credentials.Find(address, Environment.GetEnvironmentVariable));
        try
        {
            await bucket.ReachAsync(cancellationToken);
        }
        catch (BlobsUnavailableException error)
        {
            throw new StorageException(error.Message, error);
        }
    }

    /// <summary>
    /// Notes in the store whose it is, and refuses another library's: two libraries over the same objects would delete each other's originals.
    /// This also shows at the start whether the store can be read and written.
    /// </summary>
    /// <exception cref="StorageException">It belongs to another library.</exception>
    public async Task ClaimAsync(string library, CancellationToken cancellationToken = default)
    {
        var key = bucket.Prefix + "library";
        if (await bucket.LookAsync(key, cancellationToken) is null)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(library));
            await bucket.WriteAsync(key, content, null, cancellationToken);
        }

        using var reader = new StreamReader(await bucket.ReadAsync(key, 0, library.Length + 1, cancellationToken));
        if (await reader.ReadToEndAsync(cancellationToken) != library)
        {
            throw new StorageException(
                $"{bucket.Address} holds the originals of another library. Name another prefix with --blobs; if that library is gone for good, delete the object '{key}' there.");
        }
    }

    public override Task ReachAsync(CancellationToken cancellationToken = default) => bucket.ReachAsync(cancellationToken);

    public override async Task<bool> ExistsAsync(byte[] sha256, CancellationToken cancellationToken = default) =>
        await bucket.LookAsync(KeyOf(sha256), cancellationToken) is not null;

    public override Task PutAsync(IReadOnlyList<SpooledBlob> group, CancellationToken cancellationToken = default) => Parallel.ForEachAsync(
        group, new ParallelOptions { MaxDegreeOfParallelism = FilesTogether, CancellationToken = cancellationToken }, (file, cancellation) => PutAsync(file, cancellation));

    public override async Task<Stream> OpenAsync(byte[] sha256, CancellationToken cancellationToken = default)
    {
        var key = KeyOf(sha256);
        return await bucket.LookAsync(key, cancellationToken) is { } found
            ? new S3BlobStream(found.Bytes, (from, count, cancellation) => bucket.ReadAsync(key, from, count, cancellation))
            : throw new FileNotFoundException($"{key} is not in {Description}");
    }

    public override async Task<BlobFile> FetchAsync(byte[] sha256, CancellationToken cancellationToken = default)
    {
        if (cache.Find(sha256) is { } here)
        {
            return here;
        }

        await using var source = await OpenAsync(sha256, cancellationToken);
        var part = cache.NewPart();
        try
        {
            await using (var target = new FileStream(part, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16))
            {
                await source.CopyToAsync(target, 1 << 17, cancellationToken);
                target.Position = 0;
                if (!(await SHA256.HashDataAsync(target, cancellationToken)).AsSpan().SequenceEqual(sha256))
                {
                    throw new InvalidDataException($"{KeyOf(sha256)} in {Description} holds other bytes than its name says");
                }
            }

            return cache.Add(sha256, part);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    public override async Task DeleteAsync(byte[] sha256, CancellationToken cancellationToken = default)
    {
        await bucket.DeleteAsync(KeyOf(sha256), cancellationToken);
        cache.Remove(sha256);
    }

    public override async IAsyncEnumerable<StoredBlob> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? next = null;
        do
        {
            (var objects, next) = await bucket.ListAsync(next, cancellationToken);
            foreach (var found in objects)
            {
                if (HashOf(found.Key[(found.Key.LastIndexOf('/') + 1)..]) is { } sha256 && found.Key == KeyOf(sha256))
                {
                    yield return new StoredBlob(sha256, found.Size ?? 0);
                }
            }
        }
        while (next is not null);
    }

    public override Task SweepAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => bucket.SweepAsync(before, cancellationToken);

    public void Dispose() => bucket.Dispose();

    private async ValueTask PutAsync(SpooledBlob file, CancellationToken cancellationToken)
    {
        var key = KeyOf(file.Sha256);
        var part = upload.PartBytesOf(new FileInfo(file.Path).Length);
        var digest = await BlobDigest.ReadAsync(file.Path, file.Sha256, part, cancellationToken);
        if ((await bucket.LookAsync(key, cancellationToken))?.Bytes != digest.Bytes)
        {
            await upload.SendAsync(key, file.Path, digest, part, cancellationToken);
        }

        cache.Add(file.Sha256, file.Path).Dispose();
    }

    public override async Task ReplaceAsync(SpooledBlob file, CancellationToken cancellationToken = default)
    {
        var part = upload.PartBytesOf(new FileInfo(file.Path).Length);
        var digest = await BlobDigest.ReadAsync(file.Path, file.Sha256, part, cancellationToken);
        await upload.SendAsync(KeyOf(file.Sha256), file.Path, digest, part, cancellationToken);
        cache.Add(file.Sha256, file.Path).Dispose();
    }

    private string KeyOf(byte[] sha256)
    {
        var name = Convert.ToHexStringLower(sha256);
        return $"{bucket.Prefix}{name[..2]}/{name[2..4]}/{name}";
    }
}
