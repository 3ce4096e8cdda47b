using CsCheck;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Search.Duplicates;

public sealed class SketchTests
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 30).Select(i => $"picture {i}")];

    [Theory]
    [InlineData("cut")]
    [InlineData("banner")]
    [InlineData("dark")]
    public void AnEditedPicture_IsTheSame_WhicheverLiesOnTop(string edit) => Assert.All(Names, name =>
    {
        var agreement = SketchAgreement.Of(PaintedSketch.Of(name), PaintedSketch.Of(name, edit));

        Assert.True(NearRule.IsSame(agreement), $"{name}: {agreement}");
        Assert.Equal(agreement, SketchAgreement.Of(PaintedSketch.Of(name, edit), PaintedSketch.Of(name)));
    });

    [Fact]
    public void OtherPictures_AreNotTheSame() => Assert.All(
        Names.SelectMany((one, i) => Names.Skip(i + 1), (one, other) => (one, other)),
        pair => Assert.False(NearRule.IsSame(SketchAgreement.Of(PaintedSketch.Of(pair.one), PaintedSketch.Of(pair.other))), $"{pair}"));

    [Fact]
    public void TheSameDrawingInAnotherColour_IsEquallyLight_ButNotTheSame() => Assert.All(Names.Take(10), name =>
    {
        var agreement = SketchAgreement.Of(PaintedSketch.Of(name), PaintedSketch.Of(name, "recoloured"));

        Assert.InRange(agreement.Colour, 0, 0.8);
        Assert.False(NearRule.IsSame(agreement));
    });

    [Fact]
    public void APictureWithNextToNothingInIt_IsNeverTheSame()
    {
        var (one, other) = (Even(120), Even(121));

        Assert.Equal(1, SketchAgreement.Of(one, other).Light, 6);
        Assert.False(NearRule.IsSame(SketchAgreement.Of(one, other)));
        Assert.False(NearRule.IsSame(SketchAgreement.Of(one, one)));
        Assert.False(NearRule.IsNear(0, one, other));
        Assert.False(NearRule.IsNear(0, one, null));
        Assert.True(NearRule.IsNear(0, null, null));
        Assert.All(Names, name => Assert.True(NearRule.IsNear(0, PaintedSketch.Of(name), PaintedSketch.Of(name))));
    }

    [Fact]
    public void AnyTwo_AgreeByNumbersFromZeroToOne_AndMostWithThemselves() => Gen.Byte.Array[PictureSketch.Length].Array[2].Sample(
        pair =>
        {
            var (one, other) = (PictureSketch.Read(pair[0])!, PictureSketch.Read(pair[1])!);
            var agreement = SketchAgreement.Of(one, other);
            var itself = SketchAgreement.Of(one, one);
            return agreement is { Light: >= 0 and <= 1 + 1e-9, Colour: >= 0 and <= 1, Overlap: >= 0 and <= 1, Steepness: >= 0 } && itself is { Light: > 1 - 1e-6, Colour: 1, Overlap: 1 };
        },
        iter: Deep.Times(50));

    [Fact]
    public void Of_GivesLightnessAndColourDifferencesAsJfifDoes()
    {
        var rgb = new byte[3 * PictureSketch.Side * PictureSketch.Side];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (200, 100, 50);
        }

        var bytes = PictureSketch.Of(rgb).Bytes.ToArray();

        // Y = 59.8 + 58.7 + 5.7 = 124.2; Cb = 128 − 33.7 − 33.1 + 25 = 86.1; Cr = 128 + 100 − 41.9 − 4.1 = 182.1
        Assert.All(bytes[..1024], level => Assert.Equal(124, level));
        Assert.All(bytes[1024..1280], level => Assert.Equal(86, level));
        Assert.All(bytes[1280..], level => Assert.Equal(182, level));
    }

    [Fact]
    public void Read_OfAnotherLength_IsNothing()
    {
        Assert.Null(PictureSketch.Read(new byte[PictureSketch.Length - 1]));
        Assert.Null(PictureSketch.Read(null));
        Assert.Throws<ArgumentException>(() => PictureSketch.Of(new byte[12]));
    }

    private static PictureSketch Even(byte level) => PictureSketch.Of([.. Enumerable.Repeat(level, 3 * PictureSketch.Side * PictureSketch.Side)]);
}
