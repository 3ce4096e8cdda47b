using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vitrine.Core.Search.Vectors;

/// <summary>
/// Σ code · query for codes of 8 bits and a query of 16 bits. Whole numbers, so every processor gives the same sum;
/// at most 512 · 128 · 32,767, which is below 2³¹.
/// </summary>
internal static class CodeProduct
{
    /// <summary>Rows are padded with zeros to multiples of this many codes.</summary>
    public const int Step = 32;

    /// <param name="row">The first of <paramref name="length"/> codes.</param>
    /// <param name="query">The first of <paramref name="length"/> numbers.</param>
    /// <param name="length">A multiple of <see cref="Step"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(ref readonly sbyte row, ref readonly short query, int length) =>
        Avx512BW.IsSupported ? Wide(in row, in query, length)
        : Avx2.IsSupported ? Medium(in row, in query, length)
        : Portable(in row, in query, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Wide(ref readonly sbyte row, ref readonly short query, int length)
    {
        var sum = Vector512<int>.Zero;
        for (nuint i = 0; i < (nuint)length; i += Step)
        {
            sum += Avx512BW.MultiplyAddAdjacent(
                Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(in row, i)), Vector512.LoadUnsafe(in query, i));
        }

        return Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Medium(ref readonly sbyte row, ref readonly short query, int length)
    {
        var (even, odd) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (nuint i = 0; i < (nuint)length; i += Step)
        {
            even += Avx2.MultiplyAddAdjacent(
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(in row, i)), Vector256.LoadUnsafe(in query, i));
            odd += Avx2.MultiplyAddAdjacent(
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(in row, i + 16)), Vector256.LoadUnsafe(in query, i + 16));
        }

        return Vector256.Sum(even + odd);
    }

    /// <summary>What the runtime makes of 128 bits on this processor: NEON on ARM, plain code where there is nothing.</summary>
    public static int Portable(ref readonly sbyte row, ref readonly short query, int length)
    {
        var sum = Vector128<int>.Zero;
        for (nuint i = 0; i < (nuint)length; i += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(in row, i));
            sum += Products(low, Vector128.LoadUnsafe(in query, i));
            sum += Products(high, Vector128.LoadUnsafe(in query, i + 8));
        }

        return Vector128.Sum(sum);
    }

    private static Vector128<int> Products(Vector128<short> codes, Vector128<short> query)
    {
        var (a, b) = Vector128.Widen(codes);
        var (c, d) = Vector128.Widen(query);
        return (a * c) + (b * d);
    }
}
