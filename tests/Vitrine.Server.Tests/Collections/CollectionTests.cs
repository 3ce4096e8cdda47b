using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Collections;

/// <summary>A collection itself: its name, its end and its way back, who may do what.</summary>
public sealed class CollectionTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Collection_IsMadeNamedListedDeletedAndBroughtBack(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b");
        var made = await app.Client.CreateCollectionAsync(new CollectionRequest("  Press   kit ", " For papers.\r\nAsk first. "));
        Assert.Equal(("Press kit", "For papers.\nAsk first.", 0L, 24, "Owner"), (made.Name, made.Description, made.Assets, made.Id.Length, made.CreatedBy));
        Assert.Empty(made.Covers);

        app.Setup.Clock.Advance(TimeSpan.FromHours(1));
        await app.AddAsync(made.Id, ids["b"], ids["a"]);
        var filled = await app.Client.CollectionAsync(made.Id);
        Assert.Equal((2L, $"{ids["b"]} {ids["a"]}"), (filled.Assets, string.Join(' ', filled.Covers.Select(cover => cover.Id))));
        Assert.True(filled.ChangedAt > filled.CreatedAt);
        Assert.True(filled.Revision > made.Revision);

        using var renamed = await app.SendAsync(HttpMethod.Patch, $"api/collections/{made.Id}", """{"name":"Press"}""");
        Assert.Equal(("Press", "For papers.\nAsk first."), ((await renamed.JsonAsync()).GetProperty("name").GetString(), (await app.Client.CollectionAsync(made.Id)).Description));
        await app.CollectionAsync("an Album");
        await app.CollectionAsync("zoo");
        Assert.Equal("an Album, Press, zoo", await ListAsync(app));
        Assert.Equal("Press", await ListAsync(app, "find=RES"));
        Assert.Equal("", await ListAsync(app, "find=%25"));

        await app.DoAsync(HttpMethod.Delete, $"api/collections/{made.Id}");
        await app.DoAsync(HttpMethod.Delete, $"api/collections/{made.Id}");
        Assert.Equal("an Album, zoo", await ListAsync(app));
        using var gone = await app.SendAsync(HttpMethod.Get, $"api/collections/{made.Id}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(2, (await app.Client.SearchAsync(new SearchRequest())).Total);
        Assert.Equal(0, (await app.Client.SearchAsync(new SearchRequest("collection:press"))).Total);
        Assert.Empty((await app.Client.AssetAsync(ids["a"])).Collections);

        // Its name was taken meanwhile.
        await app.CollectionAsync("Press");
        Assert.Equal("Press (2)", (await app.Client.RestoreCollectionAsync(made.Id)).Name);
        Assert.Equal("b a", await app.OrderAsync(made.Id));
        Assert.Equal(["Press (2)"], (await app.Client.AssetAsync(ids["a"])).Collections.Select(one => one.Name));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task DeletedForNinetyDays_IsGoneForGood(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a");
        var old = await app.CollectionAsync("old", ids["a"]);
        var kept = await app.CollectionAsync("kept", ids["a"]);
        await app.RemoveAsync(kept, ids["a"]);
        await app.DoAsync(HttpMethod.Delete, $"api/collections/{old}");

        app.Setup.Clock.Advance(TimeSpan.FromDays(89));
        await app.Database.WriteAsync(Actor.System, session => Vitrine.Server.Collections.CollectionStore.SweepAsync(session, default));
        Assert.Equal(1, (await app.Client.RestoreCollectionAsync(old)).Assets);
        await app.DoAsync(HttpMethod.Delete, $"api/collections/{old}");

        app.Setup.Clock.Advance(TimeSpan.FromDays(91));
        await app.Database.WriteAsync(Actor.System, session => Vitrine.Server.Collections.CollectionStore.SweepAsync(session, default));
        using var gone = await app.SendAsync(HttpMethod.Post, $"api/collections/{old}/restore", "{}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal("kept", await ListAsync(app));
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from collection_left")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Names_AreTheirOwnAndPlain_OrAreRefusedWithASentence(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var cafe = await app.CollectionAsync("Café");
        Assert.Contains("already", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "api/collections", new { name = "Cafe\u0301" }), StringComparison.Ordinal);
        await app.CollectionAsync("café");
        Assert.Contains("already", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Patch, $"api/collections/{cafe}", new { name = "café" }), StringComparison.Ordinal);

        foreach (var wrong in new[] { null, "", " \t", "a/b", "a\u0000b", "a\nb", "a\u0085b", "\u202egnp.exe", "a\u2066b", "\u200b", "\u200d\u00ad", new string('x', 256), "a\u2028b" })
        {
            await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "api/collections", new { name = wrong });
        }

        using (var half = await app.SendAsync(HttpMethod.Post, "api/collections", """{"name":"a\ud800b"}"""))
        {
            await half.ProblemAsync(HttpStatusCode.BadRequest);
        }

        await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "api/collections", new { name = "long", description = new string('x', 10_001) });
        foreach (var right in new[] { "אוסף התמונות", "مجموعة", "👩‍👩‍👧 Familie", "=1+1", "<b>&amp;\"'", new string('ü', 255), "10 % off_", "..", "000000000000000000000000" })
        {
            Assert.Equal(right, (await app.Client.CreateCollectionAsync(new CollectionRequest(right))).Name);
        }

        Assert.Equal("10 % off_", await ListAsync(app, "find=" + Uri.EscapeDataString("% OFF_")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task TwoAtOnce_MakeOneOfAName(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.SendAsync(HttpMethod.Post, "api/collections", """{"name":"once"}""")));
        Assert.Equal([HttpStatusCode.Created, .. Enumerable.Repeat(HttpStatusCode.Conflict, 7)], answers.Select(answer => answer.StatusCode).Order());
        Assert.Equal("once", await ListAsync(app));

        // Repeated under its key, a request makes one and is answered twice.
        var same = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            using var again = await app.SendAsync(HttpMethod.Post, "api/collections", """{"name":"twice"}""", request => request.Headers.Add("Idempotency-Key", "k1"));
            same.Add((await again.JsonAsync()).GetProperty("id").GetString());
        }

        Assert.Single(same.Distinct());
        using var other = await app.SendAsync(HttpMethod.Post, "api/collections", """{"name":"other"}""", request => request.Headers.Add("Idempotency-Key", "k1"));
        await other.ProblemAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Conditions_HoldForEveryWrite(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b");
        var id = await app.CollectionAsync("c", ids["a"], ids["b"]);
        using var read = await app.SendAsync(HttpMethod.Get, $"api/collections/{id}");
        var tag = read.Header("ETag")!;
        using var known = await app.SendAsync(HttpMethod.Get, $"api/collections/{id}", null, request => request.Headers.TryAddWithoutValidation("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);

        await app.DoAsync(HttpMethod.Patch, $"api/collections/{id}", """{"description":"new"}""");
        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Patch, "", """{"name":"late"}"""), (HttpMethod.Delete, "", null), (HttpMethod.Post, "/move", $$"""{"ids":["{{ids["b"]}}"],"before":"first"}"""),
            (HttpMethod.Post, "/assets", $$"""{"ids":["{{ids["a"]}}"]}"""), (HttpMethod.Post, "/assets/remove", $$"""{"ids":["{{ids["a"]}}"]}"""), (HttpMethod.Post, "/restore", "{}"),
        })
        {
            using var late = await app.SendAsync(method, $"api/collections/{id}{path}", body, request => request.Headers.TryAddWithoutValidation("If-Match", tag));
            Assert.Equal((path, HttpStatusCode.PreconditionFailed), (path, late.StatusCode));
        }

        using var now = await app.SendAsync(HttpMethod.Get, $"api/collections/{id}");
        using var intime = await app.SendAsync(HttpMethod.Patch, $"api/collections/{id}", """{"name":"in time"}""", request => request.Headers.TryAddWithoutValidation("If-Match", now.Header("ETag")));
        Assert.Equal(HttpStatusCode.OK, intime.StatusCode);
        Assert.NotNull(intime.Header("X-Vitrine-Sequence"));
        Assert.Equal("a b", await app.OrderAsync(id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Viewers_SeeAndChangeNothing(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a");
        var id = await app.CollectionAsync("c", ids["a"]);
        using var viewer = await app.AsAsync(Role.Viewer);
        foreach (var (method, path, status) in new[]
        {
            (HttpMethod.Get, "api/collections", HttpStatusCode.OK), (HttpMethod.Get, $"api/collections/{id}", HttpStatusCode.OK), (HttpMethod.Post, "api/collections", HttpStatusCode.Forbidden),
            (HttpMethod.Patch, $"api/collections/{id}", HttpStatusCode.Forbidden), (HttpMethod.Delete, $"api/collections/{id}", HttpStatusCode.Forbidden),
            (HttpMethod.Post, $"api/collections/{id}/assets", HttpStatusCode.Forbidden), (HttpMethod.Post, $"api/collections/{id}/move", HttpStatusCode.Forbidden),
        })
        {
            using var answer = await DamApp.SendAsync(viewer, method, path, method == HttpMethod.Get ? null : """{"name":"x","ids":[]}""");
            Assert.Equal((path, status), (path, answer.StatusCode));
        }

        using var nobody = await DamApp.SendAsync(app.Anonymous, HttpMethod.Get, "api/collections");
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task List_GoesOnPageByPage(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        string[] names = [.. Enumerable.Range(0, 25).Select(number => $"n{number:00}"), "É", "e"];
        foreach (var name in names.Reverse())
        {
            await app.CollectionAsync(name);
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            using var answer = await app.SendAsync(HttpMethod.Get, $"api/collections?limit=7{(cursor is null ? "" : "&cursor=" + cursor)}");
            var page = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(), ApiJson.Default.PageCollectionView)!;
            Assert.True(page.Items.Count <= 7);
            seen.AddRange(page.Items.Select(one => one.Name));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal(["e", "É", .. names.Take(25)], seen);
        foreach (var wrong in new[] { "limit=0", "limit=101", "cursor=x", "cursor=0123456789abcdef01234567", "groups=some" })
        {
            await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "api/collections?" + wrong);
        }
    }

    private static async Task<string> ListAsync(DamApp app, string? asked = null)
    {
        using var answer = await app.SendAsync(HttpMethod.Get, "api/collections?" + asked);
        return string.Join(", ", (await answer.JsonAsync()).GetProperty("items").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
    }
}
