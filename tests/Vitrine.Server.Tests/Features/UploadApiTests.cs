using System.Net;
using System.Text;
using System.Text.Json;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

public sealed class UploadApiTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_AnswersTheAssetAndWhereItIs(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var form = DamApp.UploadForm("a.gif", PlayedMedia.File("x"), "/Summer/./../Beach/", "sea, sand", "sun");

        using var response = await app.Http.PostAsync("api/assets", form);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var asset = await response.JsonAsync();
        Assert.Equal($"/api/assets/{asset.GetProperty("id").GetString()}", response.Header("Location"));
        Assert.Equal("/Summer/Beach", asset.GetProperty("folder").GetString());
        Assert.True(long.Parse(response.Header("X-Vitrine-Sequence")!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.NotNull(response.Header("ETag"));
        Assert.Equal(["sand", "sea", "sun"], asset.GetProperty("claims").EnumerateArray().Select(claim => claim.GetProperty("name").GetString()!).Order());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_IsFoundByItsNameAtTheSequenceItAnswered(string engine)
    {
        var hold = new TaskCompletionSource();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = new PlayedMedia { Before = () => hold.Task } });
        using var form = DamApp.UploadForm("sunflower.gif", PlayedMedia.File("x"));
        using var response = await app.Http.PostAsync("api/assets", form);
        var sequence = response.Header("X-Vitrine-Sequence");

        using var found = await app.SendAsync(HttpMethod.Post, "api/search", $$"""{"query":"sunflower","after":{{sequence}}}""");
        hold.SetResult();

        Assert.Equal(1, (await found.JsonAsync()).GetProperty("total").GetInt32());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_OfTheSameBytes_SaysWhoseTwinItIs(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var first = await app.UploadAsync("a.gif", PlayedMedia.File("same"));
        var second = await app.UploadAsync("a.gif", PlayedMedia.File("same"));

        Assert.Null(first.DuplicateOf);
        Assert.Equal(first.Id, second.DuplicateOf);
        Assert.Equal("a (2).gif", second.Name);
        Assert.Single(Directory.GetFiles(Path.Combine(app.Data, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_ThatIsNone_IsRefusedAndLeavesNothing(string engine)
    {
        await using var app = await DamApp.StartAsync(engine, new DamSetup { MaxFileBytes = 100_000 });
        using var large = DamApp.UploadForm("large.gif", new byte[100_001]);
        using var two = DamApp.UploadForm("a.gif", PlayedMedia.File("a"));
        two.Add(new ByteArrayContent([1]), "file", "b.gif");
        using var none = new MultipartFormDataContent { { new StringContent("x"), "folder" } };
        using var broken = Text("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nno end", "multipart/form-data; boundary=b");
        using var headers = Text("--b\r\n" + string.Concat(Enumerable.Repeat("X-Header: value\r\n", 5000)) + "\r\n\r\n--b--", "multipart/form-data; boundary=b");
        using var unbounded = Text("x", "multipart/form-data");
        using var json = Text("{}", "application/json");
        using var field = DamApp.UploadForm("a.gif", PlayedMedia.File("a"), new string('x', 70_000));

        foreach (var (content, status) in new (HttpContent, HttpStatusCode)[]
        {
            (large, HttpStatusCode.RequestEntityTooLarge), (two, HttpStatusCode.BadRequest), (none, HttpStatusCode.BadRequest), (broken, HttpStatusCode.BadRequest),
            (headers, HttpStatusCode.BadRequest), (unbounded, HttpStatusCode.UnsupportedMediaType), (json, HttpStatusCode.UnsupportedMediaType), (field, HttpStatusCode.BadRequest),
        })
        {
            using var response = await app.Http.PostAsync("api/assets", content);
            await response.ProblemAsync(status);
        }

        Assert.Empty(Directory.GetFiles(Path.Combine(app.Data, "spool")));
        Assert.Equal(0, (await app.Client.LibraryAsync()).Assets);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_NamesOfEveryKind_AreKeptApartAndComeBackWhole(string engine)
    {
        // Half a surrogate pair cannot be sent in UTF-8.
        var names = File.ReadLines(SharedFolder.Path("corpus", "hostile", "names.txt")).Select(Name).OfType<string>().ToArray();
        Assert.True(names.Length > 60);
        var hold = new TaskCompletionSource();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = new PlayedMedia { Before = () => hold.Task } });
        var stored = new List<string>();
        foreach (var name in names)
        {
            var asset = await app.UploadAsync(name, PlayedMedia.File("same"));
            stored.Add(asset.Name);
            Assert.DoesNotContain(asset.Name, letter => char.IsControl(letter) || letter is '/' or '\\');
            Assert.InRange(Encoding.UTF8.GetByteCount(asset.Name), 1, 255);

            using var original = await app.SendAsync(HttpMethod.Get, $"api/assets/{asset.Id}/original?download=true");
            Assert.Equal(HttpStatusCode.OK, original.StatusCode);
            var disposition = original.Header("Content-Disposition")!;
            Assert.StartsWith("attachment;", disposition, StringComparison.Ordinal);
            Assert.Equal(asset.Name, Uri.UnescapeDataString(disposition[(disposition.IndexOf("filename*=UTF-8''", StringComparison.Ordinal) + "filename*=UTF-8''".Length)..]));
            Assert.Equal(asset.Id, (await app.Client.AssetAtAsync("/" + asset.Name)).Id);
        }

        hold.SetResult();
        Assert.Equal(names.Length, stored.Select(name => name.Normalize()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["blobs", "blobs.txt", "engine.txt", "lock", "logs", "models", "node", "renditions", "spool", "token"], Entries(app));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_UnderOneIdempotencyKey_HappensOnceAlsoWhenTwoRace(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(app, "key-1", "a.gif", "one")));
        var ids = new List<string>();
        foreach (var answer in answers)
        {
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            ids.Add((await answer.JsonAsync()).GetProperty("id").GetString()!);
            answer.Dispose();
        }

        Assert.Single(ids.Distinct());
        Assert.Equal(1, (await app.Client.LibraryAsync()).Assets);

        using var other = await SendAsync(app, "key-1", "a.gif", "two");
        await other.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        using var fresh = await SendAsync(app, "key-2", "a.gif", "one");
        Assert.NotEqual(ids[0], (await fresh.JsonAsync()).GetProperty("id").GetString());
        using var tooLong = await SendAsync(app, new string('k', 201), "a.gif", "one");
        await tooLong.ProblemAsync(HttpStatusCode.BadRequest);
    }

    private static async Task<HttpResponseMessage> SendAsync(DamApp app, string key, string name, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/assets") { Content = DamApp.UploadForm(name, PlayedMedia.File(text)) };
        request.Headers.Add("Idempotency-Key", key);
        return await app.Http.SendAsync(request);
    }

    private static string? Name(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Entries(DamApp app) => Directory.GetFileSystemEntries(app.Data).Select(path => Path.GetFileName(path)!)
        .Where(name => !name.StartsWith("vitrine.db", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static StringContent Text(string text, string type)
    {
        var content = new StringContent(text);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }
}
