using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Bulk;

/// <summary>Values of many assets by <c>POST /api/bulk</c>: tried, done, taken back.</summary>
public sealed class BulkEditTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Values_AreTriedThenSetThenTakenBack(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var a = (await app.UploadAsync("DSC1.gif", PlayedMedia.File("a", "TITLE:From the file", "KEYWORD:harbour"), "Trip")).Id;
        var b = (await app.UploadAsync("DSC2.gif", PlayedMedia.File("b"), "Trip")).Id;
        await app.FinishAsync();
        var body = $$$"""
            {"ids":["{{{a}}}","{{{b}}}"],"set":{"rating":4,"headline":{"de":"Neu"},"creator":["Ann","Bob"]},"clear":["tags"],"add":{"people":["Maria"]},
             "template":{"title":"{folder} {n:00}"}}
            """;

        var tried = await TryAsync(app, body);

        Assert.Equal((2, 2, 0, 0), (tried.Examined, tried.Change, tried.Already, tried.Cannot));
        Assert.Contains(tried.Differences, one => (one.Id, one.Attribute, one.Before, one.After) == (a, "title", "From the file", "Trip 01"));
        Assert.Contains(tried.Differences, one => (one.Id, one.Attribute, one.Before, one.After) == (a, "tags", "harbour", null));
        Assert.Contains(tried.Differences, one => (one.Id, one.Attribute, one.After) == (b, "headline@de", "Neu"));
        Assert.Contains(tried.Differences, one => (one.Id, one.Attribute, one.After) == (b, "people", "Maria"));
        Assert.Equal("From the file", await ValueAsync(app, a, "title"));

        var job = await DoAsync(app, body);

        Assert.Equal(("bulk-edit", "done", 2, 2, 2, 0), (job.What, job.State, job.Total, job.Done, job.Changed, job.Failed));
        Assert.Equal(("Trip 01", "Trip 02", "4", "Ann; Bob", "Neu"), (await ValueAsync(app, a, "title"), await ValueAsync(app, b, "title"), await ValueAsync(app, a, "rating"), await ValueAsync(app, b, "creator"), await ValueAsync(app, b, "headline", "de")));
        foreach (var (query, found) in new[] { ("trip", 2), ("neu", 2), ("text:maria", 2), ("tag:harbour", 0), ("ann", 2), ("\"From the file\"", 0) })
        {
            Assert.Equal(found, (await app.Client.SearchAsync(new SearchRequest(query))).Total);
        }

        // Each step of the history leads to the asset as it was after it.
        foreach (var step in (await app.Client.AssetAsync(a, "history")).History!.Where(step => step.Batch is not null && step.Act == "statement" && step.About == "title"))
        {
            using var then = await app.SendAsync(HttpMethod.Get, $"api/assets/{a}?asOf={step.Position}");
            Assert.Contains((await then.JsonAsync()).GetProperty("claims").EnumerateArray(), claim => claim.GetProperty("value").ValueEquals("Trip 01"));
        }

        Assert.Equal(2, (await TryAsync(app, body)).Already);
        using (var undo = await app.SendAsync(HttpMethod.Post, $"api/jobs/{job.Id}/undo"))
        {
            await app.JobAsync((await undo.JsonAsync()).GetProperty("job").GetString()!);
        }

        Assert.Equal(("From the file", null, null), (await ValueAsync(app, a, "title"), await ValueAsync(app, b, "title"), await ValueAsync(app, a, "rating")));
        Assert.Equal(1, (await app.Client.SearchAsync(new SearchRequest("tag:harbour"))).Total);
        Assert.Equal(0, (await app.Client.SearchAsync(new SearchRequest("text:maria"))).Total);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ReplaceAndCopy_ConvertAndTellWhatCannotBe(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var a = (await app.UploadAsync("a.gif", PlayedMedia.File("a"), null, "Nike shoe", "old")).Id;
        var b = (await app.UploadAsync("b.gif", PlayedMedia.File("b"))).Id;
        await app.FinishAsync();
        await PatchAsync(app, a, """{"title":{"":"5","de":"fünf Boote"},"source":"nike 2024"}""");
        await PatchAsync(app, b, """{"title":"many"}""");

        await DoAsync(app, """{"query":"","replace":{"attribute":"source","find":"(\\w+) (\\d+)","with":"$2 $1","regex":true}}""");
        await DoAsync(app, """{"query":"","replace":{"attribute":"tags","find":"nike","with":"Adidas"}}""");
        var copied = await DoAsync(app, """{"query":"","copy":{"from":"title","to":"rating"}}""");
        await DoAsync(app, """{"query":"","copy":{"from":"tags","to":"description"}}""");

        Assert.Equal("2024 nike", await ValueAsync(app, a, "source"));
        Assert.Equal(["Adidas shoe", "old"], await TagsAsync(app, a));
        Assert.Equal(("5", null), (await ValueAsync(app, a, "rating"), await ValueAsync(app, b, "rating")));
        Assert.Equal((2, 1, 1), (copied.Done, copied.Changed, copied.Failed));
        Assert.Equal(("b.gif", "type"), (copied.Problems.Single().Path, copied.Problems.Single().Code));
        Assert.Equal("Adidas shoe; old", await ValueAsync(app, a, "description"));
        Assert.Equal((1, 1), await TriedAsync(app, """{"query":"","copy":{"from":"title@de","to":"headline"}}"""));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Times_AreMovedWithTheirPrecision(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = new List<string>();
        foreach (var taken in new[] { "2024-05-01T12:00:30", "2024-05-01T11:00+02:00", "1920~", null })
        {
            ids.Add((await app.UploadAsync($"{ids.Count}.gif", PlayedMedia.File($"{ids.Count}"))).Id);
            await app.FinishAsync();
            await PatchAsync(app, ids[^1], JsonSerializer.Serialize(new { takenAt = taken }));
        }

        var job = await DoAsync(app, """{"query":"kind:image","shiftTime":{"minutes":-1440}}""");

        Assert.Equal((2, 2), (job.Changed, job.Failed));
        Assert.Equal(("2024-04-30T12:00:30", "2024-04-30T11:00+02:00", "1920~"), (await ValueAsync(app, ids[0], "taken-at"), await ValueAsync(app, ids[1], "taken-at"), await ValueAsync(app, ids[2], "taken-at")));
        Assert.Equal(2, (await app.Client.SearchAsync(new SearchRequest("taken:2024-04"))).Total);
        await DoAsync(app, $$"""{"ids":["{{ids[0]}}","{{ids[1]}}"],"shiftTime":{"to":"2025-01-01T00:00"} }""");
        Assert.Equal(("2025-01-01T01:00:30", "2025-01-01T00:00+02:00"), (await ValueAsync(app, ids[0], "taken-at"), await ValueAsync(app, ids[1], "taken-at")));
        var zoned = await DoAsync(app, $$"""{"ids":["{{ids[0]}}","{{ids[1]}}"],"setZone":{"zone":"Asia/Tokyo","keep":"instant"} }""");
        Assert.Equal((1, "offset"), (zoned.Changed, zoned.Problems.Single().Code));
        Assert.Equal("2025-01-01T07:00+09:00", await ValueAsync(app, ids[1], "taken-at"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Counters_OverAQuery_GoAsAssetsCameIn_WhateverWasChangedLast(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = new List<string>();
        foreach (var name in (string[])["c.gif", "a.gif", "b.gif"])
        {
            ids.Add((await app.UploadAsync(name, PlayedMedia.File(name))).Id);
        }

        await app.FinishAsync();

        // Found last by an index that keeps what was changed since somebody asked behind the rest.
        Assert.Equal(3, (await app.Client.SearchAsync(new SearchRequest(""))).Total);
        await app.Client.ChangeAssetAsync(ids[0], new AssetPatch { Rating = JsonSerializer.SerializeToElement(3) });
        Assert.Equal(3, (await app.Client.SearchAsync(new SearchRequest(""))).Total);
        await DoAsync(app, """{"query":"","template":{"title":"{n}"}}""");
        Assert.Equal(("1", "2", "3"), (await ValueAsync(app, ids[0], "title"), await ValueAsync(app, ids[1], "title"), await ValueAsync(app, ids[2], "title")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WrongValues_AreToldEachAndNothingHappens(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("a"));
        await app.FinishAsync();

        using var answer = await app.SendAsync(HttpMethod.Post, "api/bulk", """
            {"query":"","set":{"rating":9,"takenAt":"soon"},"clear":["nothing","title@"],"template":{"title":"{nope}"},"replace":{"attribute":"credit","find":"(a)\\1","with":"","regex":true},
             "copy":{"from":"title","to":"title"},"setZone":{"zone":"Mars/Olympus"},"shiftTime":{}}
            """);

        var errors = (await answer.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("errors").EnumerateArray().Select(one => one.GetProperty("field").GetString()).ToHashSet();
        Assert.Equal(["clear", "copy.to", "rating", "replace.find", "setZone.zone", "shiftTime", "takenAt", "template.title"], errors.Order());
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from job")));
        using var twice = await app.SendAsync(HttpMethod.Post, "api/bulk", """{"query":"","set":{"title":"x"},"copy":{"from":"source","to":"title"}}""");
        Assert.Equal("twice", (await twice.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("errors")[0].GetProperty("rule").GetString());
        using var tags = await app.SendAsync(HttpMethod.Post, "api/bulk", """{"query":"","add":{"tags":["never made"]},"dryRun":true}""");
        Assert.Equal(1, (await tags.JsonAsync()).GetProperty("preview").GetProperty("change").GetInt32());
        using var concepts = await app.SendAsync(HttpMethod.Get, "api/concepts?prefix=never+made");
        Assert.DoesNotContain("never made", (await concepts.JsonAsync()).GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<JobView> DoAsync(DamApp app, string body)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "api/bulk", body);
        return await app.JobAsync((await response.JsonAsync()).GetProperty("job").GetString()!);
    }

    private static async Task PatchAsync(DamApp app, string id, string body)
    {
        using var response = await app.SendAsync(HttpMethod.Patch, $"api/assets/{id}", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<BulkPreview> TryAsync(DamApp app, string body)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "api/bulk", body.Insert(1, "\"dryRun\":true,"));
        return JsonSerializer.Deserialize((await response.JsonAsync()).GetRawText(), ApiJson.Default.JobView)!.Preview!;
    }

    private static async Task<(long Change, long Already)> TriedAsync(DamApp app, string body)
    {
        var tried = await TryAsync(app, body);
        return (tried.Change, tried.Already);
    }

    private static async Task<string?> ValueAsync(DamApp app, string id, string attribute, string? language = null) =>
        (await app.Client.AssetAsync(id)).Claims.FirstOrDefault(claim => claim.About == attribute && claim.Language == language && (claim.State is "accepted" or "suggested"))?.Value;

    private static async Task<string[]> TagsAsync(DamApp app, string id) =>
        [.. (await app.Client.AssetAsync(id)).Claims.Where(claim => claim is { About: "tag", State: "accepted" }).Select(claim => claim.Name).Order(StringComparer.Ordinal)];
}
