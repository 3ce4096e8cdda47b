using System.Buffers.Binary;
using System.Text;

namespace Vitrine.Media.Kinds.Sniffing;

/// <summary>One image file directory: only what formats are told apart and measured by.</summary>
internal sealed record TiffDirectory(long Width, long Height, int? Orientation, string? Make, bool HasDngVersion, bool HasSubDirectories)
{
    public IReadOnlyList<TiffDirectory> SubDirectories { get; init; } = [];

    /// <summary>A smaller copy of another picture in the file (NewSubfileType, bit 0).</summary>
    public bool IsReduced { get; init; }
    public long Samples { get; init; } = 1;
    public long Bits { get; init; } = 1;

    /// <summary>Rows that are decoded together: of a strip, or of a tile.</summary>
    public long RowsTogether { get; init; } = long.MaxValue;

    /// <summary>Bytes of the rows that must be decoded together to read the picture from top to bottom; as much as fits a number where it is more.</summary>
    public long BytesTogether
    {
        get
        {
            var bytes = (decimal)Width * Math.Clamp(Samples, 1, 1000) * Math.Max(1, (Bits + 7) / 8) * Math.Min(RowsTogether, Height);
            return bytes > long.MaxValue ? long.MaxValue : (long)bytes;
        }
    }
}

/// <summary>
/// The chain of directories of a TIFF or BigTIFF (TIFF 6.0, section 2; BigTIFF design by AWare Systems). Bounded: at most
/// <see cref="MaxDirectories"/> directories of 4,096 entries, a chain that bites its own tail is cut and <see cref="Loops"/> set.
/// </summary>
internal sealed class TiffFile
{
    public const int MaxDirectories = 1000;
    private const int MaxEntries = 4096;

    private TiffFile()
    {
    }

    public IReadOnlyList<TiffDirectory> Directories { get; private init; } = [];
    public bool Loops { get; private init; }

    /// <summary>More than <see cref="MaxDirectories"/> directories.</summary>
    public bool TooMany { get; private init; }

    /// <summary>Reads what lies within <paramref name="bytes"/>; what lies beyond is left out.</summary>
    public static TiffFile Read(ReadOnlySpan<byte> bytes) => Read(new TiffBytes(bytes.ToArray()));

    /// <summary>Reads all of a file's directories, wherever they lie, and nothing but those.</summary>
    public static TiffFile Read(MediaFile file) => Read(new TiffBytes(file));

    private static TiffFile Read(TiffBytes bytes)
    {
        if (bytes.Get(0, 8) is not { Length: 8 } head)
        {
            return new TiffFile();
        }

        var layout = new Layout(head[0] == (byte)'I', head[2] == 0x2B || head[3] == 0x2B);
        var seen = new HashSet<long>();
        var found = new List<TiffDirectory>();
        var next = layout.IsBig ? layout.Number(bytes, 8, 8) : layout.Number(bytes, 4, 4);
        while (next > 0 && found.Count <= MaxDirectories && seen.Add(next))
        {
            if (ReadDirectory(bytes, next, layout, seen, true, out next) is not { } directory)
            {
                break;
            }

            found.Add(directory);
        }

        return new TiffFile { Directories = found, Loops = next > 0 && seen.Contains(next) && found.Count <= MaxDirectories, TooMany = found.Count > MaxDirectories };
    }

    private static TiffDirectory? ReadDirectory(TiffBytes bytes, long at, Layout layout, HashSet<long> seen, bool deep, out long next)
    {
        next = 0;
        var count = layout.Number(bytes, at, layout.CountBytes);
        var start = at + layout.CountBytes;
        if (count is <= 0 or > MaxEntries || start + (count * layout.EntryBytes) > bytes.Length)
        {
            return null;
        }

        var directory = new TiffDirectory(0, 0, null, null, false, false);
        for (var i = 0; i < count; i++)
        {
            directory = Add(directory, bytes, start + (i * layout.EntryBytes), layout, seen, deep);
        }

        next = layout.Number(bytes, start + (count * layout.EntryBytes), layout.OffsetBytes);
        return directory;
    }

