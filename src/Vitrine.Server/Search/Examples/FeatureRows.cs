using System.Runtime.InteropServices;
using Vitrine.Core.Search.Vectors;

namespace Vitrine.Server.Search.Examples;

/// <summary>What a <see cref="FeatureSpace"/> keeps beside its vectors, as bytes of a snapshot.</summary>
/// <param name="Dimension">Of the model.</param>
/// <param name="Assets">Of each row; 0 where it was taken out.</param>
/// <param name="Libraries">Of each row.</param>
/// <param name="Reduction">The hash of the one through which the vectors went; empty where they went through none.</param>
/// <param name="Plain">Whole vectors of a wide model that has no reduction yet, by row.</param>
/// <remarks>
/// Little endian: i32 dimension, i32 rows, a byte that says whether there is a reduction, its hash of 32 bytes, rows × i64 assets, rows × i64 libraries, and for each plain vector f32 scale and
/// its codes.
/// </remarks>
internal sealed record FeatureRows(int Dimension, IReadOnlyList<long> Assets, IReadOnlyList<long> Libraries, ReadOnlyMemory<byte> Reduction, IReadOnlyList<Int8Vector> Plain)
{
    private const int HashBytes = 32, HeaderBytes = (2 * sizeof(int)) + 1 + HashBytes;

    /// <summary>The hash that a reduction's file ends with.</summary>
    public static byte[] HashOf(VectorReduction reduction) => ReductionFile.Save(reduction)[^HashBytes..];

    public byte[] Save()
    {
        var vectorBytes = sizeof(float) + Dimension;
        var bytes = new byte[HeaderBytes + (2 * sizeof(long) * Assets.Count) + (vectorBytes * Plain.Count)];
        MemoryMarshal.Write(bytes, Dimension);
        MemoryMarshal.Write(bytes.AsSpan(sizeof(int)), Assets.Count);
        bytes[2 * sizeof(int)] = (byte)(Reduction.IsEmpty ? 0 : 1);
        Reduction.Span.CopyTo(bytes.AsSpan((2 * sizeof(int)) + 1));
        var numbers = MemoryMarshal.Cast<byte, long>(bytes.AsSpan(HeaderBytes, 2 * sizeof(long) * Assets.Count));
        for (var row = 0; row < Assets.Count; row++)
        {
            (numbers[row], numbers[Assets.Count + row]) = (Assets[row], Libraries[row]);
        }

        var left = bytes.AsSpan(HeaderBytes + (2 * sizeof(long) * Assets.Count));
        foreach (var vector in Plain)
        {
            MemoryMarshal.Write(left, vector.Scale);
            MemoryMarshal.AsBytes(vector.Codes.Span).CopyTo(left[sizeof(float)..]);
            left = left[vectorBytes..];
        }

        return bytes;
    }

    /// <exception cref="InvalidDataException">They are no rows.</exception>
    public static FeatureRows Load(ReadOnlySpan<byte> bytes)
    {
        var (dimension, count) = bytes.Length < HeaderBytes ? (0, 0) : (MemoryMarshal.Read<int>(bytes), MemoryMarshal.Read<int>(bytes[sizeof(int)..]));
        var left = (long)bytes.Length - HeaderBytes - (2L * sizeof(long) * count);
        if (dimension < 1 || count < 0 || left < 0 || left % (sizeof(float) + (long)dimension) != 0)
        {
            throw new InvalidDataException("Rows of vectors say what cannot be.");
        }

        var numbers = MemoryMarshal.Cast<byte, long>(bytes.Slice(HeaderBytes, 2 * sizeof(long) * count));
        var plain = new Int8Vector[left / (sizeof(float) + dimension)];
        var vectors = bytes[(bytes.Length - (int)left)..];
        for (var i = 0; i < plain.Length; i++)
        {
            plain[i] = new Int8Vector(MemoryMarshal.Cast<byte, sbyte>(vectors.Slice(sizeof(float), dimension)).ToArray(), MemoryMarshal.Read<float>(vectors));
            vectors = vectors[(sizeof(float) + dimension)..];
        }

        ReadOnlySpan<byte> reduction = bytes[2 * sizeof(int)] == 0 ? [] : bytes.Slice((2 * sizeof(int)) + 1, HashBytes);
        return new FeatureRows(dimension, numbers[..count].ToArray(), numbers[count..].ToArray(), reduction.ToArray(), plain);
    }
}
