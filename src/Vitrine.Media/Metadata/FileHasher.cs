using System.Buffers;
using System.Security.Cryptography;
using Vitrine.Media.Metadata.Essence;

namespace Vitrine.Media.Metadata;

/// <summary>Both hashes of a file (32 bytes each) and its length.</summary>
public sealed record FileHashes(byte[] Sha256, byte[] Essence, long Bytes);

/// <summary>Hashes a file in one pass: the bytes and, beside it, the essence.</summary>
public static class FileHasher
{
    private const int BufferLength = 1 << 17;

    /// <summary>
    /// Reads <paramref name="source"/> to its end, once, with one buffer; what is read is also written to <paramref name="copyTo"/>.
    /// TIFF lies anywhere in its file: its essence is read by seeking afterwards, in <paramref name="source"/> or <paramref name="copyTo"/>, whichever can seek and read;
    /// where neither can, the essence is the file's hash.
    /// </summary>
    public static async Task<FileHashes> HashAsync(Stream source, Stream? copyTo = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        EssenceParser? parser = null;
        try
        {
            var isTiff = false;
            long bytes = 0;
            for (int read; (read = await Fill(source, buffer, bytes == 0, cancellationToken)) > 0; bytes += read)
            {
                var data = buffer.AsMemory(0, read);
                if (bytes == 0)
                {
                    isTiff = EssenceHash.IsTiff(data.Span);
                    parser = EssenceHash.ParserFor(data.Span);
                }

                whole.AppendData(data.Span);
                parser?.Append(data.Span);
                if (copyTo is not null)
                {
                    await copyTo.WriteAsync(data, cancellationToken);
                }
            }

            var sha256 = whole.GetHashAndReset();
            var essence = isTiff ? Tiff(source, copyTo, cancellationToken) : parser?.Finish();
            return new FileHashes(sha256, essence ?? sha256, bytes);
        }
        finally
        {
            parser?.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The first piece must hold enough to tell the format, even when the network brings it byte by byte.</summary>
    private static ValueTask<int> Fill(Stream source, byte[] buffer, bool first, CancellationToken cancellationToken) => first
        ? source.ReadAtLeastAsync(buffer, EssenceHash.HeadLength, throwOnEndOfStream: false, cancellationToken)
        : source.ReadAsync(buffer, cancellationToken);

    private static byte[]? Tiff(Stream source, Stream? copy, CancellationToken cancellationToken)
    {
        var seekable = source.CanSeek ? source : copy is { CanSeek: true, CanRead: true } ? copy : null;
        if (seekable is null)
        {
            return null;
        }

        var at = seekable.Position;
        try
        {
            return new TiffEssence(seekable).Compute(cancellationToken);
        }
        finally
        {
            seekable.Position = at;
        }
    }
}
