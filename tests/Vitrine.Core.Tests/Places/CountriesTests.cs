using Vitrine.Core.Places;

namespace Vitrine.Core.Tests.Places;

public sealed class CountriesTests
{
    [Fact]
    public void All_EachHasItsOwnCodesAndANameInEachLanguage()
    {
        Assert.Equal(250, Countries.All.Count);
        Assert.Equal(250, Countries.All.Select(country => country.Alpha2).Distinct().Count());
        Assert.Equal(250, Countries.All.Select(country => country.Alpha3).Distinct().Count());
        Assert.Equal(249, Countries.All.Select(country => country.Number).Where(number => number > 0).Distinct().Count());
        Assert.All(Countries.All, country =>
        {
            Assert.Matches("^[A-Z]{2}$", country.Alpha2);
            Assert.Matches("^[A-Z]{3}$", country.Alpha3);
            Assert.All(country.Names, name => Assert.False(string.IsNullOrWhiteSpace(name)));
        });
    }

    [Theory]
    [InlineData("DE", "DE")]
    [InlineData("deu", "DE")]
    [InlineData("Germany", "DE")]
    [InlineData(" deutschland ", "DE")]
    [InlineData("allemagne", "DE")]
    [InlineData("ALEMANIA", "DE")]
    [InlineData("USA", "US")]
    [InlineData("Turkey", "TR")]
    [InlineData("Türkei", "TR")]
    [InlineData("turkiye", "TR")]
    [InlineData("Kosovo", "XK")]
    [InlineData("Cote d’Ivoire", "CI")]
    [InlineData("Ivory Coast", "CI")]
    public void Find_ByCodeOrName(string text, string code) => Assert.Equal(code, Countries.Find(text)?.Alpha2);

    [Theory]
    [InlineData("")]
    [InlineData("ZZ")]
    [InlineData("Atlantis")]
    public void Find_WhatIsNone(string text) => Assert.Null(Countries.Find(text));

    [Fact]
    public void NameOf_FollowsTheLanguage_AndKeepsWhatItDoesNotKnow()
    {
        Assert.Equal("Deutschland", Countries.NameOf("DE", "de-AT"));
        Assert.Equal("Germany", Countries.NameOf("DE", "ja"));
        Assert.Equal("Germany", Countries.NameOf("DE", null));
        Assert.Equal("Prussia", Countries.NameOf("Prussia", "en"));
        Assert.Equal("FR", Countries.OfNumber(250)?.Alpha2);
        Assert.Null(Countries.OfNumber(0));
    }
}
