using System.Globalization;
using System.Net;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Collections;

/// <summary>Much, at once, and what is not there.</summary>
public sealed class CollectionHarmTests
{
    private static readonly int Many = Deep.IsOn ? 10_000 : 600;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ManyAssets_ComeInOrderAndGoAgain(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var model = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.FinishAsync();
        string[] ids = [.. Enumerable.Range(0, Many).Select(number => number.ToString("x24", CultureInfo.InvariantCulture))];
        await PlantAsync(app, model, ids);
        var id = await app.CollectionAsync("many");
        string[] asked = [.. ids.Reverse()];

        var added = await app.AddAsync(id, asked);
        Assert.Equal(("done", Many, Many), (added.State, added.Total, added.Changed));
        Assert.Equal(Many, (await app.Client.CollectionAsync(id)).Assets);
        var first = await app.Client.SearchAsync(new SearchRequest($"collection:{id}", 3, Sort: "collection"));
        Assert.Equal(asked[..3], first.Items.Select(item => item.Id));
        var late = await app.Client.SearchAsync(new SearchRequest($"collection:{id}", 2, Sort: "collection", Offset: Many - 2));
        Assert.Equal(asked[(Many - 2)..], late.Items.Select(item => item.Id));

        var removed = await app.JobOfAsync($"api/collections/{id}/assets/remove", new { query = $"collection:{id}", expected = Many });
        Assert.Equal(Many, removed.Changed);
        Assert.Equal(0, (await app.Client.CollectionAsync(id)).Assets);
        Assert.Equal(Many, (await app.JobOfAsync($"api/jobs/{removed.Id}/undo", new { })).Changed);
        Assert.Equal(asked[..3], (await app.Client.SearchAsync(new SearchRequest($"collection:{id}", 3, Sort: "collection"))).Items.Select(item => item.Id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task IdsOfNothing_AreRefusedAndChangeNothing(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a");
        var id = await app.CollectionAsync("c", ids["a"]);
        foreach (var wrong in new[] { "0123456789abcdef01234567", "", "x", "' or 1=1 --", "\u0000", ids["a"].ToUpperInvariant() + " " })
        {
            await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"api/collections/{id}/assets", new { ids = new[] { wrong } });
        }

        await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"api/collections/{id}/assets", new { });
        await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"api/collections/{id}/assets", new { ids = new[] { ids["a"] }, query = "" });
        await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"api/collections/{id}/assets", new { query = "kind:imge" });
        foreach (var path in new[] { "0123456789abcdef01234567", "x", "%00", ids["a"] })
        {
            foreach (var (method, rest, body) in new[] { (HttpMethod.Get, "", null), (HttpMethod.Patch, "", "{}"), (HttpMethod.Delete, "", null), (HttpMethod.Post, "/restore", "{}"), (HttpMethod.Post, "/assets", """{"query":""}"""), (HttpMethod.Post, "/move", """{"ids":["x"],"before":"first"}""") })
            {
                using var answer = await app.SendAsync(method, $"api/collections/{path}{rest}", body);
                Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{method} {path}{rest}: {answer.StatusCode}");
            }
        }

        Assert.Equal("a", await app.OrderAsync(id));
    }

    /// <summary>Of another library of the same database, nothing is seen, named or changed.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task CollectionsOfAnotherLibrary_AreNotThere(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a");
        const string Foreign = "aaaaaaaaaaaaaaaaaaaaaaaa";
        await app.Database.WriteAsync(Actor.System, async session =>
        {
            var library = await session.InsertAsync($"insert into library (id, name, settings, created_at) values ({"bbbbbbbbbbbbbbbbbbbbbbbb"}, {"other"}, {"{}"}, {session.Now}) returning key");
            await session.ExecuteAsync(
                $"""
                insert into collection (id, library_key, name, name_key, folded, description, revision, created_by, created_at, changed_by, changed_at)
                values ({Foreign}, {library}, {"Secret"}, {"Secret"}, {"secret"}, {""}, {1}, {1}, {session.Now}, {1}, {session.Now})
                """);
        });
        using var read = await app.SendAsync(HttpMethod.Get, $"api/collections/{Foreign}");
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        using var add = await app.SendAsync(HttpMethod.Post, $"api/collections/{Foreign}/assets", $$"""{"ids":["{{ids["a"]}}"]}""");
        Assert.Equal(HttpStatusCode.NotFound, add.StatusCode);
        Assert.Empty((await app.Client.CollectionsAsync()).Items);
        Assert.Equal(0, (await app.Client.SearchAsync(new SearchRequest($"collection:{Foreign}"))).Total);

        // Its names are free here.
        Assert.Equal("Secret", (await app.Client.CreateCollectionAsync(new CollectionRequest("Secret"))).Name);
    }

    /// <summary>Many who add, move and remove at the same time leave an order that is whole.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ManyAtOnce_LeaveAWholeOrder(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b", "c", "d", "e", "f");
        var id = await app.CollectionAsync("c", [.. ids.Values]);
        string[] all = [.. ids.Values];
        var moves = await Task.WhenAll(Enumerable.Range(0, 24).Select(number => number % 4 == 3
            ? AddingAsync(all[number % 6])
            : app.MoveAsync(id, new { ids = new[] { all[number % 6] }, after = all[(number + 1) % 6] })));
        Assert.All(moves, status => Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Accepted, status.ToString()));
        await app.FinishAsync();
        Assert.Equal("a b c d e f", string.Join(' ', (await app.OrderAsync(id)).Split(' ').Order(StringComparer.Ordinal)));
        var positions = await app.Database.ReadAsync(session => session.QueryAsync($"select position from collection_asset", row => row.GetInt64(0)));
        Assert.Equal(6, positions.Distinct().Count());

        async Task<HttpStatusCode> AddingAsync(string asset)
        {
            using var answer = await app.SendAsync(HttpMethod.Post, $"api/collections/{id}/assets", $$"""{"ids":["{{asset}}"]}""");
            return answer.StatusCode;
        }
    }

    /// <summary>Copies of one asset's rows, without their files.</summary>
    private static Task PlantAsync(DamApp app, string model, string[] ids) => app.Database.WriteAsync(Actor.System, async session =>
    {
        var numbers = Enumerable.Range(0, ids.Length).Select(number => (long)number).ToArray();
        await session.ExecuteAsync(
            Sql.Of($"""
            insert into asset (id, library_key, folder_key, name, name_key, kind, version_key, revision, created_at)
            select p.text, a.library_key, a.folder_key, p.text, p.text, a.kind, a.version_key, 1, a.created_at + p.number
            from (select pairs.text as text, pairs.number as number from {session.Dialect.Pairs(ids, numbers)}) p, asset a where a.id = {model}
            """));
    });
}
