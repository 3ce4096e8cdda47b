using CsCheck;
using Vitrine.Core.Search;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Search;

public sealed class TextFoldTests
{
    [Theory]
    [InlineData("Straße", "STRASSE")]
    [InlineData("Café", "cafe")]
    [InlineData("CAFE\u0301", "café")]
    [InlineData("ﬁsh", "FISH")]
    [InlineData("ＡＢＣ１２", "abc12")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Øl", "ol")]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφος")]
    [InlineData("ПРИВЕТ", "привет")]
    public void Fold_TextsThatPeopleTakeForTheSame_AreTheSame(string a, string b) => Assert.Equal(TextFold.Fold(a), TextFold.Fold(b));

    [Theory]
    [InlineData("か", "が")]
    [InlineData("कि", "क")]
    [InlineData("a", "b")]
    public void Fold_TextsThatDiffer_StayDifferent(string a, string b) => Assert.NotEqual(TextFold.Fold(a), TextFold.Fold(b));

    [Fact]
    public void Fold_Twice_IsFoldedOnce() =>
        Gen.OneOf(Gen.String, Gen.Char['\u0000', '\uffff'].Array[0, 12].Select(c => new string(c)), Gen.Char['\u00c0', '\u1fff'].Array[0, 8].Select(c => new string(c)))
            .Sample(text => TextFold.Fold(TextFold.Fold(text)) == TextFold.Fold(text), iter: Deep.Times(6_000));

    [Fact]
    public void Key_OfWhiteSpace_IsOneSpaceInsideAndNoneOutside() => Assert.Equal("a b", TextFold.Key("\t A \u00a0\n b "));

    [Theory]
    [InlineData("", ""), InlineData(" ", ""), InlineData("a b", "a b"), InlineData(" a", "a"), InlineData("a ", "a"), InlineData("a  b", "a b"), InlineData("a\tb", "a b"), InlineData("\ta", "a")]
    [InlineData("a\n", "a"), InlineData("ä\u2003b", "a b"), InlineData("a b  c", "a b c")]
    public void Key_OfEachKindOfWhiteSpace_IsTidy(string text, string key) => Assert.Equal(key, TextFold.Key(text));

    [Fact]
    public void NaturalSort_OrdersDigitsByValue()
    {
        string[] sorted = ["", "01", "1", "2 b", "10", "100 x", "_a", "a", "A1", "a2", "a10", "a10b", "b", "img09", "img9", "img10", "Zoë"];

        Assert.Equal(sorted, sorted.Reverse().Order(Comparer<string>.Create(NaturalSort.Compare)));
    }

    [Fact]
    public void NaturalSort_OfNumbers_GoesByValueWhateverTheirLength() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Long[0, long.MaxValue], Gen.Int[0, 5]).Where(t => t.Item1 != t.Item2).Sample((a, b, zeros) =>
            Math.Sign(NaturalSort.Compare($"f{new string('0', zeros)}{a}.jpg", $"f{b}.jpg")) == a.CompareTo(b));

    [Fact]
    public void NaturalSort_OfAnyNames_IsATotalOrder() =>
        Gen.Select(Gen.String, Gen.String).Sample((a, b) =>
            Math.Sign(NaturalSort.Compare(a, b)) == -Math.Sign(NaturalSort.Compare(b, a)) && (NaturalSort.Compare(a, b) == 0) == (a == b));
}
