using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

/// <summary>Conditional requests, and numbers outside what an endpoint takes.</summary>
public sealed class ConditionTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Get_OfWhatTheSenderHas_AnswersNothingNew(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.FinishAsync();
        using var first = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}");
        var tag = first.Header("ETag")!;

        foreach (var (condition, status) in new[]
        {
            (tag, HttpStatusCode.NotModified), ($"W/{tag}", HttpStatusCode.NotModified), ($"\"1\", {tag}", HttpStatusCode.NotModified), ("*", HttpStatusCode.NotModified),
            ("\"1\"", HttpStatusCode.OK), ("nonsense", HttpStatusCode.OK),
        })
        {
            using var again = await ConditionalAsync(app, HttpMethod.Get, $"api/assets/{id}", "If-None-Match", condition);
            Assert.Equal(status, again.StatusCode);
            Assert.Equal(tag, again.Header("ETag"));
            Assert.Equal(status == HttpStatusCode.NotModified, (await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length == 0);
        }

        using var other = await ConditionalAsync(app, HttpMethod.Get, $"api/assets/{id}?include=runs", "If-None-Match", tag);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Get_WhileThePipelineGoesOn_IsNewThoughNobodyEdited(string engine)
    {
        var hold = new TaskCompletionSource();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = new PlayedMedia { Before = () => hold.Task } });
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("BAD"))).Id;
        using var first = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}");
        hold.SetResult();
        await app.FinishAsync();

        using var later = await ConditionalAsync(app, HttpMethod.Get, $"api/assets/{id}", "If-None-Match", first.Header("ETag")!);

        Assert.Equal(1, (await later.JsonAsync()).GetProperty("problems").GetArrayLength());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Write_WithSeveralTagsOrAStar_GoesOnIfOneFits(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.FinishAsync();
        using var got = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}");
        var tag = got.Header("ETag")!;
        var revision = (await got.JsonAsync()).GetProperty("revision").GetInt64();

        foreach (var (condition, status) in new[]
        {
            ("\"0\"", HttpStatusCode.PreconditionFailed), ("\"0\", \"x\"", HttpStatusCode.PreconditionFailed), ($"W/{tag}", HttpStatusCode.PreconditionFailed),
            ($"\"{revision}12\"", HttpStatusCode.PreconditionFailed), ($"\"0\", {tag}", HttpStatusCode.NoContent), ("*", HttpStatusCode.NoContent),
        })
        {
            using var trashed = await ConditionalAsync(app, HttpMethod.Delete, $"api/assets/{id}", "If-Match", condition);
            Assert.True(status == trashed.StatusCode, $"{condition}: {trashed.StatusCode}");
        }

        revision = (await app.Client.AssetAsync(id)).Revision;
        foreach (var nothing in new[] { "", ", ,", "," })
        {
            using var refused = await ConditionalAsync(app, HttpMethod.Post, $"api/assets/{id}/restore", "If-Match", nothing);
            var problem = await refused.ProblemAsync(HttpStatusCode.BadRequest);
            Assert.Contains("If-Match", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.NotNull((await app.Client.AssetAsync(id)).TrashedAt);
        }

        using var restored = await ConditionalAsync(app, HttpMethod.Post, $"api/assets/{id}/restore", "If-Match", $"\"7777777\",\"{revision}\"");
        Assert.Equal(HttpStatusCode.NoContent, restored.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Numbers_OutsideTheirRange_AreRefusedWithTheRange(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (method, path, body, said) in new (HttpMethod, string, string?, string)[]
        {
            (HttpMethod.Post, "api/search", """{"limit":0}""", "1 to 500"), (HttpMethod.Post, "api/search", """{"limit":501}""", "1 to 500"),
            (HttpMethod.Post, "api/search", """{"limit":-1}""", "1 to 500"), (HttpMethod.Post, "api/search", """{"offset":-1}""", "0 to"),
            (HttpMethod.Get, "api/concepts?prefix=a&limit=0", null, "1 to 50"), (HttpMethod.Get, "api/concepts?prefix=a&limit=51", null, "1 to 50"),
            (HttpMethod.Post, "api/analyze", """{"query":"","analyzers":[]}""", "at least one analyzer"),
        })
        {
            using var response = await app.SendAsync(method, path, body);
            var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
            Assert.Contains(said, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        foreach (var body in new[] { """{"limit":1}""", """{"limit":500,"offset":0}""", """{"offset":2147483647}""" })
        {
            using var response = await app.SendAsync(HttpMethod.Post, "api/search", body);
            Assert.Equal(JsonValueKind.Array, (await response.JsonAsync()).GetProperty("items").ValueKind);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Undo_AskedForSeveralTimesAtOnce_StartsOnce(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.FinishAsync();
        var job = (await app.Client.BulkAsync(new BulkRequest([id], null, null, new BulkChange(["x"]), null))).Job;
        await app.JobAsync(job);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.SendAsync(HttpMethod.Post, $"api/jobs/{job}/undo")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Accepted))
        {
            var problem = await answer.ProblemAsync(HttpStatusCode.Conflict);
            Assert.Matches("taken back|undone", problem.GetProperty("detail").GetString()!);
        }

        Array.ForEach(answers, answer => answer.Dispose());
        await app.FinishAsync();
        Assert.DoesNotContain((await app.Client.AssetAsync(id)).Claims, claim => claim is { Name: "x", State: "accepted" });
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Undo_OfATrash_RestoresWhatThatJobTrashedAndNobodyTouchedSince(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var one = (await app.UploadAsync("one.gif", PlayedMedia.File("1"))).Id;
        var two = (await app.UploadAsync("two.gif", PlayedMedia.File("2"))).Id;
        var before = (await app.UploadAsync("before.gif", PlayedMedia.File("3"))).Id;
        await app.FinishAsync();
        (await app.SendAsync(HttpMethod.Delete, $"api/assets/{before}")).Dispose();
        var job = await app.JobAsync((await app.Client.BulkAsync(new BulkRequest([one, two], null, null, null, null) { Trash = true })).Job);
        Assert.True(job.CanUndo);
        Assert.Equal(2, job.Changed);

        // Somebody took one out and threw it away again: that is a decision of its own.
        (await app.SendAsync(HttpMethod.Post, $"api/assets/{two}/restore")).Dispose();
        (await app.SendAsync(HttpMethod.Delete, $"api/assets/{two}")).Dispose();
        using var undone = await app.SendAsync(HttpMethod.Post, $"api/jobs/{job.Id}/undo");
        Assert.Equal(HttpStatusCode.Accepted, undone.StatusCode);
        await app.FinishAsync();

        Assert.Null((await app.Client.AssetAsync(one)).TrashedAt);
        Assert.NotNull((await app.Client.AssetAsync(two)).TrashedAt);
        Assert.NotNull((await app.Client.AssetAsync(before)).TrashedAt);
        Assert.Equal("undone", (await app.Client.JobAsync(job.Id)).State);

        var back = await app.JobAsync((await app.Client.BulkAsync(new BulkRequest([two], null, null, null, null) { Trash = false })).Job);
        (await app.SendAsync(HttpMethod.Post, $"api/jobs/{back.Id}/undo")).Dispose();
        await app.FinishAsync();
        Assert.NotNull((await app.Client.AssetAsync(two)).TrashedAt);
    }

    private static Task<HttpResponseMessage> ConditionalAsync(DamApp app, HttpMethod method, string path, string header, string value) =>
        app.SendAsync(method, path, null, request => request.Headers.TryAddWithoutValidation(header, value));
}
