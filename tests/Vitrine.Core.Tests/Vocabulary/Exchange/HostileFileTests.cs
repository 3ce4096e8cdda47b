using System.Text;
using Vitrine.Core.Vocabulary.Exchange;

namespace Vitrine.Core.Tests.Vocabulary.Exchange;

/// <summary>Files that lie, break off or are made to hurt: a sentence with a line, in little time and memory.</summary>
public sealed class HostileFileTests
{
    private const string Skos = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n";

    public static readonly TheoryData<string, string, int, string> Files = new()
    {
        { "csv", "", 1, "empty" },
        { "csv", "id,colour,colour\n", 1, "twice" },
        { "csv", "colour\n", 1, "label:LANGUAGE" },
        { "csv", "id,nonsense\n", 1, "no column" },
        { "csv", "id,label:en\n1,\"open\n", 2, "never closed" },
        { "csv", "id,label:en\n1,\"a\"b\n", 2, "closes a cell" },
        { "csv", "id\n" + new string('x', 200_000), 2, "at most" },
        { "csv", "id\n" + new string(',', 100_000), 2, "cells" },
        { "lightroom", "a\n\t\tb\n", 2, "tabs" },
        { "lightroom", "{a}\n", 1, "below its keyword" },
        { "lightroom", string.Join('\n', Enumerable.Range(0, 200).Select(depth => new string('\t', depth) + "w" + depth)), 101, "100 steps" },
        { "lightroom", new string('x', 200_000), 1, "at most" },
        { "turtle", Skos + "\n<a> skos:prefLabel [ ] .", 3, "Blank nodes" },
        { "turtle", Skos + "<a> skos:prefLabel \"x\"@en", 2, "'.' is missing" },
        { "turtle", "<a> skos:prefLabel \"x\" .", 1, "not declared" },
        { "turtle", Skos + "<a> skos:prefLabel \"x\ny\" .", 2, "ends in its line" },
        { "turtle", Skos + "<a> skos:prefLabel \"\\uD800\" .", 2, "hexadecimal" },
        { "turtle", Skos + "<a b> skos:prefLabel \"x\" .", 2, "address" },
        { "turtle", Skos + "<a> skos:prefLabel \"\"\"" + new string('x', 200_000), 2, "not closed" },
        { "turtle", string.Concat(Enumerable.Range(0, 2_000).Select(i => $"@prefix p{i}: <urn:{i}> .\n")), 1001, "at most 1000 prefixes" },
        { "jsonld", "{\"@graph\":[\n{\"id\":\"a\",\"prefLabel\":{\"en\":\"x\"}\n]}", 3, "no JSON" },
        { "jsonld", "{\"@context\":\"https://example.org/context.jsonld\"}", 1, "built in" },
        { "jsonld", "{\"@context\":{\"prefLabel\":\"urn:evil\"}}", 1, "built in" },
        { "jsonld", "[{\"prefLabel\":{\"en\":\"x\"}}]", 1, "has an id" },
        { "jsonld", string.Concat(Enumerable.Repeat("[", 1_000_000)), 1, "object is expected" },
        { "jsonld", "[{\"unknown\":" + string.Concat(Enumerable.Repeat("[", 1_000_000)), 1, "no JSON" },
        { "jsonld", "{} {}", 1, "no JSON" },
    };

    [Theory, MemberData(nameof(Files))]
    public void AFileThatIsNone_IsRefusedWithTheLine(string format, string content, int line, string says)
    {
        var wrong = Assert.Throws<ConceptFileException>(() => ExchangeFormat.Read(format, Encoding.UTF8.GetBytes(content)));
        Assert.Equal(line, wrong.Line);
        Assert.Contains(says, wrong.Sentence, StringComparison.Ordinal);
    }

