using NetVips;
using Vitrine.Media.Kinds;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>An alpha channel that is opaque all over is no transparency.</summary>
public sealed class TransparencyTests
{
    [Theory]
    [InlineData(Enums.Interpretation.Srgb, 3, 255, 1.0, false)]
    [InlineData(Enums.Interpretation.Srgb, 3, 255, 0.0, true)]
    [InlineData(Enums.Interpretation.Srgb, 3, 255, 0.9, true)]
    [InlineData(Enums.Interpretation.Bw, 1, 255, 1.0, false)]
    [InlineData(Enums.Interpretation.Bw, 1, 255, 0.5, true)]
    [InlineData(Enums.Interpretation.Rgb16, 3, 65535, 1.0, false)]
    [InlineData(Enums.Interpretation.Rgb16, 3, 65535, 0.5, true)]
    [InlineData(Enums.Interpretation.Grey16, 1, 65535, 0.5, true)]
    public async Task Read_PngWithAlpha_SaysWhetherAnythingShowsThrough(Enums.Interpretation kind, int bands, int full, double opacity, bool expected)
    {
        // Only a corner of the alpha channel differs; the longer side is above the preview's, so that scaling plays its part.
        using var colour = (Image.Black(2000, 1500, bands) + (full / 3)).Cast(full == 255 ? Enums.BandFormat.Uchar : Enums.BandFormat.Ushort);
        using var opaque = (Image.Black(2000, 1500) + full).Cast(colour.Format);
        using var corner = (Image.Black(300, 200) + (int)(full * opacity)).Cast(colour.Format);
        using var alpha = opaque.Insert(corner, 1700, 1300);
        using var picture = colour.Bandjoin(alpha).Copy(interpretation: kind);
        using var file = MediaFile.FromBytes(picture.PngsaveBuffer(compression: 1), "corner.png");

        var reading = await new MediaDecoder().ReadAsync(file, renditions: true, TestContext.Current.CancellationToken);

        Assert.Null(reading.Failure);
        Assert.Equal((true, expected), (reading.Facts.HasAlpha, reading.Facts.IsTransparent));
    }

    [Fact]
    public async Task Read_PictureWithoutAlpha_IsNotTransparent()
    {
        using var picture = Image.Black(20, 10, 3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var file = MediaFile.FromBytes(picture.PngsaveBuffer(), "plain.png");

        var reading = await new MediaDecoder().ReadAsync(file, renditions: true, TestContext.Current.CancellationToken);

        Assert.Equal((false, false), (reading.Facts.HasAlpha, reading.Facts.IsTransparent));
    }

    [Fact]
    public async Task Read_OpaquePictureThatIsCutOff_IsNotTakenForTransparent()
    {
        using var noise = Image.Gaussnoise(400, 300, sigma: 60, mean: 128, seed: 3).Cast(Enums.BandFormat.Uchar);
        using var picture = noise.Bandjoin(noise, noise, Image.Black(400, 300) + 255).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        var whole = picture.PngsaveBuffer();
        using var file = MediaFile.FromBytes(whole.AsSpan(0, whole.Length / 2).ToArray(), "half.png");

        var reading = await new MediaDecoder().ReadAsync(file, renditions: true, TestContext.Current.CancellationToken);

        Assert.NotEmpty(reading.Renditions);
        Assert.Contains(reading.Problems, problem => problem.Code == "truncated");
        Assert.Equal((true, false), (reading.Facts.HasAlpha, reading.Facts.IsTransparent));
    }
}
