using Vitrine.Core.Search;
using Vitrine.Core.Search.Phrases;

namespace Vitrine.Core.Tests.Search.Phrases;

public sealed class PhraseEnglishTests
{
    [Theory]
    [InlineData("en", "red dress", "red dress")]
    [InlineData("en", "photos of a man with a blorf from 2020", "man with a blorf")]
    [InlineData("en", "beach without people", "beach")]
    [InlineData("en", "blorf", "blorf")]
    [InlineData("en", "videos from 2020", null)]
    [InlineData("en", "", null)]
    [InlineData("de", "rote Schuhe", "red footwear")]
    [InlineData("de", "Videos von letztem Jahr", null)]
    [InlineData("fr", "robe rouge", "red dress")]
    public void English_OfAPhrase_SaysWhatIsToBeSeen(string language, string phrase, string? english) =>
        Assert.Equal(english, PhraseReader.Read(phrase, PhraseTables.Context(language)).ToEnglish());

    [Theory]
    [InlineData("red dress", "tag:dress OR \"red\" \"dress\" OR \"dress\" OR shows:\"red dress\"")]
    [InlineData("photos of a man with a blorf", "kind:image (tag:man OR tag:person OR \"man\" OR blorf) OR photos of a man with blorf OR kind:image shows:\"man with a blorf\"")]
    [InlineData("dog", "tag:dog OR \"dog\"")]
    [InlineData("blorf", "blorf OR shows:blorf")]
    public void Bands_WhereSentencesCanBeAskedFor_AskForWhatNoLabelSays(string phrase, string found) =>
        Assert.Equal(found, QueryPrinter.Print(PhraseReader.Read(phrase, PhraseTables.Context("en")).ToBands(shows: true)!.Found));

    [Fact]
    public void English_OfAllPhrases_HasNoWordOfAnotherLanguagesGrammar_AndIsNeverAnError()
    {
        foreach (var (language, phrase) in PhraseTables.Languages.SelectMany(language => PhraseTables.Of("phrases", language)).Select(one => (one.Language, one.Phrase)))
        {
            var read = PhraseReader.Read(phrase, PhraseTables.Context(language));
            Assert.True(read.ToEnglish() is null or { Length: > 0 }, phrase);
            if (read.ToBands(shows: true) is { } bands)
            {
                Assert.Equal(bands.Found, QueryParser.Parse(QueryPrinter.Print(bands.Found)).Query);
            }
        }
    }
}
