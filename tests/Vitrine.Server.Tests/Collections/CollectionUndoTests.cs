using System.Net;
using Vitrine.Contracts;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Collections;

/// <summary>Taking back, whatever was done in between.</summary>
public sealed class CollectionUndoTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Undo_OfARemoval_LeavesOutWhatWasTakenOutAgain(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b", "c");
        var id = await app.CollectionAsync("c", ids["a"], ids["b"], ids["c"]);
        var first = await app.RemoveAsync(id, ids["a"]);
        await app.AddAsync(id, ids["a"]);
        var second = await app.RemoveAsync(id, ids["a"]);

        await UndoAsync(app, first);
        Assert.Equal("b c", await app.OrderAsync(id));
        await UndoAsync(app, second);
        Assert.Equal("b c a", await app.OrderAsync(id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Undo_InReverseOrder_LeadsBackToTheStart(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b", "c");
        var id = await app.CollectionAsync("c");
        var added = await app.AddAsync(id, ids["a"], ids["b"], ids["c"]);
        var removed = await app.RemoveAsync(id, ids["a"]);

        await UndoAsync(app, removed);
        Assert.Equal("a b c", await app.OrderAsync(id));
        await UndoAsync(app, added);
        Assert.Equal("", await app.OrderAsync(id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Undo_AfterPositionsWereSpread_PutsBackWhereItStood(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b", "c", "d", "e");
        var id = await app.CollectionAsync("c", [.. ids.Values]);
        var removed = await app.RemoveAsync(id, ids["b"]);
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await app.MoveAsync(id, new { ids = new[] { ids[i % 2 == 0 ? "d" : "e"] }, after = ids["c"] }));
        }

        await UndoAsync(app, removed);
        Assert.Equal("a b c e d", await app.OrderAsync(id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Undo_OfNeighbours_AfterPositionsWereSpread_KeepsTheirOrder(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b", "c", "d", "e", "f");
        var id = await app.CollectionAsync("c", ids["a"], ids["d"], ids["c"], ids["b"], ids["e"], ids["f"]);
        var removed = await app.RemoveAsync(id, ids["b"], ids["c"], ids["d"]);
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await app.MoveAsync(id, new { ids = new[] { ids[i % 2 == 0 ? "e" : "f"] }, after = ids["a"] }));
        }

        await UndoAsync(app, removed);
        Assert.Matches("^a .*d c b", await app.OrderAsync(id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Undo_WhereAnotherWasMovedTo_LeavesPlacesThatCanBeToldApart(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b", "c", "d");
        var id = await app.CollectionAsync("c", [.. ids.Values]);
        var removed = await app.RemoveAsync(id, ids["b"]);
        await app.MoveAsync(id, new { ids = new[] { ids["d"] }, after = ids["a"] });
        await UndoAsync(app, removed);
        Assert.Equal("a b d c", await app.OrderAsync(id));

        await app.MoveAsync(id, new { ids = new[] { ids["c"] }, before = ids["d"] });
        Assert.Equal("a b c d", await app.OrderAsync(id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task UploadsAndRenames_AtOnce_WaitForEachOther(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await app.CollectionAsync("c");
        var uploads = Enumerable.Range(0, 2).Select(async worker =>
        {
            for (var i = 0; i < 15; i++)
            {
                using var form = DamApp.UploadForm($"{worker}-{i}.gif", PlayedMedia.File($"{worker} {i}"));
                form.Add(new StringContent(id), "collection");
                using var answer = await app.Http.PostAsync("api/assets", form, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            }
        });
        var renames = Enumerable.Range(0, 2).Select(async worker =>
        {
            for (var i = 0; i < 15; i++)
            {
                using var answer = await app.SendAsync(HttpMethod.Patch, $"api/collections/{id}", $$"""{"name":"c {{worker}} {{i}}"}""");
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        });

        await Task.WhenAll(uploads.Concat(renames));

        Assert.Equal(30, (await app.Client.SearchAsync(new SearchRequest($"collection:{id}"))).Total);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Names_ThatAreNone_FindNothing_AndAnIdIsItsOwn(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.FilesAsync("a", "b");
        var id = await app.CollectionAsync("c", ids["a"]);
        await app.CollectionAsync(id, ids["b"]);

        Assert.Equal("a", await app.OrderAsync(id));
        Assert.Equal(1, (await app.Client.SearchAsync(new SearchRequest($"collection:{id}"))).Total);
        Assert.Equal(0, (await app.Client.SearchAsync(new SearchRequest("collection:\"\0\""))).Total);
        Assert.Contains("Look again", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"api/collections/{id}/move", new { ids = new string?[] { null }, before = "first" }), StringComparison.Ordinal);
    }

    private static Task<JobView> UndoAsync(DamApp app, JobView job) => app.JobOfAsync($"api/jobs/{job.Id}/undo", new { });
}