    [Theory, InlineData("csv"), InlineData("lightroom"), InlineData("turtle")]
    public void WhatIsNoUtf8_IsRefusedWithTheLine(string format)
    {
        Assert.Equal(2, Assert.Throws<ConceptFileException>(() => ExchangeFormat.Read(format, [.. "id\n"u8, 0xFF, 0xFE])).Line);
        Assert.Equal(2, Assert.Throws<ConceptFileException>(() => ExchangeFormat.Read(format, [.. "id\n"u8, 0])).Line);
        Assert.Contains("64 MB", Assert.Throws<ConceptFileException>(() => ExchangeFormat.Read(format, new byte[ExchangeLimits.MostBytes + 1])).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void ACsvWithWrongRows_IsReadToItsEnd()
    {
        var file = ExchangeFormat.Read("csv", Encoding.UTF8.GetBytes("id,label:en,neverByAi\n1,one,maybe\n2,two,true\n2,again,\n3,three,no,surplus\n\n4,four,\n"));
        Assert.Equal(["2", "4"], file.Records.Select(record => record.Name));
        Assert.Equal([2, 4, 5], file.Problems.Select(problem => problem.Line).Order());
    }

    [Fact]
    public void WrongRows_StayOut_HoweverManyAreTold()
    {
        var rows = string.Concat(Enumerable.Range(0, ExchangeLimits.MostProblems + 10).Select(i => $"{i},maybe\n"));
        var file = ExchangeFormat.Read("csv", Encoding.UTF8.GetBytes("id,neverByAi\n" + rows));
        Assert.Empty(file.Records);
        Assert.Equal(ExchangeLimits.MostProblems, file.Problems.Count);

        var list = string.Concat(Enumerable.Repeat("[]\n", ExchangeLimits.MostProblems + 10));
        Assert.Equal(ExchangeLimits.MostProblems, ExchangeFormat.Read("lightroom", Encoding.UTF8.GetBytes(list)).Problems.Count);
    }

    [Fact]
    public void SkosOfOthers_IsUnderstood()
    {
        const string Turtle = """"
            @base <urn:example:> .
            PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
            # a comment
            <dog> a skos:Concept ; skos:prefLabel "dog"@en, 'Hund'@de ; skos:altLabel """two "words" """@en ; skos:hiddenLabel "dogg" ;
              skos:exactMatch <http://www.wikidata.org/entity/Q144> ; skos:notation 12.5 ; skos:inScheme <s> ; .
            <animal> skos:narrower <dog> ; skos:prefLabel "animal"@en-US .
            <s> a skos:ConceptScheme ; <http://purl.org/dc/terms/title> "Scheme"^^<http://www.w3.org/2001/XMLSchema#string> .
            """";
        var records = ExchangeFormat.Read("turtle", Encoding.UTF8.GetBytes(Turtle)).Records.ToDictionary(record => record.Name);
        Assert.Equal(["urn:example:animal", "urn:example:dog"], records.Keys.Order());
        var dog = records["urn:example:dog"];
        Assert.Equal(("dog", "Hund"), (dog.Labels["en"], dog.Labels["de"]));
        Assert.Equal(["two \"words\" "], dog.Synonyms["en"]);
        Assert.Equal(["dogg"], dog.Synonyms["und"]);
        Assert.Equal(["urn:example:animal"], dog.Broader!);
        Assert.Equal(["Q144"], dog.ExternalIds["wikidata"]);
        Assert.Equal("animal", records["urn:example:animal"].Labels["en-US"]);

        const string Json = """
            {"@context": {"skos": "http://www.w3.org/2004/02/skos/core#", "id": "@id"}, "@graph": [
              {"@id": "urn:a", "@type": ["skos:Concept"], "skos:prefLabel": [{"@value": "dog", "@language": "en"}, {"@value": "Hund", "@language": "de"}], "altLabel": {"en": ["pup", "doggy"]},
               "broader": {"@id": "urn:b"}, "unknown": {"deep": [1, 2, {"x": null}]}},
              {"id": "urn:b", "prefLabel": "animal", "narrower": ["urn:a"]}]}
            """;
        var read = ExchangeFormat.Read("jsonld", Encoding.UTF8.GetBytes(Json)).Records.ToDictionary(record => record.Name);
        Assert.Equal(("dog", "Hund", "animal"), (read["urn:a"].Labels["en"], read["urn:a"].Labels["de"], read["urn:b"].Labels["und"]));
        Assert.Equal(["pup", "doggy"], read["urn:a"].Synonyms["en"]);
        Assert.Equal(["urn:b"], read["urn:a"].Broader!);
    }
}
