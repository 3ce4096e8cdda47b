using System.Globalization;
using System.Text;
using MetadataExtractor.Formats.Bmp;
using MetadataExtractor.Formats.Ico;
using MetadataExtractor.Formats.Netpbm;
using MetadataExtractor.Formats.Pcx;
using MetadataExtractor.IO;
using Directory = MetadataExtractor.Directory;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>Photoshop documents: header and image resources (Adobe Photoshop File Formats Specification). Layers are not looked at.</summary>
internal static class PsdTags
{
    private const int LargestResources = 16 << 20;

    public static void Read(ByteSource file, TagList into)
    {
        if (file.Bytes(0, 30) is not { } head)
        {
            into.Report("truncated", "The Photoshop file ends inside its header.");
            return;
        }

        into.Add("Photoshop", "NumChannels", Number(ByteSource.U16(head.AsSpan(12))));
        into.Add("Photoshop", "ImageHeight", Number(ByteSource.U32(head.AsSpan(14))));
        into.Add("Photoshop", "ImageWidth", Number(ByteSource.U32(head.AsSpan(18))));
        into.Add("Photoshop", "BitDepth", Number(ByteSource.U16(head.AsSpan(22))));
        into.Add("Photoshop", "ColorMode", Number(ByteSource.U16(head.AsSpan(24))));
        var at = 30 + (long)ByteSource.U32(head.AsSpan(26));
        if (file.Bytes(at, 4) is { } size)
        {
            PhotoshopTags.Read(file.Some(at + 4, Math.Min(ByteSource.U32(size), LargestResources)), into);
        }
    }

    private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>GIF89a: comments and Adobe's XMP application extension. The count of looked-at blocks is bounded, frames are only stepped over.</summary>
internal static class GifTags
{
    private const int MostBlocks = 20_000, MostSubBlocks = 400_000, LargestText = 4 << 20, ReadWhole = 64 << 20;

    public static void Read(ByteSource file, TagList into)
    {
        // Small blocks one by one would cost one read each; animations are small enough to hold.
        var bytes = file.Some(0, ReadWhole);
        if (bytes.Length < 13)
        {
            into.Report("truncated", "The GIF ends inside its header.");
            return;
        }

        into.Add("GIF", "GIFVersion", Encoding.Latin1.GetString(bytes, 3, 3));
        into.Add("GIF", "ImageWidth", (bytes[6] | (bytes[7] << 8)).ToString(CultureInfo.InvariantCulture));
        into.Add("GIF", "ImageHeight", (bytes[8] | (bytes[9] << 8)).ToString(CultureInfo.InvariantCulture));
        var at = 13 + TableLength(bytes[10]);
        var subBlocks = 0;
        for (var i = 0; i < MostBlocks && at < bytes.Length; i++)
        {
            switch (bytes[at])
            {
                case 0x3B:
                    return;
                case 0x2C when at + 10 < bytes.Length:
                    at = Skip(bytes, at + 11 + TableLength(bytes[at + 9]), ref subBlocks);
                    break;
                case 0x21 when at + 2 < bytes.Length:
                    at = Extension(bytes, at, into, ref subBlocks);
                    break;
                default:
                    return;
            }
        }
    }

    private static int Extension(byte[] bytes, int at, TagList into, ref int subBlocks)
    {
        var start = at + 2;
        var end = Skip(bytes, start, ref subBlocks);
        if (bytes[at + 1] == 0xFE && end - start < LargestText)
        {
            using var text = new MemoryStream();
            for (var block = start; block < end && bytes[block] > 0; block += bytes[block] + 1)
            {
                text.Write(bytes, block + 1, Math.Min(bytes[block], bytes.Length - block - 1));
            }

            into.Add("GIF", "Comment", LegacyText.Decode(text.ToArray()));
        }
        else if (bytes[at + 1] == 0xFF && bytes.AsSpan(start).StartsWith("\x0BXMP DataXMP"u8))
        {
            // The packet stands there as it is; 257 bytes behind it let any reader find the end.
            var packet = bytes.AsSpan(start + 12, Math.Max(0, Math.Min(bytes.Length, end) - start - 12));
            var trailer = packet.IndexOf((ReadOnlySpan<byte>)[0x01, 0xFF, 0xFE]);
            XmpReader.Read(trailer > 0 ? packet[..trailer] : packet, into);
        }

        return end;
    }

