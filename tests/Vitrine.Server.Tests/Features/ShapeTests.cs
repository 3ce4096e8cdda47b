using System.Net;
using System.Text.Json;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

/// <summary>The shapes that other programs rely on, read from JSON text: a renamed property of ours must be seen here.</summary>
public sealed class ShapeTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Asset_HasTheFixedShape(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:holiday", "TITLE:The dog", "TAKEN:2024-05-06T07:08:09", "LABEL:coco/dog=0.9"), "Trips/Rome", "mine")).Id;
        await app.FinishAsync();

        using var response = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}");
        var asset = await response.JsonAsync();

        HasMembers(asset, "id", "name", "folder", "kind", "version", "inherited", "embedded", "claims", "problems");
        Assert.Equal((id, "a.gif", "/Trips/Rome", "image"), (Text(asset, "id"), Text(asset, "name"), Text(asset, "folder"), Text(asset, "kind")));
        HasMembers(asset.GetProperty("version"), "id", "bytes", "sha256", "essence");
        Assert.Equal(id, Text(asset.GetProperty("version"), "id"));
        Assert.Matches("^[0-9a-f]{64}$", Text(asset.GetProperty("version"), "sha256"));
        Assert.Equal("image/gif", Text(asset.GetProperty("inherited"), "mime"));
        Assert.Equal(640, asset.GetProperty("inherited").GetProperty("width").GetInt32());
        Assert.Equal("2024-05-06T07:08:09", Text(asset.GetProperty("embedded"), "takenAt"));
        Assert.False(asset.TryGetProperty("runs", out _));
        Assert.Matches("^\"[0-9]+\"$", response.Header("ETag"));

        var claims = asset.GetProperty("claims").EnumerateArray().ToDictionary(claim => Text(claim, "about") + " " + Text(claim, "value"));
        var dog = claims["tag dog"];
        HasMembers(dog, "id", "about", "name", "value", "state", "source", "confidence", "evidence");
        Assert.Equal(("dog", "suggested"), (Text(dog, "name"), Text(dog, "state")));
        Assert.Equal(["type", "name", "version"], dog.GetProperty("source").Members());
        Assert.Equal("fusion", Text(dog.GetProperty("source"), "type"));
        Assert.InRange(dog.GetProperty("confidence").GetDouble(), 50, 100);
        HasMembers(dog.GetProperty("evidence")[0], "analyzer", "version", "confidence");
        Assert.Equal("classify", Text(dog.GetProperty("evidence")[0], "analyzer"));
        Assert.Equal("file", Text(claims["tag holiday"].GetProperty("source"), "type"));
        Assert.Equal("file", Text(claims["title The dog"].GetProperty("source"), "type"));
        Assert.Equal(("person", "accepted", 100), (Text(claims["tag mine"].GetProperty("source"), "type"), Text(claims["tag mine"], "state"), claims["tag mine"].GetProperty("confidence").GetInt32()));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Asset_Includes_AreAddedWhenAskedFor(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("LABEL:coco/dog=0.9"))).Id;
        await app.FinishAsync();

        using var response = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}?include=groups,runs,history");
        var asset = await response.JsonAsync();

        Assert.Equal("Length", Text(asset.GetProperty("groups")[0].GetProperty("tags")[0], "name"));
        HasMembers(asset.GetProperty("runs")[0], "step", "version", "state", "attempts", "milliseconds");
        Assert.Equal(["metadata", "renditions", "analyze:classify", "details"], asset.GetProperty("runs").EnumerateArray().Select(run => Text(run, "step")));
        Assert.All(asset.GetProperty("runs").EnumerateArray(), run => Assert.Equal("done", Text(run, "state")));
        HasMembers(asset.GetProperty("history")[0], "sequence", "about", "name", "act", "source", "at");

        using var claims = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/claims");
        Assert.True((await claims.JsonAsync()).GetProperty("items").GetArrayLength() > 0);
        using var runs = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/runs");
        Assert.Equal(4, (await runs.JsonAsync()).GetProperty("items").GetArrayLength());
        using var moments = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/moments");
        Assert.Equal(0, (await moments.JsonAsync()).GetProperty("items").GetArrayLength());

        foreach (var (path, status) in new[]
        {
            ($"api/assets/{id}?include=everything", HttpStatusCode.BadRequest), ($"api/assets/{id}?include=7", HttpStatusCode.BadRequest),
            ($"api/assets/{id}/claims?cursor=-1", HttpStatusCode.BadRequest), ($"api/assets/{id}/claims?cursor=2147483647", HttpStatusCode.BadRequest),
            ("api/assets/000000000000000000000000", HttpStatusCode.NotFound), ("api/assets/x", HttpStatusCode.NotFound), ("api/assets/x/runs", HttpStatusCode.NotFound), ("api/assets/x/moments", HttpStatusCode.NotFound),
            ($"api/assets/{id}/moments?cursor=1", HttpStatusCode.BadRequest),
            ("api/assets/at?path=%00", HttpStatusCode.NotFound), ("api/assets/at?path=%EF%BF%BE", HttpStatusCode.NotFound), ("api/assets/at?path=/", HttpStatusCode.NotFound),
        })
        {
            using var refused = await app.SendAsync(HttpMethod.Get, path);
            await refused.ProblemAsync(status);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Asset_WhileItIsRead_SaysWhetherThereWillBeAPreview(string engine)
    {
        var hold = new TaskCompletionSource();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = new PlayedMedia { Before = () => hold.Task } });
        foreach (var (name, content, pending) in new (string, byte[], bool)[]
        {
            ("a.gif", PlayedMedia.File("a"), true), ("a.txt", "words"u8.ToArray(), false), ("a.rtf", @"{\rtf1 words}"u8.ToArray(), false), ("a.bin", [0, 1, 2, 3], false),
            ("a.pdf", "%PDF-1.4\n"u8.ToArray(), true),
        })
        {
            Assert.True(pending == (await app.UploadAsync(name, content)).PreviewPending, name);
        }

        hold.SetResult();
        await app.FinishAsync();
        Assert.False((await app.Client.AssetAtAsync("/a.gif")).PreviewPending);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Asset_AtItsPath_IsTheSame(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("caf\u00e9 & co.gif", PlayedMedia.File("x"), "A b/C")).Id;

        Assert.Equal(id, (await app.Client.AssetAtAsync("/A b/C/caf\u00e9 & co.gif")).Id);
        Assert.Equal(id, (await app.Client.AssetAtAsync("/A b/C/cafe\u0301 & co.gif")).Id);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Search_HasTheFixedShape(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var i in Enumerable.Range(0, 3))
        {
            await app.UploadAsync($"{i}.gif", PlayedMedia.File($"{i}"), "F");
        }

        using var response = await app.SendAsync(HttpMethod.Post, "api/search", """{"query":"kind:image","limit":2}""");
        var answer = await response.JsonAsync();

        Assert.Equal(["total", "items", "cursor", "milliseconds"], answer.Members());
        Assert.Equal(3, answer.GetProperty("total").GetInt32());
        HasMembers(answer.GetProperty("items")[0], "id", "unit", "name", "folder", "kind", "score");
        Assert.Equal(("asset", "/F", "image"), (Text(answer.GetProperty("items")[0], "unit"), Text(answer.GetProperty("items")[0], "folder"), Text(answer.GetProperty("items")[0], "kind")));

        using var last = await app.SendAsync(HttpMethod.Post, "api/search", $$"""{"query":"kind:image","limit":2,"cursor":"{{Text(answer, "cursor")}}"}""");
        var rest = await last.JsonAsync();
        Assert.Equal(1, rest.GetProperty("items").GetArrayLength());
        Assert.False(rest.TryGetProperty("cursor", out _));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task JobsAndActivity_HaveTheFixedShape(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("LABEL:coco/dog=0.9"))).Id;
        await app.UploadAsync("b.gif", PlayedMedia.File("BAD"));
        await app.FinishAsync();

        using var started = await app.SendAsync(HttpMethod.Post, "api/bulk", $$"""{"ids":["{{id}}"],"add":{"tags":["one"]} }""");
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var job = await started.JsonAsync();
        Assert.Equal(["job"], job.Members());
        Assert.Equal($"/api/jobs/{Text(job, "job")}", started.Header("Location"));
        await app.JobAsync(Text(job, "job"));
        using var ended = await app.SendAsync(HttpMethod.Get, $"api/jobs/{Text(job, "job")}");
        HasMembers(await ended.JsonAsync(), "id", "what", "state", "total", "done", "changed", "failed", "startedAt", "endedAt", "canUndo", "problems");

        using var response = await app.SendAsync(HttpMethod.Get, "api/activity");
        var activity = await response.JsonAsync();
        HasMembers(activity, "queued", "running", "failed", "steps", "paused", "jobs", "failures");
        Assert.Equal((0, 0, 1), (activity.GetProperty("queued").GetInt32(), activity.GetProperty("running").GetInt32(), activity.GetProperty("failed").GetInt32()));
        var renditions = activity.GetProperty("steps").EnumerateArray().Single(step => Text(step, "step") == "renditions");
        Assert.Equal((1, 1), (renditions.GetProperty("done").GetInt32(), renditions.GetProperty("failed").GetInt32()));
        Assert.Equal("b.gif", Text(activity.GetProperty("failures")[0], "name"));
        Assert.Equal("truncated", Text(activity.GetProperty("failures")[0], "code"));
    }

    private static void HasMembers(JsonElement element, params string[] names) => Assert.Subset(element.Members().ToHashSet(), names.ToHashSet());

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
