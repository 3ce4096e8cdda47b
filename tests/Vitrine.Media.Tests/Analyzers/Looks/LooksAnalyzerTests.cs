using NetVips;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Analyzers.Looks;

public sealed class LooksAnalyzerTests
{
    [Theory]
    [InlineData(300, 400, "portrait")]
    [InlineData(400, 300, "landscape")]
    [InlineData(400, 390, "square")]
    [InlineData(800, 300, "panorama")]
    [InlineData(300, 800, "portrait")]
    [InlineData(1, 1, "square")]
    public void Orientation_ByItsSides_IsNamed(int width, int height, string expected) =>
        Assert.Equal(expected, Pictures.Look(Pictures.Paint(width, height, (_, _) => (10, 20, 30))).One("orientation"));

    [Theory]
    [InlineData(true, "true")]
    [InlineData(false, "false")]
    public void Transparency_OfTheOriginal_IsPassedOn(bool hadAlpha, string expected) =>
        Assert.Equal(expected, Pictures.Look(Pictures.Paint(8, 8, (_, _) => (255, 255, 255)) with { IsTransparent = hadAlpha }).One("transparency"));

    [Fact]
    public void Background_AroundASubject_IsNamedAndLeftOutOfTheColours()
    {
        var values = Pictures.Look(Pictures.Paint(200, 200, (x, y) => x is > 60 and < 140 && y is > 60 and < 140 ? (200, 20, 30) : (255, 255, 255)));
        Assert.Equal("white", values.One("background"));
        Assert.Equal(["red"], values.All("colour"));
    }

    [Fact]
    public void Background_OfAnotherColour_IsPlain()
    {
        var values = Pictures.Look(Pictures.Paint(200, 200, (x, y) => x is > 60 and < 140 && y is > 60 and < 140 ? (250, 250, 250) : (30, 60, 160)));
        Assert.Equal("plain", values.One("background"));
        Assert.Equal(["white"], values.All("colour"));
    }

    [Fact]
    public void Background_OfTiles_IsBusy() =>
        Assert.Equal("busy", Pictures.Look(Pictures.Paint(320, 320, (x, y) => ((x / 8) + (y / 8)) % 2 == 0 ? (230, 220, 200) : (150, 120, 90))).One("background"));

    [Fact]
    public void Palette_OfTwoColours_HasTheirShares()
    {
        var palette = Pictures.Look(Pictures.Paint(64, 64, (x, _) => x < 48 ? (255, 0, 0) : (0, 0, 255))).Where(v => v.Key == "palette").ToList();
        Assert.Equal(["#ff0000", "#0000ff"], palette.Select(p => p.Content));
        Assert.Equal(0.75, palette[0].Score, 0.001);
    }

    [Theory]
    [InlineData("clothing/dress/07cddef1-1fc8-47e4-a28a-613e60912590.jpg")]
    [InlineData("coco/000000000785.jpg")]
    public void Photo_GreyedAndBlurred_ShowsBoth(string photo)
    {
        using var image = Image.NewFromFile(SharedFolder.Path("corpus", "photos", photo));
        using var grey = image.Colourspace(Enums.Interpretation.Bw);
        using var blurred = image.Gaussblur(4);
        var asTaken = Pictures.Look(Pictures.Of(image));
        Assert.Equal("false", asTaken.One("black-and-white"));
        Assert.Equal("true", Pictures.Look(Pictures.Of(grey)).One("black-and-white"));
        Assert.True(asTaken.Number("sharpness") > Pictures.Look(Pictures.Of(blurred)).Number("sharpness") + 0.2);
    }

    [Fact]
    public void Exposure_OfANightAndOfSnow_IsNamed()
    {
        // Deterministic grain, so that neither is one flat colour.
        Assert.Equal("dark", Pictures.Look(Pictures.Paint(200, 150, (x, y) => (((x * 7) + (y * 13)) % 23, 12, 20))).One("exposure"));
        var snow = Pictures.Look(Pictures.Paint(200, 150, (x, y) => ((x / 25) + (y / 25)) % 3 == 0 ? (120, 140, 200) : (255, 255, 255)));
        Assert.Equal("bright", snow.One("exposure"));
        Assert.True(snow.Number("clipped-highlights") > 0.5);
    }

    [Theory]
    [InlineData("corpus/photos/coco/000000000285.jpg", "photo")]
    [InlineData("corpus/photos/clothing/dress/07cddef1-1fc8-47e4-a28a-613e60912590.jpg", "photo")]
    [InlineData("corpus/ocr/label-03.png", "illustration")]
    [InlineData("ui/shots/library-table-desktop-light.webp", "screenshot")]
    public void Medium_OfKnownPictures_IsGuessed(string file, string expected) =>
        Assert.Equal(expected, Pictures.Look(Pictures.Read(SharedFolder.Path(file.Split('/')))).One("medium"));

    [Fact]
    public void Findings_OfAnyPicture_HaveEveryKeyAndFiniteScores()
    {
        string[] keys = ["colour", "palette", "orientation", "black-and-white", "transparency", "background", "sharpness", "exposure", "clipped-shadows", "clipped-highlights", "medium"];
        foreach (var (width, height) in new[] { (1, 1), (1, 400), (400, 1), (3, 2), (257, 129) })
        {
            var values = Pictures.Look(Pictures.Paint(width, height, (x, y) => (x % 256, y % 256, 128)));
            Assert.Equal(keys.Order(), values.Select(v => v.Key).Distinct().Order());
            Assert.All(values, v => Assert.InRange(v.Score, 0, 1));
            Assert.InRange(values.Number("sharpness"), 0, 1);
        }
    }
}
