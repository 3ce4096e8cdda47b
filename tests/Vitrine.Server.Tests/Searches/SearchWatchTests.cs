using System.Net.ServerSentEvents;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Server.Tests.Ui;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Searches;

/// <summary>What watched searches newly find: told once, whatever happens to an asset afterwards.</summary>
public sealed class SearchWatchTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task New_IsToldOnce_AndShownUntilSomebodyLooks(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("old.gif", ["KEYWORD:dog"]), ("cat.gif", ["KEYWORD:cat"]));
        var id = await app.SaveAsync("Dogs", "tag:dog", watched: true);
        await app.SaveAsync("Unwatched", "tag:dog");
        Assert.Equal((true, 0L), ((await app.Client.SavedSearchAsync(id)).Watched, (await app.Client.SavedSearchAsync(id)).New));

        // What matched when it began is not new, however it changes.
        await TitleAsync(app, ids["old.gif"], "An old dog");
        Assert.Equal("", await app.ToldAsync());

        var fresh = await app.BringAsync(("a.gif", ["KEYWORD:dog"]), ("b.gif", ["KEYWORD:dog"]), ("other.gif", ["KEYWORD:bird"]));
        await app.AskedAsync();
        var found = await app.Client.SavedSearchAsync(id);
        Assert.Equal((2L, 3L), (found.New, found.Total));
        Assert.Equal([fresh["b.gif"], fresh["a.gif"]], found.NewAssets);

        // Changed again, out of what it finds and back, or thrown away and put back: told once.
        await TitleAsync(app, fresh["a.gif"], "A dog");
        await TagAsync(app, fresh["a.gif"], "remove", "dog");
        await app.AskedAsync();
        await TagAsync(app, fresh["a.gif"], "add", "dog");
        await app.DoAsync(HttpMethod.Delete, $"api/assets/{fresh["b.gif"]}");
        await app.AskedAsync();
        Assert.Equal(1, (await app.Client.SavedSearchAsync(id)).New);
        await app.DoAsync(HttpMethod.Post, $"api/assets/{fresh["b.gif"]}/restore", "{}");
        var told = await app.ToldAsync();
        Assert.Equal("a b", string.Join(' ', told.Split("; ").SelectMany(one => one.Split(": ")[1].Split(' ')).Order(StringComparer.Ordinal)));
        Assert.Equal(2, told.Split("; ").Sum(one => int.Parse(one.Split(':')[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)));

        // The library's page of it counts as looking; so does the call.
        await app.PageAsync($"/?q=tag%3Adog&saved={id}");
        Assert.Equal((0L, 0), ((await app.Client.SavedSearchAsync(id)).New, (await app.Client.SavedSearchAsync(id)).NewAssets.Count));
        await TagAsync(app, ids["cat.gif"], "add", "dog");
        await app.AskedAsync();
        Assert.Equal([ids["cat.gif"]], (await app.Client.SavedSearchAsync(id)).NewAssets);
        await app.Client.LookedAtSearchAsync(id);
        Assert.Equal(0, (await app.Client.SavedSearchAsync(id)).New);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ManyAtOnce_AreOneQuestion_AndAnEventNamesTwentyOfThem(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync([.. Enumerable.Range(0, 30).Select(i => $"f{i:00}")]);
        await app.SaveAsync("Best", "tag:best", watched: true);
        await app.JobOfAsync("api/bulk", new { query = "kind:image", add = new { tags = new[] { "best" } } });
        var events = await EventsAsync(app);
        Assert.Equal(30, events.Sum(one => one.GetProperty("new").GetInt64()));
        Assert.All(events, one => Assert.Equal(Math.Min(20, one.GetProperty("new").GetInt64()), one.GetProperty("assets").GetArrayLength()));
        Assert.Subset(ids.Values.ToHashSet(), events.SelectMany(one => one.GetProperty("assets").EnumerateArray()).Select(one => one.GetString()!).ToHashSet());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WhatIsNotWrittenOfAnAsset_IsFoundToo(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.BringAsync(("a.gif", ["KEYWORD:puppy"]), ("b.gif", ["x"]));
        await app.SaveAsync("Dogs", "tag:wuffer", watched: true);
        await app.SaveAsync("In", "collection:smart", watched: true);
        await app.AskedAsync();

        await app.Client.CreateCollectionAsync(new CollectionRequest("Smart", null, "name:a"));
        Assert.Equal("In 1: a", await app.ToldAsync());
        var concept = (await app.Database.ReadAsync(session => session.TextAsync($"select c.id from concept c join tag_row t on t.concept_key = c.key join asset a on a.key = t.asset_key where a.name = {"a.gif"}")))!;
        await app.DoAsync(HttpMethod.Patch, $"api/concepts/{concept}", """{"labels":{"en":"wuffer"}}""");
        Assert.Equal("In 1: a; Dogs 1: a", await app.ToldAsync());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task AnotherQuery_BeginsAnew_AndOneThatCannotBeReadCatchesUp(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var made = await app.SendAsync(HttpMethod.Post, "api/fields", """{"name":"brand","label":"Brand","type":"text"}""");
        var field = (await made.JsonAsync()).GetProperty("id").GetString();
        var ids = await app.BringAsync(("a.gif", ["KEYWORD:cat"]), ("b.gif", ["x"]));
        var id = await app.SaveAsync("S", "tag:dog", watched: true);
        await app.Client.ChangeSearchAsync(id, new SavedSearchChange(Query: "tag:cat OR field.brand:nike"));
        Assert.Equal("", await app.ToldAsync());

        // While its field is gone nothing can be told; when it is back, what came meanwhile is.
        await app.DoAsync(HttpMethod.Delete, $"api/fields/{field}");
        await TagAsync(app, ids["b.gif"], "add", "cat");
        Assert.Equal("", await app.ToldAsync());
        await app.DoAsync(HttpMethod.Post, $"api/fields/{field}/restore", "{}");
        Assert.Equal("S 1: b", await app.ToldAsync());

        // No longer watched, nothing is new; watched again, only what comes from then on.
        Assert.Equal(0, (await app.Client.ChangeSearchAsync(id, new SavedSearchChange(Watched: false))).New);
        var more = await app.BringAsync(("c.gif", ["KEYWORD:cat"]));
        await app.Client.ChangeSearchAsync(id, new SavedSearchChange(Watched: true));
        await app.BringAsync(("d.gif", ["KEYWORD:cat"]));
        Assert.Equal("S 1: b; S 1: d", await app.ToldAsync());
        await app.Client.DeleteSearchAsync(id);
        await app.BringAsync(("e.gif", ["KEYWORD:cat"]));
        Assert.Equal("S 1: b; S 1: d", await app.ToldAsync());
        Assert.Single(more);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Stream_TellsTheOwnerAlone(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var viewer = await app.AsAsync(Role.Viewer);
        await new VitrineClient(viewer).SaveSearchAsync(new SavedSearchRequest("Theirs", "kind:image", Watched: true));
        var id = await app.SaveAsync("Mine", "name:b", watched: true);
        using var response = await app.SendAsync(HttpMethod.Get, "events");
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var events = SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());

        var ids = await app.FilesAsync("a", "b");
        do
        {
            Assert.True(await events.MoveNextAsync());
        }
        while (events.Current.EventType != "search");
        var told = JsonDocument.Parse(events.Current.Data).RootElement;
        Assert.Equal((id, "Mine", 1L, ids["b"]), (told.GetProperty("id").GetString(), told.GetProperty("name").GetString(), told.GetProperty("new").GetInt64(), told.GetProperty("assets")[0].GetString()));
    }

    [Fact]
    public async Task TwoNodes_TellOfEachAssetOnce()
    {
        await using var app = await DamApp.StartAsync(Engines.Postgres);
        await using var beside = await DamApp.BesideAsync(app);
        await app.SaveAsync("All", "kind:image", watched: true);
        for (var round = 0; round < 4; round++)
        {
            await app.FilesAsync([.. Enumerable.Range(0, 5).Select(i => $"r{round}-{i}")]);
            await app.AskedAsync();
        }

        var events = await EventsAsync(app);
        Assert.Equal(20, events.Sum(one => one.GetProperty("new").GetInt64()));
        Assert.Equal(20, events.SelectMany(one => one.GetProperty("assets").EnumerateArray()).Select(one => one.GetString()).Distinct().Count());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Watched_AreOnlySoMany(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await app.SaveAsync("n", "kind:image");
        await app.Database.WriteAsync(Actor.System, async session =>
        {
            for (var i = 1; i <= 50; i++)
            {
                string name = $"n{i:000}", key = i.ToString("x24", System.Globalization.CultureInfo.InvariantCulture);
                await session.ExecuteAsync(
                    $"""
                    insert into saved_search (id, library_key, owner_key, name, folded, query, phrases, shared, watch, revision, created_at, changed_by, changed_at)
                    select {key}, library_key, owner_key, {name}, {name}, query, phrases, shared, {2}, revision, created_at, changed_by, changed_at from saved_search where id = {id}
                    """);
            }
        });
        Assert.Contains("50 searches", await app.RefusedAsync(System.Net.HttpStatusCode.Conflict, HttpMethod.Patch, $"api/searches/{id}", new { watched = true }), StringComparison.Ordinal);
        Assert.Contains("50 searches", await app.RefusedAsync(System.Net.HttpStatusCode.Conflict, HttpMethod.Post, "api/searches", new { name = "x", query = "kind:image", watched = true }), StringComparison.Ordinal);
    }

    private static async Task<List<JsonElement>> EventsAsync(DamApp app)
    {
        await app.AskedAsync();
        return await app.Database.ReadAsync(session => session.QueryAsync(
            $"select payload from change_log where subject_kind = {LogSubject.Search} and event = {ChangeEvent.Added} order by sequence", row => JsonDocument.Parse(row.GetString(0)).RootElement));
    }

    private static Task TitleAsync(DamApp app, string id, string title) => app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", JsonSerializer.Serialize(new { title }));

    private static Task TagAsync(DamApp app, string id, string verb, string tag) =>
        app.JobOfAsync("api/bulk", new Dictionary<string, object> { ["ids"] = new[] { id }, [verb] = new { tags = new[] { tag } } });
}
