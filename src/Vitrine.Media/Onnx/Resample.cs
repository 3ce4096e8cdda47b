using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vitrine.Media.Onnx;

/// <summary>
/// Pillow's antialiased separable resampling of 8-bit pictures, equal to it byte for byte: columns first, rounded and
/// clipped to 8 bits, then rows; a pass that would change nothing is left out.
/// </summary>
internal static class Resample
{
    private const int Half = 1 << (AxisWeights.Precision - 1);

    /// <summary>A picture without alpha (1 or 3 channels, or premultiplied 4), scaled as a whole.</summary>
    public static byte[] Resize(ReadOnlySpan<byte> pixels, int width, int height, int channels, int toWidth, int toHeight, ResampleFilter filter)
    {
        var columns = AxisWeights.Create(width, 0, width, toWidth, 0, toWidth, filter);
        var rows = AxisWeights.Create(height, 0, height, toHeight, 0, toHeight, filter);
        var output = new byte[toWidth * toHeight * channels];
        Apply(pixels, width, height, channels, toWidth == width ? null : columns, toHeight == height ? null : rows, output, toWidth * channels);
        return output;
    }

    /// <summary>Both passes with given weights; null leaves that axis as it is.</summary>
    /// <param name="pixels">Rows of <paramref name="width"/>×<paramref name="channels"/> bytes without padding.</param>
    /// <param name="output">Where the picture goes, row by row.</param>
    /// <param name="stride">Bytes from one output row to the next.</param>
    public static void Apply(
        ReadOnlySpan<byte> pixels, int width, int height, int channels, AxisWeights? columns, AxisWeights? rows, Span<byte> output, int stride)
    {
        var rowBytes = (columns?.Outputs ?? width) * channels;
        var (top, bottom) = (rows?.InputStart ?? 0, rows?.InputEnd ?? height);
        if (rows is null)
        {
            ScaleRows(pixels, width, channels, columns, top, bottom, output, stride);
            return;
        }

        if (columns is null)
        {
            Gather(pixels, rowBytes, 0, rows, output, stride);
            return;
        }

        var between = ArrayPool<byte>.Shared.Rent(rowBytes * (bottom - top));
        ScaleRows(pixels, width, channels, columns, top, bottom, between, rowBytes);
        Gather(between, rowBytes, top, rows, output, stride);
        ArrayPool<byte>.Shared.Return(between);
    }

    /// <summary>The pass along each row, for rows <paramref name="top"/> to <paramref name="bottom"/> (exclusive).</summary>
    private static void ScaleRows(
        ReadOnlySpan<byte> pixels, int width, int channels, AxisWeights? columns, int top, int bottom, Span<byte> output, int stride)
    {
        var rowBytes = width * channels;
        for (var y = top; y < bottom; y++)
        {
            var from = pixels[(y * rowBytes)..];
            var to = output[((y - top) * stride)..];
            if (columns is null)
            {
                from[..rowBytes].CopyTo(to);
            }
            else if (channels == 3 && Avx2.IsSupported && columns.CanSplit && from.Length >= (columns.InputEnd * 3) + 16)
            {
                ScaleRgbRow(from, columns, to[..(columns.Outputs * 3)]);
            }
            else
            {
                ScaleRow(from, channels, columns, to);
            }
        }
    }

    private static void ScaleRow(ReadOnlySpan<byte> from, int channels, AxisWeights columns, Span<byte> to)
    {
        for (var x = 0; x < columns.Outputs; x++)
        {
            var weights = columns.Weights(x);
            var start = columns.Start(x) * channels;
            for (var c = 0; c < channels; c++)
            {
                var sum = Half;
                for (var k = 0; k < weights.Length; k++)
                {
                    sum += from[start + (k * channels) + c] * weights[k];
                }

                to[(x * channels) + c] = (byte)Math.Clamp(sum >> AxisWeights.Precision, 0, 255);
            }
        }
    }