    private static int Skip(byte[] bytes, int at, ref int subBlocks)
    {
        while (at < bytes.Length && bytes[at] > 0 && ++subBlocks < MostSubBlocks)
        {
            at += bytes[at] + 1;
        }

        return at + 1;
    }

    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}

/// <summary>FLAC: the Vorbis comment block (xiph.org, "Ogg Vorbis I format specification: comment field").</summary>
internal static class FlacTags
{
    private const int MostBlocks = 100, LargestBlock = 4 << 20, MostComments = 1_000;

    public static void Read(ByteSource file, TagList into)
    {
        long at = 4;
        for (var i = 0; i < MostBlocks && file.Bytes(at, 4) is { } head; i++)
        {
            var length = (head[1] << 16) | (head[2] << 8) | head[3];
            if ((head[0] & 0x7F) == 4 && length <= LargestBlock && file.Bytes(at + 4, length) is { } comments)
            {
                Comments(comments, into);
            }

            if ((head[0] & 0x80) != 0)
            {
                return;
            }

            at += 4 + length;
        }
    }

    private static void Comments(ReadOnlySpan<byte> data, TagList into)
    {
        Text(ref data);
        if (data.Length < 4)
        {
            return;
        }

        var count = BitConverter.ToUInt32(data);
        data = data[4..];
        for (var i = 0; i < Math.Min(count, MostComments) && data.Length >= 4; i++)
        {
            var parts = Text(ref data).Split('=', 2);
            if (parts.Length == 2 && parts[0].Length > 0)
            {
                into.Add("Vorbis", char.ToUpperInvariant(parts[0][0]) + parts[0][1..].ToLowerInvariant(), parts[1]);
            }
        }
    }

    private static string Text(ref ReadOnlySpan<byte> data)
    {
        if (data.Length < 4)
        {
            data = [];
            return "";
        }

        var length = (int)Math.Min(BitConverter.ToUInt32(data), (uint)(data.Length - 4));
        var text = Encoding.UTF8.GetString(data.Slice(4, length));
        data = data[(4 + length)..];
        return text;
    }
}

/// <summary>Fujifilm RAF: the picture inside is a JPEG with all the metadata; its place stands at byte 84.</summary>
internal static class RafTags
{
    public static void Read(ByteSource file, TagList into)
    {
        if (file.Bytes(84, 4) is { } place && ByteSource.U32(place) is var start && file.Bytes(start, 2) is [0xFF, 0xD8])
        {
            JpegTags.Read(file, into, start);
        }
    }
}

/// <summary>Formats of which only the header says anything, read by MetadataExtractor from the first bytes of the file.</summary>
internal static class HeaderTags
{
    private const int HeadLength = 64 << 10;

    public static void Read(ByteSource file, ReadOnlySpan<byte> head, TagList into)
    {
        var bytes = file.Some(0, HeadLength);
        Func<Directory>? read = head switch
        {
            [(byte)'B', (byte)'M', ..] => () => Bmp(bytes),
            [(byte)'P', >= (byte)'1' and <= (byte)'7', ..] => () => new NetpbmReader().Extract(new MemoryStream(bytes)),
            [0x0A, <= 5, 1, ..] => () => new PcxReader().Extract(new SequentialByteArrayReader(bytes)),
            [0, 0, 1 or 2, 0, ..] => () => new IcoReader().Extract(new SequentialByteArrayReader(bytes))[0],
            _ => null,
        };
        try
        {
            DirectoryTags.Add(read is null ? [] : [read()], into);
        }
        catch (Exception e) when (TiffTags.IsDamage(e))
        {
            into.Report("header-broken", "The header of the picture is damaged.");
        }
    }

    private static Directory Bmp(byte[] bytes) => BmpMetadataReader.ReadMetadata(new MemoryStream(bytes)).OfType<BmpHeaderDirectory>().First();
}
