using System.Globalization;
using System.Security.Cryptography;
using Amazon.S3.Model;

namespace Vitrine.Server.Storage.Blobs.S3;

/// <summary>
/// Sends a file to a bucket: small ones in one request, large ones in parts of which a few are under way at once. The server checks each transfer by its
/// MD5, nothing can be seen before all is there, and what came out is looked at again.
/// </summary>
/// <param name="partBytes">Length of a part unless that makes too many; at least 5 MiB, S3's own limit.</param>
internal sealed class S3Upload(S3Bucket bucket, long partBytes)
{
    /// <summary>The most parts an object may have is 10,000.</summary>
    private const int MostParts = 9000;

    private const int PartsTogether = 3;

    /// <summary>Length of the parts of a file of this length, which is also the largest that is sent in one request.</summary>
    public long PartBytesOf(long bytes) => Math.Max(partBytes, (bytes + MostParts - 1) / MostParts);

    public async Task SendAsync(string key, string path, BlobDigest digest, long part, CancellationToken cancellationToken)
    {
        if (digest.Parts.Count == 1)
        {
            await WholeAsync(key, path, digest, cancellationToken);
        }
        else
        {
            await PartsAsync(key, path, digest, part, cancellationToken);
        }

        var kept = await bucket.LookAsync(key, cancellationToken);
        if (kept is { } there && there.Bytes == digest.Bytes && IsTagOf(digest, there.Tag))
        {
            return;
        }

        // It must not be taken for the blob later.
        await bucket.DeleteAsync(key, CancellationToken.None);
        throw new BlobsUnavailableException(
            $"{bucket.Address} did not keep what was sent to it ({kept?.Bytes ?? 0} of {digest.Bytes} bytes, tag {kept?.Tag ?? "none"}). Nothing was lost here.");
    }

    private async Task WholeAsync(string key, string path, BlobDigest digest, CancellationToken cancellationToken)
    {
        await using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await bucket.WriteAsync(key, content, digest.Parts[0], cancellationToken);
    }

    private async Task PartsAsync(string key, string path, BlobDigest digest, long part, CancellationToken cancellationToken)
    {
        var upload = await bucket.BeginPartsAsync(key, cancellationToken);
        try
        {
            var sent = new PartETag[digest.Parts.Count];
            var together = new ParallelOptions { MaxDegreeOfParallelism = PartsTogether, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, sent.Length, together, async (index, cancellation) =>
            {
                var from = index * part;
                sent[index] = await bucket.WritePartAsync(key, upload, index + 1, path, from, Math.Min(part, digest.Bytes - from), digest.Parts[index], cancellation);
            });
            await bucket.EndPartsAsync(key, upload, sent, cancellationToken);
        }
        catch
        {
            await bucket.DropPartsAsync(key, upload);
            throw;
        }
    }

    /// <summary>A tag is the MD5 of the bytes, or of the parts' MD5s and their number; servers that make other ones say nothing by them.</summary>
    private static bool IsTagOf(BlobDigest digest, string? tag)
    {
        if (tag is null || !IsMd5(tag.Split('-')[0]))
        {
            return true;
        }

        if (digest.Parts.Count == 1)
        {
            return Convert.ToHexStringLower(digest.Parts[0]) == tag;
        }

#pragma warning disable CA5351 // As in BlobDigest.
        var expected = Convert.ToHexStringLower(MD5.HashData(digest.Parts.SelectMany(part => part).ToArray()));
#pragma warning restore CA5351
        return tag == string.Create(CultureInfo.InvariantCulture, $"{expected}-{digest.Parts.Count}");
    }

    private static bool IsMd5(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);
}
