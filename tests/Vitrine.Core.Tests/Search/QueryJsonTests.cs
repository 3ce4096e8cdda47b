using System.Text.Json;
using Vitrine.Core.Search;

namespace Vitrine.Core.Tests.Search;

public sealed class QueryJsonTests
{
    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"words": "dog"}""", "dog")]
    [InlineData("""{"words": "dog OR cat"}""", "\"dog OR cat\"")]
    [InlineData("""{"all": [{"field": "kind", "value": "image"}, {"any": [{"field": "tag", "value": "summer party"}, {"not": {"field": "width", "operator": ">=", "value": 1920}}]}]}""",
        "kind:image (tag:\"summer party\" OR -width>=1920)")]
    [InlineData("""{"all": [{"all": [{"words": "a"}, {"words": "b"}]}, {"any": [{"words": "c"}]}]}""", "a b c")]
    [InlineData("""{"field": "field.colour", "operator": "in", "values": ["red", "dark blue"]}""", "field.colour IN (\"red\", \"dark blue\")")]
    [InlineData("""{"field": "name", "operator": "in", "values": ["red", "dark blue", {"phrase": "man"}]}""", "name IN (red, \"dark blue\", \"man\")")]
    [InlineData("""{"field": "taken", "operator": "EXISTS"}""", "taken EXISTS")]
    [InlineData("""{"field": "tag.ai", "value": true}""", "tag.ai:true")]
    [InlineData("""{"field": "taken", "operator": "BETWEEN", "values": [2023, "this week"]}""", "taken BETWEEN 2023 AND \"this week\"")]
    [InlineData("""{"claim": "tag", "what": "shoe", "where": [{"field": "tag.confidence", "operator": ">", "value": 80}, {"not": {"field": "tag.source", "value": "file"}}]}""",
        "tag(\"shoe\", confidence>80, NOT source:file)")]
    [InlineData("""{"field": "tag", "value": "x) OR kind:video"}""", "tag:\"x) OR kind:video\"")]
    [InlineData("""{"all": [{"query": "dog cat"}, {"not": {"query": "kind:video OR taken<2024"}}]}""", "dog cat -(kind:video OR taken<2024)")]
    public void Read_OfATree_GivesTheQueryThatPrintsSo(string json, string text)
    {
        var read = Read(json);
        Assert.Null(read.Error);
        Assert.Equal(text, read.Text);
        Assert.Equal(QueryParser.Parse(text).Query, read.Query);
    }

    [Theory]
    [InlineData("[]", "", "A query is an object, not a list.", null)]
    [InlineData("null", "", "A query is an object, not null.", null)]
    [InlineData("""{"al": []}""", "", "A query has no member 'al' here.", "all")]
    [InlineData("""{"all": []}""", "/all", "There is nothing in this list.", null)]
    [InlineData("""{"all": [{"words": "a"}, {}]}""", "/all/1", "This object says nothing.", null)]
    [InlineData("""{"words": 5}""", "/words", "Words are a text, not a number.", null)]
    [InlineData("""{"words": "a", "phrase": "b"}""", "", "A query has no member 'phrase' here.", "phrase")]
    [InlineData("""{"field": "knd", "value": "image"}""", "/field", "There is no field 'knd'.", "kind")]
    [InlineData("""{"any": [{"field": "kind", "value": "imge"}]}""", "/any/0/value", "\"imge\" is no kind.", "kind:image")]
    [InlineData("""{"field": "kind", "value": {"x": 1}}""", "/value", "A value is a text or a number, not an object.", null)]
    [InlineData("""{"field": "kind", "operator": "LIKE", "value": "a"}""", "/operator", "'LIKE' is no operator; what it must not be stands in not.", null)]
    [InlineData("""{"field": "taken", "operator": "EXISTS", "value": 1}""", "/value", "EXISTS takes no value.", null)]
    [InlineData("""{"field": "width"}""", "/values", ": takes one value.", null)]
    [InlineData("""{"field": "size", "value": 1e99}""", "/value", "\"1e99\" is no size.", null)]
    [InlineData("""{"claim": "kind", "what": "x"}""", "/claim", "A claim is one of a tag or of a person.", null)]
    [InlineData("""{"claim": "tag", "where": [{"field": "width", "value": 1}]}""", "/where/0", "This is no part of a claim of a tag.", null)]
    [InlineData("""{"any": [{"words": "a"}, {"query": "b kind:imge"}]}""", "/any/1/query", "\"imge\" is no kind.", "b kind:image")]
    [InlineData("""{"all": [{"query": " "}]}""", "/all/0/query", "This text says nothing.", null)]
    [InlineData("""{"query": ["a"]}""", "/query", "A query in words is a text, not a list.", null)]
    public void Read_OfSomethingElse_SaysWhereAndWhat(string json, string at, string message, string? suggestion)
    {
        var read = Read(json);
        Assert.Null(read.Query);
        Assert.Equal((at, message, suggestion), (read.At, read.Error!.Message, read.Error.Suggestion));
        Assert.NotEqual("", read.Error.Expected);
    }

    [Fact]
    public void Read_OfATextThatIsWrong_SaysWhereInTheText() => Assert.Equal((7, 4), Read("""{"all": [{"query": "b kind:imge c"}]}""").Error is { } error ? (error.Position, error.Length) : default);

    [Fact]
    public void Read_OfTooMuch_IsRefusedAsTextsAre()
    {
        var many = $$"""{"any": [{{string.Join(',', Enumerable.Repeat("""{"words": "a"}""", 10_000))}}]}""";
        Assert.Equal($"A query has at most {QueryParser.MostTerms} words and values.", Read(many).Error!.Message);
        var values = $$"""{"field": "width", "operator": "IN", "values": [{{string.Join(',', Enumerable.Repeat("5", 10_000))}}]}""";
        Assert.Equal($"A query has at most {QueryParser.MostTerms} words and values.", Read(values).Error!.Message);
        Assert.Contains("at most", Read($$"""{"phrase": "{{new string('a', QueryParser.LongestQuery)}}"}""").Error!.Message, StringComparison.Ordinal);
        Assert.NotNull(Read($$"""{"words": "{{new string('a', 1_000_000)}}"}""").Error);
        Assert.Contains("nest", Read(Deep(101)).Error!.Message, StringComparison.Ordinal);
        Assert.Null(Read(Deep(99)).Error);
    }

    private static string Deep(int levels) =>
        string.Concat(Enumerable.Repeat("""{"all": [{"words": "b"}, {"any": [{"words": "a"}, """, levels)) + """{"words": "c"}""" + string.Concat(Enumerable.Repeat("]}]}", levels));

    private static QueryJsonResult Read(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 2_000 });
        return QueryJson.Read(document.RootElement.Clone());
    }
}
