using Vitrine.Core.Search.Phrases;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tests.Search.Phrases;

public sealed class PhraseReaderTests
{
    [Theory]
    [InlineData("dogs on the beach", "en", Relation.On)]
    [InlineData("car in front of a house", "en", Relation.Before)]
    [InlineData("dog next to a bicycle", "en", Relation.Beside)]
    [InlineData("Mann mit Hut", "de", Relation.With)]
    [InlineData("Katze unter dem Tisch", "de", Relation.Under)]
    [InlineData("voiture derrière une maison", "fr", Relation.Behind)]
    [InlineData("gato debajo de una mesa", "es", Relation.Under)]
    public void Read_TwoThingsAndHowTheyStand_SaysThatBothMustBeThere(string phrase, string language, Relation relation)
    {
        var read = PhraseReader.Read(phrase, PhraseTables.Context(language));

        Assert.Equal(relation, Assert.Single(read.Parts.OfType<PhrasePart.Related>()).Value);
        Assert.Contains(read.ToQuery().Approximated, loss => loss is { Part: PhrasePart.Related, Why: PhraseGap.Relation });
    }

    [Theory]
    [InlineData("dogs on the beach", "en")]
    [InlineData("Hunde am Strand", "de")]
    [InlineData("chiens sur la plage", "fr")]
    [InlineData("perros en la playa", "es")]
    public void Read_AnyOfTheLanguages_IsNamed(string phrase, string language) =>
        Assert.Equal(language, PhraseReader.Read(phrase, PhraseTables.Context("en", "de", "fr", "es")).Language);

    [Fact]
    public void Read_LastSummerInTheSouth_IsThatOfTheSouth()
    {
        var read = PhraseReader.Read("last summer", PhraseTables.Context("en") with { IsSouthern = true });

        Assert.Equal("taken:2025-12..2026-03", PhraseNotation.Of(read));
    }

    [Theory]
    [InlineData("en-US", "taken:2021-04-05")]
    [InlineData("en-GB", "taken:2021-05-04")]
    public void Read_ADateOfDigits_IsReadAsInTheCountry(string language, string expected) =>
        Assert.Equal(expected, PhraseNotation.Of(PhraseReader.Read("4/5/2021", PhraseTables.Context(language))));

    [Fact]
    public void Read_AMisspeltWord_SaysAsWhatItWasRead()
    {
        var part = Assert.Single(PhraseReader.Read("mountian", PhraseTables.Context("en")).Parts);

        Assert.Equal("mountain", part.ReadAs);
    }

    [Fact]
    public void Read_ACompound_GivesEachHalfItsOwnCharacters()
    {
        var read = PhraseReader.Read("Hundefotos", PhraseTables.Context("de"));

        Assert.Equal(["Hunde", "fotos"], read.Parts.Select(read.WordsOf));
    }

    [Fact]
    public void Read_ALongPhrase_ReadsItsBeginningAndSaysSo()
    {
        var text = string.Concat(Enumerable.Repeat("dogs and cats ", 100));

        var read = PhraseReader.Read(text, PhraseTables.Context("en"));

        Assert.True(read.IsCut);
        Assert.Equal(new PhraseSegment(new PhraseSpan(PhraseReader.LongestPhrase, text.Length - PhraseReader.LongestPhrase), SegmentRole.Unread, -1), read.Segments[^1]);
    }

    [Fact]
    public void Read_ACraneWithoutMore_MeansBoth()
    {
        var read = PhraseReader.Read("crane", PhraseTables.Context("en"));

        Assert.Equal("crane-bird/crane-machine", PhraseNotation.Of(read));
    }

    [Fact]
    public void Read_ConceptsOfAnotherLibrary_AreNotUnderstood()
    {
        var vocabulary = new ConceptVocabulary([new Concept { Key = 1, Labels = [new ConceptLabel("en", "blorf", true)], Library = 7 }], []);

        Assert.Empty(PhraseReader.Read("blorf", new PhraseContext(vocabulary, new DateOnly(2026, 4, 15)) { Library = 8 }).Parts);
        Assert.Single(PhraseReader.Read("blorfs", new PhraseContext(vocabulary, new DateOnly(2026, 4, 15)) { Library = 7 }).Parts);
    }

    [Fact]
    public void Describe_APhrase_GivesDataForTheScreen()
    {
        var described = PhraseReader.Read("two red cars not in Paris", PhraseTables.Context("en")).Describe("de");

        Assert.Equal(["concept", "town"], described.Select(one => one.Kind));
        Assert.Equal(["Auto"], described[0].Values);
        Assert.Equal(["Rot"], described[0].Colours);
        Assert.Equal(new CountRange(2, 2), described[0].Count);
        Assert.Equal("two red cars", described[0].Said);
        Assert.Equal("not in Paris", described[1].Said);
        Assert.True(described[1].IsNegated);
    }

    [Fact]
    public void Context_WithATodayOutOfRange_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PhraseContext(StarterVocabulary.Build(), DateOnly.MinValue));
}
