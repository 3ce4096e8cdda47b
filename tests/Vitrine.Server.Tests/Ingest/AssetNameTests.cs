using System.Text;
using System.Text.Json;
using Vitrine.Server.Ingest;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Ingest;

public sealed class AssetNameTests
{
    [Theory]
    [InlineData("line\nbreak.jpg", "line\u240abreak.jpg")]
    [InlineData("nul\0byte.jpg", "nul\u2400byte.jpg")]
    [InlineData("delete\u007f.jpg", "delete\u2421.jpg")]
    [InlineData("Größe 日本.jpg", "Größe 日本.jpg")]
    public void Shown_ControlCharacters_BecomeTheirPictures(string given, string shown) => Assert.Equal(shown, AssetName.Shown(given));

    /// <summary>Not a row above: attributes cannot hold half a pair.</summary>
    [Fact]
    public void Shown_HalfASurrogatePair_BecomesTheReplacementCharacter() => Assert.Equal("lone \ufffd.jpg", AssetName.Shown("lone \ud800.jpg"));

    [Theory]
    [InlineData("", "unnamed")]
    [InlineData(" ", "unnamed")]
    [InlineData("..", "unnamed")]
    [InlineData("../../etc/passwd", "..\u2215..\u2215etc\u2215passwd")]
    [InlineData("C:\\file.jpg", "C:\u2216file.jpg")]
    public void ForUpload_WhatWouldBeAPath_IsAName(string given, string name) => Assert.Equal(name, AssetName.ForUpload(given));

    [Fact]
    public void Numbered_LongName_KeepsExtensionAndStaysWithinTheLimit()
    {
        var name = AssetName.Shown(new string('ü', 300) + ".jpg");

        var numbered = AssetName.Numbered(name, "2");

        Assert.EndsWith(" (2).jpg", numbered, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(numbered), AssetName.MaxBytes - 2, AssetName.MaxBytes);
    }

    [Fact]
    public void Cut_FamilyOfFour_IsNeverCutInside()
    {
        const string Family = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67";
        var name = AssetName.Shown(string.Concat(Enumerable.Repeat(Family, 30)) + ".png");

        Assert.Equal(0, (name.Length - ".png".Length) % Family.Length);
    }

    [Fact]
    public void ForUpload_NamesOfTheCorpus_AreSafeAndWithinTheLimit()
    {
        var names = File.ReadAllLines(SharedFolder.Path("corpus", "hostile", "names.txt")).Select(line => Parse(line)).Select(AssetName.ForUpload).ToArray();

        Assert.NotEmpty(names);
        Assert.All(names, name =>
        {
            Assert.DoesNotContain(name, letter => char.IsControl(letter) || letter is '/' or '\\' || char.IsSurrogate(letter) && !name.IsNormalized());
            Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, AssetName.MaxBytes);
            Assert.NotEmpty(AssetName.Key(name));
        });
    }

    /// <summary>System.Text.Json refuses lone surrogates; the corpus has one.</summary>
    internal static string Parse(string json) => json.Contains("\\ud800.", StringComparison.Ordinal)
        ? "lone surrogate \ud800.jpg"
        : JsonDocument.Parse(json).RootElement.GetString()!;
}
