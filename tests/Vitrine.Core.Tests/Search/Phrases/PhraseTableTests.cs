namespace Vitrine.Core.Tests.Search.Phrases;

public sealed class PhraseTableTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    [InlineData("fr")]
    [InlineData("es")]
    public void Read_ThePhrasesOfALanguage_UnderstandsAll(string language)
    {
        var cases = PhraseTables.Of("phrases", language);
        var wrong = cases.Select(one => (one, Read: PhraseTables.Read(one))).Where(pair => pair.Read != pair.one.Expected).ToList();

        output.WriteLine($"{language}\t{cases.Count - wrong.Count}/{cases.Count}");
        Assert.True(cases.Count >= 150);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Select(pair => $"{pair.one.Phrase}\n    expected {pair.one.Expected}\n    read     {pair.Read}")));
    }

    [Fact]
    public void Read_PhrasesThatTheGrammarWasNotTunedOn_UnderstandsMost()
    {
        var cases = PhraseTables.Languages.SelectMany(language => PhraseTables.Of("heldout", language)).ToList();
        var wrong = cases.Select(one => (one, Read: PhraseTables.Read(one))).Where(pair => pair.Read != pair.one.Expected).ToList();

        foreach (var language in cases.GroupBy(one => one.Language))
        {
            output.WriteLine($"{language.Key}\t{language.Count() - wrong.Count(pair => pair.one.Language == language.Key)}/{language.Count()}");
        }

        output.WriteLine(string.Join('\n', wrong.Select(pair => $"{pair.one.Phrase}\n    expected {pair.one.Expected}\n    read     {pair.Read}")));
        Assert.True(cases.Count >= 120);
        Assert.True(wrong.Count <= cases.Count / 4);
    }
}
