using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Fields;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Embedded;
using Vitrine.Server.Search.Facets;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Fields;
using Vitrine.Server.Tests.Groups;
using Vitrine.Server.Vocabularies;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Every field that has values is counted: each count is what a search for the value finds, and the rows count as the index does.</summary>
public sealed class AnsweredFacetTests
{
    private static readonly string[] Own = ["field.price", "field.length", "field.season", "field.region", "field.note", "field.made", "field.ready", "embedded.Length", "embedded.Test.Length"];

    /// <summary>A query, and what of it still holds for the facet of a field that it asks for.</summary>
    private static readonly (string Query, string Field, string Others)[] Queries =
    [
        ("", "", ""), ("rating>=1 kind:image", "rating", "kind:image"), ("field.price>=20 tag:dog", "field.price", "tag:dog"), ("NOT person EXISTS", "", "NOT person EXISTS"), ("nowhere", "", "nowhere"),
    ];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Counts_OfEveryField_AreWhatSearchesFind_ByIndexAndByRows(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await FillAsync(app);
        var rows = ByRows(app);
        string[] names = [.. AnsweredFacets.Names, .. Own];
        var counted = new HashSet<string>();
        foreach (var (query, field, others) in engine == Engines.Sqlite || Deep.IsOn ? Queries : Queries[..1])
        {
            foreach (var groups in query.Length > 0 ? (string[])["apart"] : ["apart", "together"])
            {
                var facets = new Dictionary<string, IReadOnlyList<FacetValue>>();
                foreach (var some in names.Chunk(20))
                {
                    var answer = await app.Client.SearchAsync(new SearchRequest(query) { Facets = some, Groups = groups });
                    Assert.Equal(some, answer.Facets!.Keys);
                    foreach (var one in answer.Facets)
                    {
                        facets.Add(one.Key, one.Value);
                    }
                }

                var byRows = await rows.CountAsync(Owner(app), QueryParser.Parse(query).Query!, 0, groups == "together", names, default);
                foreach (var (name, values) in facets)
                {
                    Assert.Equal((query, groups, name, Text(byRows[name])), (query, groups, name, Text(values)));
                    Assert.Equal((query, groups, name, values.Count), (query, groups, name, values.DistinctBy(value => value.Value).Count()));
                    foreach (var value in engine == Engines.Sqlite ? values : [])
                    {
                        var asked = $"({(name == field ? others : query)}) {value.Query}".Replace("()", "");
                        Assert.Equal((asked, groups, value.Count), (asked, groups, (await app.Client.SearchAsync(new SearchRequest(asked) { Groups = groups })).Total));
                    }

                    if (values.Count > 0)
                    {
                        counted.Add(name);
                    }
                }
            }
        }

        // All but what nothing here has.
        Assert.Equal(["collection", "country", "duration", "town"], names.Except(counted).Order());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Values_AreTheOnesThatPeopleWrote_AndSpansAreRound(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await FillAsync(app);
        var facets = (await app.Client.SearchAsync(new SearchRequest("") { Facets = [.. Own, "person", "folder", "rating", "colour", "size"] })).Facets!;
        Assert.Equal(["Évian 3", "two words 2", "a,b 1"], Shown("field.note"));
        Assert.Equal(["10..20 1", "20..50 2", "50..100 1", "500..1000 2"], Shown("field.price"));
        Assert.Equal((10d, 20d), (facets["field.price"][0].From, facets["field.price"][0].Until));
        Assert.Equal(["2024 1", "2023 2"], Shown("field.made"));

        // Of a tree each with those below.
        Assert.Equal(["europe 3", "france 2", "asia 1"], Shown("field.region"));
        Assert.Equal(["true 2", "false 1"], Shown("field.ready"));
        Assert.Equal(["/one 4", "/one/deep 2", "/two 2"], Shown("folder"));
        Assert.Equal(["Ann Lee 3", "Bob 1"], Shown("person"));
        Assert.Equal(["5 1", "3 1", "1 1"], Shown("rating"));
        Assert.Equal(["#c0282d 2", "#2f62b8 1"], Shown("colour"));
        Assert.Equal("..100kb", facets["size"].Single().Value);
        Assert.Equal((null, 100_000d), (facets["size"][0].From, facets["size"][0].Until));

        string[] Shown(string name) => [.. facets[name].Select(one => $"{one.Value} {one.Count}")];
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Folders_HoweverDeep_AndMonthsOfYears_AreCountedAsTheyAreFound(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SwitchOffAsync();
        await app.FieldAsync("""{"name":"mark","type":"MultiSelect","options":["*","x*","xy"]}""");
        var deep = string.Join('/', Enumerable.Repeat("a", 40));
        var ids = new List<string>();
        foreach (var (name, folder, taken) in new[] { ("1.gif", deep, "2024"), ("2.gif", "a/a", "2024-01-31"), ("3.gif", "b", "2024-02") })
        {
            ids.Add((await app.UploadAsync(name, PlayedMedia.File(name, "TAKEN:" + taken), folder)).Id);
        }

        await app.FinishAsync();
        foreach (var (id, mark) in ids.Zip((string[])["*", "x*", "xy"]))
        {
            Assert.Equal("", await app.SetAsync(id, JsonSerializer.Serialize(new { mark = new[] { mark } })));
        }

        var facets = (await app.Client.SearchAsync(new SearchRequest("") { Facets = ["folder", "taken.month", "Field.mark"] })).Facets!;
        Assert.Equal(41, facets["folder"].Count);
        Assert.Equal(["2024-02 1", "2024-01 2"], facets["taken.month"].Select(one => $"{one.Value} {one.Count}"));
        Assert.Equal(["* 1", "x* 1", "xy 1"], facets["Field.mark"].Select(one => $"{one.Value} {one.Count}").Order(StringComparer.Ordinal));
        foreach (var one in facets.Values.SelectMany(values => values.Where((_, i) => i % 8 == 0 || values.Count < 8)))
        {
            Assert.Equal((one.Query, one.Count), (one.Query, (await app.Client.SearchAsync(new SearchRequest(one.Query!))).Total));
        }

        Assert.Equal((1L, 0L), ((await app.Client.SearchAsync(new SearchRequest($"folder:\"{deep}\""))).Total, (await app.Client.SearchAsync(new SearchRequest($"folder==\"{string.Join('/', Enumerable.Repeat("a", 2_000))}\""))).Total));
    }

    [Theory]
    [InlineData("field.prise>2 dog", 6, 5, "field.price>2 dog")]
    [InlineData("dog field.price:abc", 10, 5, null)]
    public async Task Field_ThatIsWrongInAQuery_IsToldWithItsPlace(string query, int position, int length, string? suggestion)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        await app.FieldAsync("""{"name":"price","type":"Number"}""");
        var problem = (await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest(query)))).Query!;
        Assert.Equal((position, length, suggestion), (problem.Position, problem.Length, problem.Suggestion));
    }

    [Theory]
    [InlineData("name", "'name' is not counted.", null)]
    [InlineData("persn", "'persn' is not counted.", "person")]
    [InlineData("field.nothing", "'field.nothing' is not counted.", null)]
    [InlineData("embedded.Nothing", null, null)]
    [InlineData("embedded.", "'embedded.' is not counted.", null)]
    public async Task Field_ThatIsNotCounted_IsRefused(string name, string? message, string? suggestion)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var problem = (await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest("") { Facets = [name] }))).Query!;
        Assert.Equal("/facets", problem.At);
        if (message is not null)
        {
            Assert.Equal((message, suggestion), (problem.Message, problem.Suggestion));
        }
    }

    private static AnsweredFacets ByRows(DamApp app)
    {
        var services = app.Services;
        var counts = new FacetCounts(app.Database, services.GetRequiredService<VocabularyStore>(), services.GetRequiredService<SqlConditions>(), index: null);
        return new AnsweredFacets(
            counts, new ListedValues(app.Database, counts), new FieldFacets(app.Database, services.GetRequiredService<FieldCatalog>(), counts), services.GetRequiredService<EmbeddedTagNames>());
    }

    /// <summary>In their order where that says something; of equals the engines may have either first.</summary>
    private static string Text(IReadOnlyList<FacetValue> values) =>
        string.Join(", ", values.Select(value => $"{value.Value}={value.Count} ({value.Query}) {value.From}..{value.Until}").Order(StringComparer.Ordinal));

    private static async Task FillAsync(DamApp app)
    {
        await app.SwitchOffAsync();
        foreach (var field in (string[])
        [
            """{"name":"price","type":"Number"}""", """{"name":"length","type":"Duration"}""", """{"name":"season","type":"MultiSelect","options":["spring","summer"]}""",
            """{"name":"region","type":"Hierarchy","options":[{"value":"europe"},{"value":"france","parent":"europe"},{"value":"asia"}]}""", """{"name":"note","type":"Text"}""",
            """{"name":"made","type":"Date"}""", """{"name":"ready","type":"Boolean"}""",
        ])
        {
            await app.FieldAsync(field);
        }

        (string Folder, string[] Lines, string[] Tags, object Set, object Values)[] assets =
        [
            ("one", ["CAMERA:Canon/EOS R5", "TAKEN:2024-05-06T07:08:09", "PALETTE:#c0282d=0.5"], ["dog", "beagle"], new { rating = 5, pick = 1, people = new { add = new[] { "Ann Lee", "Bob" } } }, new { price = 12, length = 90, season = new[] { "spring", "summer" }, region = "france", note = "Évian", made = "2024-05-01", ready = true }),
            ("one", ["TAKEN:2024-07", "PALETTE:#2f62b8=0.5", "PALETTE:#c0282d=0.3"], ["dog"], new { rating = 3, people = new { add = new[] { "Ann Lee" } } }, new { price = 49.5, length = 30, season = new[] { "summer" }, region = "europe", note = "evian", made = "2023", ready = false }),
            ("one/deep", ["CAMERA:NIKON/Z 6", "GPS:48.85,2.35", "BAD"], [], new { rating = 1, pick = -1, people = new { add = new[] { "Ann Lee" } } }, new { price = 50, note = "EVIAN", region = "france", made = "2023-12-24", ready = true }),
            ("one/deep", ["LABEL:coco/dog=0.9"], ["cat"], new { pick = 0 }, new { price = 900, note = "two words" }),
            ("two", ["TAG:Apple:ContentIdentifier=1"], ["cat"], new { }, new { price = 901.5, note = "two words", region = "asia" }),
            ("two", [], [], new { }, new { price = 20, note = "a,b" }),
        ];
        var ids = new List<string>();
        foreach (var (folder, lines, tags, _, _) in assets)
        {
            ids.Add((await app.UploadAsync($"{ids.Count}.gif", PlayedMedia.File([$"{ids.Count}", .. lines]), folder, tags)).Id);
        }

        await app.FinishAsync();
        foreach (var (id, asset) in ids.Zip(assets))
        {
            await app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", JsonSerializer.Serialize(asset.Set));
            Assert.Equal("", await app.SetAsync(id, JsonSerializer.Serialize(asset.Values)));
        }

        await app.MakeAsync("burst", ids[0], ids[0], ids[2], ids[4]);
    }

    private static Principal Owner(DamApp app)
    {
        var seed = app.Services.GetRequiredService<Seed>();
        return new Principal(seed.Owner, Role.Owner, seed.LibraryKey);
    }
}
