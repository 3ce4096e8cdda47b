using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Duplicates;

/// <summary>What is found to be a duplicate, what is said not to be one, and what becomes of those that are merged.</summary>
public sealed class DuplicatesTests
{
    private const string Hash = "HASH:00ff00ff00ff00ff";
    private const string FourBits = "HASH:00ff00ff00ff00f0";
    private const string Other = "HASH:0f0f0f0f0f0f0f0f";
    private const string Plain = "HASH:3c3c3c3c3c3c3c3c";
    private const string OtherTenBits = "HASH:0f0f0f0f0f0ff03f";
    private const string OtherTenBitsElsewhere = "HASH:f00f0f0f0f0f0f3f";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Exact_SameBytes_AreOneGroup_UntilDismissed(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var a = await app.BringAsync("one/a.gif", "x");
        var b = (await app.UploadAsync("b.gif", PlayedMedia.File("one/a.gif", "x"), "two")).Id;
        await app.BringAsync("c.gif", "y");
        await app.FinishAsync();

        Assert.Equal("a+b", await FoundAsync(app, "exact"));
        await app.DoAsync(HttpMethod.Post, "api/duplicates/dismiss", JsonSerializer.Serialize(new { ids = new[] { b, a } }));
        Assert.Equal("", await FoundAsync(app, "exact"));
        await app.DoAsync(HttpMethod.Post, "api/duplicates/dismiss", JsonSerializer.Serialize(new { ids = new[] { a, b }, takeBack = true }));
        Assert.Equal("a+b", await FoundAsync(app, "exact"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Near_FollowsChanges_AndLaysPicturesOverEachOtherWhereHashesAreApart(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.BringAsync(
            ("a.gif", [Hash]), ("b.gif", [FourBits]), ("c.gif", [Other, "SKETCH:street"]), ("d.gif", [OtherTenBits, "SKETCH:street/cut"]), ("e.gif", [OtherTenBitsElsewhere, "SKETCH:harbour"]),
            ("f.gif", ["HASH:8000000000000000"]), ("g.gif", ["HASH:8000000000000000"]), ("i.gif", [Plain, "SKETCH:one/plain"]), ("j.gif", [Plain, "SKETCH:two/plain"]));
        Assert.Equal("a+b c+d", await FoundAsync(app, "near"));

        var late = await app.BringAsync("h.gif", Hash);
        await app.FinishAsync();
        Assert.Equal("a+b+h c+d", await FoundAsync(app, "near"));
        await app.DoAsync(HttpMethod.Delete, $"api/assets/{late}");
        Assert.Equal("a+b c+d", await FoundAsync(app, "near"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task IsDuplicate_FindsWhatIsInAGroupNow(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("a.gif", [Hash]), ("b.gif", [FourBits]), ("c.gif", [Other]));
        var d = (await app.UploadAsync("d.gif", PlayedMedia.File("c.gif", Other), "two")).Id;
        await app.FinishAsync();

        Assert.Equal("a b c d", await SortedAsync(app, "is:duplicate"));
        Assert.Equal("c d", await SortedAsync(app, "is:duplicate NOT name:a NOT name:b"));
        Assert.Equal("", await SortedAsync(app, "NOT is:duplicate"));
        Assert.Equal("a b c d", await SortedAsync(app, "is IN (duplicate, failed)"));

        await app.DoAsync(HttpMethod.Post, "api/duplicates/dismiss", JsonSerializer.Serialize(new { ids = new[] { ids["a.gif"], ids["b.gif"] } }));
        Assert.Equal(("c d", "a b"), (await SortedAsync(app, "is:duplicate"), await SortedAsync(app, "-is:duplicate")));
        await app.DoAsync(HttpMethod.Delete, $"api/assets/{d}");
        Assert.Equal("", await SortedAsync(app, "is:duplicate"));
        await app.DoAsync(HttpMethod.Post, $"api/assets/{d}/restore");
        Assert.Equal("c d", await SortedAsync(app, "is:duplicate"));
        Assert.Equal(2, (await app.Client.SearchAsync(new SearchRequest("is:duplicate") { Facets = ["kind"] })).Facets!["kind"].Single().Count);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Groups_AreKept_UntilSomethingThatTheyDependOnChanges(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("a.gif", [Hash]), ("b.gif", [Hash]), ("c.gif", [Other]));
        var known = app.Services.GetRequiredService<KnownDuplicates>();
        var library = (await app.Database.ReadAsync(session => session.NumberAsync($"select key from library")))!.Value;

        var first = await known.GroupsAsync(library, exact: false, default);
        await ChangeAsync(app, ids["a.gif"], """{"title":"said"}""");
        var afterWords = await known.GroupsAsync(library, exact: false, default);
        await app.BringAsync(("d.gif", [Other]));
        var afterFile = await known.GroupsAsync(library, exact: false, default);
        Assert.Same(first.Groups, afterWords.Groups);
        Assert.Equal((1, 2), (first.Groups.Count, afterFile.Groups.Count));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Merge_KeepsWhatWasSaidOfAll_AndCanBeTakenBack(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("keep.gif", ["KEYWORD:red", "KEYWORD:wrong"]), ("other.gif", ["KEYWORD:blue"]), ("raw.gif", []));
        await ChangeAsync(app, ids["keep.gif"], """{"title":"kept"}""");
        await ChangeAsync(app, ids["other.gif"], """{"title":"theirs","description":"told"}""");
        var collection = await app.CollectionAsync("c", ids["other.gif"]);
        await app.MakeAsync("edit", ids["other.gif"], ids["other.gif"], ids["raw.gif"]);

        var merged = await app.JobOfAsync("api/duplicates/merge", new { keep = ids["keep.gif"], merge = new[] { ids["other.gif"] } });
        var kept = await app.Client.AssetAsync(ids["keep.gif"]);
        Assert.Equal("done", merged.State);
        Assert.Equal(["blue", "red", "wrong"], await TagsAsync(app, "keep"));
        Assert.Equal(("keep", "keep"), (await TextAsync(app, "kept"), await TextAsync(app, "told")));
        Assert.Equal("keep", await app.OrderAsync(collection));
        Assert.NotNull(kept.Group);
        Assert.Equal("", await TextAsync(app, "theirs"));

        await app.JobOfAsync($"api/jobs/{merged.Id}/undo", new { });
        Assert.Equal(["red", "wrong"], await TagsAsync(app, "keep"));
        Assert.Equal("other", await app.OrderAsync(collection));
        Assert.Null((await app.Client.AssetAsync(ids["keep.gif"])).Group);
        Assert.NotNull((await app.Client.AssetAsync(ids["other.gif"])).Group);
        Assert.Equal("other", await TextAsync(app, "told"));
        Assert.Equal("keep", await TextAsync(app, "kept"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Requests_ThatMakeNoSense_AreRefused(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await app.BringAsync("a.gif", "x");
        await app.FinishAsync();
        var none = "0123456789abcdef01234567";

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(app, HttpMethod.Get, "api/duplicates?kind=other"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(app, HttpMethod.Get, "api/duplicates?cursor=%00"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(app, HttpMethod.Post, "api/duplicates/merge", new { keep = id, merge = new[] { id } }));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(app, HttpMethod.Post, "api/duplicates/merge", new { keep = id, merge = Array.Empty<string>() }));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(app, HttpMethod.Post, "api/duplicates/merge", new { keep = none, merge = new[] { id } }));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(app, HttpMethod.Post, "api/duplicates/merge", new { keep = id, merge = Enumerable.Repeat(none, 501) }));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(app, HttpMethod.Post, "api/duplicates/dismiss", new { ids = new[] { id, id } }));
    }

    private static async Task<string> FoundAsync(DamApp app, string kind) =>
        string.Join(' ', (await app.Client.DuplicatesAsync(kind)).Items.Select(group => string.Join('+', group.Assets.Select(asset => Path.GetFileNameWithoutExtension(asset.Name)).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal));

    private static async Task<string> SortedAsync(DamApp app, string query) => string.Join(' ', (await TextAsync(app, query)).Split(' ').Order(StringComparer.Ordinal));

    private static Task ChangeAsync(DamApp app, string id, string json) => app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", json);

    private static async Task<string[]> TagsAsync(DamApp app, string name)
    {
        var tags = new List<string>();
        foreach (var tag in new[] { "blue", "red", "wrong" })
        {
            if ((await app.Client.SearchAsync(new SearchRequest($"tag:{tag}", 500))).Items.Any(item => item.Name.StartsWith(name, StringComparison.Ordinal)))
            {
                tags.Add(tag);
            }
        }

        return [.. tags];
    }

    private static async Task<string> TextAsync(DamApp app, string query) =>
        string.Join(' ', (await app.Client.SearchAsync(new SearchRequest(query, 500))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)));

    private static async Task<HttpStatusCode> StatusAsync(DamApp app, HttpMethod method, string path, object? body = null)
    {
        using var response = await app.SendAsync(method, path, body is null ? null : JsonSerializer.Serialize(body));
        return response.StatusCode;
    }
}
