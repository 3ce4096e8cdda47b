using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>
/// The document information dictionary and the XMP of a PDF (ISO 32000-1, 14.3), by looking for them instead of parsing the file:
/// damaged cross references do not matter. Object streams are unpacked up to a limit. Strings of an encrypted file are not shown.
/// </summary>
internal static partial class PdfTags
{
    private const int End = 8 << 20, MostStreams = 64, LargestStream = 2 << 20, LargestTogether = 16 << 20, LongestDictionary = 64 << 10;

    public static void Read(ByteSource file, TagList into)
    {
        var bytes = file.Length <= 2 * End ? file.Some(0, 2 * End) : [.. file.Some(0, End), .. file.Some(file.Length - End, End)];
        var text = Encoding.Latin1.GetString(bytes);
        into.Add("PDF", "PDFVersion", text.Length >= 8 ? text[5..8] : null);
        var encrypted = EncryptPattern().IsMatch(text);
        if (encrypted)
        {
            into.Report("encrypted", "The PDF is encrypted; its document information was not read.");
        }
        else if (InfoPattern().Matches(text) is { Count: > 0 } references)
        {
            var info = references[^1];
            if (Object(text, info.Groups[1].Value, info.Groups[2].Value) is { } dictionary)
            {
                Dictionary(dictionary, into);
            }
        }

        Packet(bytes, into);
    }

    /// <summary>The newest metadata packet that stands uncompressed in the file, as the XMP specification asks for.</summary>
    private static void Packet(byte[] bytes, TagList into)
    {
        var end = bytes.AsSpan().LastIndexOf("<?xpacket end"u8);
        var start = end < 0 ? -1 : bytes.AsSpan(0, end).LastIndexOf("<?xpacket begin"u8);
        if (start >= 0)
        {
            XmpReader.Read(bytes.AsSpan(start, end - start), into);
        }
    }

    private static string? Object(string text, string number, string generation)
    {
        var head = $"{number} {generation} obj";
        for (var at = text.LastIndexOf(head, StringComparison.Ordinal); at >= 0; at = at == 0 ? -1 : text.LastIndexOf(head, at - 1, StringComparison.Ordinal))
        {
            if (at == 0 || !char.IsAsciiDigit(text[at - 1]))
            {
                var start = at + head.Length;
                return text.Substring(start, Math.Min(LongestDictionary, text.Length - start));
            }
        }

        return generation == "0" ? InObjectStream(text, int.Parse(number, CultureInfo.InvariantCulture)) : null;
    }

    /// <summary>ISO 32000-1, 7.5.7: pairs of object number and offset, then the objects; the last stream that has it wins.</summary>
    private static string? InObjectStream(string text, int number)
    {
        string? found = null;
        var together = 0;
        foreach (var match in ObjectStreamPattern().Matches(text).Take(MostStreams))
        {
            var open = text.LastIndexOf("<<", match.Index, StringComparison.Ordinal);
            var stream = text.IndexOf("stream", match.Index, StringComparison.Ordinal);
            if (open < 0 || stream < 0 || stream - open > 4096)
            {
                continue;
            }

            var head = text[open..stream];
            var first = FirstPattern().Match(head);
            var start = stream + 6 + (text.AsSpan(stream + 6).StartsWith("\r\n") ? 2 : 1);
            var stop = text.IndexOf("endstream", start, StringComparison.Ordinal);
            if (!first.Success || stop < 0 || !head.Contains("FlateDecode", StringComparison.Ordinal) || Inflate(text[start..stop]) is not { } content)
            {
                continue;
            }

            together += content.Length;
            if (together > LargestTogether)
            {
                break;
            }

            found = Member(content, int.Parse(first.Groups[1].Value, CultureInfo.InvariantCulture), number) ?? found;
        }

        return found;
    }

    private static string? Member(string content, int first, int number)
    {
        var numbers = content[..Math.Min(first, content.Length)].Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i + 1 < numbers.Length; i += 2)
        {
            if (int.TryParse(numbers[i], CultureInfo.InvariantCulture, out var id) && id == number && int.TryParse(numbers[i + 1], CultureInfo.InvariantCulture, out var offset)
                && offset >= 0 && first + (long)offset < content.Length)
            {
                return content.Substring(first + offset, Math.Min(LongestDictionary, content.Length - first - offset));
            }
        }

        return null;
    }

    private static string? Inflate(string latin)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(Encoding.Latin1.GetBytes(latin)), CompressionMode.Decompress);
            var bytes = new byte[LargestStream];
            return Encoding.Latin1.GetString(bytes, 0, zlib.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static void Dictionary(string text, TagList into)
    {
        var end = text.IndexOf("endobj", StringComparison.Ordinal);
        text = end < 0 ? text : text[..end];
        foreach (var match in EntryPattern().Matches(text).Take(100))
        {
            var value = match.Groups[2].Value == "(" ? Literal(text, match.Index + match.Length) : Hexadecimal(text, match.Index + match.Length);
            into.Add("PDF", match.Groups[1].Value is "CreationDate" ? "CreateDate" : match.Groups[1].Value is "ModDate" ? "ModifyDate" : match.Groups[1].Value, PdfText(value));
        }
    }

    private static byte[] Literal(string text, int at)
    {
        var bytes = new List<byte>();
        for (var depth = 1; at < text.Length; at++)
        {
            var c = text[at];
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0)
            {
                break;
            }

            if (c != '\\' || at + 1 >= text.Length)
            {
                bytes.Add((byte)c);
                continue;
            }

            c = text[++at];
            if (c is >= '0' and <= '7')
            {
                var code = 0;
                var stop = Math.Min(at + 3, text.Length);
                for (; at < stop && text[at] is >= '0' and <= '7'; at++)
                {
                    code = (code * 8) + text[at] - '0';
                }

                at--;
                bytes.Add((byte)code);
            }
            else if (c is not ('\r' or '\n'))
            {
                bytes.Add((byte)(c switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', _ => c }));
            }
            else if (c == '\r' && at + 1 < text.Length && text[at + 1] == '\n')
            {
                at++;
            }
        }

        return [.. bytes];
    }

    private static byte[] Hexadecimal(string text, int at)
    {
        var stop = text.IndexOf('>', at);
        var digits = string.Concat(text[at..(stop < 0 ? text.Length : stop)].Where(char.IsAsciiHexDigit));
        return Convert.FromHexString(digits.Length % 2 == 0 ? digits : digits + "0");
    }

    private static string PdfText(byte[] bytes) => bytes switch
    {
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2),
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3),
        _ => LegacyText.Decode(bytes),
    };

    [GeneratedRegex(@"/Info\s+(\d{1,9})\s+(\d{1,5})\s+R", RegexOptions.NonBacktracking)]
    private static partial Regex InfoPattern();

    [GeneratedRegex(@"/Encrypt\s+(\d|<<)", RegexOptions.NonBacktracking)]
    private static partial Regex EncryptPattern();

    [GeneratedRegex(@"/Type\s*/ObjStm", RegexOptions.NonBacktracking)]
    private static partial Regex ObjectStreamPattern();

    [GeneratedRegex(@"/First\s+(\d{1,8})", RegexOptions.NonBacktracking)]
    private static partial Regex FirstPattern();

    [GeneratedRegex(@"/(Title|Author|Subject|Keywords|Creator|Producer|CreationDate|ModDate)\s*(\(|<)", RegexOptions.NonBacktracking)]
    private static partial Regex EntryPattern();
}
