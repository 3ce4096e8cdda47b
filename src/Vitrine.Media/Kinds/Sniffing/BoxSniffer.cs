using System.Buffers.Binary;

namespace Vitrine.Media.Kinds.Sniffing;

/// <summary>Files of the ISO base media format by their brands (ISO/IEC 14496-12, section 4.3), and QuickTime files older than brands.</summary>
internal static class BoxSniffer
{
    public static string Brand(ReadOnlySpan<byte> head)
    {
        var size = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head), 256);
        var box = head[..Math.Min(Math.Max(size, 12), head.Length)];
        if (box.Length < 12)
        {
            return "other";
        }

        var major = box[8..12];
        if (major is [(byte)'h', (byte)'e', (byte)'v', _] or [(byte)'m', (byte)'s', (byte)'f', (byte)'1'] && !IsAny(box, "heic"u8) && !IsAny(box, "heix"u8) && !IsAny(box, "mif1"u8))
        {
            // A sequence without a still picture of its own is a film to every decoder.
            return "heics";
        }

        return Known(major) ?? (IsAny(box, "avif"u8) || IsAny(box, "avis"u8) ? "avif"
            : IsAny(box, "heic"u8) || IsAny(box, "heix"u8) || major.SequenceEqual("mif1"u8) || major.SequenceEqual("msf1"u8) ? "heic"
            : "mp4");
    }

    /// <summary>Before brands a QuickTime file simply began with one of its boxes.</summary>
    public static string? OldQuickTime(ReadOnlySpan<byte> head)
    {
        if (head.Length < 8 || BinaryPrimitives.ReadUInt32BigEndian(head) is 0 or (> 1 and < 8))
        {
            return null;
        }

        var type = head[4..8];
        return type.SequenceEqual("moov"u8) || type.SequenceEqual("mdat"u8) || type.SequenceEqual("wide"u8)
            || type.SequenceEqual("free"u8) || type.SequenceEqual("skip"u8) || type.SequenceEqual("pnot"u8) ? "mov" : null;
    }

    private static string? Known(ReadOnlySpan<byte> brand) => brand switch
    {
        [(byte)'a', (byte)'v', (byte)'i', (byte)'f' or (byte)'s'] => "avif",
        [(byte)'h', (byte)'e', (byte)'i' or (byte)'v', (byte)'c' or (byte)'x' or (byte)'m' or (byte)'s'] => "heic",
        [(byte)'c', (byte)'r', (byte)'x', (byte)' '] => "cr3",
        [(byte)'q', (byte)'t', (byte)' ', (byte)' '] => "mov",
        [(byte)'M', (byte)'4', (byte)'A' or (byte)'B', _] => "m4a",
        [(byte)'M', (byte)'4', (byte)'V', _] => "m4v",
        [(byte)'3', (byte)'g', (byte)'p' or (byte)'2' or (byte)'g' or (byte)'s' or (byte)'r', _] => "3gp",
        _ => null,
    };

    /// <summary>Whether <paramref name="brand"/> is the major or a compatible one; the four bytes of the minor version are in between.</summary>
    private static bool IsAny(ReadOnlySpan<byte> box, ReadOnlySpan<byte> brand)
    {
        for (var at = 8; at + 4 <= box.Length; at += 4)
        {
            if (at != 12 && box.Slice(at, 4).SequenceEqual(brand))
            {
                return true;
            }
        }

        return false;
    }
}
