using System.Buffers.Binary;
using System.IO.Compression;

namespace Vitrine.Media.Kinds.Image;

/// <summary>
/// What the chunks of a PNG say (PNG third edition, sections 5.3, 11.2.1), without decoding. Compressed metadata that would unpack
/// to more than the limit is left out of <see cref="Kept"/>.
/// </summary>
/// <param name="Frames">Of an animation; a still picture that stands before it and is no part of it counts as one more.</param>
internal sealed record PngChunks(int Width, int Height, bool IsInterlaced, int? Frames, bool IsComplete, byte[] Kept, bool LeftOut)
{
    private const int SignatureBytes = 8;

    // Deflate packs at most 1,032 to 1, so that smaller chunks need no look.
    private const int SuspiciousBytes = 4096;
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <exception cref="BadFileException">The header is missing or its check sum is wrong.</exception>
    public static PngChunks Read(byte[] bytes, int metadataBytes)
    {
        if (bytes.Length < 33 || !bytes.AsSpan(12, 4).SequenceEqual("IHDR"u8) || Crc(bytes.AsSpan(12, 17)) != BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(29)))
        {
            throw new BadFileException(Codes.Damaged, "The picture's header is damaged.");
        }

        int? frames = null;
        bool isComplete = false, hasFrame = false, isStillApart = false;
        var drop = new List<Range>();
        for (long at = SignatureBytes; at + 12 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan((int)at));
            var end = at + 12 + length;
            if (end > bytes.Length)
            {
                break;
            }

            var type = bytes.AsSpan((int)at + 4, 4);
            var data = bytes.AsSpan((int)at + 8, (int)length);
            isComplete = type.SequenceEqual("IEND"u8);
            frames = type.SequenceEqual("acTL"u8) && length >= 8 ? (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(data), int.MaxValue - 1) : frames;
            isStillApart |= frames is not null && !hasFrame && type.SequenceEqual("IDAT"u8);
            hasFrame |= type.SequenceEqual("fcTL"u8);
            if (length > SuspiciousBytes && Compressed(type, data) is { Length: > 0 } packed && UnpacksBeyond(packed, metadataBytes))
            {
                drop.Add((int)at..(int)end);
            }

            at = end;
        }

        return new PngChunks(
            BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)),
            bytes[28] != 0, isStillApart ? frames + 1 : frames, isComplete, Without(bytes, drop), drop.Count > 0);
    }

    /// <summary>The deflated part of a chunk that has one.</summary>
    private static ReadOnlySpan<byte> Compressed(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var afterName = data.IndexOf((byte)0) + 1;
        if (afterName == 0)
        {
            return [];
        }

        if (type.SequenceEqual("iCCP"u8) || type.SequenceEqual("zTXt"u8))
        {
            return data[Math.Min(afterName + 1, data.Length)..];
        }

        // Name, compression flag and method, language, translated name, text.
        if (!type.SequenceEqual("iTXt"u8) || afterName + 2 >= data.Length || data[afterName] == 0)
        {
            return [];
        }

        var rest = data[(afterName + 2)..];
        rest = rest[(rest.IndexOf((byte)0) + 1)..];
        return rest[(rest.IndexOf((byte)0) + 1)..];
    }

    private static bool UnpacksBeyond(ReadOnlySpan<byte> packed, int most)
    {
        using var stream = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        var buffer = new byte[64 << 10];
        long total = 0;
        try
        {
            while (total <= most && stream.Read(buffer) is > 0 and var count)
            {
                total += count;
            }
        }
        catch (InvalidDataException)
        {
            // The decoder will say so.
        }

        return total > most;
    }

    private static byte[] Without(byte[] bytes, List<Range> drop)
    {
        if (drop.Count == 0)
        {
            return bytes;
        }

        using var kept = new MemoryStream(bytes.Length);
        var from = 0;
        foreach (var range in drop)
        {
            kept.Write(bytes.AsSpan(from..range.Start.Value));
            from = range.End.Value;
        }

        kept.Write(bytes.AsSpan(from));
        return kept.ToArray();
    }

    /// <summary>PNG third edition, annex D.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var crc = n;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }

            table[n] = crc;
        }

        return table;
    }
}
