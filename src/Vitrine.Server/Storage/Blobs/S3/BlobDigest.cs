using System.Buffers;
using System.Security.Cryptography;

namespace Vitrine.Server.Storage.Blobs.S3;

/// <summary>What a file's bytes are: length, SHA-256, and the MD5 of each part, which is what S3 servers check a transfer by.</summary>
internal sealed record BlobDigest(long Bytes, byte[] Sha256, IReadOnlyList<byte[]> Parts)
{
    private const int BufferLength = 1 << 17;

    /// <summary>Reads the file once.</summary>
    /// <param name="partBytes">Length of all parts but the last, at least 1.</param>
    /// <exception cref="InvalidDataException">The bytes do not have this hash.</exception>
    public static async Task<BlobDigest> ReadAsync(string path, byte[] expected, long partBytes, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
#pragma warning disable CA5351 // Guards a transfer against accidents, not against people: the blob's name is its SHA-256.
        using var part = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        var parts = new List<byte[]>();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            long bytes = 0, inPart = 0;
            for (int read; (read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(BufferLength, partBytes - inPart)), cancellationToken)) > 0;)
            {
                whole.AppendData(buffer, 0, read);
                bytes += read;
                part.AppendData(buffer, 0, read);
                inPart += read;
                if (inPart == partBytes)
                {
                    parts.Add(part.GetHashAndReset());
                    inPart = 0;
                }
            }

            if (inPart > 0 || parts.Count == 0)
            {
                parts.Add(part.GetHashAndReset());
            }

            var sha256 = whole.GetHashAndReset();
            return sha256.AsSpan().SequenceEqual(expected)
                ? new BlobDigest(bytes, sha256, parts)
                : throw new InvalidDataException($"The bytes to be stored as {Convert.ToHexStringLower(expected)} are other ones; they were not stored.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