    private static TiffDirectory Add(TiffDirectory directory, TiffBytes bytes, long entry, Layout layout, HashSet<long> seen, bool deep)
    {
        var type = (int)layout.Number(bytes, entry + 2, 2);
        var count = layout.Number(bytes, entry + 4, layout.OffsetBytes);
        var valueAt = entry + 4 + layout.OffsetBytes;
        var value = layout.Number(bytes, valueAt, type == 3 ? 2 : type == 1 ? 1 : type is 16 or 18 ? 8 : 4);
        return (int)layout.Number(bytes, entry, 2) switch
        {
            0x00FE => directory with { IsReduced = (value & 1) != 0 },
            0x0100 => directory with { Width = value },
            0x0101 => directory with { Height = value },
            0x0102 => directory with { Bits = count * 2 <= layout.OffsetBytes ? value : layout.Number(bytes, layout.Number(bytes, valueAt, layout.OffsetBytes), 2) },
            0x0115 => directory with { Samples = value },
            0x0116 or 0x0143 => directory with { RowsTogether = value > 0 ? value : long.MaxValue },
            0x0112 => directory with { Orientation = value is >= 1 and <= 8 ? (int)value : null },
            0x010F => directory with { Make = Text(bytes, valueAt, count, layout) },
            0x014A => directory with { HasSubDirectories = true, SubDirectories = deep ? Subs(bytes, valueAt, count, layout, seen) : [] },
            0xC612 => directory with { HasDngVersion = true },
            _ => directory,
        };
    }

    private static List<TiffDirectory> Subs(TiffBytes bytes, long valueAt, long count, Layout layout, HashSet<long> seen)
    {
        var found = new List<TiffDirectory>();
        var list = count * layout.OffsetBytes <= layout.OffsetBytes ? valueAt : layout.Number(bytes, valueAt, layout.OffsetBytes);
        for (var i = 0; i < Math.Min(count, 16); i++)
        {
            var at = layout.Number(bytes, list + (i * layout.OffsetBytes), layout.OffsetBytes);
            if (at > 0 && seen.Add(at) && ReadDirectory(bytes, at, layout, seen, false, out _) is { } sub)
            {
                found.Add(sub);
            }
        }

        return found;
    }

    private static string? Text(TiffBytes bytes, long valueAt, long count, Layout layout)
    {
        var start = count <= layout.OffsetBytes ? valueAt : layout.Number(bytes, valueAt, layout.OffsetBytes);
        if (start < 0 || count is <= 0 or > 256 || start + count > bytes.Length)
        {
            return null;
        }

        return Encoding.ASCII.GetString(bytes.Get(start, (int)count)).TrimEnd('\0', ' ');
    }

    private readonly record struct Layout(bool IsLittle, bool IsBig)
    {
        public int CountBytes => IsBig ? 8 : 2;
        public int EntryBytes => IsBig ? 20 : 12;
        public int OffsetBytes => IsBig ? 8 : 4;

        /// <summary>An unsigned number of 1, 2, 4 or 8 bytes; 0 where it lies outside, negative where it does not fit.</summary>
        public long Number(TiffBytes bytes, long at, int size)
        {
            var value = bytes.Get(at, size);
            return (value.Length, IsLittle) switch
            {
                (0, _) => 0,
                (1, _) => value[0],
                (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(value),
                (2, false) => BinaryPrimitives.ReadUInt16BigEndian(value),
                (4, true) => BinaryPrimitives.ReadUInt32LittleEndian(value),
                (4, false) => BinaryPrimitives.ReadUInt32BigEndian(value),
                (_, true) => BinaryPrimitives.ReadInt64LittleEndian(value),
                (_, false) => BinaryPrimitives.ReadInt64BigEndian(value),
            };
        }
    }
}
