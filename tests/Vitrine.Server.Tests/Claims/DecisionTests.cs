using System.Globalization;
using System.Net;
using Vitrine.Contracts;
using Vitrine.Core.Analysis;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Claims;

/// <summary>What people decide stays, whatever machines say later.</summary>
public sealed class DecisionTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Tag_Accepted_IsAcceptedByWhoDidIt(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await WithDogAsync(app);
        var claim = await TagAsync(app, id, "dog");

        using var response = await app.SendAsync(HttpMethod.Post, $"api/claims/{claim.Id}/accept");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.NotNull(response.Header("X-Vitrine-Sequence"));
        var now = await app.Client.AssetAsync(id);
        Assert.Equal($"\"{now.Revision}\"", response.Header("ETag"));
        var decided = now.Claims.Single(one => one.Name == "dog");
        Assert.Equal(("accepted", "Owner", "fusion"), (decided.State, decided.DecidedBy, decided.Source.Type));
        Assert.NotNull(decided.DecidedAt);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Value_OfAPersonOrNone_TakenBack_ShowsWhatTheFileSays(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a", "TITLE:From the file"))).Id;
        await app.FinishAsync();
        foreach (var said in (string[])["\"Mine\"", "null"])
        {
            using (var changed = await app.SendAsync(HttpMethod.Patch, $"api/assets/{id}", $$"""{"title":{{said}}}"""))
            {
                Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
            }

            var title = (await app.Client.AssetAsync(id)).Claims.Single(claim => claim.About == "title");
            Assert.Equal(said == "null" ? "cleared" : "accepted", title.State);
            await DecideAsync(app, title.Id, "lift");

            var again = (await app.Client.AssetAsync(id)).Claims.Single(claim => claim.About == "title");
            Assert.Equal(("From the file", "file"), (again.Value, again.Source.Type));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Tag_Rejected_DoesNotComeBackFromAnyModel(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await WithDogAsync(app);
        await DecideAsync(app, (await TagAsync(app, id, "dog")).Id, "reject");
        Assert.Equal(0, await CountAsync(app, "tag:dog"));

        await AnalyzeAsync(app, id);
        Assert.Equal("rejected", (await TagAsync(app, id, "dog")).State);

        await app.RestartAsync(app.Setup with { Media = new PlayedMedia { Version = 2, Model = "other@7", Finds = [new Finding.Label("coco/dog", 0.99f), new Finding.Label("coco/cat", 0.9f)] } });
        await app.UntilAsync(async session => await session.TextAsync($"select 'new analyzer version' where not exists (select 1 from finding where analyzer_version = 2)"));
        await app.FinishAsync();
        await AnalyzeAsync(app, id);

        var asset = await app.Client.AssetAsync(id, "history");
        Assert.Equal("rejected", asset.Claims.Single(claim => claim.Name == "dog").State);
        Assert.Equal("suggested", asset.Claims.Single(claim => claim.Name == "cat").State);
        Assert.Equal(0, await CountAsync(app, "tag:dog"));
        Assert.Equal(1, await CountAsync(app, "tag:cat"));
        Assert.Contains(asset.History!, entry => entry is { Act: "reject", Actor: "Owner", Name: "dog" });
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Rejection_Lifted_LetsTheTagComeBack(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await WithDogAsync(app);
        await DecideAsync(app, (await TagAsync(app, id, "dog")).Id, "reject");
        await DecideAsync(app, (await TagAsync(app, id, "dog")).Id, "reject");
        await DecideAsync(app, (await TagAsync(app, id, "dog")).Id, "lift");

        Assert.Equal("suggested", (await TagAsync(app, id, "dog")).State);
        Assert.Equal(1, await CountAsync(app, "tag:dog"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Decision_OnAnOldRevision_IsRefused(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await WithDogAsync(app);
        var before = await app.Client.AssetAsync(id);
        var claim = before.Claims.Single(one => one.Name == "dog").Id;
        await DecideAsync(app, claim, "accept");

        using var late = await app.SendAsync(HttpMethod.Post, $"api/claims/{claim}/reject", null, request => request.Headers.TryAddWithoutValidation("If-Match", $"\"{before.Revision}\""));
        await late.ProblemAsync(HttpStatusCode.PreconditionFailed);
        Assert.Equal("accepted", (await TagAsync(app, id, "dog")).State);

        var now = (await app.Client.AssetAsync(id)).Revision;
        using var right = await app.SendAsync(HttpMethod.Post, $"api/claims/{claim}/reject", null, request => request.Headers.TryAddWithoutValidation("If-Match", $"\"0\", \"{now}\""));
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);

        foreach (var method in new[] { HttpMethod.Delete, HttpMethod.Post })
        {
            var path = method == HttpMethod.Post ? $"api/assets/{id}/restore" : $"api/assets/{id}";
            using var refused = await app.SendAsync(method, path, null, request => request.Headers.TryAddWithoutValidation("If-Match", $"\"{now}\""));
            await refused.ProblemAsync(HttpStatusCode.PreconditionFailed);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Decision_AboutNothing_IsNotFound(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var id in new[] { "0", "999999", "-1", "x", "99999999999999999999" })
        {
            using var response = await app.SendAsync(HttpMethod.Post, $"api/claims/{id}/accept");
            await response.ProblemAsync(HttpStatusCode.NotFound);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Reset_ThrowsAwayWhatNobodyDecided_AndIsUndone(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:holiday", "LABEL:coco/dog=0.9", "LABEL:coco/cat=0.9", "LABEL:coco/pizza=0.9"), null, "mine")).Id;
        await app.FinishAsync();
        await DecideAsync(app, (await TagAsync(app, id, "dog")).Id, "accept");
        await DecideAsync(app, (await TagAsync(app, id, "cat")).Id, "reject");

        var job = await StartAsync(app, "api/bulk", $$"""{"ids":["{{id}}"],"resetAiTags":true}""");

        Assert.Equal(("done", 1, true), (job.State, job.Changed, job.CanUndo));
        Assert.Equal(["dog", "holiday", "mine"], await ShownAsync(app, id));
        Assert.Equal("rejected", (await TagAsync(app, id, "cat")).State);

        var undo = await StartAsync(app, $"api/jobs/{job.Id}/undo", null);
        Assert.Equal(("done", 1), (undo.State, undo.Changed));
        Assert.Equal(["dog", "holiday", "mine", "pizza"], await ShownAsync(app, id));
        Assert.Equal("undone", (await app.Client.JobAsync(job.Id)).State);
        using var again = await app.SendAsync(HttpMethod.Post, $"api/jobs/{job.Id}/undo");
        await again.ProblemAsync(HttpStatusCode.Conflict);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Analyze_WithThresholdsOfItsOwn_DecidesByThem(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var every = await app.SendAsync(HttpMethod.Patch, "api/library", """{"minConfidence":1}""");
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("LABEL:coco/dog=0.95", "LABEL:coco/cat=0.8", "LABEL:coco/pizza=0.6"))).Id;
        await app.FinishAsync();
        var between = ((await TagAsync(app, id, "cat")).Confidence + (await TagAsync(app, id, "pizza")).Confidence) / 2;
        Assert.Equal(["cat", "dog", "pizza"], await ShownAsync(app, id));
        var asked = app.Setup.Media.Analyses;

        await StartAsync(app, "api/analyze", string.Create(CultureInfo.InvariantCulture, $$"""{"ids":["{{id}}"],"minConfidence":{{between:0}} }"""));
        Assert.Equal(["cat", "dog"], await ShownAsync(app, id));
        var job = await StartAsync(app, "api/analyze", """{"query":"kind:image","maxTags":1,"minConfidence":1}""");
        Assert.Equal(["dog"], await ShownAsync(app, id));
        Assert.Equal(asked, app.Setup.Media.Analyses);

        await StartAsync(app, $"api/jobs/{job.Id}/undo", null);
        Assert.Equal(["cat", "dog"], await ShownAsync(app, id));

        foreach (var body in new[]
        {
            """{"ids":["x"],"minConfidence":101}""", """{"query":"","maxTags":-1}""", """{"query":"","analyzers":["nothing"]}""", """{"query":"","analyzers":[null]}""",
            """{"ids":[],"query":""}""", "{}", """{"query":"("}""",
        })
        {
            using var refused = await app.SendAsync(HttpMethod.Post, "api/analyze", body);
            await refused.ProblemAsync(HttpStatusCode.BadRequest);
        }
    }

    private static async Task<string> WithDogAsync(DamApp app)
    {
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("LABEL:coco/dog=0.9"))).Id;
        await app.FinishAsync();
        return id;
    }

    private static async Task<ClaimView> TagAsync(DamApp app, string id, string tag) =>
        (await app.Client.AssetAsync(id)).Claims.Single(claim => claim.About == "tag" && claim.Name == tag);

    private static async Task<string[]> ShownAsync(DamApp app, string id) =>
        [.. (await app.Client.AssetAsync(id)).Claims.Where(claim => claim.About == "tag" && claim.State is "accepted" or "suggested").Select(claim => claim.Name).Order(StringComparer.Ordinal)];

    private static async Task<long> CountAsync(DamApp app, string query) => (await app.Client.SearchAsync(new SearchRequest(query))).Total;

    private static async Task DecideAsync(DamApp app, string claim, string verb)
    {
        using var response = await app.SendAsync(HttpMethod.Post, $"api/claims/{claim}/{verb}");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static Task AnalyzeAsync(DamApp app, string id) => StartAsync(app, "api/analyze", $$"""{"ids":["{{id}}"]}""");

    private static async Task<JobView> StartAsync(DamApp app, string path, string? json)
    {
        using var response = await app.SendAsync(HttpMethod.Post, path, json);
        return await app.JobAsync((await response.JsonAsync()).GetProperty("job").GetString()!);
    }
}
