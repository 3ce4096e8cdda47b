using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vitrine.Core.Search.Vectors;

/// <summary>Σ level · query for levels of 4 bits, two a byte, and a query of 8 bits. Whole numbers, so every processor gives the same sum; at most 512 · 15 · 127.</summary>
internal static class CoarseProduct
{
    /// <summary>Rows are padded to multiples of this many bytes. A row has four of them at most: sums of so many products of at most 15 · 127 fit 16 bits.</summary>
    public const int Step = 64;

    private const byte Low = 0x0F;

    /// <param name="row">The first of <paramref name="length"/> bytes.</param>
    /// <param name="query">The first of as many numbers for the low halves, then for the high halves.</param>
    /// <param name="length">A multiple of <see cref="Step"/>, at most 256.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(ref readonly byte row, ref readonly sbyte query, int length) =>
        Avx512BW.IsSupported ? Wide(in row, in query, length)
        : Avx2.IsSupported ? Medium(in row, in query, length)
        : Portable(in row, in query, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Wide(ref readonly byte row, ref readonly sbyte query, int length)
    {
        var sum = Vector512<short>.Zero;
        for (nuint i = 0; i < (nuint)length; i += Step)
        {
            var both = Vector512.LoadUnsafe(in row, i);
            var high = (both.AsUInt16() >>> 4).AsByte() & Vector512.Create(Low);
            sum += Avx512BW.MultiplyAddAdjacent(both & Vector512.Create(Low), Vector512.LoadUnsafe(in query, i))
                + Avx512BW.MultiplyAddAdjacent(high, Vector512.LoadUnsafe(in query, (nuint)length + i));
        }

        return Vector512.Sum(Avx512BW.MultiplyAddAdjacent(sum, Vector512<short>.One));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Medium(ref readonly byte row, ref readonly sbyte query, int length)
    {
        var (even, odd) = (Vector256<short>.Zero, Vector256<short>.Zero);
        for (nuint i = 0; i < (nuint)length; i += Step)
        {
            even += Both(Vector256.LoadUnsafe(in row, i), Vector256.LoadUnsafe(in query, i), Vector256.LoadUnsafe(in query, (nuint)length + i));
            odd += Both(Vector256.LoadUnsafe(in row, i + 32), Vector256.LoadUnsafe(in query, i + 32), Vector256.LoadUnsafe(in query, (nuint)length + i + 32));
        }

        return Vector256.Sum(Avx2.MultiplyAddAdjacent(even, Vector256<short>.One) + Avx2.MultiplyAddAdjacent(odd, Vector256<short>.One));
    }

    /// <summary>What the runtime makes of 128 bits on this processor: NEON on ARM, plain code where there is nothing.</summary>
    public static int Portable(ref readonly byte row, ref readonly sbyte query, int length)
    {
        var sum = Vector128<int>.Zero;
        for (var i = 0; i < length; i += Vector128<byte>.Count)
        {
            var both = Vector128.LoadUnsafe(in row, (nuint)i);
            var some = Products(both & Vector128.Create(Low), Vector128.LoadUnsafe(in query, (nuint)i)) + Products(both >>> 4, Vector128.LoadUnsafe(in query, (nuint)(length + i)));
            var (a, b) = Vector128.Widen(some);
            sum += a + b;
        }

        return Vector128.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Both(Vector256<byte> levels, Vector256<sbyte> low, Vector256<sbyte> high) =>
        Avx2.MultiplyAddAdjacent(levels & Vector256.Create(Low), low) + Avx2.MultiplyAddAdjacent((levels.AsUInt16() >>> 4).AsByte() & Vector256.Create(Low), high);

    private static Vector128<short> Products(Vector128<byte> levels, Vector128<sbyte> query)
    {
        var (a, b) = Vector128.Widen(levels.AsSByte());
        var (c, d) = Vector128.Widen(query);
        return (a * c) + (b * d);
    }
}