    /// <summary>Four RGB pixels a step: pairs of the same channel side by side as 16 bits, multiplied and added by the weights' halves.</summary>
    private static void ScaleRgbRow(ReadOnlySpan<byte> from, AxisWeights columns, Span<byte> to)
    {
        var pick = Vector256.Create(
            0, 0x80, 3, 0x80, 1, 0x80, 4, 0x80, 2, 0x80, 5, 0x80, 0x80, 0x80, 0x80, 0x80,
            6, 0x80, 9, 0x80, 7, 0x80, 10, 0x80, 8, 0x80, 11, 0x80, 0x80, 0x80, 0x80, 0x80);
        ref var source = ref MemoryMarshal.GetReference(from);
        ref var high = ref MemoryMarshal.GetReference(columns.Pairs(high: true));
        ref var low = ref MemoryMarshal.GetReference(columns.Pairs(high: false));
        for (var x = 0; x < columns.Outputs; x++)
        {
            var (sumHigh, sumLow) = (Vector256<int>.Zero, Vector256<int>.Zero);
            var at = columns.Start(x) * 3;
            var taps = columns.Weights(x).Length;
            for (var k = 0; k < taps; k += 4)
            {
                var four = Vector128.LoadUnsafe(ref source, (nuint)(at + (k * 3)));
                var pairs = Avx2.Shuffle(Vector256.Create(four, four), pick).AsInt16();
                var weights = (nuint)(((x * columns.Taps) + k) * 4);
                sumHigh += Avx2.MultiplyAddAdjacent(pairs, Vector256.LoadUnsafe(ref high, weights));
                sumLow += Avx2.MultiplyAddAdjacent(pairs, Vector256.LoadUnsafe(ref low, weights));
            }

            var sums = (sumHigh << AxisWeights.LowBits) + sumLow;
            var pixel = (sums.GetLower() + sums.GetUpper() + Vector128.Create(Half)) >> AxisWeights.Precision;
            var words = Sse2.PackSignedSaturate(pixel, pixel);
            var bytes = Sse2.PackUnsignedSaturate(words, words).AsUInt32().ToScalar();
            to[(x * 3) + 2] = (byte)(bytes >> 16);
            to[(x * 3) + 1] = (byte)(bytes >> 8);
            to[x * 3] = (byte)bytes;
        }
    }

    /// <summary>The pass down the columns. <paramref name="top"/> is the input row that <paramref name="from"/> begins with.</summary>
    private static void Gather(ReadOnlySpan<byte> from, int rowBytes, int top, AxisWeights rows, Span<byte> output, int stride)
    {
        for (var y = 0; y < rows.Outputs; y++)
        {
            var weights = rows.Weights(y);
            var first = from[((rows.Start(y) - top) * rowBytes)..];
            var to = output.Slice(y * stride, rowBytes);
            if (Avx2.IsSupported && rows.CanSplit && rowBytes >= 16)
            {
                for (var x = 0; x < rowBytes; x += 16)
                {
                    // The last block overlaps the one before it instead of reaching past the row.
                    GatherSixteen(first, rowBytes, weights, Math.Min(x, rowBytes - 16), to);
                }
            }
            else
            {
                GatherRow(first, rowBytes, weights, to);
            }
        }
    }

    private static void GatherRow(ReadOnlySpan<byte> from, int rowBytes, ReadOnlySpan<int> weights, Span<byte> to)
    {
        for (var x = 0; x < rowBytes; x++)
        {
            var sum = Half;
            for (var k = 0; k < weights.Length; k++)
            {
                sum += from[(k * rowBytes) + x] * weights[k];
            }

            to[x] = (byte)Math.Clamp(sum >> AxisWeights.Precision, 0, 255);
        }
    }

    /// <summary>Sixteen neighbouring bytes of one output row, two input rows a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GatherSixteen(ReadOnlySpan<byte> from, int rowBytes, ReadOnlySpan<int> weights, int x, Span<byte> to)
    {
        var (high0, low0, high1, low1) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        for (var k = 0; k < weights.Length; k += 2)
        {
            var paired = k + 1 < weights.Length;
            var a = Vector128.Create(from.Slice((k * rowBytes) + x, 16));
            var b = paired ? Vector128.Create(from.Slice(((k + 1) * rowBytes) + x, 16)) : Vector128<byte>.Zero;
            var (first, second) = (weights[k], paired ? weights[k + 1] : 0);
            var high = Pair(first >> AxisWeights.LowBits, second >> AxisWeights.LowBits);
            var low = Pair(first & ((1 << AxisWeights.LowBits) - 1), second & ((1 << AxisWeights.LowBits) - 1));
            var left = Avx2.ConvertToVector256Int16(Sse2.UnpackLow(a, b));
            var right = Avx2.ConvertToVector256Int16(Sse2.UnpackHigh(a, b));
            high0 += Avx2.MultiplyAddAdjacent(left, high);
            low0 += Avx2.MultiplyAddAdjacent(left, low);
            high1 += Avx2.MultiplyAddAdjacent(right, high);
            low1 += Avx2.MultiplyAddAdjacent(right, low);
        }

        var sum0 = ((high0 << AxisWeights.LowBits) + low0 + Vector256.Create(Half)) >> AxisWeights.Precision;
        var sum1 = ((high1 << AxisWeights.LowBits) + low1 + Vector256.Create(Half)) >> AxisWeights.Precision;
        var words0 = Sse2.PackSignedSaturate(sum0.GetLower(), sum0.GetUpper());
        var words1 = Sse2.PackSignedSaturate(sum1.GetLower(), sum1.GetUpper());
        Sse2.PackUnsignedSaturate(words0, words1).CopyTo(to[x..]);
    }

    private static Vector256<short> Pair(int first, int second) => Vector256.Create((first & 0xFFFF) | (second << 16)).AsInt16();
}
