using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

/// <summary>Bytes of users go out whole, in ranges, and never as a page of ours.</summary>
public sealed class OriginalTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Original_ThatABrowserWouldRun_IsADownloadInASandbox(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (name, text) in new[]
        {
            ("a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"), ("a.html", "<!doctype html><script>alert(1)</script>"),
            ("a.pdf", "%PDF-1.7\n1 0 obj\n"), ("a.xml", "<?xml version=\"1.0\"?><a/>"), ("a.jpg", "<html><script>alert(1)</script></html>"), ("a.js", "alert(1)"),
        })
        {
            var id = (await app.UploadAsync(name, Encoding.UTF8.GetBytes(text))).Id;
            using var response = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.StartsWith("attachment", response.Header("Content-Disposition"), StringComparison.Ordinal);
            Assert.Equal("application/octet-stream", response.Header("Content-Type"));
            Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
            Assert.Equal("sandbox; default-src 'none'", response.Header("Content-Security-Policy"));
            Assert.Equal(text, await response.Content.ReadAsStringAsync());
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Original_OfAPicture_IsShownAndGivenInRanges(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var content = PlayedMedia.File(new string('x', 5000));
        var id = (await app.UploadAsync("a.gif", content)).Id;

        using var whole = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original");
        Assert.StartsWith("inline", whole.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Equal("image/gif", whole.Header("Content-Type"));
        Assert.Equal(content, await whole.Content.ReadAsByteArrayAsync());

        using var part = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original", null, request => request.Headers.Range = new RangeHeaderValue(10, 19));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal($"bytes 10-19/{content.Length}", part.Header("Content-Range"));
        Assert.Equal(content[10..20], await part.Content.ReadAsByteArrayAsync());

        using var beyond = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original", null, request => request.Headers.Range = new RangeHeaderValue(content.Length, null));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);

        using var head = await app.SendAsync(HttpMethod.Head, $"api/assets/{id}/original");
        Assert.Equal((HttpStatusCode.OK, (long?)content.Length), (head.StatusCode, head.Content.Headers.ContentLength));

        using var same = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/original", null, request => request.Headers.TryAddWithoutValidation("If-None-Match", whole.Header("ETag")));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);

        Assert.Equal(1, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from usage where kind = 2 and asset_key in (select key from asset where id = {id})")) - 1);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Renditions_ComeWithTheirTagAndAreThereWhenMade(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("x"))).Id;
        var bad = (await app.UploadAsync("b.gif", PlayedMedia.File("BAD"))).Id;
        await app.FinishAsync();

        foreach (var recipe in new[] { "preview", "thumbnail" })
        {
            using var response = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/{recipe}");
            Assert.Equal("image/jpeg", response.Header("Content-Type"));
            Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
            using var again = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/{recipe}", null, request => request.Headers.TryAddWithoutValidation("If-None-Match", response.Header("ETag")));
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            using var head = await app.SendAsync(HttpMethod.Head, $"api/assets/{id}/{recipe}");
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            using var missing = await app.SendAsync(HttpMethod.Get, $"api/assets/{bad}/{recipe}");
            await missing.ProblemAsync(HttpStatusCode.NotFound);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Original_WhoseFileIsGone_IsAnswered410(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var path = Path.Combine(app.Files, "a.gif");
        await File.WriteAllBytesAsync(path, PlayedMedia.File("linked"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(app.Data, "roots.txt"), app.Files + "\n", TestContext.Current.CancellationToken);
        var job = await app.JobAsync((await app.Client.ImportAsync(new(Paths: [app.Files]))).Job);
        Assert.Equal(("done", 1), (job.State, job.Changed));
        var asset = await app.Client.AssetAtAsync(path);
        Assert.Equal("linked", asset.Storage);

        using var there = await app.SendAsync(HttpMethod.Get, $"api/assets/{asset.Id}/original");
        Assert.Equal(HttpStatusCode.OK, there.StatusCode);

        File.Delete(path);
        using var gone = await app.SendAsync(HttpMethod.Get, $"api/assets/{asset.Id}/original");
        await gone.ProblemAsync(HttpStatusCode.Gone);

        // A link that leads out of the folder is followed by nobody.
        var secret = Path.Combine(app.Data, "token");
        File.CreateSymbolicLink(path, secret);
        using var led = await app.SendAsync(HttpMethod.Get, $"api/assets/{asset.Id}/original");
        await led.ProblemAsync(HttpStatusCode.Gone);
    }
}
