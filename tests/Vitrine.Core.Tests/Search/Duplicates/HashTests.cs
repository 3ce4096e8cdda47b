using System.Globalization;
using System.Text.Json;
using CsCheck;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Search.Duplicates;

public sealed class HashTests
{
    [Fact]
    public void DifferenceHash_GoldenPixels_GivesTheGoldenBits()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("golden", "hash", "steps.json")));
        byte[] pixels = [.. golden.RootElement.GetProperty("dhash_9x8").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(p => p.GetByte())];

        Assert.Equal(golden.RootElement.GetProperty("hashes").GetProperty("dhash").GetString(), DifferenceHash.AlongRows(pixels).ToString("x16", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void DifferenceHash_OfARamp_HasAllBitsOrNone()
    {
        byte[] rising = [.. Enumerable.Range(0, 72).Select(i => (byte)(i % 9 * 20))];
        byte[] down = [.. Enumerable.Range(0, 72).Select(i => (byte)(i / 8 * 20))];

        Assert.Equal(ulong.MaxValue, DifferenceHash.AlongRows(rising));
        Assert.Equal(0UL, DifferenceHash.AlongRows([.. rising.Reverse()]));
        Assert.Equal(ulong.MaxValue, DifferenceHash.DownColumns(down));
        Assert.Equal(0UL, DifferenceHash.DownColumns([.. down.Reverse()]));
    }

    [Fact]
    public void PerceptualOrientations_EqualTheHashesOfTurnedPixels() =>
        Gen.Byte.Array[32 * 32].Sample(
            pixels =>
            {
                var turned = PerceptualHash.Orientations(pixels);
                return Enumerable.Range(1, 8).All(o => turned[o - 1] == PerceptualHash.Of(Turn(pixels, 32, 32, o)));
            },
            iter: Deep.Times(200));

    [Fact]
    public void DifferenceOrientations_EqualTheHashesOfTurnedPixels() =>
        Gen.Select(Gen.Byte[0, 9].Array[72], Gen.Byte[0, 9].Array[72]).Sample(
            (wide, high) =>
            {
                var turned = DifferenceHash.Orientations(wide, high);
                return Enumerable.Range(1, 8).All(o => turned[o - 1] == DifferenceHash.AlongRows(o < 5 ? Turn(wide, 9, 8, o) : Turn(high, 8, 9, o)));
            },
            iter: Deep.Times(200));

    [Fact]
    public void Hashes_OfAnotherNumberOfPixels_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => PerceptualHash.Of(new byte[64]));
        Assert.Throws<ArgumentException>(() => DifferenceHash.AlongRows(new byte[64]));
        Assert.Throws<ArgumentException>(() => DifferenceHash.DownColumns(new byte[64]));
    }

    /// <summary>Turns pixels upright as EXIF says, pixel by pixel: where each pixel of the turned picture comes from.</summary>
    private static byte[] Turn(byte[] pixels, int width, int height, int orientation)
    {
        var (w, h) = orientation < 5 ? (width, height) : (height, width);
        var turned = new byte[pixels.Length];
        for (var y = 0; y < h; y++)
        {
            for (var x = 0; x < w; x++)
            {
                var (fromX, fromY) = orientation switch
                {
                    1 => (x, y),
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                turned[(y * w) + x] = pixels[(fromY * width) + fromX];
            }
        }

        return turned;
    }
}
