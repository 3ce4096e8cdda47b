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
            else if (channels == 3 && Avx2.IsSupported && columns.CanSplit && from.Length >= ((columns.InputEnd + columns.Taps) * 3) + 16)
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

    /// <summary>
    /// Two output pixels at once, two input pixels of each a step: the same channel of both side by side as 16 bits,
    /// multiplied and added by the weights' halves.
    /// </summary>
    private static void ScaleRgbRow(ReadOnlySpan<byte> from, AxisWeights columns, Span<byte> to)
    {
        var pick = Vector256.Create(
            0, 0x80, 3, 0x80, 1, 0x80, 4, 0x80, 2, 0x80, 5, 0x80, 0x80, 0x80, 0x80, 0x80,
            0, 0x80, 3, 0x80, 1, 0x80, 4, 0x80, 2, 0x80, 5, 0x80, 0x80, 0x80, 0x80, 0x80);
        var starts = columns.Starts;
        var (last, steps) = (columns.Outputs - 1, columns.Taps / 2);
        ref var source = ref MemoryMarshal.GetReference(from);
        ref var target = ref MemoryMarshal.GetReference(to);
        ref var weights = ref MemoryMarshal.GetReference(columns.RowPairs);
        for (var x = 0; x <= last; x += 2)
        {
            var (sumHigh, sumLow) = (Vector256<int>.Zero, Vector256<int>.Zero);
            ref var first = ref Unsafe.Add(ref source, starts[x] * 3);
            ref var second = ref Unsafe.Add(ref source, starts[Math.Min(x + 1, last)] * 3);
            for (var step = 0; step < steps; step++)
            {
                var pixels = Vector256.Create(Vector128.LoadUnsafe(ref first, (nuint)(step * 6)), Vector128.LoadUnsafe(ref second, (nuint)(step * 6)));
                var pairs = Avx2.Shuffle(pixels, pick).AsInt16();
                sumHigh += Avx2.MultiplyAddAdjacent(pairs, Vector256.LoadUnsafe(ref weights));
                sumLow += Avx2.MultiplyAddAdjacent(pairs, Vector256.LoadUnsafe(ref weights, 16));
                weights = ref Unsafe.Add(ref weights, 32);
            }

            var sums = ((sumHigh << AxisWeights.LowBits) + sumLow + Vector256.Create(Half)) >> AxisWeights.Precision;
            var words = Avx2.PackSignedSaturate(sums, sums);
            var bytes = Avx2.PackUnsignedSaturate(words, words).AsUInt32();
            Write(bytes.ToScalar(), ref Unsafe.Add(ref target, x * 3), x == last);
            if (x < last)
            {
                Write(bytes.GetElement(4), ref Unsafe.Add(ref target, (x + 1) * 3), x + 1 == last);
            }
        }
    }

    /// <summary>Three bytes of a pixel. Within a row a fourth is written too: the next pixel overwrites it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(uint pixel, ref byte target, bool last)
    {
        if (!last)
        {
            Unsafe.WriteUnaligned(ref target, pixel);
            return;
        }

        Unsafe.WriteUnaligned(ref target, (ushort)pixel);
        Unsafe.Add(ref target, 2) = (byte)(pixel >> 16);
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
                GatherVector(first[..(weights.Length * rowBytes)], rowBytes, weights.Length, rows.ColumnPairs.Slice(y * rows.Taps, rows.Taps), to);
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

    /// <summary>Sixteen neighbouring bytes of one output row at once, two input rows a step.</summary>
    private static void GatherVector(ReadOnlySpan<byte> from, int rowBytes, int taps, ReadOnlySpan<int> pairs, Span<byte> to)
    {
        ref var source = ref MemoryMarshal.GetReference(from);
        ref var target = ref MemoryMarshal.GetReference(to);
        for (var block = 0; block < rowBytes; block += 16)
        {
            // The last block overlaps the one before it instead of reaching past the row.
            var x = Math.Min(block, rowBytes - 16);
            var (high0, low0, high1, low1) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
            for (var k = 0; k < taps; k += 2)
            {
                var a = Vector128.LoadUnsafe(ref source, (nuint)((k * rowBytes) + x));
                var b = k + 1 < taps ? Vector128.LoadUnsafe(ref source, (nuint)(((k + 1) * rowBytes) + x)) : Vector128<byte>.Zero;
                var (high, low) = (Vector256.Create(pairs[k]).AsInt16(), Vector256.Create(pairs[k + 1]).AsInt16());
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
            Sse2.PackUnsignedSaturate(words0, words1).StoreUnsafe(ref target, (nuint)x);
        }
    }
}
