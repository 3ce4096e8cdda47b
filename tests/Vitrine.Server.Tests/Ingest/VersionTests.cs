using System.Net;
using System.Text;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Media.Tools;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Ingest;

/// <summary>Other bytes for an asset, and earlier ones brought back.</summary>
public sealed class VersionTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Version_Added_KeepsNameAndPeoplesWordsAndLetsTheMachinesSpeakAnew(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var first = PlayedMedia.File("one", "LABEL:coco/dog=0.99");
        var id = (await app.UploadAsync("a.gif", first, "/x", "mine")).Id;
        await app.FinishAsync();
        var dog = Machine(await app.Client.AssetAsync(id, null, Ending));
        Assert.NotEmpty(dog);

        var after = await AddAsync(app, id, PlayedMedia.File("two", "LABEL:coco/cat=0.99"));
        Assert.Equal(("a.gif", "/x", 2), (after.Name, after.Folder, after.Versions!.Count));
        Assert.Equal([true, false], after.Versions.Select(version => version.IsCurrent));
        await app.FinishAsync();

        var asset = await app.Client.AssetAsync(id, "versions,history", Ending);
        Assert.Contains(asset.Claims, claim => claim is { About: "tag", Name: "mine", State: "accepted" });
        Assert.NotEqual(dog, Machine(asset));
        Assert.NotEmpty(Machine(asset));
        Assert.Single(asset.History!, step => step is { Act: "version", Value: "2" });
        using var old = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original?version={id}");
        Assert.Equal(first, await old.Content.ReadAsByteArrayAsync(Ending));
        using var preview = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/preview?version={id}");
        Assert.Equal(first, await preview.Content.ReadAsByteArrayAsync(Ending));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Version_BroughtBack_NeedsNoModelAndSaysWhatItSaid(string engine)
    {
        var media = new PlayedMedia();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = media });
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("one", "LABEL:coco/dog=0.99"))).Id;
        await app.FinishAsync();
        var dog = Machine(await app.Client.AssetAsync(id, null, Ending));
        await AddAsync(app, id, PlayedMedia.File("two", "LABEL:coco/cat=0.99"));
        await app.FinishAsync();
        var analyses = media.Analyses;

        using (var restored = await app.SendAsync(HttpMethod.Post, $"api/assets/{id}/versions/{id}/restore"))
        {
            Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
        }

        await app.FinishAsync();
        var asset = await app.Client.AssetAsync(id, "versions", Ending);
        Assert.Equal(3, asset.Versions!.Count);
        Assert.Equal(asset.Versions[2].Sha256, asset.Version.Sha256);
        Assert.Equal(dog, Machine(asset));
        Assert.Equal(analyses, media.Analyses);
        Assert.Equal(1, (await app.Client.SearchAsync(new SearchRequest("tag:dog"), Ending)).Total);

        // Bringing the current one back is no change.
        using (var again = await app.SendAsync(HttpMethod.Post, $"api/assets/{id}/versions/{asset.Version.Id}/restore"))
        {
            Assert.Equal(3, (await again.JsonAsync()).GetProperty("versions").GetArrayLength());
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Version_OfALinkedFile_ComesFromEitherSide(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var folder = Directory.CreateDirectory(Path.Combine(app.Files, "photos")).FullName;
        var path = Path.Combine(folder, "a.gif");
        await File.WriteAllBytesAsync(path, PlayedMedia.File("disk"), Ending);
        await app.JobAsync(await app.ImportAsync(folder));
        await app.FinishAsync();
        var id = (await app.Client.AssetAtAsync("/photos/a.gif", Ending)).Id;

        await AddAsync(app, id, PlayedMedia.File("sent"));
        Assert.Equal(PlayedMedia.File("disk"), await File.ReadAllBytesAsync(path, Ending));
        using (var restored = await app.SendAsync(HttpMethod.Post, $"api/assets/{id}/versions/{id}/restore"))
        {
            var asset = await restored.JsonAsync();
            Assert.Equal("linked", asset.GetProperty("storage").GetString());
        }

        using (var original = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original"))
        {
            Assert.Equal(PlayedMedia.File("disk"), await original.Content.ReadAsByteArrayAsync(Ending));
        }

        await File.WriteAllBytesAsync(path, PlayedMedia.File("disk, changed outside"), Ending);
        await app.JobAsync(await app.ImportAsync(folder));
        await app.FinishAsync();
        var now = await app.Client.AssetAsync(id, "versions", Ending);
        Assert.Equal([true, false, true, false], now.Versions!.Select(version => version.IsThere));

        // The bytes of the first are nowhere any more, those that were sent are.
        using (var gone = await app.SendAsync(HttpMethod.Post, $"api/assets/{id}/versions/{id}/restore"))
        {
            await gone.ProblemAsync(HttpStatusCode.Conflict);
        }

        using var sent = await app.SendAsync(HttpMethod.Post, $"api/assets/{id}/versions/{now.Versions![2].Id}/restore");
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_OfATakenName_DoesWhatItsSenderWants(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("one"))).Id;

        Assert.Equal((HttpStatusCode.Created, id), await SendAsync("version", "two"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync("fail", "three")).Status);
        var (status, other) = await SendAsync("rename", "four");
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.NotEqual(id, other);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("perhaps", "five")).Status);
        Assert.Equal(2, (await app.Client.AssetAsync(id, "versions", Ending)).Versions!.Count);

        async Task<(HttpStatusCode Status, string? Id)> SendAsync(string sameName, string content)
        {
            using var form = DamApp.UploadForm("a.gif", PlayedMedia.File(content));
            form.Add(new StringContent(sameName), "sameName");
            using var response = await app.Http.PostAsync("api/assets", form, Ending);
            var text = await response.Content.ReadAsStringAsync(Ending);
            return (response.StatusCode, JsonDocument.Parse(text).RootElement.TryGetProperty("id", out var made) ? made.GetString() : null);
        }
    }

    [Fact]
    public async Task Version_ThatCannotBe_IsRefusedInASentence()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var asset = await app.UploadAsync("a.gif", PlayedMedia.File("one"));
        var other = await app.UploadAsync("b.gif", PlayedMedia.File("other"));
        using (var form = DamApp.UploadForm("x.gif", PlayedMedia.File("two")))
        {
            using var stale = await app.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"api/assets/{asset.Id}/versions") { Content = form, Headers = { { "If-Match", "\"99\"" } } }, Ending);
            await stale.ProblemAsync(HttpStatusCode.PreconditionFailed);
        }

        foreach (var (path, status) in new[]
        {
            ($"api/assets/{asset.Id}/versions/{other.Id}/restore", HttpStatusCode.NotFound), ($"api/assets/{asset.Id}/versions/nonsense/restore", HttpStatusCode.NotFound),
            ("api/assets/0123456789abcdef01234567/versions/0123456789abcdef01234567/restore", HttpStatusCode.NotFound), ($"api/assets/{asset.Id}/versions", HttpStatusCode.UnsupportedMediaType),
        })
        {
            using var response = await app.SendAsync(HttpMethod.Post, path, "{}");
            await response.ProblemAsync(status);
        }

        using (var foreign = await app.SendAsync(HttpMethod.Get, $"api/assets/{asset.Id}/original?version={other.Id}"))
        {
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        }

        using (await app.SendAsync(HttpMethod.Delete, $"api/assets/{asset.Id}"))
        {
        }

        using var trashed = DamApp.UploadForm("x.gif", PlayedMedia.File("two"));
        using var refused = await app.Http.PostAsync($"api/assets/{asset.Id}/versions", trashed, Ending);
        await refused.ProblemAsync(HttpStatusCode.Conflict);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Versions_SentAtOnce_AllBecomeVersions(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("0"))).Id;

        await Task.WhenAll(Enumerable.Range(1, 8).Select(i => AddAsync(app, id, PlayedMedia.File($"{i}"))));

        Assert.Equal(Enumerable.Range(1, 9).Reverse(), (await app.Client.AssetAsync(id, "versions", Ending)).Versions!.Select(version => version.Number));
    }

    [Fact]
    public async Task Command_MakesAFileTheNewestVersion()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        await app.UploadAsync("a.gif", PlayedMedia.File("one"));
        await File.WriteAllLinesAsync(Path.Combine(app.Data, "server.txt"), [app.Url, "1"], Ending);
        await File.WriteAllTextAsync(Path.Combine(app.Data, "token"), app.Token, Ending);
        var file = Path.Combine(app.Files, "other name.gif");
        await File.WriteAllBytesAsync(file, PlayedMedia.File("two"), Ending);

        var result = await ToolProcess.RunAsync(new ToolCommand(Path.Combine(AppContext.BaseDirectory, "vitrine"), ["version", "/a.gif", file, "--data", app.Data]), Ending);

        Assert.True(result.Succeeded, result.Errors);
        Assert.Equal("a.gif has version 2 now. The versions before it stay and can be brought back.\n", Encoding.UTF8.GetString(result.Output));
    }

    private static string[] Machine(AssetDetail asset) =>
        [.. asset.Claims.Where(claim => claim is { About: "tag", Source.Type: "fusion" }).Select(claim => claim.Name).Order(StringComparer.Ordinal)];

    private static async Task<AssetDetail> AddAsync(DamApp app, string id, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return await app.Client.AddVersionAsync(id, stream, "whatever.gif", Ending);
    }
}
