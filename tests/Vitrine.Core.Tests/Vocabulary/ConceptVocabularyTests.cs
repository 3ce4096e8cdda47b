using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tests.Vocabulary;

public sealed class ConceptVocabularyTests
{
    private static readonly ConceptVocabulary Starter = StarterVocabulary.Build();

    [Theory]
    [InlineData("DOG", "en", "dog")]
    [InlineData("  running   shoe ", "en", "running shoe")]
    [InlineData("lowe", "de", "lion")]
    [InlineData("STRAẞENBAHN", "de", "tram")]
    [InlineData("Straßenbahn", "en", "tram")]
    [InlineData("puppy", null, "dog")]
    [InlineData("crane (bird)", "en", "crane (bird)")]
    public void Match_OfAWord_FindsItsConcept(string text, string? language, string label) =>
        Assert.Equal(label, Assert.Single(Starter.Match(text, language)).Label());

    [Fact]
    public void Match_OfAHomonym_GivesEveryMeaning() =>
        Assert.Equal(["crane (bird)", "crane (machine)"], Starter.Match("Crane", "en").Select(c => c.Label()).Order());

    [Theory]
    [InlineData("")]
    [InlineData("zzz")]
    [InlineData("dogs and cats")]
    public void Match_OfAnythingElse_FindsNothing(string text) => Assert.Empty(Starter.Match(text, "en"));

    [Fact]
    public void Match_InTheLanguageAskedFor_ComesFirst()
    {
        var gift = Concept(1, new ConceptLabel("en", "gift", true));
        var poison = Concept(2, new ConceptLabel("en", "poison", true), new ConceptLabel("de", "Gift", true));
        var vocabulary = new ConceptVocabulary([gift, poison], []);

        Assert.Equal(gift, Assert.Single(vocabulary.Match("gift", "en")));
        Assert.Equal(poison, Assert.Single(vocabulary.Match("gift", "de-AT")));
        Assert.Equal(2, vocabulary.Match("gift").Count);
        Assert.Equal(gift, vocabulary.TypeAhead("gif", "en")[0].Concept);
        Assert.Equal(poison, vocabulary.TypeAhead("gif", "de")[0].Concept);
    }

    [Fact]
    public void TypeAhead_PutsWholeLabelsAndBeginningsBeforeLaterWords()
    {
        var found = Starter.TypeAhead("dog", "en", 50).Select(h => h.Label.Text).ToList();

        Assert.Equal("dog", found[0]);
        Assert.Equal("dog sled", found[1]);
        Assert.Contains("Eskimo dog", found);
        Assert.True(found.IndexOf("dog muzzle") < found.IndexOf("sled dog"));
    }

    [Theory]
    [InlineData("bakl")]
    [InlineData("lower")]
    public void TypeAhead_OfNoBeginning_FindsNothing(string prefix) =>
        Assert.DoesNotContain(Starter.TypeAhead(prefix, "en"), h => !h.Label.Text.Contains(prefix, StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void TypeAhead_FoldsCaseAndAccents_AndKeepsToTheLimit()
    {
        Assert.Equal("Löwe", Starter.TypeAhead("LOW", "de")[0].Label.Text);
        Assert.Equal(3, Starter.TypeAhead("s", "en", 3).Count);
        Assert.Empty(Starter.TypeAhead("  ", "en"));
    }

    [Fact]
    public void TypeAhead_NamesEachConceptOnce() =>
        Assert.Equal(
            Starter.TypeAhead("ca", null, 500).Count,
            Starter.TypeAhead("ca", null, 500).Select(h => h.Concept.Key).Distinct().Count());

    [Fact]
    public void Closure_OfRowsInACircle_Ends()
    {
        var vocabulary = new ConceptVocabulary([Concept(1) with { Broader = [2] }, Concept(2) with { Broader = [1, 99] }], []);

        Assert.Equal([2L], vocabulary.Closure(1).Select(c => c.Key));
        Assert.Equal([1L], vocabulary.Closure(2).Select(c => c.Key));
    }

    [Fact]
    public void WouldCircle_SaysWhichLinksAreForbidden()
    {
        var vocabulary = new ConceptVocabulary([Concept(1), Concept(2) with { Broader = [1] }, Concept(3) with { Broader = [2] }], []);

        Assert.True(vocabulary.WouldCircle(1, 3));
        Assert.True(vocabulary.WouldCircle(1, 1));
        Assert.False(vocabulary.WouldCircle(3, 1));
    }

    [Fact]
    public void Label_InALanguageThatIsMissing_FallsBackToItsParentThenEnglish()
    {
        var concept = Concept(1, new ConceptLabel("en", "lion", true), new ConceptLabel("de", "Löwe", true));

        Assert.Equal("Löwe", concept.Label("de-AT"));
        Assert.Equal("lion", concept.Label("fr"));
    }

    private static Concept Concept(long key, params ConceptLabel[] labels) => new() { Key = key, Labels = labels };
}
