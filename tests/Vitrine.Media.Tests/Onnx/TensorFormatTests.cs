using Vitrine.Media.Onnx;

namespace Vitrine.Media.Tests.Onnx;

public sealed class TensorFormatTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Fill_AnyNumberOfPixels_EqualsTheFormulaForEachValue(bool channelsFirst, bool bgr)
    {
        var format = TensorFormat.PerChannel(channelsFirst, bgr, mean: [103.53f, 116.28f, 123.675f], deviation: [57.375f, 57.12f, 58.395f]);
        for (var pixels = 0; pixels <= 40; pixels++)
        {
            var rgb = new byte[pixels * 3];
            new Random(pixels).NextBytes(rgb);
            var tensor = new float[pixels * 3];

            format.Fill(rgb, tensor);

            for (var pixel = 0; pixel < pixels; pixel++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var expected = (rgb[(pixel * 3) + (bgr ? 2 - channel : channel)] * format.Scale[channel]) + format.Offset[channel];
                    Assert.Equal(expected, tensor[channelsFirst ? (channel * pixels) + pixel : (pixel * 3) + channel]);
                }
            }
        }
    }
}
