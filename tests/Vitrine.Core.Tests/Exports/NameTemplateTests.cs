using System.Text;
using Vitrine.Core.Exports;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Exports;

public sealed class NameTemplateTests
{
    private static readonly NameParts Photo = new("Rhein bei Köln", "2024", "image", "0123456789abcdef01234567", "2024-05-06T07:08:09", "2025-01-02T03:04:05", 640, 480, 7);

    [Theory]
    [InlineData("{name}", "Rhein bei Köln")]
    [InlineData("{taken:yyyy-MM-dd}_{name}_{n}", "2024-05-06_Rhein bei Köln_7")]
    [InlineData("{taken}", "2024-05-06")]
    [InlineData("{taken:yyMMdd-HHmmss}", "240506-070809")]
    [InlineData("{taken:d.M.yyyy}", "6.5.2024")]
    [InlineData("{added:yyyy}/{taken:MM}/{n:0000}", "2025/05/0007")]
    [InlineData("{{{n}}}", "{7}")]
    [InlineData("{folder}-{kind}-{width}x{height}-{id}", "2024-image-640x480-0123456789abcdef01234567")]
    [InlineData("../../{name}", "_/_/Rhein bei Köln")]
    [InlineData("/", "_")]
    public void Render_OfATemplate_GivesItsPath(string template, string path) => Assert.Equal(path, NameTemplate.Parse(template).Render(Photo));

    [Theory]
    [InlineData("2024", "{taken:yyyy-MM-dd}", "2024-00-00")]
    [InlineData("2024-05", "{taken:yyyy-MM-dd}", "2024-05-00")]
    [InlineData(null, "{taken:yyyy}_{name}", "undated_x")]
    public void Render_OfADateKnownInPart_PutsZerosOrAWord(string? taken, string template, string path) =>
        Assert.Equal(path, NameTemplate.Parse(template).Render(Photo with { Name = "x", TakenAt = taken }));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{name")]
    [InlineData("name}")]
    [InlineData("{}")]
    [InlineData("{nope}")]
    [InlineData("{taken:yyyy/MM}")]
    [InlineData("{n:00000000000000}")]
    [InlineData("{n:1}")]
    [InlineData("a\nb")]
    public void Parse_OfNoTemplate_SaysWhatIsWrong(string template) => Assert.NotEmpty(Assert.Throws<FormatException>(() => NameTemplate.Parse(template)).Message);

    [Fact]
    public void Parse_OfALongTemplate_IsRefused() => Assert.Throws<FormatException>(() => NameTemplate.Parse(new string('a', 201)));

    [Fact]
    public void Render_OfAnyNames_StaysAPathOfPortableNames()
    {
        var chance = Deep.Chance(nameof(Render_OfAnyNames_StaysAPathOfPortableNames));
        string[] bits = ["/", "\\", "..", ".", "\0", "\n", "CON", "com1.txt", "😀", "e\u0301", "\ud800", ":", " ", "a", new string('漢', 120), "{", "}"];
        for (var i = 0; i < Deep.Times(2000); i++)
        {
            string Any() => string.Concat(Enumerable.Range(0, chance.Next(6)).Select(_ => bits[chance.Next(bits.Length)]));
            var path = NameTemplate.Parse("{folder}/{name}").Render(Photo with { Name = Any(), Folder = Any() });
            Assert.All(path.Split('/'), part =>
            {
                Assert.NotEmpty(part);
                Assert.NotEqual("..", part);
                Assert.NotEqual(".", part);
                Assert.True(Encoding.UTF8.GetByteCount(part) <= PortableName.MostBytes);
                Assert.DoesNotContain(part, letter => char.IsControl(letter) || "<>:\"\\|?*".Contains(letter, StringComparison.Ordinal));
                Assert.Equal(part, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(part)));
            });
        }
    }

    [Theory]
    [InlineData("con", "_con")]
    [InlineData("NUL.tar.gz", "_NUL.tar.gz")]
    [InlineData("a. ", "a")]
    [InlineData("a<b>?.jpg", "a_b__.jpg")]
    [InlineData("...", "_")]
    [InlineData("console", "console")]
    public void Portable_OfAName_AvoidsWhatWindowsForbids(string name, string portable) => Assert.Equal(portable, PortableName.Of(name));

    [Fact]
    public void Take_OfTheSameName_NumbersItWithinTheLimit()
    {
        var used = new UsedNames();
        used.Reserve("metadata.csv");
        Assert.Equal("a/x.jpg", used.Take("a", "x", ".jpg"));
        Assert.Equal("a/X (2).JPG", used.Take("a", "X", ".JPG"));
        Assert.Equal("b/x.jpg", used.Take("b", "x", ".jpg"));
        Assert.Equal("metadata (2).csv", used.Take("", "metadata", ".csv"));
        used.Take("", new string('é', 200), ".jpg");
        var second = used.Take("", new string('é', 200), ".jpg");
        Assert.EndsWith("é (2).jpg", second, StringComparison.Ordinal);
        Assert.True(Encoding.UTF8.GetByteCount(second) <= 255);
    }
}
