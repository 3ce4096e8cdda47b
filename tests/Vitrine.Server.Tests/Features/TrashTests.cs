using System.Globalization;
using System.Net;
using Vitrine.Contracts;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

/// <summary>What was thrown away can be seen, brought back, and erased for good.</summary>
public sealed class TrashTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task List_SaysWhatIsInTheTrashAndWhenItGoes(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        Assert.Equal(0, (await ListAsync(app)).Total);
        var first = (await app.UploadAsync("a.gif", PlayedMedia.File("a"), "2024/Lisbon")).Id;
        var second = (await app.UploadAsync("b.gif", PlayedMedia.File("b"))).Id;
        await app.UploadAsync("kept.gif", PlayedMedia.File("c"));
        await app.FinishAsync();
        await TrashAsync(app, first);
        await TrashAsync(app, second);
        await AtAsync(app, first, DateTimeOffset.UnixEpoch.AddDays(100));

        var trash = await ListAsync(app);

        Assert.Equal((2, null), (trash.Total, trash.Cursor));
        Assert.Equal([second, first], trash.Items.Select(item => item.Id));
        var old = trash.Items[1];
        Assert.Equal(("a.gif", "/2024/Lisbon", "image", true), (old.Name, old.Folder, old.Kind, old.HasPreview));
        Assert.Equal((DateTimeOffset.UnixEpoch.AddDays(100), DateTimeOffset.UnixEpoch.AddDays(100) + Purge.TrashTime), (old.TrashedAt, old.GoesAt));
        Assert.Equal("/", trash.Items[0].Folder);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task List_OfMany_ComesPageByPageAlsoWhereManyWentAtOnce(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var one = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.Database.WriteAsync(Actor.System, async session =>
        {
            foreach (var number in Enumerable.Range(0, 250))
            {
                var id = $"{number:x24}";
                var name = string.Create(CultureInfo.InvariantCulture, $"{number}.gif");
                await session.ExecuteAsync(
                    $"""
                    insert into asset (id, library_key, folder_key, name, name_key, kind, version_key, revision, created_at, trashed_at)
                    select {id}, library_key, folder_key, {name}, {name}, kind, version_key, 1, created_at, {DateTimeOffset.UnixEpoch.AddDays(number / 225)} from asset where id = {one}
                    """);
            }
        });

        var first = await ListAsync(app);
        var second = await ListAsync(app, first.Cursor);

        Assert.Equal((250, 200, 50), (first.Total, first.Items.Count, second.Items.Count));
        Assert.Null(second.Cursor);
        Assert.Equal(
            Enumerable.Range(0, 250).Reverse().Select(number => string.Create(CultureInfo.InvariantCulture, $"{number}.gif")),
            first.Items.Concat(second.Items).Select(item => item.Name));
        foreach (var cursor in new[] { "x", "1", "-1-2", "1-2-3", "99999999999999999999-1", "" })
        {
            using var refused = await app.SendAsync(HttpMethod.Get, $"api/trash?cursor={cursor}");
            await refused.ProblemAsync(HttpStatusCode.BadRequest);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Restore_SomeOrAll_BringsThemBackUnderFreeNames(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        string[] ids = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(async n => (await app.UploadAsync($"{n}.gif", PlayedMedia.File($"{n}"))).Id))];
        foreach (var id in ids)
        {
            await TrashAsync(app, id);
        }

        await app.UploadAsync("1.gif", PlayedMedia.File("another"));

        var some = await StartAsync(app, "restore", $$"""{"ids":["{{ids[0]}}"]}""");
        Assert.Equal(("done", 1, 1), (some.State, some.Total, some.Changed));
        Assert.Equal(2, (await ListAsync(app)).Total);
        var all = await StartAsync(app, "restore", """{"all":true}""");

        Assert.Equal((2, true), (all.Changed, all.CanUndo));
        Assert.Equal(0, (await ListAsync(app)).Total);
        Assert.Equal(4, (await app.Client.SearchAsync(new SearchRequest(""))).Total);
        var back = await app.Client.AssetAsync(ids[1]);
        Assert.Equal(("1 (2).gif", (DateTimeOffset?)null), (back.Name, back.TrashedAt));
        foreach (var (body, status) in new[]
        {
            ("{}", HttpStatusCode.BadRequest), ("""{"ids":[],"all":true}""", HttpStatusCode.BadRequest), ("null", HttpStatusCode.BadRequest), ("""{"ids":"x"}""", HttpStatusCode.BadRequest),
            ($$"""{"ids":["{{ids[0]}}"]}""", HttpStatusCode.Conflict), ("""{"ids":[null,"x"]}""", HttpStatusCode.Conflict),
        })
        {
            using var refused = await app.SendAsync(HttpMethod.Post, "api/trash/restore", body);
            await refused.ProblemAsync(status);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Empty_ErasesWhatIsInTheTrashAndLeavesFilesOnDisk(string engine)
    {
        await using var app = await DamApp.StartAsync(engine, new DamSetup());
        var kept = (await app.UploadAsync("kept.gif", PlayedMedia.File("kept"))).Id;
        var gone = (await app.UploadAsync("gone.gif", PlayedMedia.File("gone"), null, "mine")).Id;
        await app.FinishAsync();
        await TrashAsync(app, gone);
        using var other = await app.SendAsync(HttpMethod.Post, "api/trash/empty", """{"expected":2}""");
        await other.ProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal(1, (await ListAsync(app)).Total);

        var job = await StartAsync(app, "empty", """{"expected":1}""");

        Assert.Equal(("empty-trash", "done", 1, false), (job.What, job.State, job.Changed, job.CanUndo));
        Assert.Equal(0, (await ListAsync(app)).Total);
        using var nothing = await app.SendAsync(HttpMethod.Get, $"api/assets/{gone}");
        await nothing.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal("kept.gif", (await app.Client.AssetAsync(kept)).Name);
        Assert.Equal(1, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from essence")));
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from claim c where not exists (select 1 from asset a where a.key = c.subject_key)")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Empty_ByWhoIsNotTheOwner_IsForbidden(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await TrashAsync(app, id);
        using var editor = await app.AsAsync(Role.Editor);

        using var refused = await DamApp.SendAsync(editor, HttpMethod.Post, "api/trash/empty", "{}");
        await refused.ProblemAsync(HttpStatusCode.Forbidden);
        using var allowed = await DamApp.SendAsync(editor, HttpMethod.Post, "api/trash/restore", """{"all":true}""");

        Assert.Equal(HttpStatusCode.Accepted, allowed.StatusCode);
    }

    private static async Task<TrashPage> ListAsync(DamApp app, string? cursor = null)
    {
        using var response = await app.SendAsync(HttpMethod.Get, "api/trash" + (cursor is null ? "" : "?cursor=" + cursor));
        return System.Text.Json.JsonSerializer.Deserialize((await response.JsonAsync()).GetRawText(), ApiJson.Default.TrashPage)!;
    }

    private static async Task TrashAsync(DamApp app, string id)
    {
        using var response = await app.SendAsync(HttpMethod.Delete, $"api/assets/{id}");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static async Task AtAsync(DamApp app, string id, DateTimeOffset at) =>
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update asset set trashed_at = {at} where id = {id}"));

    private static async Task<JobView> StartAsync(DamApp app, string what, string body)
    {
        using var response = await app.SendAsync(HttpMethod.Post, $"api/trash/{what}", body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await app.JobAsync((await response.JsonAsync()).GetProperty("job").GetString()!);
    }
}
