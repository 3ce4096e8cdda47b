using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

public sealed class BulkTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Bulk_ByIds_AddsAndRemovesTagsAndIsUndone(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var a = (await app.UploadAsync("a.gif", PlayedMedia.File("a"), null, "old", "kept")).Id;
        var b = (await app.UploadAsync("b.gif", PlayedMedia.File("b"))).Id;
        var other = (await app.UploadAsync("c.gif", PlayedMedia.File("c"), null, "old")).Id;

        var job = await StartAsync(app, $$"""{"ids":["{{a}}","{{b}}","{{a}}"],"add":{"tags":["new"]},"remove":{"tags":["old"]} }""");

        Assert.Equal(("done", "bulk-tags", 2, 2, 2), (job.State, job.What, job.Total, job.Done, job.Changed));
        Assert.Equal(["kept", "new"], await TagsAsync(app, a));
        Assert.Equal(["new"], await TagsAsync(app, b));
        Assert.Equal(["old"], await TagsAsync(app, other));

        // What someone says later stays when the batch is taken back.
        await StartAsync(app, $$"""{"ids":["{{b}}"],"add":{"tags":["later"]} }""");
        await UndoAsync(app, job.Id);
        Assert.Equal(["kept", "old"], await TagsAsync(app, a));
        Assert.Equal(["later"], await TagsAsync(app, b));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Bulk_ByQuery_ChangesTheSetThatWasSeenOrNothing(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var a = (await app.UploadAsync("a.gif", PlayedMedia.File("a"), "F")).Id;
        await app.UploadAsync("b.gif", PlayedMedia.File("b"), "G");

        using var conflict = await app.SendAsync(HttpMethod.Post, "api/bulk", """{"query":"folder:F","expected":2,"add":{"tags":["x"]} }""");
        Assert.Contains("1 assets now, not 2", (await conflict.ProblemAsync(HttpStatusCode.Conflict)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var dry = await app.SendAsync(HttpMethod.Post, "api/bulk", """{"query":"folder:F","add":{"tags":["x"]},"dryRun":true}""");
        Assert.Equal(HttpStatusCode.OK, dry.StatusCode);
        Assert.Equal(1, (await dry.JsonAsync()).GetProperty("total").GetInt32());
        Assert.Empty(await TagsAsync(app, a));

        var job = await StartAsync(app, """{"query":"folder:F","expected":1,"add":{"tags":["x"]} }""");
        Assert.Equal((1, 1), (job.Total, job.Changed));
        Assert.Equal(["x"], await TagsAsync(app, a));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Analyze_ByQuery_LooksAtTheSetThatWasSeenOrOnlyCounts(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("a"), "F");
        await app.UploadAsync("b.gif", PlayedMedia.File("b"), "G");

        using var conflict = await app.SendAsync(HttpMethod.Post, "api/analyze", """{"query":"folder:F","expected":2}""");
        Assert.Contains("1 assets now, not 2", (await conflict.ProblemAsync(HttpStatusCode.Conflict)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var dry = await app.SendAsync(HttpMethod.Post, "api/analyze", """{"query":"","dryRun":true}""");
        Assert.Equal(HttpStatusCode.OK, dry.StatusCode);
        Assert.Equal(2, (await dry.JsonAsync()).GetProperty("total").GetInt32());
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from job")));

        using var started = await app.SendAsync(HttpMethod.Post, "api/analyze", """{"query":"folder:F","expected":1}""");
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal(1, (await app.JobAsync((await started.JsonAsync()).GetProperty("job").GetString()!)).Total);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Bulk_SetIsFrozen_WhenTheJobStarts(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("a"));
        await app.FinishAsync();

        // The first of two jobs puts things into the second one's query; what that one found before stays its set.
        using var first = await app.SendAsync(HttpMethod.Post, "api/bulk", """{"query":"","add":{"tags":["frozen"]} }""");
        var found = (await app.Client.SearchAsync(new SearchRequest(""))).Total;
        using var second = await app.SendAsync(HttpMethod.Post, "api/bulk", """{"query":"kind:image","add":{"tags":["second"]} }""");
        var late = (await app.UploadAsync("late.gif", PlayedMedia.File("late"))).Id;
        await app.FinishAsync();

        Assert.Equal(1, found);
        Assert.Empty(await TagsAsync(app, late));
        Assert.Equal(1, (await app.Client.SearchAsync(new SearchRequest("tag:second"))).Total);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Bulk_Trash_GoesAndComesBack(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await StartAsync(app, $$"""{"ids":["{{id}}"],"trash":true}""");
        Assert.NotNull((await app.Client.AssetAsync(id)).TrashedAt);
        Assert.Equal(0, (await app.Client.SearchAsync(new SearchRequest(""))).Total);
        await app.UploadAsync("a.gif", PlayedMedia.File("b"));

        var job = await StartAsync(app, $$"""{"ids":["{{id}}"],"trash":false}""");

        Assert.Equal(1, job.Changed);
        var back = await app.Client.AssetAsync(id);
        Assert.Equal(("a (2).gif", (DateTimeOffset?)null), (back.Name, back.TrashedAt));
        Assert.Equal(1, (await app.Client.SearchAsync(new SearchRequest("name:2"))).Total);
        using var query = await app.SendAsync(HttpMethod.Post, "api/bulk", """{"query":"","trash":false}""");
        await query.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Bulk_ThatMakesNoSense_IsRefused(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (body, status) in new[]
        {
            ("{}", HttpStatusCode.BadRequest), ("""{"ids":[]}""", HttpStatusCode.BadRequest), ("""{"query":"("  ,"trash":true}""", HttpStatusCode.BadRequest),
            ("""{"trash":true}""", HttpStatusCode.BadRequest), ("""{"ids":[],"query":"","trash":true}""", HttpStatusCode.BadRequest),
            ("""{"ids":[],"trash":true,"resetAiTags":true}""", HttpStatusCode.BadRequest), ("""{"ids":[],"add":{"tags":["\u0000\u0007"]} }""", HttpStatusCode.BadRequest),
            ("""{"ids":[],"add":{"tags":[null]} }""", HttpStatusCode.BadRequest), ("""{"ids":["000000000000000000000000"],"trash":true}""", HttpStatusCode.Conflict),
            ("""{"ids":[null,"x"],"trash":true}""", HttpStatusCode.Conflict), ("""{"ids":"a"}""", HttpStatusCode.BadRequest), ("[]", HttpStatusCode.BadRequest), ("", HttpStatusCode.BadRequest),
            ("null", HttpStatusCode.BadRequest), ("{\"ids\":[\"\\ud800\"],\"trash\":true}", HttpStatusCode.BadRequest),
        })
        {
            using var response = await app.SendAsync(HttpMethod.Post, "api/bulk", body);
            await response.ProblemAsync(status);
        }

        foreach (var path in new[] { "api/jobs/000000000000000000000000/undo", "api/jobs/%01/undo", "api/jobs/x/cancel" })
        {
            using var response = await app.SendAsync(HttpMethod.Post, path);
            await response.ProblemAsync(HttpStatusCode.NotFound);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Bulk_ManyIds_FitIntoOneRequest(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = Enumerable.Range(0, 100_001).Select(i => $"{i:x24}").ToArray();
        using var missing = await app.SendAsync(HttpMethod.Post, "api/bulk", JsonSerializer.Serialize(new { ids = ids[..100_000], trash = true }));
        await missing.ProblemAsync(HttpStatusCode.Conflict);
        using var tooMany = await app.SendAsync(HttpMethod.Post, "api/bulk", JsonSerializer.Serialize(new { ids, trash = true }));
        await tooMany.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Jobs_UnderOneIdempotencyKey_StartOnce(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("a"));
        await app.FinishAsync();
        foreach (var (path, body, other) in new[]
        {
            ("api/bulk", """{"query":"name:a","expected":1,"add":{"tags":["x"]} }""", """{"query":"name:a","add":{"tags":["y"]} }"""),
            ("api/analyze", """{"query":""}""", """{"query":"","maxTags":3}"""),
        })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => KeyedAsync(app, path, body, path)));
            var jobs = new List<string>();
            foreach (var answer in answers)
            {
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
                Assert.NotNull(answer.Header("X-Vitrine-Sequence"));
                jobs.Add((await answer.JsonAsync()).GetProperty("job").GetString()!);
                answer.Dispose();
            }

            Assert.Single(jobs.Distinct());
            using var refused = await KeyedAsync(app, path, other, path);
            await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity);
            await app.FinishAsync();
        }

        // The set changed since; the same request still gets its first answer, until the key is forgotten.
        await app.UploadAsync("a2.gif", PlayedMedia.File("a2"));
        using var repeated = await KeyedAsync(app, "api/bulk", """{"query":"name:a","expected":1,"add":{"tags":["x"]} }""", "api/bulk");
        Assert.Equal(HttpStatusCode.Accepted, repeated.StatusCode);
    }

    private static Task<HttpResponseMessage> KeyedAsync(DamApp app, string path, string body, string key) =>
        app.SendAsync(HttpMethod.Post, path, body, request => request.Headers.Add("Idempotency-Key", key));

    private static async Task<JobView> StartAsync(DamApp app, string body)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "api/bulk", body);
        return await app.JobAsync((await response.JsonAsync()).GetProperty("job").GetString()!);
    }

    private static async Task UndoAsync(DamApp app, string job)
    {
        using var response = await app.SendAsync(HttpMethod.Post, $"api/jobs/{job}/undo");
        await app.JobAsync((await response.JsonAsync()).GetProperty("job").GetString()!);
    }

    private static async Task<string[]> TagsAsync(DamApp app, string id) =>
        [.. (await app.Client.AssetAsync(id)).Claims.Where(claim => claim.About == "tag" && claim.State is "accepted" or "suggested").Select(claim => claim.Name).Order(StringComparer.Ordinal)];
}
