using System.Text;
using System.Text.Unicode;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Kinds.Sniffing;

/// <summary>Text by the absence of what text never holds, and its sort by how it begins.</summary>
internal static class TextSniffer
{
    private const int Looked = 8 << 10;

    /// <summary>
    /// The text format, or null for binary data. A text whose name claims a picture, film or sound is <c>other</c>:
    /// without a signature content and name must not contradict each other.
    /// </summary>
    public static string? Sniff(ReadOnlySpan<byte> head, long length, string? claimed)
    {
        if (Decode(head[..Math.Min(head.Length, Looked)], length) is not { } text)
        {
            return null;
        }

        var sort = Sort(text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n'), claimed);
        return sort is "playlist" or "svg" or "xmp" || !ClaimsMedia(claimed) ? sort : "other";
    }

    private static bool ClaimsMedia(string? claimed) =>
        claimed is not (null or "svg" or "ts") && FileFormats.Get(claimed).Kind is AssetKind.Image or AssetKind.Video or AssetKind.Audio;

    private static string Sort(string text, string? claimed)
    {
        if (IsPlayList(text) || claimed == "playlist")
        {
            return "playlist";
        }

        if (text.StartsWith('<'))
        {
            return Markup(text) ?? (claimed is "html" or "markdown" ? claimed : "text");
        }

        if ((text.StartsWith('{') || text.StartsWith('[')) && (claimed == "json" || LooksLikeJson(text)))
        {
            return "json";
        }

        return claimed is "markdown" or "csv" or "html" || (claimed == "eml" && BeginsWithHeader(text)) ? claimed : "text";
    }

    /// <summary>A mail's first line names a header (RFC 5322, section 2.2), or is an mbox's mark before it.</summary>
    private static bool BeginsWithHeader(string text)
    {
        var name = text.AsSpan(0, Math.Max(0, text.IndexOf(':', StringComparison.Ordinal)));
        return text.StartsWith("From ", StringComparison.Ordinal) || (name.Length > 0 && !name.ContainsAnyExceptInRange('!', '~'));
    }

    /// <summary>Files that only name other files or addresses: nothing may ever hand them to a player.</summary>
    private static bool IsPlayList(string text) =>
        text.StartsWith("#EXTM3U", StringComparison.Ordinal)
        || text.StartsWith("ffconcat version", StringComparison.Ordinal)
        || text.StartsWith("file '", StringComparison.Ordinal)
        || text.StartsWith("[playlist]", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("v=0\no=", StringComparison.Ordinal)
        || text.StartsWith("v=0\r\no=", StringComparison.Ordinal);

    private static string? Markup(string text) => XmlHead.RootName(text) switch
    {
        "svg" => "svg",
        "xmpmeta" or "xapmeta" or "RDF" => "xmp",
        "MPD" or "asx" or "ASX" or "smil" or "SmoothStreamingMedia" => "playlist",
        { } root when root.Equals("html", StringComparison.OrdinalIgnoreCase) => "html",
        null => null,
        _ when text.StartsWith("<!DOCTYPE html", StringComparison.OrdinalIgnoreCase) => "html",
        { } root => text.StartsWith("<?xml", StringComparison.Ordinal) || root.Contains(':', StringComparison.Ordinal) || text.Contains("xmlns", StringComparison.Ordinal) ? "xml"
            : root.ToLowerInvariant() is "head" or "body" or "script" or "div" or "p" or "title" or "table" ? "html" : "xml",
    };

    private static bool LooksLikeJson(string text)
    {
        var second = text.AsSpan(1).TrimStart();
        return second.Length == 0 || second[0] is '"' or '{' or '[' or '}' or ']' or '-' || char.IsAsciiDigit(second[0]);
    }

    private static string? Decode(ReadOnlySpan<byte> bytes, long length)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            var encoding = bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
            return encoding.GetString(bytes[2..(bytes.Length & ~1)]);
        }

        foreach (var value in bytes)
        {
            if (value is < 0x20 and not (0x09 or 0x0A or 0x0C or 0x0D or 0x1B) or 0x7F)
            {
                return null;
            }
        }

        // A character may be cut at the end of what we look at, and nowhere else.
        var cut = bytes.Length < length ? Math.Min(3, bytes.Length) : 0;
        for (var drop = 0; drop <= cut; drop++)
        {
            if (Utf8.IsValid(bytes[..^drop]))
            {
                return Encoding.UTF8.GetString(bytes[..^drop]);
            }
        }

        // Latin-1 and its kin: hardly any bytes of the C1 range.
        var odd = 0;
        foreach (var value in bytes)
        {
            odd += value is >= 0x80 and < 0xA0 ? 1 : 0;
        }

        return odd * 50 <= bytes.Length ? Encoding.Latin1.GetString(bytes) : null;
    }
}
