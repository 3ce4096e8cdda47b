using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>What a request of a search may hold and its answer carries beside the items' own members.</summary>
public sealed class SearchShapeTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Items_CarryTheFieldsThatWereAskedFor_AndTheirVersion(string engine)
    {
        await using var app = await FilledAsync(engine);
        var answer = await app.Client.SearchAsync(new SearchRequest("name:one") { Fields = ["title", "tags", "taken", "place", "rating"] });
        var item = Assert.Single(answer.Items);
        Assert.Equal(item.Id, item.VersionId);
        Assert.Equal("Sommerfest an der Stra\u00dfe", item.Fields!["title"].GetString());
        Assert.Equal(["dog", "mine"], item.Fields["tags"].EnumerateArray().Select(tag => tag.GetString()!.ToLowerInvariant()).Order());
        Assert.Equal("2024-05-06", item.Fields["taken"].GetString());
        Assert.DoesNotContain("place", item.Fields.Keys);
        Assert.True(answer.Milliseconds >= 0);
        Assert.Null((await app.Client.SearchAsync(new SearchRequest("name:one"))).Items[0].Fields);

        var unknown = await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest("") { Fields = ["titel"] }));
        Assert.Equal((HttpStatusCode.BadRequest, "Items carry no field 'titel'.", "title"), (unknown.Status, unknown.Query!.Message, unknown.Query.Suggestion));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Highlights_SayWhereTheWordsStand_Folded(string engine)
    {
        await using var app = await FilledAsync(engine);
        var item = Assert.Single((await app.Client.SearchAsync(new SearchRequest("strasse one"))).Items);
        Assert.Equal(["name: [0,3]", "title: [18,6]"], item.Highlights!.Select(mark => $"{mark.Field}: {string.Join(' ', mark.Ranges.Select(range => $"[{range[0]},{range[1]}]"))}"));
        Assert.Null((await app.Client.SearchAsync(new SearchRequest("tag:dog name:one"))).Items[0].Highlights!.FirstOrDefault(mark => mark.Field == "title"));
        Assert.Equal("title", Assert.Single((await app.Client.SearchAsync(new SearchRequest("text:stra"))).Items[0].Highlights!).Field);
        Assert.Null((await app.Client.SearchAsync(new SearchRequest("strasse") { Highlights = false })).Items[0].Highlights);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Explanation_TellsOfEachClause_AndOfTheScore(string engine)
    {
        await using var app = await FilledAsync(engine);
        var two = (await app.Client.SearchAsync(new SearchRequest("name:two"))).Items[0].Id;
        var why = (await app.Client.SearchAsync(new SearchRequest("(tag:dog OR two) -kind:image", Sort: "relevance") { Explain = two })).Explanation!;
        Assert.Equal((two, false, "all"), (why.Id, why.Matched, why.Clause.Join));
        Assert.Equal(
            ["tag:dog OR two=True", "-kind:image=False"], why.Clause.Parts.Select(part => $"{part.Query}={part.Matched}"));
        Assert.Equal(["tag:dog=False", "two=True"], why.Clause.Parts[0].Parts.Select(part => $"{part.Query}={part.Matched}"));

        var found = await app.Client.SearchAsync(new SearchRequest("two party", Sort: "relevance") { Explain = two });
        Assert.True(found.Explanation!.Matched);
        Assert.Equal(found.Items[0].Score, found.Explanation.Score!.Sum(part => part.Score), 6);
        Assert.Null((await app.Client.SearchAsync(new SearchRequest("two") { Explain = two })).Explanation!.Score);
        Assert.NotNull((await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest("two") { Explain = "0123456789abcdef01234567" }))).Query);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Filter_FindsWhatItsTextFinds_InPagesToo(string engine)
    {
        await using var app = await FilledAsync(engine);
        var filter = Json("""{"any": [{"field": "name", "value": "one"}, {"words": "two"}, {"not": {"field": "tag", "operator": "EXISTS"}}]}""");
        var first = await app.Client.SearchAsync(new SearchRequest(Limit: 1, Sort: "name") { Filter = filter });
        var all = await app.Client.SearchAsync(new SearchRequest("name:one OR two OR -tag EXISTS", Sort: "name"));
        Assert.Equal(all.Total, first.Total);
        var next = await app.Client.SearchAsync(new SearchRequest(Limit: 500, Cursor: first.Cursor, Sort: "name") { Filter = filter });
        Assert.Equal(all.Items.Select(item => item.Id), first.Items.Concat(next.Items).Select(item => item.Id));

        var wrong = await ProblemAsync(app, """{"filter": {"all": [{"words": "a"}, {"field": "knd", "value": "image"}]}}""");
        Assert.Equal(("There is no field 'knd'.", "/filter/all/1/field", "kind"), (Text(wrong, "detail"), Text(wrong, "at"), Text(wrong, "suggestion")));
        Assert.Contains("not both", Text(await ProblemAsync(app, """{"query": "a", "filter": {"words": "a"}}"""), "detail"), StringComparison.Ordinal);
        Assert.Contains("field.nowhere", "field." + Text(await ProblemAsync(app, """{"filter": {"field": "field.nowhere", "value": 1}}"""), "detail").Split('"')[1], StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task SeveralOrders_AreTakenOneAfterTheOther_AndTheSameInPages(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (name, taken) in new[] { ("b", "2024"), ("a", "2023"), ("d", null), ("c", "2024"), ("e", (string?)null), ("f", "2023") })
        {
            string[] lines = taken is null ? [name] : [name, "TAKEN:" + taken];
            await app.UploadAsync(name + ".gif", PlayedMedia.File(lines));
        }

        await app.FinishAsync();

        foreach (var (sort, expected) in new[] { ("-taken,name", "bcafde"), ("taken,-name", "facbed"), ("kind,-name", "fedcba"), ("kind,-taken,-name", "cbfaed") })
        {
            var whole = await app.Client.SearchAsync(new SearchRequest("", Sort: sort));
            Assert.Equal((sort, expected), (sort, string.Concat(whole.Items.Select(item => item.Name[0]))));
            foreach (var limit in new[] { 1, 2 })
            {
                var (pages, cursor) = ("", (string?)null);
                do
                {
                    var page = await app.Client.SearchAsync(new SearchRequest("", limit, cursor, Sort: sort));
                    (pages, cursor) = (pages + string.Concat(page.Items.Select(item => item.Name[0])), page.Cursor);
                }
                while (cursor is not null);
                Assert.Equal((sort, expected), (sort, pages));
            }
        }

        using var listed = await app.SendAsync(HttpMethod.Post, "api/search", """{"sort": ["-taken", "name"]}""");
        Assert.Equal("b.gif", JsonDocument.Parse(await listed.Content.ReadAsStringAsync()).RootElement.GetProperty("items")[0].GetProperty("name").GetString());
        using var byAddress = await app.SendAsync(HttpMethod.Get, "api/search?q=name:c&sort=-taken,name&fields=title,tags&limit=1");
        Assert.Equal("c.gif", JsonDocument.Parse(await byAddress.Content.ReadAsStringAsync()).RootElement.GetProperty("items")[0].GetProperty("name").GetString());
        foreach (var wrong in new[] { "relevance,name", "name,nothing", "name," })
        {
            Assert.Equal((wrong, 400), (wrong, (int)(await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest("", Sort: wrong)))).Status));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Facets_CountWhatSearchesFind_AndSiblingsOfAChosenValue(string engine)
    {
        await using var app = await FilledAsync(engine);
        foreach (var query in new[] { "", "tag:mine", "kind:image", "nowhere" })
        {
            var answer = await app.Client.SearchAsync(new SearchRequest(query) { Facets = ["tag", "kind", "taken", "collection"] });
            Assert.Equal(["collection", "kind", "tag", "taken"], answer.Facets!.Keys.Order());
            foreach (var (field, values) in answer.Facets)
            {
                foreach (var value in values)
                {
                    var others = query.StartsWith(field, StringComparison.Ordinal) && field == "kind" ? "" : query;
                    Assert.Equal((query, value, (await app.Client.SearchAsync(new SearchRequest($"{others} {field}:\"{value.Value}\""))).Total), (query, value, value.Count));
                }
            }
        }

        Assert.Equal("kind", (await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest("") { Facets = ["kynd"] }))).Query!.Suggestion);
    }

    [Theory]
    [InlineData("api/search?query=dog", "q", "There is no parameter 'query' here; it is 'q'.")]
    [InlineData("api/search?q=dog&limt=3", "limit", "There is no parameter 'limt' here; it is 'limit'.")]
    [InlineData("api/search?q=dog&nothing=3", null, "There is no parameter 'nothing' here; there are q, limit, ")]
    [InlineData("api/search?q=dog&q=cat", null, "The parameter 'q' stands there 2 times, and is taken once.")]
    [InlineData("api/search/fields?q=dog", null, "There is no parameter 'q' here; this address takes none.")]
    [InlineData("api/assets.csv?q=dog", "query", "There is no parameter 'q' here; it is 'query'.")]
    [InlineData("api/table?search=dog", "query", "There is no parameter 'search' here; it is 'query'.")]
    [InlineData("api/map?query=dog", "q", "There is no parameter 'query' here; it is 'q'.")]
    [InlineData("api/concepts?q=dog", "find", "There is no parameter 'q' here; it is 'find'.")]
    [InlineData("api/collections?query=dog", "find", "There is no parameter 'query' here; it is 'find'.")]
    [InlineData("api/searches/0123456789abcdef01234567?id=1", null, "There is no parameter 'id' here; there are groups.")]
    public async Task Parameters_ThatNothingReads_AreRefused_WithTheRightOne(string address, string? right, string sentence)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var answer = await app.SendAsync(HttpMethod.Get, address);
        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.StartsWith(sentence, Text(problem, "detail"), StringComparison.Ordinal);
        Assert.Equal(right, problem.TryGetProperty("suggestion", out var suggestion) ? suggestion.GetString() : null);
        using var known = await app.SendAsync(HttpMethod.Get, "api/search?Q=dog&LIMIT=3");
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task HostileRequests_AreRefusedWithASentence(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        Assert.Equal("Moments of videos and recordings are not searched yet; only whole assets are.", Text(await ProblemAsync(app, """{"unit": "moment"}"""), "detail"));
        var problem = await ProblemAsync(app, """{"query": "dog kind:imge"}""");
        Assert.Equal((9, 4, "dog kind:image"), (problem.GetProperty("position").GetInt32(), problem.GetProperty("length").GetInt32(), Text(problem, "suggestion")));
        string[] hostile =
        [
            $$"""{"query": "{{new string('a', 1_000_000)}}"}""",
            $$"""{"query": "{{string.Join(' ', Enumerable.Range(0, 10_000))}}"}""",
            "{\"filter\": {\"any\": [" + string.Join(',', Enumerable.Repeat("{\"words\": \"a\"}", 10_000)) + "]}}",
            "{\"filter\": " + string.Concat(Enumerable.Repeat("{\"not\": ", 5_000)) + "{\"words\": \"a\"}" + new string('}', 5_001),
            """{"filter": "dog"}""", """{"filter": [1]}""", """{"fields": "title"}""", """{"fields": [null]}""", """{"fields": [5]}""", """{"sort": [5]}""", """{"sort": {}}""", """{"explain": "x"}""",
            """{"facets": ["nothing"]}""", """{"unit": ""}""", """{"querry": "a"}""", $$"""{"sort": "{{new string('a', 100_000)}}"}""",
        ];
        foreach (var body in hostile)
        {
            var began = System.Diagnostics.Stopwatch.StartNew();
            Assert.True(Text(await ProblemAsync(app, body), "detail").Length is > 0 and < 1_000, body[..Math.Min(80, body.Length)]);
            Assert.True(began.Elapsed < TimeSpan.FromSeconds(5), body[..Math.Min(80, body.Length)]);
        }
    }

    private static async Task<DamApp> FilledAsync(string engine)
    {
        var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("one.gif", PlayedMedia.File("one", "TITLE:Sommerfest an der Stra\u00dfe", "TAKEN:2024-05-06", "TEXT:entrance"), null, ["dog", "mine"]);
        await app.UploadAsync("two party.gif", PlayedMedia.File("two", "TITLE:A party"), null, ["cat"]);
        await app.UploadAsync("three.gif", PlayedMedia.File("three"));
        await app.FinishAsync();
        return app;
    }

    private static async Task<JsonElement> ProblemAsync(DamApp app, string body)
    {
        using var refused = await app.SendAsync(HttpMethod.Post, "api/search", body);
        return await refused.ProblemAsync(HttpStatusCode.BadRequest);
    }

    private static string Text(JsonElement problem, string member) => problem.GetProperty(member).GetString()!;

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
