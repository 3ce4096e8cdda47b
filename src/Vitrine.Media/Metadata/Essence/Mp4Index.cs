using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Vitrine.Media.Metadata.Essence;

/// <summary>What of a <c>moov</c> box decides how the media is decoded and shown, whatever the offsets are.</summary>
internal static class Mp4Index
{
    private const int Deepest = 8;

    /// <summary>False where a box does not fit into the one around it.</summary>
    public static bool Append(ReadOnlySpan<byte> boxes, IncrementalHash into) => Append(boxes, into, 0);

    private static bool Append(ReadOnlySpan<byte> boxes, IncrementalHash into, int depth)
    {
        // QuickTime ends some lists with a 32-bit zero, so fewer than eight bytes are no box.
        while (boxes.Length >= 8)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(boxes);
            if (size < 8 || size > boxes.Length)
            {
                return false;
            }

            var content = boxes[8..(int)size];
            if (!AppendBox(boxes[4..8], content, into, depth))
            {
                return false;
            }

            boxes = boxes[(int)size..];
        }

        return true;
    }

    private static bool AppendBox(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content, IncrementalHash into, int depth)
    {
        if (type.SequenceEqual("trak"u8) || type.SequenceEqual("mdia"u8) || type.SequenceEqual("minf"u8)
            || type.SequenceEqual("stbl"u8) || type.SequenceEqual("edts"u8) || type.SequenceEqual("mvex"u8))
        {
            return depth < Deepest && Append(content, into, depth + 1);
        }

        if (type.SequenceEqual("tkhd"u8))
        {
            // The last 44 bytes in both versions: matrix (36), width and height (8).
            return content.Length >= 84 && Add(type, content[^44..], into);
        }

        if (type.SequenceEqual("mdhd"u8))
        {
            var at = content is [1, ..] ? 20 : 12;
            return content.Length >= at + 4 && Add(type, content.Slice(at, 4), into);
        }

        if (type.SequenceEqual("hdlr"u8))
        {
            return content.Length >= 12 && Add(type, content.Slice(8, 4), into);
        }

        return !Whole(type) || Add(type, content, into);
    }

    private static bool Whole(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("stsd"u8) || type.SequenceEqual("stts"u8) || type.SequenceEqual("ctts"u8) || type.SequenceEqual("stss"u8)
        || type.SequenceEqual("stsz"u8) || type.SequenceEqual("stz2"u8) || type.SequenceEqual("stsc"u8) || type.SequenceEqual("elst"u8)
        || type.SequenceEqual("trex"u8) || type.SequenceEqual("tref"u8);

    private static bool Add(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content, IncrementalHash into)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        into.AppendData(type);
        into.AppendData(length);
        into.AppendData(content);
        return true;
    }
}
