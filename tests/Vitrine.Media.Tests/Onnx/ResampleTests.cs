using System.Security.Cryptography;
using System.Text.Json;
using Vitrine.Media.Onnx;
using Vitrine.Media.Tests.Analyzers;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Onnx;

public sealed class ResampleTests
{
    [Theory]
    [InlineData("photo")]
    [InlineData("wide")]
    [InlineData("alpha")]
    [InlineData("grey")]
    [InlineData("palette")]
    [InlineData("deep8")]
    public void Resize_GoldenSource_EqualsPillowByteForByte(string source)
    {
        using var golden = Golden();
        var (width, height, channels, pixels) = Source(golden.RootElement.GetProperty("sources").GetProperty(source));
        var cases = golden.RootElement.GetProperty("resize").EnumerateArray().Where(c => c.GetProperty("source").GetString() == source).ToList();
        Assert.Equal(12, cases.Count);
        foreach (var expected in cases)
        {
            var side = expected.GetProperty("size").GetInt32();
            var filter = Enum.Parse<ResampleFilter>(expected.GetProperty("filter").GetString()!, ignoreCase: true);
            var got = channels == 4
                ? PremultipliedResize(pixels, width, height, side, filter)
                : Resample.Resize(pixels, width, height, channels, side, side, filter);
            Assert.Equal(expected.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(got)));
        }
    }

    [Fact]
    public void Resize_FourPixelsToTwo_GivesWhatTheHandGives()
    {
        Assert.Equal([71, 143], Resample.Resize([0, 100, 200, 100], 4, 1, 1, 2, 1, ResampleFilter.Bilinear));
    }

    [Theory]
    [InlineData(17, 3, 5, 9)]
    [InlineData(7, 7, 40, 2)]
    [InlineData(3000, 2, 4, 2)]
    [InlineData(1, 1, 33, 21)]
    [InlineData(64, 48, 64, 20)]
    public void Resize_Rgb_EqualsItsChannelsOneByOne(int width, int height, int toWidth, int toHeight)
    {
        // One channel takes the plain path, three the vector path.
        var pixels = new byte[width * height * 3];
        new Random(4).NextBytes(pixels);
        foreach (var filter in Enum.GetValues<ResampleFilter>())
        {
            var got = Resample.Resize(pixels, width, height, 3, toWidth, toHeight, filter);
            for (var channel = 0; channel < 3; channel++)
            {
                var one = Resample.Resize(Every(pixels, channel), width, height, 1, toWidth, toHeight, filter);
                Assert.Equal(one, Every(got, channel));
            }
        }
    }

    private static JsonDocument Golden() => JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("golden", "resize", "resize.json")));

    private static byte[] Every(byte[] pixels, int channel) => [.. pixels.Where((_, i) => i % 3 == channel)];

    private static (int Width, int Height, int Channels, byte[] Pixels) Source(JsonElement source)
    {
        var file = source.TryGetProperty("decoded_png", out var png) ? png.GetString()! : source.GetProperty("file").GetString()!;
        var path = SharedFolder.Path(file.Split('/'));
        if (file.EndsWith(".tif", StringComparison.Ordinal))
        {
            return DeepTiff(path, source);
        }

        var raw = TestPicture.Raw(path);
        Assert.Equal(source.GetProperty("decoded_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(raw.Pixels)));
        return raw;
    }

    /// <summary>16-bit grey, reduced by v >> 8.</summary>
    private static (int Width, int Height, int Channels, byte[] Pixels) DeepTiff(string path, JsonElement source)
    {
        using var image = NetVips.Image.NewFromFile(path);
        byte[] pixels = [.. image.WriteToMemory<ushort>().Select(v => (byte)(v >> 8))];
        Assert.Equal(source.GetProperty("decoded_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(pixels)));
        return (image.Width, image.Height, image.Bands, pixels);
    }

    /// <summary>Pillow's integer rules for pictures with alpha (<c>Convert.c</c>: rgbA and back), which only this golden set needs.</summary>
    private static byte[] PremultipliedResize(byte[] pixels, int width, int height, int side, ResampleFilter filter)
    {
        var multiplied = (byte[])pixels.Clone();
        for (var i = 0; i < pixels.Length; i++)
        {
            var product = (pixels[i] * pixels[i | 3]) + 128;
            multiplied[i] = i % 4 == 3 ? pixels[i] : (byte)(((product >> 8) + product) >> 8);
        }

        var scaled = Resample.Resize(multiplied, width, height, 4, side, side, filter);
        for (var i = 0; i < scaled.Length; i++)
        {
            var alpha = scaled[i | 3];
            scaled[i] = i % 4 == 3 || alpha is 0 or 255 ? scaled[i] : (byte)Math.Min(255, 255 * scaled[i] / alpha);
        }

        return scaled;
    }
}
