using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Vitrine.Server.Access;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Uploads;

/// <summary>What tus 1.0.0 and its extensions ask of a server.</summary>
public sealed class ProtocolTests
{
    private static readonly byte[] Picture = PlayedMedia.File("KEYWORD:dog", new string('x', 5000));

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_InPieces_BecomesTheAssetThatAnUploadInOnePieceWouldBe(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var path = await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "Küste.gif"), ("folder", "/Trips/./"), ("relativePath", "day 1/../x"), ("tags", "sea, sand"), ("filetype", "image/gif"));
        using var first = await Tus.AppendAsync(app.Http, path, 0, Picture[..100]);
        Assert.Equal((HttpStatusCode.NoContent, "100", null), (first.StatusCode, first.Header("Upload-Offset"), first.Header("X-Vitrine-Asset")));
        Assert.InRange(DateTimeOffset.Parse(first.Header("Upload-Expires")!, CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));
        using var listed = await app.SendAsync(HttpMethod.Get, "api/uploads");
        var item = Assert.Single((await listed.JsonAsync()).GetProperty("items").EnumerateArray());
        Assert.Equal(("receiving", 100, "/Trips/day 1/x"), (item.GetProperty("state").GetString(), item.GetProperty("offset").GetInt32(), item.GetProperty("folder").GetString()));

        using var last = await Tus.AppendAsync(app.Http, path, 100, Picture[100..]);

        var id = last.Header("X-Vitrine-Asset")!;
        Assert.True(long.Parse(last.Header("X-Vitrine-Sequence")!, CultureInfo.InvariantCulture) > 0);
        var asset = await app.Client.AssetAsync(id);
        Assert.Equal(("Küste.gif", "/Trips/day 1/x", Tus.Sha256(Picture)), (asset.Name, asset.Folder, asset.Version.Sha256));
        Assert.Equal(["sand", "sea"], asset.Claims.Where(claim => claim.Source.Type == "person").Select(claim => claim.Name).Order());
        Assert.Equal(Picture, await Tus.OriginalAsync(app.Http, id));
        using var head = await Tus.SendAsync(app.Http, HttpMethod.Head, path, null);
        Assert.Equal((Tus.Text(Picture.Length), Tus.Text(Picture.Length), id), (head.Header("Upload-Offset"), head.Header("Upload-Length"), head.Header("X-Vitrine-Asset")));
        using var view = await app.SendAsync(HttpMethod.Get, path);
        Assert.Equal(("done", id), ((await view.JsonAsync()).GetProperty("state").GetString(), (await view.JsonAsync()).GetProperty("assetId").GetString()));
        using var empty = await app.SendAsync(HttpMethod.Get, "api/uploads");
        Assert.Empty((await empty.JsonAsync()).GetProperty("items").EnumerateArray());
        Assert.Empty(Directory.GetFiles(Path.Combine(app.Data, "uploads")));
    }

    [Fact]
    public async Task Options_SayWhatIsOffered()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var response = await app.SendAsync(HttpMethod.Options, "api/uploads");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(("1.0.0", "1.0.0", "50000000000"), (response.Header("Tus-Resumable"), response.Header("Tus-Version"), response.Header("Tus-Max-Size")));
        Assert.Equal("creation,creation-with-upload,expiration,termination,checksum", response.Header("Tus-Extension"));
        Assert.Equal("sha1,sha256", response.Header("Tus-Checksum-Algorithm"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Requests_ThatAreNone_AreRefusedAndChangeNothing(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var path = await Tus.BeginAsync(app.Http, 100, ("filename", "a.bin"));
        var ten = new byte[10];
        await RefusedAsync(412, Tus.SendAsync(app.Http, HttpMethod.Post, "api/uploads", null, ("Tus-Resumable", "0.2.2"), ("Upload-Length", "5")));
        await RefusedAsync(412, Tus.SendAsync(app.Http, HttpMethod.Patch, path, ten, ("Tus-Resumable", ""), ("Upload-Offset", "0")));
        await RefusedAsync(409, Tus.AppendAsync(app.Http, path, 5, ten));
        await RefusedAsync(415, Tus.AppendAsync(app.Http, path, 0, ten, ("Content-Type", "application/octet-stream")));
        await RefusedAsync(413, Tus.AppendAsync(app.Http, path, 0, new byte[101]));
        await RefusedAsync(400, Tus.SendAsync(app.Http, HttpMethod.Patch, path, ten, ("Upload-Offset", "-1")));
        await RefusedAsync(400, Tus.SendAsync(app.Http, HttpMethod.Patch, path, ten));
        await RefusedAsync(400, Tus.AppendAsync(app.Http, path, 0, ten, ("Upload-Checksum", "md5 AAAA")));
        await RefusedAsync(400, Tus.AppendAsync(app.Http, path, 0, ten, ("Upload-Checksum", "sha1 AAAA")));
        await RefusedAsync(413, Tus.SendAsync(app.Http, HttpMethod.Post, "api/uploads", null, ("Upload-Length", "50000000001")));
        await RefusedAsync(400, Tus.SendAsync(app.Http, HttpMethod.Post, "api/uploads", null, ("Upload-Defer-Length", "1")));
        await RefusedAsync(400, Tus.SendAsync(app.Http, HttpMethod.Post, "api/uploads", null, ("Upload-Length", "99999999999999999999")));
        await RefusedAsync(404, Tus.AppendAsync(app.Http, "api/uploads/0123456789abcdef01234567", 0, ten));
        await RefusedAsync(404, Tus.AppendAsync(app.Http, "api/uploads/..%2f..%2ftoken", 0, ten));

        Assert.Equal(0, await Tus.OffsetAsync(app.Http, path));
        Assert.Equal(0, (await app.Client.LibraryAsync()).Assets);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Metadata_ThatIsHostile_IsRefusedOrMadeAName(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (metadata, status) in new[]
        {
            ("filename !!!", 400), ("filename YQ==,filename Yg==", 400), (string.Join(',', Enumerable.Range(0, 60).Select(i => $"k{i} YQ==")), 400), (Tus.Metadata(("sameName", "maybe")), 400),
            (Tus.Metadata(("sha256", "abc")), 400), (Tus.Metadata(("folder", string.Concat(Enumerable.Repeat("d/", 200)))), 400), (Tus.Metadata(("tags", string.Join(',', Enumerable.Range(0, 501)))), 400),
            (new string('k', 40_000), 431),
        })
        {
            using var refused = await Tus.SendAsync(app.Http, HttpMethod.Post, "api/uploads", null, ("Upload-Length", "5"), ("Upload-Metadata", metadata));
            Assert.Equal(status, (int)refused.StatusCode);
        }

        var names = new List<string>();
        foreach (var name in new[] { "../../x", "..", "a\0b\u001b[31m.gif", new string('n', 4000), "C:\\boot.ini", "" })
        {
            var path = await Tus.BeginAsync(app.Http, 3, ("filename", name), ("relativePath", "../../../etc"));
            names.Add((await app.Client.AssetAsync(await Tus.CompleteAsync(app.Http, path, [1, 2, 3]))).Name);
        }

        Assert.Equal(["..∕..∕x", "unnamed", "a␀b␛[31m.gif", new string('n', 255), "C:∖boot.ini", "unnamed (2)"], names);
        Assert.False(Directory.Exists(Path.Combine(app.Data, "etc")));
        using var found = await app.SendAsync(HttpMethod.Get, "api/assets/at?path=/etc/unnamed");
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Piece_WithAnotherChecksum_IsThrownAwayAndTheNextGoesOn(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var path = await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "a.gif"));
        using var plain = await Tus.AppendAsync(app.Http, path, 0, Picture[..50]);
        foreach (var wrong in new[] { Sha1(Picture[..20]), "sha256 " + Convert.ToBase64String(new byte[32]) })
        {
            await RefusedAsync(460, Tus.AppendAsync(app.Http, path, 50, Picture[50..90], ("Upload-Checksum", wrong)));
            Assert.Equal(50, await Tus.OffsetAsync(app.Http, path));
        }

        using var right = await Tus.AppendAsync(app.Http, path, 50, Picture[50..90], ("Upload-Checksum", Sha1(Picture[50..90])));
        Assert.Equal("90", right.Header("Upload-Offset"));
        using var last = await Tus.AppendAsync(app.Http, path, 90, Picture[90..], ("Upload-Checksum", "sha256 " + Convert.ToBase64String(SHA256.HashData(Picture[90..]))));
        Assert.Equal(Picture, await Tus.OriginalAsync(app.Http, last.Header("X-Vitrine-Asset")!));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task File_WithAnotherHashThanWasNamed_IsRefusedForGood(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var path = await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "a.gif"), ("sha256", new string('0', 64)));
        using var refused = await Tus.AppendAsync(app.Http, path, 0, Picture);
        Assert.Contains("a.gif", (await refused.ProblemAsync((HttpStatusCode)460)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var head = await Tus.SendAsync(app.Http, HttpMethod.Head, path, null);
        Assert.Equal(HttpStatusCode.Gone, head.StatusCode);
        using var view = await app.SendAsync(HttpMethod.Get, path);
        Assert.Equal("refused", (await view.JsonAsync()).GetProperty("state").GetString());
        Assert.Empty(Directory.GetFiles(Path.Combine(app.Data, "uploads")));
        Assert.Equal(0, (await app.Client.LibraryAsync()).Assets);

        var right = await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "a.gif"), ("sha256", Tus.Sha256(Picture).ToUpperInvariant()));
        Assert.NotNull(await Tus.CompleteAsync(app.Http, right, Picture));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Name_ThatIsTaken_GoesByTheSendersRule(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var first = await app.UploadAsync("a.gif", PlayedMedia.File("one"));
        var (two, three) = (PlayedMedia.File("two"), PlayedMedia.File("three"));
        var renamed = await Tus.CompleteAsync(app.Http, await Tus.BeginAsync(app.Http, two.Length, ("filename", "a.gif")), two);
        Assert.Equal("a (2).gif", (await app.Client.AssetAsync(renamed)).Name);
        var version = await Tus.CompleteAsync(app.Http, await Tus.BeginAsync(app.Http, three.Length, ("filename", "a.gif"), ("sameName", "version")), three);
        Assert.Equal((first.Id, Tus.Sha256(three)), (version, (await app.Client.AssetAsync(version)).Version.Sha256));
        var path = await Tus.BeginAsync(app.Http, two.Length, ("filename", "a.gif"), ("sameName", "fail"));
        await RefusedAsync(422, Tus.AppendAsync(app.Http, path, 0, two));
        Assert.Equal(2, (await app.Client.LibraryAsync()).Assets);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Creation_WithTheFirstPieceOrNothingToSend_TakesItAtOnce(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var part = await Tus.SendAsync(app.Http, HttpMethod.Post, "api/uploads", Picture[..70], ("Upload-Length", Tus.Text(Picture.Length)), ("Upload-Metadata", Tus.Metadata(("filename", "a.gif"))));
        Assert.Equal((HttpStatusCode.Created, "70"), (part.StatusCode, part.Header("Upload-Offset")));
        Assert.Equal(Picture, await Tus.OriginalAsync(app.Http, await Tus.CompleteAsync(app.Http, part.Header("Location")!, Picture)));
        using var empty = await Tus.SendAsync(app.Http, HttpMethod.Post, "api/uploads", null, ("Upload-Length", "0"), ("Upload-Metadata", Tus.Metadata(("filename", "empty.txt"))));
        Assert.Equal("empty.txt", (await app.Client.AssetAsync(empty.Header("X-Vitrine-Asset")!)).Name);
        using var over = await Tus.SendAsync(app.Http, HttpMethod.Post, await Tus.BeginAsync(app.Http, 3, ("filename", "b")), [1, 2, 3], ("X-HTTP-Method-Override", "PATCH"), ("Upload-Offset", "0"));
        Assert.Equal(HttpStatusCode.NoContent, over.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_OfSomebodyElse_IsNotThere(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var editor = await app.AsAsync(Role.Editor);
        using var viewer = await app.AsAsync(Role.Viewer);
        var path = await Tus.BeginAsync(app.Http, 100, ("filename", "a.bin"));
        foreach (var (method, status) in new[] { (HttpMethod.Head, 404), (HttpMethod.Delete, 404), (HttpMethod.Get, 404) })
        {
            using var answer = await Tus.SendAsync(editor, method, path, null);
            Assert.Equal(status, (int)answer.StatusCode);
        }

        await RefusedAsync(404, Tus.AppendAsync(editor, path, 0, new byte[10]));
        using var list = await Tus.SendAsync(editor, HttpMethod.Get, "api/uploads", null);
        Assert.Empty((await list.JsonAsync()).GetProperty("items").EnumerateArray());
        using var forbidden = await Tus.SendAsync(viewer, HttpMethod.Post, "api/uploads", null, ("Upload-Length", "5"));
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Equal(0, await Tus.OffsetAsync(app.Http, path));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_ThatWasEnded_IsGoneWithItsBytesAndItsAssetStays(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var path = await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "a.gif"));
        using var piece = await Tus.AppendAsync(app.Http, path, 0, Picture[..100]);
        using var ended = await Tus.SendAsync(app.Http, HttpMethod.Delete, path, null);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await RefusedAsync(404, Tus.AppendAsync(app.Http, path, 100, Picture[100..]));
        Assert.Empty(Directory.GetFiles(Path.Combine(app.Data, "uploads")));

        var done = await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "a.gif"));
        var asset = await Tus.CompleteAsync(app.Http, done, Picture);
        using var forgotten = await Tus.SendAsync(app.Http, HttpMethod.Delete, done, null);
        Assert.Equal(HttpStatusCode.NoContent, forgotten.StatusCode);
        Assert.Equal(Picture, await Tus.OriginalAsync(app.Http, asset));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_NobodyWentOnWith_EndsAfterSevenDays(string engine)
    {
        var clock = new ShiftedClock();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Clock = clock });
        var path = await Tus.BeginAsync(app.Http, Picture.Length, ("filename", "a.gif"));
        clock.Advance(TimeSpan.FromDays(5));
        using var piece = await Tus.AppendAsync(app.Http, path, 0, Picture[..100]);
        clock.Advance(TimeSpan.FromDays(5));
        await SweepAsync(app);
        Assert.Equal(100, await Tus.OffsetAsync(app.Http, path));
        clock.Advance(TimeSpan.FromDays(2.1));
        await RefusedAsync(410, Tus.AppendAsync(app.Http, path, 100, Picture[100..]));
        await SweepAsync(app);
        await RefusedAsync(404, Tus.AppendAsync(app.Http, path, 100, Picture[100..]));
        Assert.Empty(Directory.GetFiles(Path.Combine(app.Data, "uploads")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Spool_ThatIsFull_SaysSoUntilSomethingIsEnded(string engine)
    {
        var free = long.MaxValue;
        await using var app = await DamApp.StartAsync(
            engine, new DamSetup { Services = services => services.Replace(ServiceDescriptor.Singleton(new UploadLimits(5000, 10_000, () => free))) });
        var first = await Tus.BeginAsync(app.Http, 5000, ("filename", "a.bin"));
        await Tus.BeginAsync(app.Http, 4000, ("filename", "b.bin"));
        using var full = await Tus.SendAsync(app.Http, HttpMethod.Post, "api/uploads", null, ("Upload-Length", "2000"), ("Upload-Metadata", Tus.Metadata(("filename", "c.bin"))));
        Assert.Contains("c.bin", (await full.ProblemAsync(HttpStatusCode.InsufficientStorage)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        await RefusedAsync(413, Tus.SendAsync(app.Http, HttpMethod.Post, "api/uploads", null, ("Upload-Length", "5001")));
        using var ended = await Tus.SendAsync(app.Http, HttpMethod.Delete, first, null);
        await Tus.BeginAsync(app.Http, 2000, ("filename", "c.bin"));

        // 6,000 bytes are promised already.
        free = UploadLimits.LeftFree + 6500;
        await RefusedAsync(507, Tus.SendAsync(app.Http, HttpMethod.Post, "api/uploads", null, ("Upload-Length", "1000")));
        await Tus.BeginAsync(app.Http, 400, ("filename", "d.bin"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Hash_OfAFileThatIsThere_FindsItUntilItIsThrownAway(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var asset = await app.UploadAsync("a.gif", Picture, "Trips/2024");
        using var found = await app.SendAsync(HttpMethod.Get, $"api/assets/by-hash/{Tus.Sha256(Picture)}");
        var place = Assert.Single((await found.JsonAsync()).GetProperty("items").EnumerateArray());
        Assert.Equal((asset.Id, "a.gif", "/Trips/2024"), (place.GetProperty("id").GetString(), place.GetProperty("name").GetString(), place.GetProperty("folder").GetString()));
        using var trashed = await app.SendAsync(HttpMethod.Delete, $"api/assets/{asset.Id}");
        using var none = await app.SendAsync(HttpMethod.Get, $"api/assets/by-hash/{Tus.Sha256(Picture)}");
        Assert.Empty((await none.JsonAsync()).GetProperty("items").EnumerateArray());
        using var bad = await app.SendAsync(HttpMethod.Get, "api/assets/by-hash/xyz");
        await bad.ProblemAsync(HttpStatusCode.BadRequest);
    }

    internal static Task SweepAsync(DamApp app) => app.Services.GetServices<IHostedService>().OfType<Maintenance>().Single().OnceAsync(TestContext.Current.CancellationToken);

    private static string Sha1(byte[] bytes)
    {
#pragma warning disable CA5350 // The protocol's own.
        return "sha1 " + Convert.ToBase64String(SHA1.HashData(bytes));
#pragma warning restore CA5350
    }

    private static async Task RefusedAsync(int status, Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        Assert.Equal("1.0.0", response.Header("Tus-Resumable"));
        Assert.NotEmpty((await response.ProblemAsync((HttpStatusCode)status)).GetProperty("detail").GetString()!);
    }
}
