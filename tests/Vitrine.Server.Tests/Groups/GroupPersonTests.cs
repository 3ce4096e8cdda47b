using System.Net;
using Vitrine.Contracts;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Groups;

/// <summary>What a person does with groups counts, and what happens to their assets is followed.</summary>
public sealed class GroupPersonTests
{
    private static readonly (string, string[])[] Pair = [("p/a.nef", ["AS:nef", "KEYWORD:raw"]), ("p/a.jpg", ["AS:jpeg"])];
    private const string Together = "raw-jpeg: a.jpg=jpeg a.nef=raw";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Ungrouped_StaysApart_UntilItIsTakenBack(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(Pair);
        var group = (await app.Client.AssetAsync(ids["p/a.jpg"])).Group!;
        Assert.Equal("raw-jpeg", group.Rule);

        await app.DoAsync(HttpMethod.Delete, $"api/groups/{group.Id}");
        await app.DoAsync(HttpMethod.Delete, $"api/groups/{group.Id}");
        Assert.Equal("", await app.GroupAsync(ids["p/a.jpg"]));
        await app.ReadAgainAsync();
        await app.SwitchAsync(new { groupRaw = false });
        await app.SwitchAsync(new { groupRaw = true });
        Assert.Equal("", await app.GroupAsync(ids["p/a.nef"]));
        Assert.Equal(2, await app.ShownAsync());

        await app.DoAsync(HttpMethod.Post, $"api/groups/{group.Id}/restore", "{}");
        Assert.Equal(Together, await app.GroupAsync(ids["p/a.nef"]));
        Assert.Equal(1, await app.ShownAsync());
        var history = (await app.Client.AssetAsync(ids["p/a.nef"], "history")).History!;
        Assert.Equal(["group", "ungroup", "group"], history.Where(step => step.About == "asset").Select(step => step.Act));
        Assert.Equal("person", history.First(step => step.Act == "ungroup").Source.Type);
        Assert.Equal("system", history.Last(step => step.Act == "group").Source.Type);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Switches_EndAndMakeGroupsOfWhatIsThere_AndBothCanBeTakenBack(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SwitchAsync(new { groupRaw = false });
        var ids = await app.BringAsync(Pair);
        Assert.Equal("", await app.GroupAsync(ids["p/a.jpg"]));

        var on = await app.SwitchAsync(new { groupRaw = true });
        Assert.Equal(Together, await app.GroupAsync(ids["p/a.jpg"]));
        Assert.Equal((2, 1), ((await app.Client.JobAsync(on)).Total, (await app.Client.JobAsync(on)).Changed));
        var off = await app.SwitchAsync(new { groupRaw = false });
        Assert.Equal("", await app.GroupAsync(ids["p/a.jpg"]));
        await app.JobOfAsync($"api/jobs/{off}/undo", new { });
        Assert.Equal(Together, await app.GroupAsync(ids["p/a.jpg"]));
        await app.JobOfAsync($"api/jobs/{on}/undo", new { });
        Assert.Equal("", await app.GroupAsync(ids["p/a.jpg"]));
        foreach (var wrong in new[] { "{\"burstSeconds\":0}", "{\"burstSeconds\":61}", "{\"burstLeast\":1}", "{\"burstLeast\":101}" })
        {
            using var refused = await app.SendAsync(HttpMethod.Patch, "api/library", wrong);
            await refused.ProblemAsync(HttpStatusCode.BadRequest);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Backfill_ReadsTheMarksOfVersionsThatWereReadBeforeThereWereRules(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SwitchAsync(new { groupLive = false });
        var ids = await app.BringAsync(("a.heic", ["AS:heic", "TAG:Apple:ContentIdentifier=C1"]), ("b.mov", ["AS:mov", "TAG:Keys:ContentIdentifier=C1"]));
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"delete from version_mark"));

        await app.SwitchAsync(new { groupLive = true });

        Assert.Equal("live: a.heic=photo b.mov=movie", await app.GroupAsync(ids["a.heic"]));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ByHand_WinsOverRules(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync([.. Pair, ("p/x.gif", [])]);
        string raw = ids["p/a.nef"], jpeg = ids["p/a.jpg"], other = ids["p/x.gif"];

        // The raw file goes to another; of its old group one is left, which is none.
        var made = await app.MakeAsync("edit", other, raw, other);
        Assert.Equal("edit: x.gif=edit a.nef=original", await app.GroupAsync(raw));
        Assert.Null(made.Rule);
        Assert.Equal("", await app.GroupAsync(jpeg));
        await app.ReadAgainAsync();
        await app.SwitchAsync(new { groupRaw = false });
        await app.SwitchAsync(new { groupRaw = true });
        Assert.Equal("edit: x.gif=edit a.nef=original", await app.GroupAsync(raw));
        Assert.Equal("", await app.GroupAsync(jpeg));

        // Of a rule's group another cover stays chosen when the rule finds more.
        await app.DoAsync(HttpMethod.Delete, $"api/groups/{made.Id}");
        var pair = await app.BringAsync(("q/b.nef", ["AS:nef"]), ("q/b.jpg", ["AS:jpeg"]));
        var group = (await app.Client.AssetAsync(pair["q/b.nef"])).Group!;
        await app.DoAsync(HttpMethod.Patch, $"api/groups/{group.Id}", $$"""{"cover":"{{pair["q/b.nef"]}}"}""");
        await app.BringAsync(("q/b-edited.jpg", ["AS:jpeg"]));
        Assert.Equal("edit: b.nef=raw b-edited.jpg=edit b.jpg=jpeg", await app.GroupAsync(pair["q/b.nef"]));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Requests_ThatMakeNoSense_AreRefused(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync([.. Pair, ("p/x.gif", [])]);
        var (raw, other) = (ids["p/a.nef"], ids["p/x.gif"]);
        var group = (await app.Client.AssetAsync(raw)).Group!.Id;
        await app.DoAsync(HttpMethod.Delete, $"api/assets/{other}");
        foreach (var (method, path, json, status) in new[]
        {
            (HttpMethod.Post, "groups", $$"""{"ids":["{{raw}}"],"kind":"edit"}""", 400), (HttpMethod.Post, "groups", $$"""{"ids":["{{raw}}","{{raw}}"],"kind":"edit"}""", 400),
            (HttpMethod.Post, "groups", $$"""{"ids":["{{raw}}","{{ids["p/a.jpg"]}}"],"kind":"pair"}""", 400), (HttpMethod.Post, "groups", $$"""{"ids":["{{raw}}","{{other}}"],"kind":"edit"}""", 409),
            (HttpMethod.Post, "groups", $$"""{"ids":["{{raw}}","{{ids["p/a.jpg"]}}"],"kind":"edit","cover":"{{other}}"}""", 400),
            (HttpMethod.Post, "groups", $$"""{"ids":["{{raw}}","0123456789abcdef01234567"],"kind":"edit"}""", 409),
            (HttpMethod.Delete, "groups/0123456789abcdef01234567", null, 404), (HttpMethod.Delete, "groups/x", null, 404),
            (HttpMethod.Patch, $"groups/{group}", $$"""{"cover":"{{other}}"}""", 400), (HttpMethod.Patch, $"groups/{group}", """{"cover":"'"}""", 400),
            (HttpMethod.Patch, "groups/0123456789abcdef01234567", $$"""{"cover":"{{raw}}"}""", 404), (HttpMethod.Post, "groups/x/restore", "{}", 404),
        })
        {
            using var response = await app.SendAsync(method, "api/" + path, json);
            Assert.Equal((path, json, status), (path, json, (int)response.StatusCode));
        }

        Assert.Equal(Together, await app.GroupAsync(raw));
        using var viewer = await app.AsAsync(Vitrine.Server.Storage.Role.Viewer);
        using var forbidden = await DamApp.SendAsync(viewer, HttpMethod.Delete, $"api/groups/{group}");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Members_ThatAreTrashedBroughtBackMovedAndErased_AreFollowed(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(Pair);
        string raw = ids["p/a.nef"], jpeg = ids["p/a.jpg"];
        await app.DoAsync(HttpMethod.Delete, $"api/assets/{jpeg}");
        Assert.Equal("", await app.GroupAsync(raw));
        Assert.Equal([raw], (await app.Client.SearchAsync(new SearchRequest() { Groups = "together" })).Items.Select(item => item.Id));
        await app.DoAsync(HttpMethod.Post, $"api/assets/{jpeg}/restore", "{}");
        Assert.Equal(Together, await app.GroupAsync(raw));

        // A group survives that a member goes to another folder.
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync(
            $"update asset set folder_key = (select key from folder where parent_key is null) where id = {raw}"));
        await app.ReadAgainAsync();
        Assert.Equal(Together, await app.GroupAsync(raw));

        await app.DoAsync(HttpMethod.Delete, $"api/assets/{jpeg}");
        app.Setup.Clock.Advance(Purge.TrashTime + TimeSpan.FromDays(1));
        await app.Services.GetRequiredService<Purge>().TrashAsync(default);
        Assert.Equal("", await app.GroupAsync(raw));
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync(
            $"select (select count(*) from asset_group_member) + (select count(*) from asset_group where ended_at is null) + (select count(*) from version_mark where version_key not in (select key from version))")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Members_WithNewBytesOrNoFile_StayInTheirGroup(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (raw, jpeg) = (Path.Combine(app.Files, "a.nef"), Path.Combine(app.Files, "a.jpg"));
        await File.WriteAllBytesAsync(raw, PlayedMedia.File("AS:nef", "raw"));
        await File.WriteAllBytesAsync(jpeg, PlayedMedia.File("AS:jpeg", "jpeg"));
        await app.JobAsync(await app.ImportAsync(app.Files));
        await app.FinishAsync();
        var id = (await app.Client.SearchAsync(new SearchRequest("name:nef"))).Items[0].Id;
        Assert.Equal(Together, await app.GroupAsync(id));

        await File.WriteAllBytesAsync(raw, PlayedMedia.File("AS:nef", "another picture"));
        await app.JobAsync(await app.ImportAsync(app.Files));
        await app.FinishAsync();
        Assert.NotEqual(id, (await app.Client.AssetAsync(id)).Version.Id);
        Assert.Equal(Together, await app.GroupAsync(id));

        File.Delete(jpeg);
        await app.JobAsync(await app.ImportAsync(app.Files));
        await app.FinishAsync();
        Assert.Equal(Together, await app.GroupAsync(id));
        Assert.Equal("a.jpg", Assert.Single((await app.Client.SearchAsync(new SearchRequest() { Groups = "together" })).Items).Name);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WholeGroups_OnRequest_AreChangedTrashedAndFetchedAsOne(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync([.. Pair, ("p/x.gif", [])]);
        var jpeg = ids["p/a.jpg"];

        Assert.Equal(1, (await app.JobOfAsync("api/bulk", new { ids = new[] { jpeg }, add = new { tags = new[] { "one" } } })).Changed);
        Assert.Equal(2, (await app.JobOfAsync("api/bulk", new { ids = new[] { jpeg }, add = new { tags = new[] { "two" } }, wholeGroups = true })).Changed);
        using (var response = await app.SendAsync(HttpMethod.Post, "api/downloads", $$"""{"ids":["{{jpeg}}"],"wholeGroups":true,"dryRun":true}"""))
        {
            Assert.Equal(2, (await response.JsonAsync()).GetProperty("files").GetInt64());
        }

        // The query finds the hidden raw file: one result, two assets. What is expected is what was shown.
        var job = await app.JobOfAsync("api/bulk", new { query = "tag:raw", expected = 1, trash = true, wholeGroups = true });
        Assert.Equal(2, job.Changed);
        Assert.Equal(1, await app.ShownAsync());
        await app.JobOfAsync("api/bulk", new { ids = new[] { jpeg }, trash = false, wholeGroups = true });
        Assert.Equal(Together, await app.GroupAsync(jpeg));
        using var changed = await app.SendAsync(HttpMethod.Post, "api/bulk", """{"query":"","expected":3,"trash":true,"wholeGroups":true}""");
        await changed.ProblemAsync(HttpStatusCode.Conflict);
    }
}
