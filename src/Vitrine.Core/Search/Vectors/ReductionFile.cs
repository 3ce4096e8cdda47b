using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Vitrine.Core.Search.Vectors;

/// <summary>A <see cref="VectorReduction"/> as bytes.</summary>
/// <remarks>
/// Layout, version 1 (little endian): 'V' 'R' 1 0, i32 from, i32 to, f64 variance lost, f64 recall at 10, i32 vectors it was measured on, to · from × f32, SHA-256 of all before it.
/// </remarks>
public static class ReductionFile
{
    private const int HeaderBytes = 32;
    private const int MaxFrom = 16_384;

    private static ReadOnlySpan<byte> Magic => "VR\u0001\0"u8;

    public static byte[] Save(VectorReduction reduction)
    {
        ArgumentNullException.ThrowIfNull(reduction);
        var bytes = new byte[Size(reduction.From, reduction.To)];
        var at = bytes.AsSpan();
        Magic.CopyTo(at);
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], reduction.From);
        BinaryPrimitives.WriteInt32LittleEndian(at[8..], reduction.To);
        BinaryPrimitives.WriteDoubleLittleEndian(at[12..], reduction.Loss.VarianceLost);
        BinaryPrimitives.WriteDoubleLittleEndian(at[20..], reduction.Loss.RecallAt10);
        BinaryPrimitives.WriteInt32LittleEndian(at[28..], reduction.Loss.Vectors);
        for (var i = 0; i < reduction.Map.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(at[(HeaderBytes + (i * 4))..], reduction.Map[i]);
        }

        SHA256.HashData(at[..^SHA256.HashSizeInBytes], at[^SHA256.HashSizeInBytes..]);
        return bytes;
    }

    /// <exception cref="FormatException">No reduction, a damaged one, or one of a later release.</exception>
    public static VectorReduction Load(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes + SHA256.HashSizeInBytes || !bytes.StartsWith(Magic[..2]))
        {
            throw new FormatException("not a vector reduction");
        }

        if (!bytes.StartsWith(Magic))
        {
            throw new FormatException($"vector reduction of format {bytes[2]}, which this release does not know");
        }

        var from = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        var to = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (from is < 1 or > MaxFrom || to < 1 || to > Math.Min(from, VectorSpace.MaxDimension) || bytes.Length != Size(from, to))
        {
            throw new FormatException($"vector reduction from {from} to {to} dimensions in {bytes.Length} bytes");
        }

        if (!SHA256.HashData(bytes[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(bytes[^SHA256.HashSizeInBytes..]))
        {
            throw new FormatException("vector reduction is damaged: its checksum is another");
        }

        var map = new float[from * to];
        for (var i = 0; i < map.Length; i++)
        {
            map[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(HeaderBytes + (i * 4))..]);
        }

        return new VectorReduction(from, to, map, new ReductionLoss(
            BinaryPrimitives.ReadDoubleLittleEndian(bytes[12..]), BinaryPrimitives.ReadDoubleLittleEndian(bytes[20..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[28..])));
    }

    private static int Size(int from, int to) => HeaderBytes + (from * to * sizeof(float)) + SHA256.HashSizeInBytes;
}
