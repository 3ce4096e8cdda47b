using System.Net;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Searches;

/// <summary>Collections of what a query finds: beside those that are filled by hand, found like them, and never in themselves.</summary>
public sealed class SmartCollectionTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task SmartCollection_HoldsWhatItsQueryFinds_AndIsFoundByItsName(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var dog = await app.BringAsync("a.gif", "KEYWORD:dog");
        await app.BringAsync("b.gif", "KEYWORD:cat");
        await app.FinishAsync();
        var hand = await app.CollectionAsync("By hand", dog);
        var smart = await app.Client.CreateCollectionAsync(new CollectionRequest("Dögs", "All of them", "tag:dog", "name"));
        Assert.Equal(("tag:dog", "name", 1L, dog), (smart.Query, smart.Sort, smart.Assets, smart.Covers.Single().Id));
        await app.BringAsync("c.gif", "KEYWORD:dog");
        await app.FinishAsync();

        var listed = (await app.Client.CollectionsAsync()).Items;
        Assert.Equal("By hand 1, Dögs 2", string.Join(", ", listed.Select(one => $"{one.Name} {one.Assets}")));
        Assert.Equal(2, listed[1].Covers.Count);
        Assert.Equal("Dögs", await NamesAsync(app, "kind=smart"));
        Assert.Equal("By hand", await NamesAsync(app, "kind=hand"));
        await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "api/collections?kind=x");

        foreach (var (query, expected) in new[]
        {
            ("collection:dogs", "a c"), ($"collection:{smart.Id}", "a c"), ("-collection:DOGS", "b"), ("collection:dogs -collection:\"By hand\"", "c"), ("collection IN (dogs, \"By hand\")", "a c"),
            ("collection EXISTS", "a"), ("collection:dogs name:c", "c"), ("NOT (collection:dogs OR name:b)", ""),
        })
        {
            Assert.Equal((query, expected), (query, await FoundAsync(app, query)));
        }

        // Another query, and it is another set at once; by its page the same.
        using var changed = await app.SendAsync(HttpMethod.Patch, $"api/collections/{smart.Id}", """{"query":"tag:cat","sort":""}""");
        Assert.Equal(1, (await changed.JsonAsync()).GetProperty("assets").GetInt64());
        Assert.Equal("b", await FoundAsync(app, "collection:dogs"));
        await app.DoAsync(HttpMethod.Patch, $"api/collections/{smart.Id}", """{"name":"Cats"}""");
        Assert.Equal(("b", ""), (await FoundAsync(app, "collection:cats"), await FoundAsync(app, "collection:dogs")));
        await app.DoAsync(HttpMethod.Delete, $"api/collections/{smart.Id}");
        Assert.Equal("", await FoundAsync(app, "collection:cats"));
        Assert.Equal(("tag:cat", 1L), ((await app.Client.RestoreCollectionAsync(smart.Id)).Query, (await app.Client.CollectionAsync(smart.Id)).Assets));
        Assert.Equal("b", await FoundAsync(app, "collection:cats"));
        Assert.Null((await app.Client.CollectionAsync(hand)).Query);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ByHand_NothingIsPutInTakenOutOrMoved(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b");
        var smart = (await app.Client.CreateCollectionAsync(new CollectionRequest("Smart", null, "kind:image"))).Id;
        foreach (var (path, body) in new (string, object)[]
        {
            ("assets", new { ids = new[] { ids["a"] } }), ("assets/remove", new { ids = new[] { ids["a"] } }), ("move", new { ids = new[] { ids["a"] }, before = "first" }),
        })
        {
            Assert.Contains("smart collection", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"api/collections/{smart}/{path}", body), StringComparison.Ordinal);
        }

        using var form = DamApp.UploadForm("c.gif", PlayedMedia.File("c"));
        form.Add(new StringContent("Smart"), "collection");
        using var upload = await app.Http.PostAsync("api/assets", form, TestContext.Current.CancellationToken);
        Assert.Contains("smart collection", (await upload.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);

        var hand = await app.CollectionAsync("Hand");
        Assert.Contains("by hand", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Patch, $"api/collections/{hand}", new { query = "kind:image" }), StringComparison.Ordinal);
        foreach (var wrong in new object[] { new { name = "x", query = "tag:(" }, new { name = "x", query = "kind:image", sort = "best" }, new { name = "x", sort = "name" }, new { name = "x", query = new string('x', 1_000_000) } })
        {
            await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "api/collections", wrong);
        }

        Assert.Equal(2, (await app.Client.CollectionAsync(smart)).Assets);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task SmartCollections_AskForEachOther_ButNeverForThemselves(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.BringAsync("a.gif", "KEYWORD:dog");
        await app.BringAsync("b.gif", "KEYWORD:cat");
        await app.BringAsync("c.gif", "KEYWORD:bird");
        await app.FinishAsync();
        var dogs = await SmartAsync(app, "Dogs", "tag:dog");
        var pets = await SmartAsync(app, "Pets", "collection:dogs OR tag:cat");
        await SmartAsync(app, "Wild", "-collection:pets");
        Assert.Equal(("a b", "c", "a b c"), (await FoundAsync(app, "collection:pets"), await FoundAsync(app, "collection:wild"), await FoundAsync(app, "collection:pets OR collection:wild")));

        Assert.Contains("in itself", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "api/collections", new { name = "Self", query = "tag:x OR collection:self" }), StringComparison.Ordinal);
        var way = await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Patch, $"api/collections/{dogs}", new { query = "tag:dog -collection:wild" });
        Assert.Equal("Dogs would be in itself: it asks for Wild, which asks for Pets, which asks for Dogs.", way);
        await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Patch, $"api/collections/{dogs}", new { query = $"collection:{dogs}" });

        // Nor by another name, nor by one that comes back.
        await SmartAsync(app, "Later", "collection:soon");
        await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "api/collections", new { name = "Soon", query = "collection:later" });
        var other = await SmartAsync(app, "Other", "collection:later");
        await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Patch, $"api/collections/{other}", new { name = "SOON" });
        var back = await SmartAsync(app, "Back", "tag:x");
        await app.DoAsync(HttpMethod.Delete, $"api/collections/{back}");
        await SmartAsync(app, "Asks", "collection:back");
        Assert.Equal("Back", (await app.Client.RestoreCollectionAsync(back)).Name);
        await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Patch, $"api/collections/{back}", new { query = "collection:asks" });

        // Together they stay as large as a query may be.
        var large = await SmartAsync(app, "Large", string.Join(" OR ", Enumerable.Range(0, 40).Select(i => $"tag:t{i}")));
        await SmartAsync(app, "Twice", "collection:large OR collection:large");
        Assert.Contains("100", await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "api/collections", new { name = "Thrice", query = "collection:twice OR collection:large" }), StringComparison.Ordinal);
        Assert.Contains("100", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Patch, $"api/collections/{large}", new { query = string.Join(" OR ", Enumerable.Range(0, 60).Select(i => $"tag:t{i}")) }), StringComparison.Ordinal);
        Assert.Contains("100", await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "api/search", new { query = "collection:twice collection:large" }), StringComparison.Ordinal);
        Assert.Equal("a b", await FoundAsync(app, $"collection:{pets}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Query_WhoseFieldIsGone_SaysWhy_AndIsNoEmptySet(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FilesAsync("a");
        using var made = await app.SendAsync(HttpMethod.Post, "api/fields", """{"name":"brand","label":"Brand","type":"text"}""");
        var field = (await made.JsonAsync()).GetProperty("id").GetString();
        var id = await SmartAsync(app, "No brand", "field.brand NOT EXISTS");
        Assert.Equal("a", await FoundAsync(app, "collection:\"no brand\""));
        await app.DoAsync(HttpMethod.Delete, $"api/fields/{field}");

        var gone = await app.Client.CollectionAsync(id);
        Assert.Equal(("field.brand NOT EXISTS", 0L), (gone.Query, gone.Assets));
        Assert.Contains("brand", gone.Problem!.Message, StringComparison.Ordinal);

        // As an empty set its negation were the whole library, for whoever edits what is found.
        await SmartAsync(app, "Others", "kind:image");
        foreach (var query in new[] { "collection:\"no brand\"", "-collection:\"no brand\"", "name:a OR NOT collection IN (others, \"no brand\")" })
        {
            var wrong = await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest(query)));
            Assert.StartsWith("No brand: ", wrong.Query!.Message, StringComparison.Ordinal);
            using var bulk = await app.SendAsync(HttpMethod.Post, "api/bulk", System.Text.Json.JsonSerializer.Serialize(new { query, dryRun = true, add = new { tags = new[] { "wrong" } } }));
            Assert.Equal(400, (int)bulk.StatusCode);
        }

        Assert.Equal("", await FoundAsync(app, "-collection:others"));
        Assert.Equal(2, (await app.Client.CollectionsAsync()).Items.Count);
        await app.DoAsync(HttpMethod.Patch, $"api/collections/{id}", """{"name":"Brand?"}""");
    }

    [Fact]
    public async Task OtherNodes_KnowOfThem()
    {
        await using var app = await DamApp.StartAsync(Engines.Postgres);
        await app.BringAsync("a.gif", "KEYWORD:dog");
        await app.FinishAsync();
        await using var beside = await DamApp.BesideAsync(app);
        await SmartAsync(app, "Dogs", "tag:dog");
        while ((await beside.Client.SearchAsync(new SearchRequest("collection:dogs"))).Total == 0)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> SmartAsync(DamApp app, string name, string query) => (await app.Client.CreateCollectionAsync(new CollectionRequest(name, null, query))).Id;

    private static async Task<string> NamesAsync(DamApp app, string asked)
    {
        using var answer = await app.SendAsync(HttpMethod.Get, "api/collections?" + asked);
        return string.Join(", ", (await answer.JsonAsync()).GetProperty("items").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
    }

    private static async Task<string> FoundAsync(DamApp app, string query) => string.Join(
        ' ', (await app.Client.SearchAsync(new SearchRequest(query, 500, Sort: "name"))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)));
}
