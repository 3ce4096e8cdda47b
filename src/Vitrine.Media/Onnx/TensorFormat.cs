using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vitrine.Media.Onnx;

/// <summary>
/// How 8-bit RGB pixels become a float tensor: <c>value = v · Scale + Offset</c> for each channel,
/// in the order of the tensor's channels.
/// </summary>
/// <param name="ChannelsFirst">NCHW (three planes) or NHWC (interleaved).</param>
/// <param name="Bgr">Whether the tensor's channels are blue, green, red.</param>
public sealed record TensorFormat(bool ChannelsFirst, bool Bgr, float[] Scale, float[] Offset)
{
    /// <summary>The same for all channels: <c>(v − mean) / deviation</c>.</summary>
    public static TensorFormat Uniform(bool channelsFirst, bool bgr, float mean, float deviation) =>
        PerChannel(channelsFirst, bgr, [mean, mean, mean], [deviation, deviation, deviation]);

    /// <summary><c>(v − mean) / deviation</c> with v 0…255; means and deviations in the order of the tensor's channels.</summary>
    public static TensorFormat PerChannel(bool channelsFirst, bool bgr, float[] mean, float[] deviation) => new(
        channelsFirst,
        bgr,
        [.. deviation.Select(d => 1 / d)],
        [.. mean.Zip(deviation, (m, d) => (float)(-(double)m / d))]);

    /// <summary>Writes <paramref name="rgb"/> (n pixels of 3 bytes) as 3·n floats.</summary>
    public void Fill(ReadOnlySpan<byte> rgb, Span<float> tensor)
    {
        var pixels = rgb.Length / 3;
        if (rgb.Length != pixels * 3 || tensor.Length != rgb.Length)
        {
            throw new ArgumentException($"{rgb.Length} bytes do not fill a tensor of {tensor.Length}");
        }

        var first = !Ssse3.IsSupported ? 0 : ChannelsFirst ? FillPlanes(rgb, tensor, pixels) : FillInterleaved(rgb, tensor, pixels);
        for (var channel = 0; channel < 3; channel++)
        {
            var source = Bgr ? 2 - channel : channel;
            var (scale, offset) = (Scale[channel], Offset[channel]);
            var (start, step) = ChannelsFirst ? (channel * pixels, 1) : (channel, 3);
            for (var i = first; i < pixels; i++)
            {
                tensor[start + (i * step)] = (rgb[(i * 3) + source] * scale) + offset;
            }
        }
    }

    /// <summary>Four pixels a step into the three planes; gives back how many pixels are done.</summary>
    private int FillPlanes(ReadOnlySpan<byte> rgb, Span<float> tensor, int pixels)
    {
        ref var source = ref MemoryMarshal.GetReference(rgb);
        ref var target = ref MemoryMarshal.GetReference(tensor);
        var done = 0;
        for (; done <= pixels - 6; done += 4)
        {
            var four = Vector128.LoadUnsafe(ref source, (nuint)(done * 3));
            for (var channel = 0; channel < 3; channel++)
            {
                var values = Vector128.ConvertToSingle(Ssse3.Shuffle(four, Pick(Bgr ? 2 - channel : channel)).AsInt32());
                var scaled = (values * Vector128.Create(Scale[channel])) + Vector128.Create(Offset[channel]);
                scaled.StoreUnsafe(ref target, (nuint)((channel * pixels) + done));
            }
        }

        return done;
    }

    /// <summary>Four pixels a step, in their order; gives back how many pixels are done.</summary>
    private int FillInterleaved(ReadOnlySpan<byte> rgb, Span<float> tensor, int pixels)
    {
        ref var source = ref MemoryMarshal.GetReference(rgb);
        ref var target = ref MemoryMarshal.GetReference(tensor);
        var order = Bgr ? Vector128.Create((byte)2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9, 12, 13, 14, 15) : Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        var done = 0;
        for (; done <= pixels - 6; done += 4)
        {
            var four = Ssse3.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)(done * 3)), order);
            for (var third = 0; third < 3; third++)
            {
                var values = Vector128.ConvertToSingle(Ssse3.Shuffle(four, Widen(third * 4)).AsInt32());
                var scaled = (values * Turned(Scale, third)) + Turned(Offset, third);
                scaled.StoreUnsafe(ref target, (nuint)((done * 3) + (third * 4)));
            }
        }

        return done;
    }

    /// <summary>Four bytes from <paramref name="first"/> on, widened to 32 bits.</summary>
    private static Vector128<byte> Widen(int first) => Vector128.Create(0x80808000u, 0x80808001u, 0x80808002u, 0x80808003u).AsByte()
        + Vector128.Create((uint)first).AsByte();

    /// <summary>The channels' numbers over and over, for the four values from 4·<paramref name="third"/> on.</summary>
    private static Vector128<float> Turned(float[] channels, int third) =>
        Vector128.Create(channels[third % 3], channels[(third + 1) % 3], channels[(third + 2) % 3], channels[third % 3]);

    /// <summary>Every third byte from <paramref name="channel"/> on, widened to 32 bits.</summary>
    private static Vector128<byte> Pick(int channel) => Vector128.Create(0x80808000u, 0x80808003u, 0x80808006u, 0x80808009u).AsByte()
        + Vector128.Create((uint)channel).AsByte();
}
