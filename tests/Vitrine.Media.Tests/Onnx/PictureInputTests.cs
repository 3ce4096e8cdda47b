using System.Globalization;
using System.Text.Json;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Onnx;
using Vitrine.Media.Tests.Analyzers;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Onnx;

public sealed class PictureInputTests
{
    private static readonly float[] ClipMean = [.48145466f, .4578275f, .40821073f];
    private static readonly float[] ClipDeviation = [.26862954f, .26130258f, .27577711f];
    private static readonly float[] ImageNetMean = [.485f, .456f, .406f];
    private static readonly float[] ImageNetDeviation = [.229f, .224f, .225f];

    [Theory]
    [InlineData("clip224")]
    [InlineData("imagenet224")]
    [InlineData("stretch224_half")]
    [InlineData("stretch256_bicubic_half")]
    [InlineData("letterbox416_114_topleft_bgr")]
    [InlineData("letterbox640_114_centred_rgb")]
    public void Fill_GoldenRecipe_EqualsPillowAndNumpy(string recipe)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("golden", "resize", "resize.json")));
        var compared = 0;
        foreach (var expected in golden.RootElement.GetProperty("preprocess").EnumerateArray())
        {
            if (expected.GetProperty("recipe").GetString() != recipe || Decoded(golden, expected.GetProperty("file").GetString()!) is not { } picture)
            {
                continue;
            }

            compared++;
            var (input, length) = Recipe(recipe);
            var tensor = new float[length];
            input.Fill(picture, tensor);
            foreach (var sample in expected.GetProperty("samples").EnumerateObject())
            {
                Assert.Equal(sample.Value.GetSingle(), tensor[int.Parse(sample.Name, CultureInfo.InvariantCulture)], 1e-5f);
            }

            var means = tensor.Chunk(length / 3).Select(plane => plane.Average(v => (double)v));
            Assert.All(means.Zip(expected.GetProperty("channel_mean").EnumerateArray()), pair => Assert.Equal(pair.Second.GetDouble(), pair.First, 1e-4));
        }

        Assert.Equal(2, compared);
    }

    [Fact]
    public void Fill_PictureAfterAnother_DoesNotShowTheFirst()
    {
        var input = new PictureInput(8, 8, new Framing.Fit(114), TensorFormat.Uniform(true, false, 0, 1));
        var tensor = new float[8 * 8 * 3];
        input.Fill(new Picture(4, 4, [.. Enumerable.Repeat((byte)7, 48)]), tensor);
        input.Fill(new Picture(4, 2, [.. Enumerable.Repeat((byte)200, 24)]), tensor);
        Assert.Equal(Enumerable.Repeat(200f, 32).Concat(Enumerable.Repeat(114f, 32)), tensor[..64]);
    }

    [Fact]
    public void Fill_MoreSizesThanAreKept_EachAsIfItWereTheFirst()
    {
        static PictureInput Fresh() => new(16, 12, new Framing.Fit(9, Centred: true), TensorFormat.Uniform(true, false, 0, 1));
        var kept = Fresh();
        var random = new Random(4);
        foreach (var side in (int[])[20, 31, 20, 8, 40, 41, 42, 43, 44, 45, 46, 20, 31, 8])
        {
            var picture = new Picture(side, side + 3, new byte[side * (side + 3) * 3]);
            random.NextBytes(picture.Rgb);
            float[] tensor = new float[16 * 12 * 3], expected = new float[16 * 12 * 3];
            Assert.Equal(Fresh().Fill(picture, expected), kept.Fill(picture, tensor));
            Assert.Equal(expected, tensor);
        }
    }

    [Fact]
    public void ToBox_FittedPicture_ComesBackAsFractions()
    {
        var input = new PictureInput(100, 100, new Framing.Fit(0, Centred: true), TensorFormat.Uniform(true, false, 0, 1));
        var placement = input.Fill(new Picture(400, 200, new byte[400 * 200 * 3]), new float[30_000]);
        var box = placement.ToBox(25, 25, 75, 60)!.Value;
        Assert.Equal((.25f, 0f, .5f, .7f), (box.X, box.Y, box.Width, box.Height));
        Assert.Null(placement.ToBox(10, 80, 20, 90));
        Assert.Null(placement.ToBox(double.NaN, 30, 20, 60));
    }

    private static (PictureInput Input, int Length) Recipe(string name) => name switch
    {
        "clip224" => (new(224, 224, new Framing.CentreCrop(224), Normal(ClipMean, ClipDeviation), ResampleFilter.Bicubic), 3 * 224 * 224),
        "imagenet224" => (new(224, 224, new Framing.CentreCrop(256), Normal(ImageNetMean, ImageNetDeviation)), 3 * 224 * 224),
        "stretch224_half" => (new(224, 224, new Framing.Stretch(), TensorFormat.Uniform(true, false, 127.5f, 127.5f)), 3 * 224 * 224),
        "stretch256_bicubic_half" => (new(256, 256, new Framing.Stretch(), TensorFormat.Uniform(true, false, 127.5f, 127.5f), ResampleFilter.Bicubic), 3 * 256 * 256),
        "letterbox416_114_topleft_bgr" => (new(416, 416, new Framing.Fit(114, Floor: true), TensorFormat.Uniform(true, true, 0, 1)), 3 * 416 * 416),
        _ => (new(640, 640, new Framing.Fit(114, Centred: true, Floor: true), TensorFormat.Uniform(true, false, 0, 255)), 3 * 640 * 640),
    };

    private static TensorFormat Normal(float[] mean, float[] deviation) =>
        TensorFormat.PerChannel(true, false, [.. mean.Select(m => m * 255)], [.. deviation.Select(d => d * 255)]);

    /// <summary>Only the two sources that lie there as decoded PNG, so that JPEG decoders play no part.</summary>
    private static Picture? Decoded(JsonDocument golden, string file) => golden.RootElement.GetProperty("sources").EnumerateObject()
        .Where(source => source.Value.GetProperty("file").GetString() == file && source.Value.TryGetProperty("decoded_png", out _))
        .Select(source => TestPicture.Open(SharedFolder.Path(source.Value.GetProperty("decoded_png").GetString()!.Split('/'))))
        .FirstOrDefault();
}
