using System.Text.Json;
using Vitrine.Core.Colours;
using Vitrine.Media.Analyzers.Looks;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Analyzers.Looks;

public sealed class ColourTests
{
    [Theory]
    [InlineData("#000000", "black")]
    [InlineData("#15151a", "black")]
    [InlineData("#ffffff", "white")]
    [InlineData("#808080", "grey")]
    [InlineData("#ff0000", "red")]
    [InlineData("#8b0000", "red")]
    [InlineData("#ff8c00", "orange")]
    [InlineData("#ffd700", "yellow")]
    [InlineData("#ffff00", "yellow")]
    [InlineData("#00a000", "green")]
    [InlineData("#556b2f", "green")]
    [InlineData("#00b5b5", "teal")]
    [InlineData("#0000ff", "blue")]
    [InlineData("#1f3a6e", "blue")]
    [InlineData("#87ceeb", "blue")]
    [InlineData("#800080", "purple")]
    [InlineData("#ff69b4", "pink")]
    [InlineData("#ffc0cb", "pink")]
    [InlineData("#201509", "black")]
    [InlineData("#513b1f", "brown")]
    [InlineData("#8d6b51", "brown")]
    [InlineData("#d8c3a0", "beige")]
    public void ColourName_OfATypicalColour_IsTheUsualWord(string hex, string expected) =>
        Assert.Equal(expected, ColourNames.All[ColourNames.IndexOf(Parse(hex))]);

    [Fact]
    public void Hex_ThroughOklab_ComesBack()
    {
        for (var v = 0; v < 256; v += 5)
        {
            var hex = $"#{v:x2}{255 - v:x2}{v * 7 % 256:x2}";
            Assert.Equal(hex, Parse(hex).ToHex());
        }
    }

    [Fact]
    public void Oklab_OfNamedColours_EqualsTheReference()
    {
        using var golden = Golden();
        foreach (var colour in golden.RootElement.GetProperty("css").EnumerateObject())
        {
            var rgb = colour.Value.GetProperty("rgb").EnumerateArray().Select(v => v.GetByte()).ToArray();
            var expected = colour.Value.GetProperty("oklab").EnumerateArray().Select(v => v.GetSingle()).ToArray();
            var found = Oklab.FromRgb(rgb[0], rgb[1], rgb[2]);
            Assert.Equal(expected[0], found.L, 2e-5f);
            Assert.Equal(expected[1], found.A, 2e-5f);
            Assert.Equal(expected[2], found.B, 2e-5f);
        }
    }

    [Fact]
    public void Palette_OfReferencePictures_EqualsScikitLearn()
    {
        using var golden = Golden();
        foreach (var picture in golden.RootElement.GetProperty("pictures").EnumerateArray())
        {
            var file = picture.GetProperty("file").GetString()!;
            var expected = picture.GetProperty("palette").EnumerateArray().ToList();
            var found = Palette.Of(Pictures.Read(SharedFolder.Path(file.Split('/'))), 6);
            Assert.Equal(expected.Count, found.Count);
            for (var i = 0; i < found.Count; i++)
            {
                // Another JPEG decoder may differ by one of 255 here and there; the reference's own tolerance.
                var lab = expected[i].GetProperty("oklab").EnumerateArray().Select(v => v.GetSingle()).ToArray();
                Assert.True(MathF.Sqrt(found[i].Colour.Away(new Oklab(lab[0], lab[1], lab[2]))) < 0.005f, $"{file}: colour {i} is {found[i].Colour}");
                Assert.Equal(expected[i].GetProperty("share").GetSingle(), found[i].Share, 0.01f);
            }
        }
    }

    private static Oklab Parse(string hex) =>
        Oklab.FromRgb(Convert.ToByte(hex[1..3], 16), Convert.ToByte(hex[3..5], 16), Convert.ToByte(hex[5..7], 16));

    private static JsonDocument Golden() => JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("golden", "calibration", "colours.json")));
}
