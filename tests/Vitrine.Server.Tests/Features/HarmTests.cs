using System.Net;
using Vitrine.Contracts;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

/// <summary>What once did harm: things lost, doubled or held up.</summary>
public sealed class HarmTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Uploads_IntoANewFolderAtTheSameTime_MakeOneFolder(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => app.UploadAsync($"{number}.gif", PlayedMedia.File($"{number}"), "Trip/Day 1")));

        var folders = await app.Http.GetStringAsync("/api/folders");
        Assert.DoesNotContain("(2)", folders, StringComparison.Ordinal);
        Assert.Equal(10, (await app.Client.SearchAsync(new SearchRequest("folder:\"Trip/Day 1\""))).Total);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Values_ThatNoTextOrNumberCanBe_AreRefusedWhereTheyComeIn(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        foreach (var (method, path, body) in new (HttpMethod, string, string)[]
        {
            (HttpMethod.Patch, $"api/assets/{id}", """{"title":"\ud800"}"""),
            (HttpMethod.Patch, $"api/assets/{id}", """{"description":{"de":["\udc00x"]}}"""),
            (HttpMethod.Patch, $"api/assets/{id}", """{"fields":{"\ud800":"x"}}"""),
            (HttpMethod.Post, "api/bulk", $$$"""{"ids":["{{{id}}}"],"set":{"headline":"\ud800"}}"""),
            (HttpMethod.Post, "api/bulk", $$$"""{"ids":["{{{id}}}"],"shiftTime":{"minutes":"NaN"}}"""),
            (HttpMethod.Post, "api/bulk", $$$"""{"ids":["{{{id}}}"],"shiftTime":{"minutes":1e999}}"""),
            (HttpMethod.Post, "api/places", $$$"""{"ids":["{{{id}}}"],"position":{}}"""),
            (HttpMethod.Put, "api/deny-list", "{}"),
            (HttpMethod.Patch, $"api/assets/{id}", """{"titel":"x"}"""),
            (HttpMethod.Patch, $"api/assets/{id}", """{"tags":{"ad":["x"]}}"""),
            (HttpMethod.Post, "api/concepts", """{"labels":{"en":"pierhead"},"description":{"en":"x"}}"""),
            (HttpMethod.Put, "api/deny-list", """{"words":null}"""),
        })
        {
            using var answer = await app.SendAsync(method, path, body);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path} {body}: {answer.StatusCode}");
        }

        using (var misspelt = await app.SendAsync(HttpMethod.Post, "api/bulk", $$$"""{"ids":["{{{id}}}"],"set":{"titel":"x"} }"""))
        {
            Assert.Equal("There is no member 'set.titel'; openapi.json lists those there are.", (await misspelt.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString());
        }

        // What cannot be seen is no title, as an empty text is none, and no word.
        foreach (var (invisible, status) in new[] { ("""{"title":"\u200b"}""", HttpStatusCode.OK), ("""{"tags":{"add":["\u200b\ufeff"]}}""", HttpStatusCode.BadRequest) })
        {
            using var answer = await app.SendAsync(HttpMethod.Patch, $"api/assets/{id}", invisible);
            Assert.Equal(status, answer.StatusCode);
        }

        Assert.DoesNotContain((await app.Client.AssetAsync(id)).Claims, claim => claim.State == "accepted");
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Rendition_LostFromTheDisk_IsMadeAgain(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.FinishAsync();
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync($"/api/assets/{id}/thumbnail")).StatusCode);
        foreach (var file in Directory.GetFiles(Path.Combine(app.Data, "renditions"), "*", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync($"/api/assets/{id}/thumbnail")).StatusCode);
        await app.FinishAsync();

        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync($"/api/assets/{id}/thumbnail")).StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Undo_OfTheFirstOfTwoThatAddTheSameTag_LeavesTheSecond(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.FinishAsync();
        var first = await TagAsync("both");
        await TagAsync("both", "two");

        using var undone = await app.SendAsync(HttpMethod.Post, $"/api/jobs/{first}/undo");
        undone.EnsureSuccessStatusCode();
        await app.FinishAsync();

        var tags = (await app.Client.AssetAsync(id)).Claims.Where(claim => claim is { About: "tag", Source.Type: "person", State: "accepted" }).Select(claim => claim.Name);
        Assert.Equal(["both", "two"], tags.Order(StringComparer.Ordinal));

        async Task<string> TagAsync(params string[] names)
        {
            var started = await app.Client.BulkAsync(new BulkRequest([id], null, null, new BulkChange(names), null));
            await app.JobAsync(started.Job);
            return started.Job;
        }
    }

    [Fact]
    public async Task Search_ForThousandsOfWords_IsAnsweredWithASentence()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);

        using var answer = await app.SendAsync(HttpMethod.Post, "/api/search", $$"""{"query":"{{string.Join(' ', Enumerable.Range(0, 800).Select(number => $"w{number}"))}}"}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("at most", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_IntoThousandsOfNestedFolders_IsRefused()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var form = DamApp.UploadForm("a.gif", PlayedMedia.File("a"), string.Concat(Enumerable.Repeat("d/", 3000)));

        using var answer = await app.Http.PostAsync("/api/assets", form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
