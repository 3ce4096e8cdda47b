using System.Buffers.Binary;
using System.IO.Compression;

namespace Vitrine.Tests.Shared;

/// <summary>Small PNG files, each different from every other: a slope of colour with a square whose place follows from the seed.</summary>
public static class DrawnPicture
{
    /// <summary>A PNG of 8-bit RGB (PNG specification, third edition, §5 and §11).</summary>
    public static byte[] Png(int seed, int width = 240, int height = 180) => Png(Lines(seed, width, height), width, height);

    /// <summary>A picture all in one colour; another width makes another picture.</summary>
    public static byte[] Flat((byte Red, byte Green, byte Blue) colour, int width = 240)
    {
        const int height = 120;
        var lines = new byte[height * (1 + (width * 3))];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y * (1 + (width * 3))) + 1 + (x * 3);
                (lines[at], lines[at + 1], lines[at + 2]) = colour;
            }
        }

        return Png(lines, width, height);
    }

    private static byte[] Png(byte[] lines, int width, int height)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = (8, 2);
        Chunk(file, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(lines);
        }

        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Lines(int seed, int width, int height)
    {
        var (left, top, side) = (seed * 37 % (width / 2), seed * 61 % (height / 2), height / 3);
        var lines = new byte[height * (1 + (width * 3))];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var inside = x >= left && x < left + side && y >= top && y < top + side;
                var at = (y * (1 + (width * 3))) + 1 + (x * 3);
                lines[at] = (byte)(inside ? 240 - (seed * 13 % 200) : 60 + (x * 120 / width));
                lines[at + 1] = (byte)(inside ? 40 + (seed * 29 % 200) : 80 + (y * 120 / height));
                lines[at + 2] = (byte)((seed * 53 % 190) + 40);
            }
        }

        return lines;
    }

    /// <summary>A chunk of a PNG file, to be put into one.</summary>
    public static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        using var chunk = new MemoryStream();
        Chunk(chunk, type, content);
        return chunk.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        var check = Crc(Crc(uint.MaxValue, type), content) ^ uint.MaxValue;
        BinaryPrimitives.WriteUInt32BigEndian(number, check);
        file.Write(number);
    }

    /// <summary>CRC-32 of the PNG specification, annex D, bit by bit: the pictures are small.</summary>
    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return crc;
    }
}
