using Vitrine.Core.Edits;
using Vitrine.Core.Exports;

namespace Vitrine.Core.Tests.Edits;

public sealed class TextEditTests
{
    [Theory]
    [InlineData("Nike shoe", "nike", "Adidas", false, false, "Adidas shoe")]
    [InlineData("Nike shoe", "nike", "Adidas", false, true, "Nike shoe")]
    [InlineData("a.b.c", ".", "$1", false, false, "a$1b$1c")]
    [InlineData("IMG_0042", @"IMG_(\d+)", "No. $1", true, false, "No. 0042")]
    [InlineData("one  two", @"\s+", " ", true, false, "one two")]
    [InlineData("x", "y*", "-", true, false, "-x-")]
    public void Replace_LiteralsAndPatterns(string text, string find, string with, bool isPattern, bool matchCase, string after) =>
        Assert.Equal(after, TextReplace.Parse(find, with, isPattern, matchCase).Apply(text, 100));

    [Theory]
    [InlineData("", false), InlineData("(", true), InlineData(@"(a)\1", true), InlineData("(?=a)", true), InlineData("(?>a)", true)]
    public void Replace_WhatCannotBeRead_IsRefusedWithASentence(string find, bool isPattern) =>
        Assert.NotEmpty(Assert.Throws<FormatException>(() => TextReplace.Parse(find, "", isPattern, false)).Message);

    [Fact]
    public void Replace_PatternThatBacktracksElsewhere_EndsAtOnceAndGrowthIsBounded()
    {
        Assert.Equal(new string('a', 20_000), TextReplace.Parse("(a+)+b", "", true, true).Apply(new string('a', 20_000), 20_000));
        Assert.Null(TextReplace.Parse("a", new string('b', 1_000), false, true).Apply(new string('a', 20_000), 20_000));
    }

    [Theory]
    [InlineData("{name} {n:000}", "DSC1 007")]
    [InlineData("{n}{{x}}", "7{x}")]
    [InlineData("{n:101}", "107")]
    [InlineData("{taken:yyyy} {title@de}", "2024 Boot")]
    public void Template_IsFilled(string template, string after)
    {
        var parsed = ValueTemplate.Parse(template, name => name is "title" or "title@de");
        Assert.Equal((after, null), parsed.Render(Parts("2024-05-01"), name => name == "title@de" ? "Boot" : null));
    }

    [Fact]
    public void Template_WithoutWhatItTakes_SaysWhat()
    {
        Assert.Equal((null, "title"), ValueTemplate.Parse("{title}!", _ => true).Render(Parts(null), _ => null));
        Assert.Equal((null, "taken"), ValueTemplate.Parse("{taken:yyyy}", _ => true).Render(Parts(null), _ => null));
    }

    [Theory]
    [InlineData(""), InlineData("{"), InlineData("}"), InlineData("{nothing}"), InlineData("{n:x}"), InlineData("{taken:HH:mm}"), InlineData("{n:1234567890123}")]
    public void Template_ThatCannotBeRead_IsRefused(string template) => Assert.Throws<FormatException>(() => ValueTemplate.Parse(template, _ => false));

    private static NameParts Parts(string? taken) => new("DSC1", "Trip", "image", "0123", taken, "2026-01-01T00:00:00", 640, 480, 7);
}
