using System.Buffers.Binary;
using Vitrine.Media.Kinds.Sniffing;

namespace Vitrine.Media.Kinds;

/// <summary>Tells what a file is by its first bytes. Pure and bounded: it looks at nothing but its arguments.</summary>
public static class ContentSniffer
{
    /// <summary>How many bytes of the start of a file to hand in; fewer are right for shorter files.</summary>
    public const int HeadBytes = 64 << 10;

    /// <summary>
    /// What the file is. <paramref name="name"/> breaks ties between formats that share a signature (raw and TIFF) or have none (text, Targa);
    /// it never overrules the content.
    /// </summary>
    /// <param name="head">The first bytes, <see cref="HeadBytes"/> or the whole file.</param>
    /// <param name="length">Bytes of the whole file.</param>
    public static Sniffed Sniff(ReadOnlySpan<byte> head, long length, string name) =>
        FileFormats.Get(NameOf(head, length, FileFormats.Claimed(name)?.Name)).ToSniffed();

    private static string NameOf(ReadOnlySpan<byte> head, long length, string? claimed) => head switch
    {
        [] => "empty",
        [0xFF, 0xD8] or [0xFF, 0xD8, 0xFF, ..] => "jpeg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "png",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F' or (byte)'X', ..] or [(byte)'R', (byte)'F', (byte)'6', (byte)'4', ..] => Riff(head),
        [(byte)'I', (byte)'I', ..] or [(byte)'M', (byte)'M', ..] when TiffSniffer.Sniff(head, claimed) is { } tiff => tiff,
        [0xFF, 0x4F, 0xFF, 0x51, ..] => "j2k",
        [0xFF, 0x0A, ..] => "jxl",
        [0, 0, 0, 0x0C, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] => "jp2",
        [0, 0, 0, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => "jxl",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => BoxSniffer.Brand(head),
        [(byte)'B', (byte)'M', ..] when IsBitmap(head) => "bmp",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', 0, 1, ..] => "psd",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', 0, 2, ..] => "psb",
        [0, 0, 1 or 2, 0, > 0, 0, _, _, _, 0, ..] => "ico",
        [(byte)'P', >= (byte)'1' and <= (byte)'6', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'#', ..] => "pnm",
        [0x76, 0x2F, 0x31, 0x01, ..] => "exr",
        [0, 0, 1, 0xBA, ..] => "mpeg",
        [0, 0, 1, 0xB3, ..] => "mpegvideo",
        [0, (byte)'M', (byte)'R', (byte)'M', ..] => "mrw",
        [0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0D, 0x01, 0x02, ..] => "mxf",
        [0x1A, 0x45, 0xDF, 0xA3, ..] => head[..Math.Min(head.Length, 64)].IndexOf("webm"u8) >= 0 ? "webm" : "mkv",
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, ..] => WindowsMedia(head),
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => AudioSniffer.Ogg(head),
        [0xC5, 0xD0, 0xD3, 0xC6, ..] => "eps",
        [0x06, 0x06, 0xED, 0xF5, 0xD8, 0x1D, 0x46, 0xE5, 0xBD, 0x31, 0xEF, 0xE7, 0xFE, 0x74, 0xB7, 0x1D, ..] => "indd",
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => ZipSniffer.Sniff(head),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => claimed is "doc" or "xls" or "ppt" ? claimed : "other",
        [0x1F, 0x8B, ..] => "gzip",
        [(byte)'M', (byte)'Z', ..] or [0x7F, (byte)'E', (byte)'L', (byte)'F', ..] => "program",
        _ => ByWord(head) ?? AudioSniffer.Frames(head, length, claimed) ?? (IsTransportStream(head) ? "ts" : null)
            ?? BoxSniffer.OldQuickTime(head) ?? TextSniffer.Sniff(head, length, claimed) ?? (claimed == "tga" && IsTarga(head) ? "tga" : "other"),
    };

    /// <summary>Formats whose signature is a word of their own.</summary>
    private static string? ByWord(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("qoif"u8))
        {
            return "qoi";
        }

        if (head.StartsWith("FUJIFILMCCD-RAW"u8))
        {
            return "raf";
        }

        if (head.StartsWith("FOVb"u8))
        {
            return "x3f";
        }

        if (head.StartsWith("#?RADIANCE"u8) || head.StartsWith("#?RGBE"u8))
        {
            return "hdr";
        }

        if (head.StartsWith("FLV\x01"u8))
        {
            return "flv";
        }

        // A reader must find the header within the first 1,024 bytes (ISO 32000-1, annex H, note 13).
        if (head[..Math.Min(head.Length, 1024)].IndexOf("%PDF-"u8) >= 0)
        {
            return "pdf";
        }

        if (head.StartsWith("%!PS"u8) && !head.StartsWith("%!PS-AdobeFont"u8))
        {
            return "eps";
        }

        if (head.StartsWith("{\\rtf"u8))
        {
            return "rtf";
        }

        if (head.StartsWith("AT&TFORM"u8))
        {
            return "djvu";
        }

        ReadOnlySpan<byte> sevenZip = [(byte)'7', (byte)'z', 0xBC, 0xAF];
        ReadOnlySpan<byte> xz = [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'];
        return head.StartsWith("Rar!\x1A"u8) || head.StartsWith("BZh"u8) || head.StartsWith(sevenZip) || head.StartsWith(xz) ? "archive" : null;
    }

    private static string Riff(ReadOnlySpan<byte> head)
    {
        var form = head.Length >= 12 ? head[8..12] : [];
        return form.SequenceEqual("WEBP"u8) ? "webp"
            : form.SequenceEqual("WAVE"u8) ? "wav"
            : form.SequenceEqual("AVI "u8) ? "avi"
            : "other";
    }

    // The size of the second header is what tells a bitmap from a text that begins with "BM".
    private static bool IsBitmap(ReadOnlySpan<byte> head) =>
        head.Length >= 18 && BinaryPrimitives.ReadUInt32LittleEndian(head[14..]) is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124;

    /// <summary>Media type GUIDs of the stream properties object (Advanced Systems Format, section 10.8).</summary>
    private static string WindowsMedia(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> video = [0xC0, 0xEF, 0x19, 0xBC, 0x4D, 0x5B, 0xCF, 0x11];
        ReadOnlySpan<byte> audio = [0x40, 0x9E, 0x69, 0xF8, 0x4D, 0x5B, 0xCF, 0x11];
        return head.IndexOf(video) < 0 && head.IndexOf(audio) >= 0 ? "wma" : "wmv";
    }

    /// <summary>Packets of 188 bytes (192 with a time stamp before each) that begin with 0x47.</summary>
    private static bool IsTransportStream(ReadOnlySpan<byte> head) => EveryPacket(head, 0, 188) || EveryPacket(head, 4, 192);

    private static bool EveryPacket(ReadOnlySpan<byte> head, int start, int size)
    {
        if (head.Length < start + (3 * size))
        {
            return false;
        }

        for (var at = start; at < Math.Min(head.Length, start + (8 * size)); at += size)
        {
            if (head[at] != 0x47)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Targa has no signature: colour map type, image type, size and depth must be possible, and the name must say so.</summary>
    private static bool IsTarga(ReadOnlySpan<byte> head) =>
        head.Length > 18 && head[1] <= 1 && head[2] is 1 or 2 or 3 or 9 or 10 or 11 && head[16] is 8 or 15 or 16 or 24 or 32
        && BinaryPrimitives.ReadUInt16LittleEndian(head[12..]) > 0 && BinaryPrimitives.ReadUInt16LittleEndian(head[14..]) > 0;
}
