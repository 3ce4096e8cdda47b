using System.Text;
using System.Text.Unicode;

namespace Vitrine.Media.Metadata;

/// <summary>Text whose encoding the file does not say, or says in an old way.</summary>
internal static class LegacyText
{
    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly Encoding Japanese = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    /// <summary>UTF-8 where it is valid, else Windows-1252: what writers of "ASCII" fields really use.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimEnd((byte)0);
        return (Utf8.IsValid(bytes) ? Encoding.UTF8 : Western).GetString(bytes);
    }

    /// <summary>EXIF UserComment and its like: eight bytes name the encoding (Exif 2.32, 4.6.5, table 9). <paramref name="bigEndian"/> is the byte order of the TIFF header.</summary>
    public static string DecodeComment(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        if (bytes.Length < 8)
        {
            return Decode(bytes);
        }

        var text = bytes[8..];
        if (bytes.StartsWith("UNICODE\0"u8))
        {
            return DecodeUtf16(text, bigEndian);
        }

        if (bytes.StartsWith("JIS\0"u8))
        {
            return Japanese.GetString(text.TrimEnd((byte)0));
        }

        return bytes.StartsWith("ASCII\0\0\0"u8) || bytes[..8].IndexOfAnyExcept((byte)0) < 0 ? Decode(text) : Decode(bytes);
    }

    /// <summary>UTF-16 with or without a mark; some writers use the other byte order than they should, which the zero bytes of Latin letters give away.</summary>
    public static string DecodeUtf16(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        switch (bytes)
        {
            case [0xFE, 0xFF, ..]:
                bigEndian = true;
                bytes = bytes[2..];
                break;
            case [0xFF, 0xFE, ..]:
                bigEndian = false;
                bytes = bytes[2..];
                break;
            default:
                var (even, odd) = (0, 0);
                for (var i = 0; i + 1 < bytes.Length; i += 2)
                {
                    even += bytes[i] == 0 && bytes[i + 1] != 0 ? 1 : 0;
                    odd += bytes[i + 1] == 0 && bytes[i] != 0 ? 1 : 0;
                }

                bigEndian = even == odd ? bigEndian : even > odd;
                break;
        }

        bytes = bytes[..(bytes.Length & ~1)];
        var text = (bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(bytes);
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
