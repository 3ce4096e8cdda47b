using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>PNG chunks: header, text in three forms, time, EXIF, XMP, ICC, and ImageMagick's "Raw profile type" texts. Inflating stops at a limit.</summary>
internal static class PngTags
{
    private const int MostChunks = 100_000, MostTexts = 500, LargestChunk = 8 << 20, LargestInflated = 5 << 20;

    public static void Read(ByteSource file, TagList into)
    {
        long at = 8;
        var texts = 0;
        for (var i = 0; i < MostChunks && file.Bytes(at, 8) is { } head; i++)
        {
            long length = ByteSource.U32(head);
            var type = Encoding.Latin1.GetString(head, 4, 4);
            if (type == "IEND")
            {
                return;
            }

            var wanted = type is "IHDR" or "tEXt" or "zTXt" or "iTXt" or "tIME" or "eXIf" or "iCCP" or "pHYs" or "gAMA" or "sRGB";
            if (wanted && length > LargestChunk)
            {
                into.Report("png-too-large", $"A metadata chunk of {length:N0} bytes is over the limit and was not read.");
            }
            else if (wanted && ++texts <= MostTexts && file.Bytes(at + 8, length) is { } data)
            {
                Chunk(type, data, into);
            }

            at += 12 + length;
        }

        into.Report("truncated", "The PNG ends before its end mark.");
    }

    private static void Chunk(string type, byte[] data, TagList into)
    {
        switch (type)
        {
            case "IHDR" when data.Length == 13:
                into.Add("PNG", "ImageWidth", Number(ByteSource.U32(data)));
                into.Add("PNG", "ImageHeight", Number(ByteSource.U32(data.AsSpan(4))));
                into.Add("PNG", "BitDepth", Number(data[8]));
                into.Add("PNG", "ColorType", Number(data[9]), ColourType(data[9]));
                into.Add("PNG", "Interlace", Number(data[12]));
                break;
            case "pHYs" when data.Length == 9:
                into.Add("PNG-pHYs", "PixelsPerUnitX", Number(ByteSource.U32(data)));
                into.Add("PNG-pHYs", "PixelsPerUnitY", Number(ByteSource.U32(data.AsSpan(4))));
                into.Add("PNG-pHYs", "PixelUnits", Number(data[8]), data[8] == 1 ? "meters" : null);
                break;
            case "gAMA" when data.Length == 4:
                into.Add("PNG", "Gamma", ShownText.Number(ByteSource.U32(data) / 100_000.0));
                break;
            case "sRGB" when data.Length == 1:
                into.Add("PNG", "SRGBRendering", Number(data[0]));
                break;
            case "tIME" when data.Length == 7:
                into.Add("PNG", "ModifyDate", string.Create(CultureInfo.InvariantCulture, $"{ByteSource.U16(data):0000}:{data[2]:00}:{data[3]:00} {data[4]:00}:{data[5]:00}:{data[6]:00}"));
                break;
            case "eXIf":
                TiffTags.Read(WithoutPreamble(data), into);
                break;
            case "iCCP" when Split(data) is var (_, rest) && rest.Length > 1:
                if (Inflate(rest[1..], into) is { } profile)
                {
                    IccTags.Read(profile, into);
                }

                break;
            case "tEXt" when Split(data) is var (key, text):
                Text(key, text, Encoding.Latin1, into);
                break;
            case "zTXt" when Split(data) is var (key, rest) && rest.Length > 1:
                if (Inflate(rest[1..], into) is { } inflated)
                {
                    Text(key, inflated, Encoding.Latin1, into);
                }

                break;
            case "iTXt" when Split(data) is var (key, rest) && rest.Length > 3:
                International(key, rest, into);
                break;
        }
    }

    /// <summary>Compression flag, method, language, translated keyword, then UTF-8.</summary>
    private static void International(string key, byte[] rest, TagList into)
    {
        var language = Array.IndexOf(rest, (byte)0, 2);
        var translated = language < 0 ? -1 : Array.IndexOf(rest, (byte)0, language + 1);
        if (translated < 0)
        {
            return;
        }

        var text = rest[(translated + 1)..];
        if ((rest[0] == 1 ? Inflate(text, into) : text) is { } plain)
        {
            Text(key, plain, Encoding.UTF8, into);
        }
    }

    private static void Text(string key, byte[] text, Encoding encoding, TagList into)
    {
        if (key == "XML:com.adobe.xmp")
        {
            XmpReader.Read(text, into);
        }
        else if (key.StartsWith("Raw profile type ", StringComparison.Ordinal))
        {
            RawProfile(key[17..], text, into);
        }
        else
        {
            // exiftool's names: "Creation Time" is CreationTime.
            into.Add("PNG", string.Concat(key.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..])), encoding.GetString(text));
        }
    }

    /// <summary>ImageMagick: a line with the name, a line with the length, then hexadecimal digits.</summary>
    private static void RawProfile(string name, byte[] text, TagList into)
    {
        var lines = Encoding.ASCII.GetString(text).TrimStart().Split('\n', 3);
        if (lines.Length < 3)
        {
            return;
        }

        var digits = string.Concat(lines[2].Where(char.IsAsciiHexDigit));
        var bytes = Convert.FromHexString(digits.AsSpan(0, digits.Length & ~1));
        switch (name)
        {
            case "exif" or "APP1" when bytes.AsSpan().StartsWith("http://ns.adobe.com/xap/1.0/\0"u8):
                XmpReader.Read(bytes.AsSpan(29), into);
                break;
            case "exif" or "APP1":
                TiffTags.Read(WithoutPreamble(bytes), into);
                break;
            case "iptc" or "8bim" when bytes.AsSpan().StartsWith("8BIM"u8):
                PhotoshopTags.Read(bytes, into);
                break;
            case "iptc":
                IptcTags.Read(bytes, into);
                break;
            case "xmp":
                XmpReader.Read(bytes, into);
                break;
        }
    }

    private static byte[] WithoutPreamble(byte[] data) => data.AsSpan().StartsWith("Exif\0\0"u8) ? data[6..] : data;

    private static (string Key, byte[] Content)? Split(byte[] data)
    {
        var end = Array.IndexOf(data, (byte)0);
        return end is < 1 or > 79 ? null : (Encoding.Latin1.GetString(data, 0, end), data[(end + 1)..]);
    }

    private static byte[]? Inflate(byte[] data, TagList into)
    {
        using var inflated = new MemoryStream();
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
            var buffer = new byte[16 << 10];
            while (zlib.Read(buffer) is > 0 and var read)
            {
                if (inflated.Length + read > LargestInflated)
                {
                    into.Report("text-too-large", $"Compressed metadata is over {LargestInflated:N0} bytes when unpacked and was not read.");
                    return null;
                }

                inflated.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            into.Report("text-broken", "Compressed metadata is damaged and was not read.");
            return null;
        }

        return inflated.ToArray();
    }

    private static string ColourType(byte type) => type switch { 0 => "Grayscale", 2 => "RGB", 3 => "Palette", 4 => "Grayscale with Alpha", 6 => "RGB with Alpha", _ => "unknown" };

    private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);
}
