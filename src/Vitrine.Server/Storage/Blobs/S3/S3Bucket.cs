using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Vitrine.Server.Storage.Blobs.S3;

/// <summary>The part of a bucket that is ours: every call to the server, with its failures put into sentences.</summary>
internal sealed class S3Bucket(S3Address address, AWSCredentials credentials) : IDisposable
{
    /// <summary>A transaction waits for a deletion: it is tried once and shortly.</summary>
    private static readonly TimeSpan DeleteLimit = TimeSpan.FromSeconds(3);

    private readonly OneEndpointClient client = OneEndpointClient.Create(address, credentials);
    private readonly OneEndpointClient deleting = OneEndpointClient.Create(address, credentials, DeleteLimit, retries: 0);

    public S3Address Address => address;

    /// <summary>Begins every key of ours.</summary>
    public string Prefix { get; } = address.Prefix.Length > 0 ? address.Prefix + "/" : "";

    /// <summary>Length and entity tag of an object, null where it is not there. An object under a key of the server's own has no tag that follows from its bytes.</summary>
    public async Task<(long Bytes, string? Tag)?> LookAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var found = await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = address.Bucket, Key = key }, cancellationToken);
            var encrypted = found.ServerSideEncryptionMethod?.Value is { } method && method.StartsWith("aws:kms", StringComparison.Ordinal);
            return (found.ContentLength, encrypted ? null : found.ETag?.Trim('"'));
        }
        catch (Exception error) when (S3Failures.IsMissing(error))
        {
            // An object that is not there, or a bucket that is not: only another question tells.
            await ReachAsync(cancellationToken);
            return null;
        }
        catch (Exception error) when (S3Failures.IsOfTheStore(error, cancellationToken))
        {
            throw S3Failures.Of(error, address);
        }
    }

    /// <summary>Asks for one name: fails where there is no server, no bucket, or no leave.</summary>
    public Task ReachAsync(CancellationToken cancellationToken) => AskAsync(
        () => client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = address.Bucket, Prefix = Prefix, MaxKeys = 1 }, cancellationToken), cancellationToken);

    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public async Task<Stream> ReadAsync(string key, long from, long count, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetObjectRequest { BucketName = address.Bucket, Key = key, ByteRange = count > 0 ? new ByteRange(from, from + count - 1) : null };
            return (await client.GetObjectAsync(request, cancellationToken)).ResponseStream;
        }
        catch (Exception error) when (S3Failures.IsMissing(error))
        {
            throw new FileNotFoundException($"{key} is not in {address}", error);
        }
        catch (Exception error) when (S3Failures.IsOfTheStore(error, cancellationToken))
        {
            throw S3Failures.Of(error, address);
        }
    }

    /// <summary>Stores a small object; it is there as a whole or not at all.</summary>
    public Task WriteAsync(string key, Stream content, byte[]? md5, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = address.Bucket,
            Key = key,
            InputStream = content,
            AutoCloseStream = false,
            ContentType = "application/octet-stream",
            MD5Digest = md5 is null ? null : Convert.ToBase64String(md5),
            UseChunkEncoding = false,
        };
        return AskAsync(() => client.PutObjectAsync(request, cancellationToken), cancellationToken);
    }

    public async Task<string> BeginPartsAsync(string key, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = address.Bucket, Key = key, ContentType = "application/octet-stream" };
        return (await AskAsync(() => client.InitiateMultipartUploadAsync(request, cancellationToken), cancellationToken)).UploadId;
    }

    public async Task<PartETag> WritePartAsync(string key, string upload, int number, string path, long from, long count, byte[] md5, CancellationToken cancellationToken)
    {
        var request = new UploadPartRequest
        {
            BucketName = address.Bucket,
            Key = key,
            UploadId = upload,
            PartNumber = number,
            FilePath = path,
            FilePosition = from,
            PartSize = count,
            MD5Digest = Convert.ToBase64String(md5),
            UseChunkEncoding = false,
        };
        return new PartETag(await AskAsync(() => client.UploadPartAsync(request, cancellationToken), cancellationToken));
    }

    public Task EndPartsAsync(string key, string upload, IReadOnlyList<PartETag> parts, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = address.Bucket, Key = key, UploadId = upload, PartETags = [.. parts] };
        return AskAsync(() => client.CompleteMultipartUploadAsync(request, cancellationToken), cancellationToken);
    }

    /// <summary>Drops parts that will not become an object. Where that fails, a later sweep does it.</summary>
    public async Task DropPartsAsync(string key, string upload)
    {
        try
        {
            await deleting.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = address.Bucket, Key = key, UploadId = upload }, CancellationToken.None);
        }
        catch (Exception error) when (S3Failures.IsOfTheStore(error, CancellationToken.None))
        {
            // What made it necessary is told by its own error.
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => AskAsync(
        () => deleting.DeleteObjectAsync(new DeleteObjectRequest { BucketName = address.Bucket, Key = key }, cancellationToken), cancellationToken);

    /// <summary>A page of what is there, in the order of the keys.</summary>
    public async Task<(IReadOnlyList<S3Object> Objects, string? Next)> ListAsync(string? from, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = address.Bucket, Prefix = Prefix, ContinuationToken = from };
        var page = await AskAsync(() => client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
        return (page.S3Objects ?? [], page.IsTruncated == true ? page.NextContinuationToken : null);
    }

    /// <summary>Drops the parts of uploads that began before this time.</summary>
    public async Task SweepAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = address.Bucket, Prefix = Prefix };
        while (true)
        {
            var page = await AskAsync(() => client.ListMultipartUploadsAsync(request, cancellationToken), cancellationToken);
            foreach (var old in (page.MultipartUploads ?? []).Where(upload => upload.Initiated is { } began && began.ToUniversalTime() < before.UtcDateTime))
            {
                await DropPartsAsync(old.Key, old.UploadId);
            }

            if (page.IsTruncated != true)
            {
                return;
            }

            request.KeyMarker = page.NextKeyMarker;
            request.UploadIdMarker = page.NextUploadIdMarker;
        }
    }

    public void Dispose()
    {
        client.Dispose();
        deleting.Dispose();
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (Exception error) when (S3Failures.IsOfTheStore(error, cancellationToken))
        {
            throw S3Failures.Of(error, address);
        }
    }
}
