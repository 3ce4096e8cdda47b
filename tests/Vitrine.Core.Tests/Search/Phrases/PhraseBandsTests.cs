using Vitrine.Core.Search;
using Vitrine.Core.Search.Phrases;

namespace Vitrine.Core.Tests.Search.Phrases;

public sealed class PhraseBandsTests
{
    [Theory]
    [InlineData("dog", "tag:dog", "tag:dog OR \"dog\"")]
    [InlineData("photos of dogs", "kind:image tag:dog", "kind:image (tag:dog OR \"dogs\" OR \"dog\") OR \"photos\" \"of\" \"dogs\"")]
    [InlineData("dog blorf", "tag:dog blorf", "tag:dog OR \"dog\" OR blorf OR dog blorf")]
    [InlineData("beach without people", "tag:beach -tag:person", "-tag:person (tag:beach OR \"beach\")")]
    [InlineData("red dress", "tag:dress tag:red", "tag:dress OR \"red\" \"dress\" OR \"dress\"")]
    [InlineData("videos from 2020", "kind:video taken:2020", "kind:video taken:2020 OR \"videos\" \"from\" \"2020\"")]
    [InlineData("dogs or cats in Spain", "(tag:dog OR tag:cat) country:Spain", "country:Spain (tag:dog OR tag:cat OR \"dogs\" OR \"dog\" OR \"cats\" OR \"cat\") OR \"dogs\" \"or\" \"cats\" \"in\" \"Spain\"")]
    [InlineData("dog ble\u0301rf", "tag:dog ble\u0301rf", "tag:dog OR \"dog\" OR ble\u0301rf OR dog ble\u0301rf")]
    [InlineData("boys", "tag:boy", "tag:boy OR tag:person OR \"boys\" OR \"boy\"")]
    [InlineData("no boys", "-tag:boy", "-tag:boy")]
    [InlineData("dog кот", "tag:dog кот", "tag:dog OR \"dog\" OR кот OR dog кот")]
    public void Bands_OfAPhrase_Ask(string phrase, string strong, string found)
    {
        var bands = PhraseReader.Read(phrase, PhraseTables.Context("en")).ToBands()!;
        Assert.Equal((strong, found), (QueryPrinter.Print(bands.Strong), QueryPrinter.Print(bands.Found)));
        Assert.Equal(bands.Found, QueryParser.Parse(found).Query);
    }

    [Theory]
    [InlineData("blorf xyzzy")]
    [InlineData("show me the")]
    [InlineData("")]
    public void Bands_WhereNothingWasUnderstood_AreNone(string phrase) => Assert.Null(PhraseReader.Read(phrase, PhraseTables.Context("en")).ToBands());

    [Fact]
    public void Bands_OfAllPhrases_AreReadBackAsTheSameQuery()
    {
        var bands = PhraseTables.Languages.SelectMany(language => PhraseTables.Of("phrases", language))
            .Select(one => PhraseReader.Read(one.Phrase, PhraseTables.Context(one.Language)).ToBands()).OfType<PhraseBands>().ToList();
        Assert.True(bands.Count > 500);
        foreach (var query in bands.SelectMany(one => new[] { one.Strong, one.Found }))
        {
            Assert.Equal(query, QueryParser.Parse(QueryPrinter.Print(query)).Query);
        }
    }
}
