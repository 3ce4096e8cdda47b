using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Vitrine.Media.Metadata.Essence;

/// <summary>
/// TIFF 6.0 and BigTIFF: per directory (chain and SubIFDs) the tags that say how to decode and show the picture, then its strips or tiles.
/// Where data and directories lie does not matter. Camera raw files that look like TIFF decode by private tags too: for them, and for anything odd, there is no essence of its own.
/// </summary>
internal sealed class TiffEssence(Stream file)
{
    private const int MostDirectories = 2_000, MostEntries = 2_000, MostValueBytes = 16 << 20;
    private const int StripOffsets = 273, StripCounts = 279, TileOffsets = 324, TileCounts = 325, SubDirectories = 330, Photometric = 262, Compression = 259, DngVersion = 50706;

    // Width … planar configuration, predictor, colour map, tiles, inks, extra samples, JPEG tables, YCbCr, white point, transfer, ICC.
    private static readonly HashSet<int> Structure =
        [254, 256, 257, 258, Compression, Photometric, 266, 274, 277, 278, 284, 292, 293, 301, 317, 318, 319, 320, 322, 323, 332, 334, 336, 338, 339, 340, 341, 347, 529, 530, 531, 532, 34675];

    private readonly HashSet<long> seen = [];
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool little;
    private bool big;
    private long dataLeft;

    /// <summary>32 bytes, null where the file is damaged, a camera raw file or of a kind we do not take apart. Reads by seeking.</summary>
    public byte[]? Compute(CancellationToken cancellationToken)
    {
        using (hash)
        {
            // Strips may be shared, but a file whose directories name the same bytes over and over is a trap.
            dataLeft = 2 * file.Length;
            var header = Bytes(0, 16) ?? Bytes(0, 8);
            if (header is null || First(header) is not { } next)
            {
                return null;
            }

            hash.AppendData("vitrine essence tiff 1"u8);
            var pending = new Queue<long>([next]);
            while (pending.TryDequeue(out var at))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (seen.Count >= MostDirectories || !seen.Add(at) || !Directory(at, pending, cancellationToken))
                {
                    return null;
                }
            }

            return hash.GetHashAndReset();
        }
    }

    private long? First(byte[] header)
    {
        little = header[0] == (byte)'I';
        switch (U16(header.AsSpan(2)))
        {
            case 42 when !(header.Length >= 10 && header[8] == (byte)'C' && header[9] == (byte)'R'):
                return U32(header.AsSpan(4));
            case 43 when header.Length >= 16:
                big = true;
                return (long)Math.Min(U64(header.AsSpan(8)), long.MaxValue);
            default:
                return null;
        }
    }

    private bool Directory(long at, Queue<long> pending, CancellationToken cancellationToken)
    {
        var (countSize, entrySize) = big ? (8, 20) : (2, 12);
        if (Bytes(at, countSize) is not { } head)
        {
            return false;
        }

        var count = big ? (long)Math.Min(U64(head), long.MaxValue) : U16(head);
        if (count is 0 or > MostEntries || Bytes(at + countSize, (int)count * entrySize + (big ? 8 : 4)) is not { } table)
        {
            return false;
        }

        long[] offsets = [];
        long[] counts = [];
        for (var i = 0; i < count; i++)
        {
            var entry = table.AsSpan(i * entrySize, entrySize);
            var tag = U16(entry);
            if (tag == DngVersion)
            {
                return false;
            }

            if (!(Structure.Contains(tag) || tag is StripOffsets or StripCounts or TileOffsets or TileCounts or SubDirectories))
            {
                continue;
            }

            if (Value(entry) is not { } value || IsForeign(tag, value))
            {
                return false;
            }

            switch (tag)
            {
                case StripOffsets or TileOffsets:
                    offsets = Numbers(entry, value);
                    break;
                case StripCounts or TileCounts:
                    counts = Numbers(entry, value);
                    break;
                case SubDirectories:
                    foreach (var sub in Numbers(entry, value))
                    {
                        pending.Enqueue(sub);
                    }

                    break;
                default:
                    hash.AppendData(entry[..4]);
                    hash.AppendData(value);
                    break;
            }
        }

        var next = big ? (long)Math.Min(U64(table.AsSpan(^8..)), long.MaxValue) : U32(table.AsSpan(^4..));
        if (next != 0)
        {
            pending.Enqueue(next);
        }

        return offsets.Length == counts.Length && Data(offsets, counts, cancellationToken);
    }

    /// <summary>Sensor data, and the old kind of JPEG whose tables lie elsewhere.</summary>
    private bool IsForeign(int tag, ReadOnlySpan<byte> value) =>
        value.Length >= 2 && ((tag == Photometric && U16(value) is 32803 or 34892) || (tag == Compression && U16(value) is 6 or 34713 or 32767 or 32769 or 65535));

    private bool Data(long[] offsets, long[] counts, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            for (var i = 0; i < offsets.Length; i++)
            {
                dataLeft -= counts[i];
                if (dataLeft < 0 || offsets[i] < 0 || counts[i] > file.Length - offsets[i])
                {
                    return false;
                }

                cancellationToken.ThrowIfCancellationRequested();
                file.Position = offsets[i];
                for (var left = counts[i]; left > 0;)
                {
                    var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
                    file.ReadExactly(part);
                    hash.AppendData(part);
                    left -= part.Length;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return true;
    }

    private byte[]? Value(ReadOnlySpan<byte> entry)
    {
        var inline = big ? 8 : 4;
        var count = big ? U64(entry[4..]) : U32(entry[4..]);
        var place = entry[(big ? 12 : 8)..];
        var width = U16(entry[2..]) switch
        {
            1 or 2 or 6 or 7 => 1,
            3 or 8 => 2,
            4 or 9 or 11 or 13 => 4,
            5 or 10 or 12 or 16 or 17 or 18 => 8,
            _ => 0,
        };
        if (width == 0 || count > MostValueBytes / 8)
        {
            return null;
        }

        var length = (int)count * width;
        return length <= inline ? place[..length].ToArray() : Bytes(big ? (long)Math.Min(U64(place), long.MaxValue) : U32(place), length);
    }

    private long[] Numbers(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> value)
    {
        var width = U16(entry[2..]) switch { 3 => 2, 4 or 13 => 4, 16 or 18 => 8, _ => value.Length + 1 };
        var numbers = new long[value.Length / width];
        for (var i = 0; i < numbers.Length; i++)
        {
            var at = value[(i * width)..];
            numbers[i] = width switch { 2 => U16(at), 4 => U32(at), _ => (long)Math.Min(U64(at), long.MaxValue) };
        }

        return numbers;
    }

    private byte[]? Bytes(long at, int count)
    {
        if (at < 0 || count > file.Length - at)
        {
            return null;
        }

        var bytes = new byte[count];
        file.Position = at;
        file.ReadExactly(bytes);
        return bytes;
    }

    private ushort U16(ReadOnlySpan<byte> data) => little ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);

    private uint U32(ReadOnlySpan<byte> data) => little ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);

    private ulong U64(ReadOnlySpan<byte> data) => little ? BinaryPrimitives.ReadUInt64LittleEndian(data) : BinaryPrimitives.ReadUInt64BigEndian(data);
}
