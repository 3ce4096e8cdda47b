using System.Buffers.Binary;

namespace Vitrine.Server.Groups;

/// <summary>
/// Finds the video inside a motion photo. Google appends it and says in XMP how many bytes before the file's end it begins; Samsung keeps it in its trailer:
/// the last four bytes are <c>SEFT</c>, before them the length of a directory that begins with <c>SEFH</c> and names blocks by their distance before it
/// (ExifTool, Samsung.pm). Whatever is said, it counts only where an MP4 file begins, all of it inside the file.
/// </summary>
internal static class MotionVideo
{
    public const string SamsungName = "MotionPhoto_Data";

    private const int MostBlocks = 200;
    private const int MotionBlock = 0x0a30;

    /// <summary>Of the smallest video: its first box.</summary>
    private const int Least = 16;

    /// <param name="file">The photo; seekable.</param>
    /// <param name="tail">Bytes before the end at which the file says that the video begins; 0 where it does not say.</param>
    /// <returns>Where it lies, in bytes; null where there is none.</returns>
    public static async Task<(long Start, long Length)?> FindAsync(Stream file, long tail, CancellationToken cancellationToken)
    {
        var length = file.Length;
        if (tail >= Least && tail < length && await BeginsAsync(file, length - tail, length, cancellationToken))
        {
            return (length - tail, tail);
        }

        return await SamsungAsync(file, length, cancellationToken);
    }

    private static async Task<(long Start, long Length)?> SamsungAsync(Stream file, long length, CancellationToken cancellationToken)
    {
        if (await BytesAsync(file, length - 8, 8, length, cancellationToken) is not { } foot || !foot.AsSpan(4).SequenceEqual("SEFT"u8))
        {
            return null;
        }

        long size = BinaryPrimitives.ReadUInt32LittleEndian(foot);
        var directory = length - 8 - size;
        if (await BytesAsync(file, directory, 12, length, cancellationToken) is not { } head || !head.AsSpan(0, 4).SequenceEqual("SEFH"u8))
        {
            return null;
        }

        var count = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8));
        if (count > MostBlocks || await BytesAsync(file, directory + 12, (int)count * 12, length, cancellationToken) is not { } entries)
        {
            return null;
        }

        for (var at = 0; at < entries.Length; at += 12)
        {
            long before = BinaryPrimitives.ReadUInt32LittleEndian(entries.AsSpan(at + 4)), bytes = BinaryPrimitives.ReadUInt32LittleEndian(entries.AsSpan(at + 8));
            if (BinaryPrimitives.ReadUInt16LittleEndian(entries.AsSpan(at + 2)) == MotionBlock && before <= directory && bytes <= before)
            {
                return await BlockAsync(file, directory - before, bytes, length, cancellationToken);
            }
        }

        return null;
    }

    /// <summary>A block repeats its type, says how long its name is, and names itself before its data.</summary>
    private static async Task<(long Start, long Length)?> BlockAsync(Stream file, long start, long bytes, long length, CancellationToken cancellationToken)
    {
        if (await BytesAsync(file, start, 8, length, cancellationToken) is not { } head)
        {
            return null;
        }

        long begin = start + 8 + BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)), end = start + bytes;
        return begin + Least <= end && await BeginsAsync(file, begin, end, cancellationToken) ? (begin, end - begin) : null;
    }

    /// <summary>Whether an MP4 file (ISO/IEC 14496-12: <c>ftyp</c> first) begins here, behind the picture's own beginning.</summary>
    private static async Task<bool> BeginsAsync(Stream file, long start, long end, CancellationToken cancellationToken) =>
        start > 0 && await BytesAsync(file, start, 8, end, cancellationToken) is { } box && box.AsSpan(4).SequenceEqual("ftyp"u8);

    private static async Task<byte[]?> BytesAsync(Stream file, long start, int count, long end, CancellationToken cancellationToken)
    {
        if (start < 0 || start + count > end)
        {
            return null;
        }

        var bytes = new byte[count];
        file.Seek(start, SeekOrigin.Begin);
        return await file.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, cancellationToken) == count ? bytes : null;
    }
}
