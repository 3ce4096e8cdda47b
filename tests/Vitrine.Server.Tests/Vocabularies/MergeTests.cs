using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Server.Vocabularies;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Vocabularies;

/// <summary>Merging concepts, and taking that back.</summary>
public sealed class MergeTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Merge_FollowsClaimsAndRejections_AndUndoRestoresBothExactly(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await FilesAsync(app);
        var (from, into) = (await IdAsync(app, "zz kitty"), await IdAsync(app, "zz cat"));
        await app.ChangeAsync(into, """{"labels":{"en":"zz cat"},"externalIds":{"wikidata":["Q146"]}}""");
        await app.ChangeAsync(from, """{"synonyms":{"en":["zz puss"]},"externalIds":{"wikidata":["Q146","Q1"]}}""");
        var child = await app.ConceptAsync($$"""{"labels":{"en":"zz kitten"},"broader":["{{from}}"]}""");
        await app.TagAsync(ids["child"], child.Id);

        // Both said by files, one of them rejected by a person: rejected it stays for what both become.
        await app.TagAsync(ids["both"], remove: from);
        await app.TagAsync(ids["person"], "zz kitty");
        var before = await StateAsync(app, ids);
        Assert.Equal("zz cat:accepted zz kitty:rejected", before["both"]);

        using (var preview = await app.SendAsync(HttpMethod.Post, $"api/concepts/{from}/merge", $$"""{"into":"{{into}}","dryRun":true}"""))
        {
            var would = await preview.JsonAsync();
            Assert.Equal((2L, 1L), (would.GetProperty("total").GetInt64(), would.GetProperty("changed").GetInt64()));
        }

        var job = await app.JobOfAsync($"api/concepts/{from}/merge", new { into });
        Assert.True(job.CanUndo);

        var after = await StateAsync(app, ids);
        Assert.Equal(("zz cat:rejected", "zz cat:accepted", "zz cat:accepted", "zz cat:accepted"), (after["both"], after["kitty"], after["cat"], after["person"]));
        Assert.Equal(4, await app.TotalAsync("tag:\"zz cat\""));
        Assert.Equal(4, await app.TotalAsync("tag:\"zz kitty\""));
        Assert.Equal(0, await app.TotalAsync("tag:\"zz cat\" name:both"));
        var merged = await app.ConceptAtAsync(from);
        Assert.Equal((into, "zz kitty", 3L, 4L), (merged.Id, Assert.Single(merged.Merged).Label, merged.Assets, merged.AssetsBelow));
        Assert.Equal(["Q1", "Q146"], merged.ExternalIds["wikidata"]);
        Assert.Contains("zz puss", merged.Synonyms["en"]);
        Assert.Equal("zz kitten", Assert.Single(merged.Narrower).Label);
        Assert.Equal(["zz cat"], await app.PrefixAsync("zz puss"));

        // What is said meanwhile is said about the one that stayed; what was read again comes to the same.
        await app.TagAsync(ids["none"], "zz kitty");
        Assert.Equal("zz cat:accepted", await app.TagsAsync(ids["none"]));
        await RefreshAsync(app);
        Assert.Equal(1, await app.NumberAsync(Sql.Of($"select count(distinct concept_key) from shown_tag where asset_key in (select key from asset where name = {"kitty.gif"})")));

        Assert.Equal("done", (await app.JobOfAsync($"api/jobs/{job.Id}/undo", new { })).State);
        var restored = await StateAsync(app, ids);
        Assert.Equal("zz cat:accepted", restored["none"]);
        Assert.Equal(before.Where(pair => pair.Key != "none"), restored.Where(pair => pair.Key != "none"));
        Assert.Equal((3, 3), (await app.TotalAsync("tag:\"zz cat\""), await app.TotalAsync("tag:\"zz kitty\"")));
        Assert.Equal(["zz puss"], (await app.ConceptAtAsync(from)).Synonyms["en"]);
        Assert.Equal(["Q146"], (await app.ConceptAtAsync(into)).ExternalIds["wikidata"]);
        Assert.Equal("zz kitten", Assert.Single((await app.ConceptAtAsync(from)).Narrower).Label);
        Assert.Equal(["zz kitty"], await app.PrefixAsync("zz puss"));
        Assert.Contains("already", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"api/jobs/{job.Id}/undo"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Merges_InAChain_AreTakenBackInTheirOrder_AndThePastStaysAsItWas(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:zz one"))).Id;
        await app.FinishAsync();
        var one = await IdAsync(app, "zz one");
        var two = (await app.ConceptAsync("""{"labels":{"en":"zz two"}}""")).Id;
        var three = (await app.ConceptAsync("""{"labels":{"en":"zz three"}}""")).Id;
        var start = await PositionAsync(app);
        var first = await app.JobOfAsync($"api/concepts/{one}/merge", new { into = two });
        var between = await PositionAsync(app);
        var second = await app.JobOfAsync($"api/concepts/{two}/merge", new { into = three });
        Assert.Equal("zz three:accepted", await app.TagsAsync(id));
        Assert.Equal(three, (await app.ConceptAtAsync(one)).Id);
        Assert.Equal(("zz one", "zz two"), (await PastAsync(app, id, start), await PastAsync(app, id, between)));

        Assert.Contains("Take that back first", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"api/jobs/{first.Id}/undo"), StringComparison.Ordinal);
        await app.JobOfAsync($"api/jobs/{second.Id}/undo", new { });
        Assert.Equal("zz two:accepted", await app.TagsAsync(id));
        Assert.Equal(two, (await app.ConceptAtAsync(one)).Id);
        await app.JobOfAsync($"api/jobs/{first.Id}/undo", new { });
        Assert.Equal("zz one:accepted", await app.TagsAsync(id));
        Assert.Equal((1, 0, 0), (await app.TotalAsync("tag:\"zz one\""), await app.TotalAsync("tag:\"zz two\""), await app.TotalAsync("tag:\"zz three\"")));
        Assert.Equal(("zz two", "zz one"), (await PastAsync(app, id, between), await PastAsync(app, id, start)));
        await app.RestartAsync();
        Assert.Equal((1, 0), (await app.TotalAsync("tag:\"zz one\""), await app.TotalAsync("tag:\"zz three\"")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Merge_ThatMakesNoSense_IsRefused_AndAModelsLabelFollowsAMerge(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var a = (await app.ConceptAsync("""{"labels":{"en":"zz a"}}""")).Id;
        var b = (await app.ConceptAsync($$"""{"labels":{"en":"zz b"},"broader":["{{a}}"]}""")).Id;
        var c = (await app.ConceptAsync($$"""{"labels":{"en":"zz c"},"broader":["{{b}}"]}""")).Id;
        Assert.Contains("lie between", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"api/concepts/{a}/merge", new { into = c }), StringComparison.Ordinal);
        Assert.Contains("lie between", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"api/concepts/{c}/merge", new { into = a }), StringComparison.Ordinal);
        Assert.Contains("same concept", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"api/concepts/{a}/merge", new { into = a }), StringComparison.Ordinal);
        Assert.Contains("no concept", await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"api/concepts/{a}/merge", new { into = "x" }), StringComparison.Ordinal);
        await app.JobOfAsync($"api/concepts/{b}/merge", new { into = a });
        Assert.Equal("zz a", Assert.Single((await app.ConceptAtAsync(c)).Broader).Label);

        var store = app.Services.GetRequiredService<VocabularyStore>();
        var tench = store.Current.FindSlug("tench")!;
        using var shared = await app.SendAsync(HttpMethod.Post, $"api/concepts/{tench.PublicId}/merge", $$"""{"into":"{{a}}"}""");
        Assert.Equal(HttpStatusCode.Conflict, shared.StatusCode);
        var fish = store.Current.FindSlug("goldfish")!;
        await app.JobOfAsync($"api/concepts/{tench.PublicId}/merge", new { into = fish.PublicId });
        Assert.Equal([fish.Key], store.Current.OfLabel("imagenet/0"));
        await store.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal([fish.Key], store.Current.OfLabel("imagenet/0"));
    }

    private static async Task<Dictionary<string, string>> FilesAsync(DamApp app)
    {
        var ids = new Dictionary<string, string>();
        foreach (var (name, keywords) in new[] { ("kitty", "KEYWORD:zz kitty"), ("cat", "KEYWORD:zz cat"), ("both", "KEYWORD:zz kitty\nKEYWORD:zz cat"), ("none", "x"), ("person", "y"), ("child", "z") })
        {
            ids[name] = (await app.UploadAsync(name + ".gif", PlayedMedia.File(keywords))).Id;
        }

        await app.FinishAsync();
        return ids;
    }

    private static async Task<Dictionary<string, string>> StateAsync(DamApp app, Dictionary<string, string> ids)
    {
        var state = new Dictionary<string, string>();
        foreach (var (name, id) in ids)
        {
            state[name] = await app.TagsAsync(id);
        }

        return state;
    }

    private static async Task<string> IdAsync(DamApp app, string word) =>
        (await app.Database.ReadAsync(session => session.TextAsync($"select c.id from concept c join concept_label l on l.concept_key = c.key where l.label = {word}")))!;

    /// <summary>All assets are decided anew, as a release with other rules does.</summary>
    private static async Task RefreshAsync(DamApp app)
    {
        using var answer = await app.SendAsync(HttpMethod.Patch, "api/library", """{"maxTags":7}""");
        Assert.True(answer.IsSuccessStatusCode);
        await app.UntilAsync(session => session.TextAsync($"select what from job where state < 3 limit 1"));
    }

    private static async Task<long> PositionAsync(DamApp app) =>
        (await app.Database.WriteAsync(Actor.System, session => session.NumberAsync(session.Dialect.NextPosition))).Value!.Value;

    private static async Task<string> PastAsync(DamApp app, string id, long position)
    {
        using var answer = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}?asOf={position.Text()}");
        return string.Join(' ', (await answer.JsonAsync()).GetProperty("claims").EnumerateArray().Where(claim => claim.GetProperty("state").GetString() == "accepted" && claim.GetProperty("about").GetString() == "tag")
            .Select(claim => claim.GetProperty("name").GetString()));
    }
}
