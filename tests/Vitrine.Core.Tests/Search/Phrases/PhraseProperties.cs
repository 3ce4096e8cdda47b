using System.Text.Json;
using CsCheck;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Phrases;
using Vitrine.Core.Vocabulary;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Search.Phrases;

public sealed class PhraseProperties
{
    private static readonly IReadOnlyList<PhraseCase> Cases = [.. PhraseTables.Languages.SelectMany(language => PhraseTables.Of("phrases", language))];

    private static readonly string[] Words =
    [
        .. Cases.SelectMany(one => one.Phrase.Split(' ')).Distinct(),
        "de", "la", "à", "-", ",", "\ud800", "🐶", "2019-2021", "5/5/21", "31.02.2021", "999999999", "AND", "\"", "´", "\u0301",
    ];

    /// <summary>Words of all languages in any order, and anything at all.</summary>
    private static readonly Gen<string> Soup = Gen.OneOf(Gen.OneOf(Words).Array[0, 14].Select(words => string.Join(' ', words)), Gen.String, Gen.OneOf([.. Cases.Select(one => one.Phrase)]));

    private static readonly PhraseContext Everyone = PhraseTables.Context("en", "de", "fr", "es");

    [Fact]
    public void Segments_OfAnything_FollowEachOtherFromTheFirstCharacterToTheLast() => Soup.Sample(
        text =>
        {
            var read = PhraseReader.Read(text, Everyone);
            var at = 0;
            foreach (var segment in read.Segments)
            {
                Assert.Equal(at, segment.Span.Start);
                Assert.True(segment.Span.Length > 0);
                at = segment.Span.End;
            }

            Assert.Equal(text.Length, at);
            for (var part = 0; part < read.Parts.Count; part++)
            {
                Assert.Equal(read.Parts[part].Spans, read.Segments.Where(segment => segment.Part == part).Select(segment => segment.Span));
                Assert.NotEmpty(read.Parts[part].Spans);
            }
        },
        iter: Deep.Times(1_500), print: Shown);

    [Theory]
    [InlineData(1000, 1, 1)]
    [InlineData(9000, 12, 31)]
    public void Read_AtTheEndsOfTime_WithoutWordsOrLanguages_NeverThrows(int year, int month, int day)
    {
        var context = new PhraseContext(new ConceptVocabulary([], []), new DateOnly(year, month, day)) { Languages = [], IsSouthern = true };

        Soup.Sample(text => PhraseReader.Read(text, context).ToQuery() is not null, iter: Deep.Times(500), print: Shown);
    }

    [Fact]
    public void ToQuery_OfAnything_PrintsWhatParsesToTheSameTree() => Soup.Sample(
        text =>
        {
            var asked = PhraseReader.Read(text, Everyone).ToQuery();
            return asked.Query is null ? asked.Text.Length == 0 : asked.Query.Equals(QueryParser.Parse(asked.Text).Query);
        },
        iter: Deep.Times(1_500), print: Shown);

    [Fact]
    public void ToQuery_OfAnything_LeavesNoPartOutSilently() => Soup.Sample(
        text =>
        {
            var read = PhraseReader.Read(text, Everyone);
            Assert.All(read.Parts, part => Assert.True(PhraseQuery.Of(read with { Parts = [part] }) is var alone && (alone.Query is not null || alone.NotAsked.Count > 0 || alone.Approximated.Count > 0)));
            Assert.NotNull(read.Describe("de"));
        },
        iter: Deep.Times(500), print: Shown);

    [Fact]
    public void Read_ManySmallWords_TakesTimeInProportionToThem()
    {
        var context = PhraseTables.Context("fr");

        var read = PhraseReader.Read(string.Join(' ', Enumerable.Repeat("de la", 100)) + " " + string.Join(' ', Enumerable.Repeat("2019", 100)), context);

        Assert.NotEmpty(read.Segments);
    }

    [Fact]
    public void Read_WithTheLanguagesInAnotherOrder_UnderstandsTheSameUnlessSeveralExplainItAlike()
    {
        var different = Cases.Where(one => PhraseNotation.Of(PhraseReader.Read(one.Phrase, Everyone)) != PhraseNotation.Of(PhraseReader.Read(one.Phrase, PhraseTables.Context("es", "fr", "de", "en")))).ToList();

        Assert.True(different.Count <= 0, string.Join('\n', different));
    }

    private static string Shown(string text) => JsonSerializer.Serialize(text);
}
