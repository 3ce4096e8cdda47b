using System.Buffers.Binary;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>A Digital Negative (DNG 1.4) with a plain sensor's data and no preview.</summary>
internal static class MadeNegative
{
    public static byte[] Write(int width, int height)
    {
        var matrix = Rationals(8, 10, -1, 10, -1, 10, -4, 10, 12, 10, 2, 10, -1, 10, 2, 10, 6, 10);
        var neutral = Rationals(1, 2, 1, 1, 2, 3);
        var model = "Vitrine Test\0"u8.ToArray();
        (int Tag, int Type, int Count, int Value, byte[]? Data)[] entries =
        [
            (254, 4, 1, 0, null), (256, 4, 1, width, null), (257, 4, 1, height, null), (258, 3, 1, 16, null), (259, 3, 1, 1, null), (262, 3, 1, 32803, null),
            (271, 2, model.Length, 0, model), (272, 2, model.Length, 0, model), (273, 4, 1, -1, null), (274, 3, 1, 1, null), (277, 3, 1, 1, null), (278, 4, 1, height, null),
            (279, 4, 1, width * height * 2, null), (33421, 3, 2, 2 | (2 << 16), null), (33422, 1, 4, 0 | (1 << 8) | (1 << 16) | (2 << 24), null),
            (50706, 1, 4, 1 | (4 << 8), null), (50707, 1, 4, 1 | (4 << 8), null), (50708, 2, model.Length, 0, model), (50717, 4, 1, 16383, null), (50721, 10, 9, 0, matrix),
            (50728, 5, 3, 0, neutral), (50778, 3, 1, 21, null),
        ];
        var dataAt = 8 + 2 + (entries.Length * 12) + 4;
        var extra = new List<byte>();
        var directory = new byte[dataAt - 8];
        BinaryPrimitives.WriteInt16LittleEndian(directory, (short)entries.Length);
        var pixelsAt = dataAt + entries.Sum(entry => entry.Data?.Length + (entry.Data?.Length & 1) ?? 0);
        for (var i = 0; i < entries.Length; i++)
        {
            var (tag, type, count, value, data) = entries[i];
            var at = directory.AsSpan(2 + (i * 12));
            BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)tag);
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], (ushort)type);
            BinaryPrimitives.WriteInt32LittleEndian(at[4..], count);
            BinaryPrimitives.WriteInt32LittleEndian(at[8..], data is not null ? dataAt + extra.Count : value == -1 ? pixelsAt : value);
            extra.AddRange(data ?? []);
            extra.AddRange((data?.Length & 1) == 1 ? [0] : []);
        }

        var pixels = new byte[width * height * 2];
        for (var i = 0; i < width * height; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(pixels.AsSpan(i * 2), (ushort)(2000 + (i % width * 12000 / width)));
        }

        return [.. "II*\0"u8, 8, 0, 0, 0, .. directory, .. extra, .. pixels];
    }

    private static byte[] Rationals(params int[] numbers)
    {
        var bytes = new byte[numbers.Length * 4];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * 4), numbers[i]);
        }

        return bytes;
    }
}
