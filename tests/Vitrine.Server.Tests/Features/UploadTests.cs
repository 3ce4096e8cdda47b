using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Vitrine.Server.Tests.Ingest;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

/// <summary>Real servers that the uploads of all tests go to, one for each engine.</summary>
public sealed class UploadServers : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-upload-").FullName;
    private readonly Dictionary<string, (TestDatabase? Database, RunningServer Server)> started = [];

    public async Task<RunningServer> GetAsync(string engine)
    {
        if (!started.TryGetValue(engine, out var running))
        {
            var database = engine == Engines.Postgres ? await TestDatabase.PlantedAsync(engine) : null;
            started[engine] = running = (database, await RunningServer.StartAsync(DataOf(engine), database?.Connection));
        }

        return running.Server;
    }

    public string DataOf(string engine) => Path.Combine(folder, engine);

    public async ValueTask DisposeAsync()
    {
        foreach (var (database, server) in started.Values)
        {
            await server.DisposeAsync();
            if (database is not null)
            {
                await database.DisposeAsync();
            }
        }

        Directory.Delete(folder, recursive: true);
    }
}

public sealed class UploadTests(UploadServers servers) : IClassFixture<UploadServers>
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_WithFolderAndTags_AnswersTheAsset(string engine)
    {
        var server = await servers.GetAsync(engine);

        var (status, asset) = await UploadAsync(server, "red.gif", "with tags", ("folder", "Summer/Beach"), ("tags", "Sea, Sand"));

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(("red.gif", "image"), (asset.GetProperty("name").GetString(), asset.GetProperty("kind").GetString()));
        Assert.EndsWith("Summer/Beach", asset.GetProperty("folder").GetString(), StringComparison.Ordinal);
        Assert.Equal(["sand", "sea"], asset.GetProperty("claims").EnumerateArray().Select(claim => claim.GetProperty("name").GetString()!.ToLowerInvariant()).Order());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_SameBytesTwice_IsASecondAssetThatSaysSo(string engine)
    {
        var server = await servers.GetAsync(engine);
        var (_, first) = await UploadAsync(server, "twin.gif", "same bytes");

        var (status, second) = await UploadAsync(server, "twin.gif", "same bytes");

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("twin (2).gif", second.GetProperty("name").GetString());
        Assert.Equal(first.GetProperty("id").GetString(), second.GetProperty("duplicateOf").GetString());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_RepeatedWithItsIdempotencyKey_AnswersTheFirstAsset(string engine)
    {
        var server = await servers.GetAsync(engine);
        var (_, first) = await UploadAsync(server, "once.gif", "once only", key: "key-1");

        var (status, again) = await UploadAsync(server, "once.gif", "once only", key: "key-1");
        var (other, _) = await UploadAsync(server, "once.gif", "something else", key: "key-1");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity), (status, other));
        Assert.Equal(first.GetProperty("id").GetString(), again.GetProperty("id").GetString());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_EveryNameOfTheCorpus_IsStoredAndNoneCollide(string engine)
    {
        var server = await servers.GetAsync(engine);
        var names = await File.ReadAllLinesAsync(SharedFolder.Path("corpus", "hostile", "names.txt"), TestContext.Current.CancellationToken);
        var ids = new List<string>();
        var stored = new HashSet<string>(StringComparer.Ordinal);

        foreach (var name in names.Select(AssetNameTests.Parse))
        {
            var (status, asset) = await UploadAsync(server, name, "named", ("folder", "names"));
            Assert.Equal(HttpStatusCode.Created, status);
            ids.Add(asset.GetProperty("id").GetString()!);
            Assert.True(stored.Add(asset.GetProperty("name").GetString()!), $"{name} collides");
        }

        foreach (var id in ids)
        {
            var content = await server.BytesAsync($"/api/assets/{id}/original");
            Assert.Equal(Content("named"), content);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_ThatIsNoForm_IsRefusedWithASentenceAndLeavesNothing(string engine)
    {
        var server = await servers.GetAsync(engine);

        var none = await server.TrySendAsync(HttpMethod.Post, "/api/assets", new StringContent("{}", Encoding.UTF8, "application/json"));
        var empty = await server.TrySendAsync(HttpMethod.Post, "/api/assets", new MultipartFormDataContent { { new StringContent("x"), "folder" } });
        var broken = new StringContent("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.gif\"\r\n\r\nGIF89a and no end", Encoding.ASCII);
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        var cut = await server.TrySendAsync(HttpMethod.Post, "/api/assets", broken);

        Assert.Equal(
            [HttpStatusCode.UnsupportedMediaType, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], new[] { none.Status, empty.Status, cut.Status });
        Assert.Contains("'file'", empty.Text, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(servers.DataOf(engine), "spool")));
    }

    private static byte[] Content(string text) => [.. "GIF89a"u8, 1, 0, 1, 0, .. Encoding.Latin1.GetBytes(text)];

    private static async Task<(HttpStatusCode Status, JsonElement Asset)> UploadAsync(
        RunningServer server, string name, string text, params (string Name, string Value)[] fields) => await UploadAsync(server, name, text, null, fields);

    private static async Task<(HttpStatusCode Status, JsonElement Asset)> UploadAsync(
        RunningServer server, string name, string text, string? key, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        var file = new ByteArrayContent(Content(text));
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileNameStar = name };
        form.Add(file);
        foreach (var (field, value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        if (key is not null)
        {
            form.Headers.Add("Idempotency-Key", key);
        }

        var (status, answer) = await server.TrySendAsync(HttpMethod.Post, "/api/assets", form);
        return (status, JsonDocument.Parse(answer).RootElement);
    }
}
