using System.Net;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Claims;

/// <summary>The history of an asset says each step with its own time and actor, and forgets none that came before.</summary>
public sealed class HistoryTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Tag_AddedAndRemoved_IsTwoSteps(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.FinishAsync();
        await BulkAsync(app, $$"""{"ids":["{{id}}"],"add":{"tags":["mine"]} }""");
        var said = DateTimeOffset.UnixEpoch.AddDays(1);
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update claim set at = {said}"));
        using var editor = await app.AsAsync(Role.Editor);
        var job = await BulkAsync(app, $$"""{"ids":["{{id}}"],"remove":{"tags":["mine"]} }""", editor);

        var history = await HistoryAsync(app, id);

        Assert.Equal([("remove", "mine"), ("statement", "mine")], history.Select(step => (step.Act, step.Name)));
        Assert.Equal(("Owner", said), (history[1].Actor, history[1].At));
        Assert.NotEqual("Owner", history[0].Actor);
        Assert.True(history[0].At > said.AddDays(1));
        Assert.NotEqual(history[1].Batch, history[0].Batch);
        Assert.Equal(history[1].Sequence, history[0].Sequence);
        Assert.Equal(1, job.Changed);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task AiTag_ThatAThresholdDropped_IsSuggestedAndThenNoLonger(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var every = await app.SendAsync(HttpMethod.Patch, "api/library", """{"minConfidence":1}""");
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("LABEL:coco/dog=0.95", "LABEL:coco/pizza=0.6"))).Id;
        await app.FinishAsync();
        Assert.All(await HistoryAsync(app, id), step => Assert.Equal("statement", step.Act));

        await AnalyzeAsync(app, $$"""{"ids":["{{id}}"],"minConfidence":1,"maxTags":1}""");

        var history = await HistoryAsync(app, id);
        Assert.Equal(("drop", "pizza", "fusion", "Owner"), (history[0].Act, history[0].Name, history[0].Source.Type, history[0].Actor));
        Assert.Equal(["dog", "pizza"], history.Where(step => step.Act == "statement").Select(step => step.Name).Order(StringComparer.Ordinal));
        Assert.Single(history, step => step.Act == "drop");
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task AiTag_SaidAgainWithAnotherConfidence_DidNotStop(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("LABEL:coco/dog=0.95"))).Id;
        await app.FinishAsync();
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update claim set confidence = 7000"));

        await AnalyzeAsync(app, $$"""{"ids":["{{id}}"]}""");

        Assert.Equal(["statement", "statement"], (await HistoryAsync(app, id)).Select(step => step.Act));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Job_TakenBack_SaysThatItsTagWas(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.FinishAsync();
        var job = await BulkAsync(app, $$"""{"ids":["{{id}}"],"add":{"tags":["mine"]} }""");
        using var undo = await app.SendAsync(HttpMethod.Post, $"api/jobs/{job.Id}/undo");
        await app.JobAsync((await undo.JsonAsync()).GetProperty("job").GetString()!);

        Assert.Equal([("withdraw", "Owner"), ("statement", "Owner")], (await HistoryAsync(app, id)).Select(step => (step.Act, step.Actor)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Asset_ThroughTheTrash_IsTwoStepsBetweenTheOthers(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"), null, "mine")).Id;
        await app.FinishAsync();
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update claim set at = {DateTimeOffset.UnixEpoch}"));
        using var trashed = await app.SendAsync(HttpMethod.Delete, $"api/assets/{id}");
        using var restored = await app.SendAsync(HttpMethod.Post, $"api/assets/{id}/restore");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (trashed.StatusCode, restored.StatusCode));

        var history = await HistoryAsync(app, id);

        Assert.Equal([("restore", "asset", "Owner"), ("trash", "asset", "Owner"), ("statement", "tag", "Owner")], history.Select(step => (step.Act, step.About, step.Actor!)));
        Assert.True(history[0].At >= history[1].At);
    }

    private static async Task<IReadOnlyList<HistoryEntry>> HistoryAsync(DamApp app, string id) => (await app.Client.AssetAsync(id, "history")).History!;

    private static Task<JobView> BulkAsync(DamApp app, string body, HttpClient? client = null) => StartAsync(app, "api/bulk", body, client);

    private static Task<JobView> AnalyzeAsync(DamApp app, string body) => StartAsync(app, "api/analyze", body, null);

    private static async Task<JobView> StartAsync(DamApp app, string path, string body, HttpClient? client)
    {
        using var response = await DamApp.SendAsync(client ?? app.Http, HttpMethod.Post, path, body);
        var job = await app.JobAsync((await response.JsonAsync()).GetProperty("job").GetString()!);
        Assert.Equal("done", job.State);
        return job;
    }
}
