using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>RIFF: WebP's EXIF, XMP and ICC chunks; the INFO list, broadcast extension, XMP and ID3 of WAV and AVI.</summary>
internal static class RiffTags
{
    private const int MostChunks = 20_000, LargestChunk = 8 << 20, Deepest = 4;

    // Names as in exiftool's RIFF Info table.
    private static readonly Dictionary<string, string> Info = new(StringComparer.Ordinal)
    {
        ["IARL"] = "ArchivalLocation", ["IART"] = "Artist", ["ICMS"] = "Commissioned", ["ICMT"] = "Comment", ["ICOP"] = "Copyright", ["ICRD"] = "DateCreated", ["IDIT"] = "DateTimeOriginal",
        ["IENG"] = "Engineer", ["IGNR"] = "Genre", ["IKEY"] = "Keywords", ["IMED"] = "Medium", ["INAM"] = "Title", ["IPRD"] = "Product", ["ISBJ"] = "Subject", ["ISFT"] = "Software", ["ISRC"] = "Source",
        ["ITCH"] = "Technician", ["IPRT"] = "Part", ["ITRK"] = "TrackNumber", ["ISMP"] = "TimeCode",
    };

    public static void Read(ByteSource file, TagList into)
    {
        var size = BinaryPrimitives.ReadUInt32LittleEndian(file.Some(4, 4) is { Length: 4 } head ? head : new byte[4]);
        var chunks = 0;
        Chunks(file, 12, Math.Min(file.Length, size == 0 ? long.MaxValue : size + 8L), into, 0, ref chunks);
    }

    private static void Chunks(ByteSource file, long at, long end, TagList into, int depth, ref int chunks)
    {
        while (at + 8 <= end && file.Bytes(at, 8) is { } head)
        {
            if (++chunks > MostChunks)
            {
                into.Report("riff-limited", "The file has more chunks than are read; the first ones were kept.");
                return;
            }

            long length = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
            var type = Encoding.Latin1.GetString(head, 0, 4);
            if (type == "LIST" && depth < Deepest && file.Bytes(at + 8, 4) is { } list && !list.AsSpan().SequenceEqual("movi"u8))
            {
                Chunks(file, at + 12, Math.Min(end, at + 8 + length), into, depth + 1, ref chunks);
            }
            else if (length > end - at - 8 && type is not "data")
            {
                into.Report("truncated", "The file ends inside one of its chunks.");
                return;
            }
            else if (IsWanted(type) && length <= LargestChunk && file.Bytes(at + 8, length) is { } data)
            {
                Chunk(type, data, into);
            }

            at += 8 + length + (length & 1);
        }
    }

    private static bool IsWanted(string type) => type is "EXIF" or "XMP " or "_PMX" or "ICCP" or "bext" or "id3 " or "ID3 " or "VP8X" || Info.ContainsKey(type);

    private static void Chunk(string type, byte[] data, TagList into)
    {
        switch (type)
        {
            case "EXIF":
                TiffTags.Read(data.AsSpan().StartsWith("Exif\0\0"u8) ? data[6..] : data, into);
                break;
            case "XMP " or "_PMX":
                XmpReader.Read(data, into);
                break;
            case "ICCP":
                IccTags.Read(data, into);
                break;
            case "id3 " or "ID3 ":
                Id3Tags.Read(data, into);
                break;
            case "VP8X" when data.Length >= 10:
                into.Add("RIFF", "WebP_Flags", data[0].ToString(CultureInfo.InvariantCulture));
                break;
            case "bext" when data.Length >= 346:
                into.Add("RIFF", "Description", LegacyText.Decode(UpToNul(data.AsSpan(0, 256))));
                into.Add("RIFF", "Originator", LegacyText.Decode(UpToNul(data.AsSpan(256, 32))));
                into.Add("RIFF", "DateTimeOriginal", LegacyText.Decode(UpToNul(data.AsSpan(320, 10))) + " " + LegacyText.Decode(UpToNul(data.AsSpan(330, 8))));
                break;
            default:
                if (Info.TryGetValue(type, out var name))
                {
                    into.Add("RIFF", name, LegacyText.Decode(UpToNul(data)));
                }

                break;
        }
    }

    private static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> data) => data.IndexOf((byte)0) is >= 0 and var end ? data[..end] : data;
}
