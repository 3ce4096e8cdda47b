using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Collections;

/// <summary>What is in a collection, in which order, and what becomes of it.</summary>
public sealed class CollectionAssetsTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Adding_KeepsTheGivenOrder_AndChangesNothingTwice(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b", "c", "d");
        var id = await app.CollectionAsync("c");

        var job = await app.AddAsync(id, ids["c"], ids["a"], ids["c"], ids["d"]);
        Assert.Equal(("done", "collect", 3, 3), (job.State, job.What, job.Total, job.Changed));
        Assert.Equal("c a d", await app.OrderAsync(id));
        var again = await app.AddAsync(id, ids["a"], ids["b"]);
        Assert.Equal((2, 1), (again.Total, again.Changed));
        Assert.Equal("c a d b", await app.OrderAsync(id));

        // In many at once, across folders.
        var other = await app.CollectionAsync("other", ids["a"]);
        Assert.Equal(["c", "other"], (await app.Client.AssetAsync(ids["a"])).Collections.Select(one => one.Name));
        Assert.Equal("a", await app.OrderAsync(other));
        Assert.False((await app.AddAsync(other, ids["a"])).CanUndo);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task AddingAndRemoving_AreTakenBack_AsFarAsNobodyChangedItSince(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b", "c", "d");
        var id = await app.CollectionAsync("c", ids["a"], ids["b"], ids["c"]);

        var removed = await app.RemoveAsync(id, ids["b"], ids["d"], ids["a"]);
        Assert.Equal((3, 2), (removed.Total, removed.Changed));
        Assert.Equal("c", await app.OrderAsync(id));
        await app.AddAsync(id, ids["a"]);
        var undo = await app.JobOfAsync($"api/jobs/{removed.Id}/undo", new { });
        Assert.Equal(("done", 1), (undo.State, undo.Changed));
        Assert.Equal("undone", (await app.Client.JobAsync(removed.Id)).State);

        // b is back where it was; a stays where somebody put it since.
        Assert.Equal("b c a", await app.OrderAsync(id));

        var added = await app.AddAsync(id, ids["d"], ids["c"]);
        await app.JobOfAsync($"api/jobs/{added.Id}/undo", new { });
        Assert.Equal("b c a", await app.OrderAsync(id));

        // Of a collection that was deleted since, too.
        var last = await app.RemoveAsync(id, ids["b"]);
        await app.DoAsync(HttpMethod.Delete, $"api/collections/{id}");
        await app.JobOfAsync($"api/jobs/{last.Id}/undo", new { });
        await app.Client.RestoreCollectionAsync(id);
        Assert.Equal("b c a", await app.OrderAsync(id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ByQuery_TakesTheSetThatWasSeen_OrOnlyCounts(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FilesAsync("a", "b", "c");
        var id = await app.CollectionAsync("c");
        using var dry = await app.SendAsync(HttpMethod.Post, $"api/collections/{id}/assets", """{"query":"kind:image","dryRun":true}""");
        Assert.Equal(3, (await dry.JsonAsync()).GetProperty("total").GetInt32());
        Assert.Equal("", await app.OrderAsync(id));
        Assert.Contains("3 assets now, not 2", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"api/collections/{id}/assets", new { query = "", expected = 2 }), StringComparison.Ordinal);

        await app.JobOfAsync($"api/collections/{id}/assets", new { query = "name:a OR name:c", expected = 2 });
        Assert.Equal("a c", await app.OrderAsync(id));
        await app.JobOfAsync($"api/collections/{id}/assets/remove", new { query = $"collection:{id} name:a" });
        Assert.Equal("c", await app.OrderAsync(id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Trash_HidesAndGivesBack_PurgingForgets(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b", "c");
        var id = await app.CollectionAsync("c", ids["a"], ids["b"], ids["c"]);
        var left = await app.RemoveAsync(id, ids["c"]);

        await app.DoAsync(HttpMethod.Delete, $"api/assets/{ids["a"]}");
        Assert.Equal("b", await app.OrderAsync(id));
        var view = await app.Client.CollectionAsync(id);
        Assert.Equal((1L, ids["b"]), (view.Assets, Assert.Single(view.Covers).Id));
        await app.DoAsync(HttpMethod.Post, $"api/assets/{ids["a"]}/restore", "{}");
        Assert.Equal("a b", await app.OrderAsync(id));

        // In the trash, nothing is put into a collection.
        await app.DoAsync(HttpMethod.Delete, $"api/assets/{ids["b"]}");
        Assert.Contains("1 of the assets are not there", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"api/collections/{id}/assets", new { ids = new[] { ids["b"], ids["a"] } }), StringComparison.Ordinal);

        await app.DoAsync(HttpMethod.Delete, $"api/assets/{ids["c"]}");
        app.Setup.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(2, await app.Services.GetRequiredService<Purge>().TrashAsync());
        Assert.Equal("a", await app.OrderAsync(id));
        Assert.Equal(1, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from collection_asset")));
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from collection_left")));
        await app.JobOfAsync($"api/jobs/{left.Id}/undo", new { });
        Assert.Equal("a", await app.OrderAsync(id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Moving_PutsAssetsBeforeAndBehindOthers(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b", "c", "d", "e");
        var id = await app.CollectionAsync("c", [.. ids.Values]);

        Assert.Equal(HttpStatusCode.OK, await app.MoveAsync(id, new { ids = new[] { ids["d"] }, before = ids["b"] }));
        Assert.Equal("a d b c e", await app.OrderAsync(id));
        await app.MoveAsync(id, new { ids = new[] { ids["e"], ids["a"] }, after = ids["d"] });
        Assert.Equal("d e a b c", await app.OrderAsync(id));
        await app.MoveAsync(id, new { ids = new[] { ids["c"] }, before = "first" });
        await app.MoveAsync(id, new { ids = new[] { ids["d"], ids["e"] }, after = "last" });
        Assert.Equal("c a b d e", await app.OrderAsync(id));
        Assert.Equal("e d b a c", string.Join(' ', (await app.Client.SearchAsync(new SearchRequest($"collection:{id}", Sort: "-collection"))).Items.Select(item => item.Name[..1])));

        var stranger = (await app.UploadAsync("x.gif", PlayedMedia.File("x"))).Id;
        foreach (var (move, status) in new (object, HttpStatusCode)[]
        {
            (new { ids = new[] { stranger }, before = "first" }, HttpStatusCode.Conflict), (new { ids = new[] { ids["a"] }, before = stranger }, HttpStatusCode.Conflict),
            (new { ids = new[] { ids["a"] }, before = ids["a"] }, HttpStatusCode.Conflict), (new { ids = new[] { ids["a"] } }, HttpStatusCode.BadRequest),
            (new { ids = new[] { ids["a"] }, before = "first", after = "last" }, HttpStatusCode.BadRequest), (new { ids = new[] { ids["a"] }, before = "last" }, HttpStatusCode.BadRequest),
            (new { ids = Array.Empty<string>(), before = "first" }, HttpStatusCode.BadRequest), (new { ids = new[] { "' or 1=1" }, before = "first" }, HttpStatusCode.Conflict),
        })
        {
            Assert.Equal((JsonSerializer.Serialize(move), status), (JsonSerializer.Serialize(move), await app.MoveAsync(id, move)));
        }

        Assert.Equal("c a b d e", await app.OrderAsync(id));
    }

    /// <summary>Between two neighbours there is room for so many; then all get new places, and nothing changes its order.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Moving_AsOftenAsOneLikes_FollowsAList(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b", "c", "d", "e", "f");
        var id = await app.CollectionAsync("c", [.. ids.Values]);
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update collection_asset set position = position / 1048576"));
        var order = ids.Keys.ToList();
        var random = new Random(20260301);
        for (var round = 0; round < 60; round++)
        {
            string[] moved = [.. order.OrderBy(_ => random.Next()).Take(random.Next(1, 4))];
            var beside = order.Except(moved).OrderBy(_ => random.Next()).First();
            var before = random.Next(2) == 0;
            string[] keys = [.. moved.Select(name => ids[name])];
            Assert.Equal(HttpStatusCode.OK, await app.MoveAsync(id, before ? new { ids = keys, before = ids[beside] } : new { ids = keys, after = ids[beside] }));
            order.RemoveAll(moved.Contains);
            order.InsertRange(order.IndexOf(beside) + (before ? 0 : 1), moved);
            Assert.Equal((round, string.Join(' ', order)), (round, await app.OrderAsync(id)));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Groups_ComeAsOne_AndMoveAsOne(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SwitchOffAsync();
        var ids = await app.FilesAsync("a", "b", "c", "d");
        await app.MakeAsync("burst", ids["b"], ids["b"], ids["c"]);
        var id = await app.CollectionAsync("c", ids["a"], ids["d"]);

        await app.JobOfAsync($"api/collections/{id}/assets", new { ids = new[] { ids["b"] }, wholeGroups = true });
        Assert.Equal("a d b c", await app.OrderAsync(id));
        Assert.Equal("a d b", await app.OrderAsync(id, "together"));
        Assert.Equal(4, (await app.Client.CollectionAsync(id)).Assets);
        using var together = await app.SendAsync(HttpMethod.Get, $"api/collections/{id}?groups=together");
        Assert.Equal(3, (await together.JsonAsync()).GetProperty("assets").GetInt32());

        await app.MoveAsync(id, new { ids = new[] { ids["b"] }, before = ids["d"], wholeGroups = true });
        Assert.Equal("a b c d", await app.OrderAsync(id));
        await app.MoveAsync(id, new { ids = new[] { ids["a"] }, after = ids["b"], wholeGroups = true });
        Assert.Equal("b a d", await app.OrderAsync(id, "together"));

        // A member alone shows its group; taking the group out takes out what of it is in.
        await app.RemoveAsync(id, ids["b"]);
        Assert.Equal("a b d", string.Join(' ', (await app.OrderAsync(id, "together")).Split(' ').Order(StringComparer.Ordinal)));
        await app.JobOfAsync($"api/collections/{id}/assets/remove", new { ids = new[] { ids["b"] }, wholeGroups = true });
        Assert.Equal("a d", await app.OrderAsync(id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Changes_StandInTheLog_SoThatSearchFollows(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a");
        var id = await app.CollectionAsync("c");
        var before = await app.Database.ReadAsync(session => session.NumberAsync($"select max(sequence) from change_log"));
        await app.AddAsync(id, ids["a"]);
        await app.DoAsync(HttpMethod.Patch, $"api/collections/{id}", """{"name":"d"}""");
        await app.DoAsync(HttpMethod.Delete, $"api/collections/{id}");
        await app.Client.RestoreCollectionAsync(id);
        var log = await app.Database.ReadAsync(session => session.QueryAsync(
            $"select subject_kind, event from change_log where sequence > {before} order by sequence", row => $"{(LogSubject)row.GetInt64(0)} {(ChangeEvent)row.GetInt64(1)}"));
        Assert.Equal(["Asset Changed", "Collection Changed", "Collection Changed", "Collection Removed", "Collection Added"], log);
    }
}
