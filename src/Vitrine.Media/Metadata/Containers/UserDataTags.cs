using System.Globalization;
using System.Text;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>User data of a movie: <c>©nam</c> boxes, iTunes' <c>ilst</c>, QuickTime's <c>keys</c> (Apple, "QuickTime File Format", Metadata), XMP in <c>XMP_</c>, 3GPP texts.</summary>
internal static class UserDataTags
{
    private const int LargestText = 1 << 20, LargestBlock = 8 << 20, MostItems = 1_000;

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["©nam"] = "Title", ["©ART"] = "Artist", ["©aut"] = "Author", ["©alb"] = "Album", ["©cmt"] = "Comment", ["©day"] = "ContentCreateDate", ["©des"] = "Description", ["©dir"] = "Director",
        ["©gen"] = "Genre", ["©key"] = "Keywords", ["©mak"] = "Make", ["©mod"] = "Model", ["©swr"] = "SoftwareVersion", ["©too"] = "Encoder", ["©wrt"] = "Composer", ["©xyz"] = "GPSCoordinates",
        ["©cpy"] = "Copyright", ["©inf"] = "Information", ["©prd"] = "Producer", ["©lyr"] = "Lyrics", ["aART"] = "AlbumArtist", ["cprt"] = "Copyright", ["desc"] = "Description", ["ldes"] = "LongDescription", ["keyw"] = "Keyword", ["kywd"] = "Keywords",
        ["titl"] = "Title", ["auth"] = "Author", ["dscp"] = "Description", ["perf"] = "Performer", ["gnre"] = "Genre",
    };

    public static void Read(ByteSource file, FileBox user, TagList into)
    {
        foreach (var box in BoxReader.Boxes(file, user.Start, user.End).Take(MostItems))
        {
            if (box.Type == "meta")
            {
                ReadMeta(file, box, into);
            }
            else if (box.Type == "XMP_" && box.Length <= LargestBlock && file.Bytes(box.Start, box.Length) is { } xmp)
            {
                XmpReader.Read(xmp, into);
            }
            else if (box.Type[0] == '©' && box.Length is > 4 and <= LargestText && file.Bytes(box.Start, box.Length) is { } data)
            {
                var length = Math.Min(ByteSource.U16(data), data.Length - 4);
                into.Add("UserData", Names.GetValueOrDefault(box.Type, box.Type), Macintosh(data.AsSpan(4, length), ByteSource.U16(data.AsSpan(2))));
            }
            else if (box.Type == "kywd" && box.Length is > 0 and <= LargestText && file.Bytes(box.Start, box.Length) is { } words)
            {
                // iMovie writes the bare text.
                into.Add("UserData", Names[box.Type], LegacyText.Decode(words));
            }
            else if (box.Type is "titl" or "auth" or "dscp" or "cprt" or "perf" or "gnre" && box.Length is > 6 and <= LargestText && file.Bytes(box.Start, box.Length) is { } text)
            {
                var content = text.AsSpan(6);
                into.Add("UserData", Names[box.Type], content is [0xFE, 0xFF, ..] ? LegacyText.DecodeUtf16(content, bigEndian: true) : LegacyText.Decode(content));
            }
        }
    }

    public static void ReadMeta(ByteSource file, FileBox meta, TagList into)
    {
        // QuickTime's meta is a plain box, ISO's begins with version and flags.
        var inner = meta with { Start = file.Some(meta.Start + 4, 4) is [(byte)'h', (byte)'d', (byte)'l', (byte)'r'] ? meta.Start : meta.Start + 4 };
        var keys = BoxReader.Find(file, inner, "keys") is { } list ? Keys(file, list) : [];
        if (BoxReader.Find(file, inner, "ilst") is { } items)
        {
            foreach (var item in BoxReader.Boxes(file, items.Start, items.End).Take(MostItems))
            {
                Item(file, item, keys, into);
            }
        }
    }

    private static void Item(ByteSource file, FileBox item, List<string> keys, TagList into)
    {
        var index = (int)ByteSource.U32(Encoding.Latin1.GetBytes(item.Type));
        var isKey = index >= 1 && index <= keys.Count;
        if (item.Type == "----")
        {
            var freeName = BoxReader.Find(file, item, "name") is { } named && named.Length is > 4 and < 1024 ? LegacyText.Decode(file.Some(named.Start + 4, named.Length - 4)) : item.Type;
            Data(file, item, "iTunes", freeName, into);
        }
        else if (isKey)
        {
            Data(file, item, "Keys", KeyName(keys[index - 1]), into);
        }
        else
        {
            Data(file, item, "ItemList", Names.GetValueOrDefault(item.Type, item.Type), into);
        }
    }

    private static void Data(ByteSource file, FileBox item, string group, string name, TagList into)
    {
        foreach (var data in BoxReader.Boxes(file, item.Start, item.End).Where(box => box.Type == "data" && box.Length is > 8 and <= LargestText))
        {
            if (file.Bytes(data.Start, data.Length) is { } bytes)
            {
                into.Add(group, name, Value(ByteSource.U32(bytes) & 0xFFFFFF, bytes.AsSpan(8)));
            }
        }
    }

    /// <summary>Well-known types: 1 UTF-8, 2 UTF-16, 21 and 22 integers, 23 and 24 floats.</summary>
    private static string Value(uint type, ReadOnlySpan<byte> data) => (type, data.Length) switch
    {
        (1, _) => LegacyText.Decode(data),
        (2, _) => LegacyText.DecodeUtf16(data, bigEndian: true),
        (21 or 22 or 0, 1) => ((int)(sbyte)data[0]).ToString(CultureInfo.InvariantCulture),
        (21 or 22, 2) => ((short)ByteSource.U16(data)).ToString(CultureInfo.InvariantCulture),
        (21 or 22, 4) => ((int)ByteSource.U32(data)).ToString(CultureInfo.InvariantCulture),
        (23, 4) => ShownText.Number(BitConverter.UInt32BitsToSingle(ByteSource.U32(data))),
        (24, 8) => ShownText.Number(System.Buffers.Binary.BinaryPrimitives.ReadDoubleBigEndian(data)),
        _ => $"(binary, {data.Length} bytes)",
    };

    private static List<string> Keys(ByteSource file, FileBox list)
    {
        var keys = new List<string>();
        var at = list.Start + 8;
        while (keys.Count < MostItems && at <= list.End - 8 && file.Bytes(at, 8) is { } head)
        {
            long size = ByteSource.U32(head);
            if (size is < 8 or > 1024 || size > list.End - at)
            {
                break;
            }

            keys.Add(LegacyText.Decode(file.Some(at + 8, size - 8)));
            at += size;
        }

        return keys;
    }

    /// <summary><c>com.apple.quicktime.location.ISO6709</c> → GPSCoordinates; <c>…creationdate</c> → CreationDate; others by their last words.</summary>
    private static string KeyName(string key)
    {
        var name = key.StartsWith("com.apple.quicktime.", StringComparison.Ordinal) ? key[20..] : key;
        return name switch
        {
            "location.ISO6709" => "GPSCoordinates",
            "creationdate" => "CreationDate",
            "displayname" => "DisplayName",
            "camera.lens_model" => "LensModel",
            "rating.user" => "UserRating",
            _ => string.Concat(name.Split('.', '-', '_').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..])),
        };
    }

    private static string Macintosh(ReadOnlySpan<byte> text, int language) =>
        language < 0x400 && text.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) >= 0 && !System.Text.Unicode.Utf8.IsValid(text)
            ? CodePagesEncodingProvider.Instance.GetEncoding(10000)!.GetString(text)
            : LegacyText.Decode(text);
}
