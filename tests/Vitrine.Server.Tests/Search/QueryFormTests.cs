using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>A query as text and as a tree, from either of them, and what can be asked for in one.</summary>
public sealed class QueryFormTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task EveryQuery_IsTheSameAsTextAndAsATree(string engine)
    {
        await using var app = await FilledAsync(engine);
        string[] queries =
        [
            "", "dog", "dog cat", "\"summer party\"", "-(a OR b) c", "tag(dog, confidence > 10, NOT source = model) OR person(, ai = true)", "taken BETWEEN 2023 AND \"this week\"", "kind IN (image, video)",
            "path = \"/x/\"", "tags HAS dog", .. SearchFields.All.Where(field => field.Type != SearchFieldType.Value && field != SearchFields.Similar && field != SearchFields.Shows).Select(field => field.Example),
        ];
        foreach (var query in queries)
        {
            var tree = QueryParser.Parse(query).Query!;
            var text = await OkAsync(app, new { query, count = true });
            Assert.Equal(QueryPrinter.Print(tree), Text(text, "query"));
            Assert.Equal(tree, QueryJson.Read(text.GetProperty("filter")).Query);
            Assert.Equal((query, (await app.Client.SearchAsync(new SearchRequest(query))).Total), (query, text.GetProperty("total").GetInt64()));
            var again = await OkAsync(app, new { filter = text.GetProperty("filter") });
            Assert.Equal(Text(text, "query"), Text(again, "query"));
            Assert.False(again.TryGetProperty("total", out _));
        }

        // An example, or a model, has to be there only when it is asked for.
        foreach (var example in new[] { SearchFields.Similar.Example, SearchFields.Shows.Example })
        {
            var like = await OkAsync(app, new { query = example });
            Assert.Equal(example, Text(await OkAsync(app, new { filter = like.GetProperty("filter") }), "query"));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Words_AreAnsweredAsWhatWasUnderstood_AndATreeOfWordsToTheLetter(string engine)
    {
        await using var app = await FilledAsync(engine);
        var phrase = await OkAsync(app, new { query = "photos of dogs", phrases = "auto" });
        Assert.Equal("kind:image tag:dog", Text(phrase, "query"));
        Assert.Equal(2, phrase.GetProperty("understood").GetProperty("parts").GetArrayLength());
        Assert.Equal("photos of dogs", Text(await OkAsync(app, new { query = "photos of dogs" }), "query"));

        var words = new { all = new[] { new { words = "photos" }, new { words = "dogs" } } };
        Assert.Equal("photos dogs", Text(await OkAsync(app, new { filter = words }), "query"));
        Assert.Equal("(photos dogs)", Text(await OkAsync(app, new { filter = words, phrases = "auto" }), "query"));
        Assert.False((await OkAsync(app, new { query = "(photos dogs)", phrases = "auto" })).TryGetProperty("understood", out _));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WhatLiesTooDeep_IsText_AndStillTheSame(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var query = string.Concat(Enumerable.Repeat("(a OR (b ", 45)) + "c" + new string(')', 90);
        foreach (var levels in new[] { 1, 8, 20 })
        {
            var read = await OkAsync(app, new { query, levels });
            Assert.Equal(levels, Levels(read.GetProperty("filter")));

            // As deep as whoever reads JSON by default takes it.
            using var again = JsonDocument.Parse(read.GetProperty("filter").GetRawText());
            Assert.Equal(QueryParser.Parse(query).Query, QueryJson.Read(again.RootElement).Query);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Mistakes_AreToldWhereTheyStand(string engine)
    {
        await using var app = await FilledAsync(engine);
        foreach (var (body, at, position) in new[]
        {
            ("""{"filter": {"all": [{"words": "a"}, {"not": {"field": "kind", "value": "imge"}}]}}""", "/filter/all/1/not/value", 0),
            ("""{"filter": {"any": [{"words": "a"}, {"query": "b kind:imge"}]}}""", "/filter/any/1/query", 7),
            ("""{"filter": {"any": [{"words": "a"}, {"all": [{"field": "tag", "value": "b"}, {"field": "field.nowhere", "value": 1}]}]}}""", "/filter/any/1/all/1", 0),
            ("""{"filter": {"all": [{"field": "embedded.Nothing", "operator": "EXISTS"}, {"words": "a"}]}}""", "/filter/all/0", 0),
            ("""{"filter": {"any": [{"words": "a"}, {"not": {"field": "similar", "value": "0123456789abcdef01234567"}}]}, "count": true}""", "/filter/any/1/not", 0),
            ("""{"query": "dog kind:imge"}""", "", 9),
        })
        {
            var problem = await ProblemAsync(app, body);
            Assert.Equal((body, at, position), (body, problem.TryGetProperty("at", out var where) ? where.GetString() ?? "" : "", problem.GetProperty("position").GetInt32()));
            Assert.NotEqual("", Text(problem, "expected"));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task HostileRequests_AreRefusedWithASentence(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        string[] hostile =
        [
            $$"""{"query": "{{new string('a', 1_000_000)}}"}""", $$"""{"query": "{{string.Concat(Enumerable.Repeat("(", 1_000))}}a"}""", $$"""{"query": "{{string.Join(' ', Enumerable.Range(0, 10_000))}}"}""",
            "{\"filter\": " + string.Concat(Enumerable.Repeat("{\"not\": ", 1_000)) + "{\"words\": \"a\"}" + new string('}', 1_001), "{\"filter\": " + string.Concat(Enumerable.Repeat("{\"all\": [", 1_000)) + "]" + new string('}', 1_000),
            "{\"filter\": {\"any\": [" + string.Join(',', Enumerable.Repeat($"{{\"query\": \"{new string('b', 9_000)} x\"}}", 100)) + "]}}",
            """{"filter": "dog"}""", """{"filter": [1]}""", """{"filter": {"query": 5}}""", """{"filter": {"query": ""}}""", """{"filter": {"query": "("}}""", """{"filter": {"words": "\ud800"}}""", """{"query": 5}""", """{"query": ["a"]}""", """{"query": "a", "filter": {}}""",
            """{"levels": 0}""", """{"levels": 21}""", """{"levels": "many"}""", """{"count": "yes"}""", """{"groups": "some"}""", """{"phrases": "always"}""", """{"nothing": 1}""", "[]", "5", "",
        ];
        foreach (var body in hostile)
        {
            var began = System.Diagnostics.Stopwatch.StartNew();
            Assert.True(Text(await ProblemAsync(app, body), "detail").Length is > 0 and < 1_000, body[..Math.Min(80, body.Length)]);
            Assert.True(began.Elapsed < TimeSpan.FromSeconds(5), body[..Math.Min(80, body.Length)]);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Fields_AreThoseOfTheLanguageAndOfTheLibrary(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (name, type) in new[] { ("colour", "text"), ("score", "number"), ("shot", "date"), ("sold", "boolean") })
        {
            using var made = await app.SendAsync(HttpMethod.Post, "api/fields", $$"""{"name": "{{name}}", "label": "The {{name}}", "type": "{{type}}"}""");
            Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        }

        using var english = await app.SendAsync(HttpMethod.Get, "api/search/fields");
        var fields = JsonDocument.Parse(await english.Content.ReadAsStringAsync()).RootElement.EnumerateArray().ToList();
        Assert.Equal([.. SearchFields.All.Select(field => field.Name), "field.colour", "field.score", "field.shot", "field.sold"], fields.Select(field => Text(field, "name")));
        foreach (var field in fields)
        {
            // Whatever it says of itself can be asked.
            Assert.True(QueryParser.Parse(Text(field, "example")).Query is not null, Text(field, "example"));
            Assert.NotEqual("", Text(field, "label"));
            Assert.True(field.GetProperty("operators").GetArrayLength() > 0);
        }

        Assert.Equal(["text", "number", "date", "flag"], fields.TakeLast(4).Select(field => Text(field, "type")));
        Assert.Equal([":", "EXISTS"], fields[^1].GetProperty("operators").EnumerateArray().Select(sign => sign.GetString()));
        Assert.Equal(["tag.ai", "tag.source", "tag.confidence", "tag.count", "tag.state"], fields[0].GetProperty("parts").EnumerateArray().Select(part => part.GetString()));
        Assert.All(SearchFields.All, field => Assert.NotEqual("", Vitrine.Server.Ui.Words.SayOr("search.name." + field.Name, "")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task HalfCharactersAndDeepTrees_AreRefusedWithWhereAndWhatIsExpected(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (body, expected) in new[]
        {
            ("""{"query": "a\ud800"}""", "Half a character stands in 'query', before byte 19 of line 1 of the body"), ("""{"query": "\udc00\ud83d"}""", "Half a character stands in 'query'"),
            ("""{"filter": {"words": "ab\ud800"}}""", "Half a character stands in 'filter"), ("""{"filter": {"all": [{"field": "name", "value": "\ud83d\ude00\ud83dx"}]}}""", "Half a character stands in 'filter"),
        })
        {
            foreach (var path in new[] { "api/search/query", "api/search" })
            {
                using var answer = await app.SendAsync(HttpMethod.Post, path, body);
                Assert.StartsWith(expected, Text(await answer.ProblemAsync(HttpStatusCode.BadRequest), "detail"), StringComparison.Ordinal);
            }
        }

        Assert.Equal("The value of 'query' is of another kind than openapi.json says.", Text(await ProblemAsync(app, """{"query": 5}"""), "detail"));
        foreach (var (member, body) in new[] { ("similar", """{"similar": {"assetId": "5"}}"""), ("facets", """{"facets": "kind"}""") })
        {
            using var answer = await app.SendAsync(HttpMethod.Post, "api/search", body);
            Assert.Equal($"The value of '{member}' is a list, in square brackets, also where it has one member.", Text(await answer.ProblemAsync(HttpStatusCode.BadRequest), "detail"));
        }

        using var whole = await app.SendAsync(HttpMethod.Post, "api/search/query", """{"query": "\ud83d\ude00"}""");
        Assert.True(whole.IsSuccessStatusCode);

        string Nested(int levels) => "{\"filter\": " + string.Concat(Enumerable.Repeat("{\"any\": [{\"words\": \"b\"}, {\"all\": [{\"words\": \"c\"}, ", levels)) + "{\"words\": \"a\"}" + string.Concat(Enumerable.Repeat("]}]}", levels)) + "}";
        using var fits = await app.SendAsync(HttpMethod.Post, "api/search/query", Nested(20));
        Assert.True(fits.IsSuccessStatusCode);
        var deep = await ProblemAsync(app, Nested(110));
        Assert.Equal(("Lists of queries nest at most 100 deep in each other.", "fewer levels of all, any and not"), (Text(deep, "detail"), Text(deep, "expected")));
        Assert.Equal("/filter" + string.Concat(Enumerable.Repeat("/any/1/all/1", 109)) + "/any/1/all/0", Text(deep, "at"));
        Assert.Equal("This body nests deeper than the 600 levels that are read; a query as a tree has at most 100 lists of queries in each other.", Text(await ProblemAsync(app, Nested(400)), "detail"));
    }

    private static int Levels(JsonElement json) => json.TryGetProperty("all", out var inner) || json.TryGetProperty("any", out inner) ? 1 + inner.EnumerateArray().Max(Levels)
        : json.TryGetProperty("not", out inner) ? 1 + Levels(inner) : 0;

    private static async Task<DamApp> FilledAsync(string engine)
    {
        var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("one.gif", PlayedMedia.File("one", "TITLE:Summer party", "TAKEN:2024-05-06"), null, ["dog", "mine"]);
        await app.UploadAsync("two dog.gif", PlayedMedia.File("two"), null, ["cat"]);
        await app.FinishAsync();
        return app;
    }

    private static async Task<JsonElement> OkAsync(DamApp app, object body)
    {
        using var answer = await app.SendAsync(HttpMethod.Post, "api/search/query", JsonSerializer.Serialize(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 600 }).RootElement;
    }

    private static async Task<JsonElement> ProblemAsync(DamApp app, string body)
    {
        using var refused = await app.SendAsync(HttpMethod.Post, "api/search/query", body);
        return await refused.ProblemAsync(HttpStatusCode.BadRequest);
    }

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;
}
