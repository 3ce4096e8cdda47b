using Vitrine.Core.Search;
using Vitrine.Core.Search.Phrases;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tests.Search.Phrases;

public sealed class PhraseGrammarTests
{
    [Fact]
    public void Languages_OfTheGrammar_AreRead() => Assert.Equal(PhraseTables.Languages, PhraseGrammar.Languages.Select(one => one.Language));

    [Fact]
    public void Forms_OfTheGrammar_LeadToWordsThatAreKnown()
    {
        var labels = StarterVocabulary.Concepts.SelectMany(concept => concept.Labels).SelectMany(label => PhraseTokens.Words(label.Text).Select(word => (label.Language, word))).ToHashSet();

        var lost = PhraseGrammar.Languages.SelectMany(language => language.Inflections.IrregularWords
            .Where(word => !language.Words.Has(word) && !labels.Contains((language.Language, word)))
            .Select(word => $"{language.Language} {word}")).ToList();

        Assert.True(lost.Count == 0, string.Join('\n', lost));
    }

    [Theory]
    [InlineData("orange", "number")]
    [InlineData("13-01", "feast")]
    [InlineData("huge", "vague")]
    [InlineData("folder", "kind")]
    public void Takes_AValueThatTheClassDoesNotHave_IsFalse(string value, string name) => Assert.False(WordClasses.Takes(WordClasses.Parse(name), value));

    [Theory]
    [InlineData("0\t1\tdance\tconcept")]
    [InlineData("0\t1\tconcept\tdance")]
    [InlineData("0\t1\tconcept")]
    public void Rules_OfALineThatIsNone_AreRefused(string line) => Assert.Throws<FormatException>(() => PhraseRules.Read([line]));

    [Theory]
    [InlineData(2000, "2000-04-21")]
    [InlineData(2021, "2021-04-02")]
    [InlineData(2024, "2024-03-29")]
    [InlineData(2026, "2026-04-03")]
    public void Feast_GoodFriday_MovesWithEaster(int year, string expected) => Assert.Equal(DateOnly.ParseExact(expected, "yyyy-MM-dd"), Calendar.Feast("easter-2+1", year)!.Value.From);

    [Theory]
    [InlineData("mountian", "mountain", true)]
    [InlineData("mountan", "mountain", true)]
    [InlineData("mountaiin", "mountain", true)]
    [InlineData("mountoin", "mountain", true)]
    [InlineData("mountains", "mountain", false)]
    [InlineData("mountain", "mountain", false)]
    [InlineData("muontian", "mountain", false)]
    public void IsOneAway_OfTwoWords_IsSoForOneWrongLetter(string typed, string known, bool expected) => Assert.Equal(expected, Misspellings.IsOneAway(typed, known));

    [Fact]
    public void Cut_HyphensApostrophesAndDigits_PartWords() =>
        Assert.Equal(["t", "shirt", "l", "ete", "10", "mb", "90", "er", "strasse"], PhraseTokens.Words("T-Shirt l'été 10MB 90er Straße"));

    [Fact]
    public void Fold_OfTheWordsOfTheGrammar_IsStable() =>
        Assert.All(PhraseGrammar.Languages.SelectMany(language => language.Words.SingleWords), word => Assert.Equal(word, TextFold.Fold(word)));
}
