using CsCheck;
using Vitrine.Core.Claims;

namespace Vitrine.Core.Tests.Claims;

public sealed class AttributeTextTests
{
    [Theory]
    [InlineData("rating", "4", "n:4")]
    [InlineData("rating", "−1", "n:-1")]
    [InlineData("rating", "0", null)]
    [InlineData("pick", "1", "n:1")]
    [InlineData("title", "  Two   boats\n", "t:Two boats")]
    [InlineData("description", "One \r\n two\u0000", "t:One\n two")]
    [InlineData("taken-at", "192X", "d:192X")]
    [InlineData("place", "48.8566, 2.3522", "g:48.85660,2.35220")]
    [InlineData("place", "fr/Île-de-France/Paris", "p:FR/Île-de-France/Paris")]
    [InlineData("place", "48.8566, 2.3522 FR//Paris", "p:FR//Paris")]
    public void Read_Value_IsTaken(string attribute, string text, string? canonical)
    {
        Assert.Null(AttributeText.Read(ClaimAttributes.Find(attribute)!, attribute, text, out var value));
        Assert.Equal(canonical, value?.Canonical);
        Assert.Null(AttributeText.Read(ClaimAttributes.Find(attribute)!, attribute, AttributeText.Write(value), out var again));
        Assert.Equal(value, again);
    }

    [Theory]
    [InlineData("rating", "6", "range")]
    [InlineData("rating", "four", "type")]
    [InlineData("pick", "2", "range")]
    [InlineData("taken-at", "yesterday", "date")]
    [InlineData("place", "91, 2", "position")]
    [InlineData("place", "NaN, 2", "position")]
    [InlineData("place", "France", "place")]
    [InlineData("place", "FRA/x/y", "place")]
    public void Read_WrongValue_SaysWhichRuleAndWhatIsRight(string attribute, string text, string rule)
    {
        var problem = AttributeText.Read(ClaimAttributes.Find(attribute)!, "field", text, out var value);
        Assert.Null(value);
        Assert.Equal(("field", rule), (problem!.Field, problem.Rule));
        Assert.NotNull(problem.Valid);
    }

    [Fact]
    public void Read_LongText_IsRefusedWhole()
    {
        Assert.Equal("length", AttributeText.Read(ClaimAttributes.Title, "title", new string('x', 2001), out _)!.Rule);
        Assert.Null(AttributeText.Read(ClaimAttributes.Description, "description", new string('x', 20_000), out _));
    }

    [Fact]
    public void Read_AnyText_NeverThrowsAndIsStable() =>
        Gen.Select(Gen.OneOf([.. ClaimAttributes.All.Where(one => !one.SetValued).Select(one => Gen.Const(one))]), Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789.,/- NaEF"], 0, 20])).Sample((attribute, text) =>
        {
            if (AttributeText.Read(attribute, "x", text, out var value) is null && value is not null)
            {
                Assert.Null(AttributeText.Read(attribute, "x", AttributeText.Write(value), out var again));
                Assert.Equal(value.Canonical, again?.Canonical);
            }
        });

    [Theory]
    [InlineData("de", "de")]
    [InlineData("DE_at", "de-AT")]
    [InlineData("zh-hant-tw", "zh-Hant-TW")]
    [InlineData("x-default", null)]
    [InlineData("", null)]
    public void LanguageTag_Known_HasOneSpelling(string tag, string? normal)
    {
        Assert.True(LanguageTag.TryNormal(tag, out var spelled));
        Assert.Equal(normal, spelled);
    }

    [Theory]
    [InlineData("d")]
    [InlineData("de-")]
    [InlineData("de AT")]
    [InlineData("12")]
    [InlineData("deutsch")]
    public void LanguageTag_Malformed_IsRefused(string tag) => Assert.False(LanguageTag.TryNormal(tag, out _));
}
