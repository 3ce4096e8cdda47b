using System.Text;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>HEIF and AVIF (ISO/IEC 23008-12): EXIF and XMP are items of the <c>meta</c> box, found by <c>iinf</c> and <c>iloc</c>.</summary>
internal static class ItemTags
{
    private const int LargestBox = 4 << 20, LargestItem = 8 << 20, MostItems = 4_000, MostExtents = 100;

    public static void Read(ByteSource file, FileBox meta, TagList into)
    {
        var inner = meta with { Start = meta.Start + 4 };
        if (BoxReader.Find(file, inner, "iinf") is not { } info || BoxReader.Find(file, inner, "iloc") is not { Length: <= LargestBox } places
            || file.Bytes(places.Start, places.Length) is not { } table)
        {
            return;
        }

        var data = BoxReader.Find(file, inner, "idat");
        var wanted = Wanted(file, info);
        foreach (var (id, kind) in wanted)
        {
            var content = new ItemPlaces(table).Content(file, id, data?.Start ?? 0, LargestItem, MostExtents);
            if (content is null)
            {
                into.Report("heif-broken", "The metadata of the picture lies outside of the file and was not read.");
            }
            else if (kind == "Exif")
            {
                Exif(content, into);
            }
            else
            {
                XmpReader.Read(content, into);
            }
        }
    }

    /// <summary>Four bytes say how far behind them the TIFF header begins.</summary>
    public static void Exif(byte[] item, TagList into)
    {
        if (item.Length > 12 && 4 + (long)ByteSource.U32(item) is var start && start < item.Length - 8)
        {
            TiffTags.Read(item[(int)start..], into);
        }
    }

    private static List<(uint Id, string Kind)> Wanted(ByteSource file, FileBox info)
    {
        var wanted = new List<(uint, string)>();
        var version = file.Some(info.Start, 1) is [var v] ? v : 0;
        foreach (var entry in BoxReader.Boxes(file, info.Start + (version == 0 ? 6 : 8), info.End).Where(box => box.Type == "infe").Take(MostItems))
        {
            var bytes = file.Some(entry.Start, Math.Min(entry.Length, 300));
            var idLength = bytes is [3, ..] ? 4 : 2;
            if (bytes is not [>= 2, ..] || bytes.Length < 10 + idLength)
            {
                continue;
            }

            var id = idLength == 4 ? ByteSource.U32(bytes.AsSpan(4)) : ByteSource.U16(bytes.AsSpan(4));
            var type = Encoding.Latin1.GetString(bytes, 6 + idLength, 4);
            if (type == "Exif" || (type == "mime" && bytes.AsSpan(10 + idLength).IndexOf("application/rdf+xml"u8) >= 0))
            {
                wanted.Add((id, type));
            }
        }

        return wanted;
    }

    /// <summary>The item location box, 8.11.3: sizes of its own numbers first, then per item its extents.</summary>
    private ref struct ItemPlaces(ReadOnlySpan<byte> table)
    {
        private ReadOnlySpan<byte> rest = table;

        public byte[]? Content(ByteSource file, uint wanted, long dataStart, int largest, int mostExtents)
        {
            if (rest.Length < 8)
            {
                return null;
            }

            var version = rest[0];
            var (offsetSize, lengthSize, baseSize, indexSize) = (rest[4] >> 4, rest[4] & 15, rest[5] >> 4, version is 1 or 2 ? rest[5] & 15 : 0);
            rest = rest[6..];
            var count = Next(version < 2 ? 2 : 4);
            for (long i = 0; i < count && rest.Length > 0; i++)
            {
                var id = Next(version < 2 ? 2 : 4);
                var method = version is 1 or 2 ? Next(2) & 15 : 0;
                Next(2);
                var from = Next(baseSize);
                var extents = Next(2);
                using var content = new MemoryStream();
                for (long e = 0; e < extents; e++)
                {
                    Next(indexSize);
                    var (offset, length) = (Next(offsetSize), Next(lengthSize));
                    if (id != wanted)
                    {
                        continue;
                    }

                    var start = from + offset + (method == 1 ? dataStart : 0);
                    length = lengthSize == 0 || length == 0 ? file.Length - start : length;
                    if (method > 1 || e >= mostExtents || length < 0 || content.Length + length > largest || file.Bytes(start, length) is not { } part)
                    {
                        return null;
                    }

                    content.Write(part);
                }

                if (id == wanted)
                {
                    return content.Length > 0 ? content.ToArray() : null;
                }
            }

            return null;
        }

        private long Next(int size)
        {
            if (size > rest.Length || size > 8)
            {
                rest = [];
                return 0;
            }

            long value = 0;
            foreach (var part in rest[..size])
            {
                value = (value << 8) | part;
            }

            rest = rest[size..];
            return value & long.MaxValue;
        }
    }
}
