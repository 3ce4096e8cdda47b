using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vitrine.Contracts;
using Vitrine.Core.Exports;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Fields;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Exports;

/// <summary>Sets of assets as ZIP files.</summary>
public sealed class DownloadTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Download_OfAQuery_HoldsTheOriginalsInTheirFolders(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var one = PlayedMedia.File("one", "TAKEN:2024-05-06T07:08:09", "KEYWORD:river");
        var two = PlayedMedia.File("two");
        await app.UploadAsync("a.gif", one, "/Trips/2024");
        await app.UploadAsync("a.gif", two, "/Trips");
        await app.UploadAsync("a.GIF", PlayedMedia.File("three"), "/Trips");
        await app.FinishAsync();

        var (made, zip) = await FetchAsync(app, new DownloadRequest(null, "") { Csv = true, Sidecars = true });

        Assert.Equal(3, made.Files);
        Assert.Equal(
            ["Trips/2024/a.gif", "Trips/2024/a.gif.xmp", "Trips/a (2).gif", "Trips/a (2).gif.xmp", "Trips/a.GIF", "Trips/a.GIF.xmp", "metadata.csv"],
            zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        Assert.Equal(one, Bytes(zip, "Trips/2024/a.gif"));
        Assert.Contains("river", Text(zip, "Trips/2024/a.gif.xmp"), StringComparison.Ordinal);
        var table = Text(zip, "metadata.csv").Split("\r\n");
        Assert.Equal(5, table.Length);
        Assert.StartsWith("Trips/2024/a.gif,", table[1], StringComparison.Ordinal);
        Assert.Contains(",2024-05-06T07:08:09,", table[1], StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Table_HasAColumnForEachField(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"sku","label":"SKU","type":"Text"}""");
        await app.FieldAsync("""{"name":"colours","label":"Colours","type":"MultiSelect","options":["red","blue"]}""");
        await app.FieldAsync("""{"name":"spot","label":"Spot","type":"Location"}""");
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("one"))).Id;
        await app.FinishAsync();
        using var set = await app.SendAsync(HttpMethod.Patch, $"api/assets/{id}", """{"fields":{"sku":"A, 1","colours":["red","blue"],"spot":"48.1, 11.5"}}""");
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync(Ending));

        var open = Text((await FetchAsync(app, new DownloadRequest(null, "") { Csv = true })).Zip, "metadata.csv").Split("\r\n");
        Assert.EndsWith(",collections,fields.colours,fields.sku,fields.spot", open[0], StringComparison.Ordinal);
        Assert.EndsWith(",\"blue; red\",\"A, 1\",\"48.1, 11.5\"", open[1], StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Download_WithATemplate_NamesByDateAndCounts(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var late = (await app.UploadAsync("late.gif", PlayedMedia.File("1", "TAKEN:2024-05-06"), "/x")).Id;
        var early = (await app.UploadAsync("early.gif", PlayedMedia.File("2", "TAKEN:1999-12-31"), "/x")).Id;
        var never = (await app.UploadAsync("never.gif", PlayedMedia.File("3"), "/x")).Id;
        await app.FinishAsync();
        var request = new DownloadRequest([late, early, never], null) { Names = "{taken:yyyy}/{n:00}_{name}", Folders = false };

        var would = await app.Client.DownloadAsync(request with { DryRun = true }, Ending);
        var (_, zip) = await FetchAsync(app, request);

        string[] names = ["1999/01_early.gif", "2024/02_late.gif", "undated/03_never.gif"];
        Assert.Equal(names, zip.Entries.Select(entry => entry.FullName));
        Assert.Equal(names, would.Examples);
        Assert.Null(would.Url);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Download_WhoseOriginalIsGone_SaysSoAndHoldsTheRest(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await File.WriteAllBytesAsync(Path.Combine(app.Files, "gone.gif"), PlayedMedia.File("gone"), Ending);
        await File.WriteAllBytesAsync(Path.Combine(app.Files, "there.gif"), PlayedMedia.File("there"), Ending);
        await app.JobAsync(await app.ImportAsync(app.Files));
        await app.FinishAsync();
        File.Delete(Path.Combine(app.Files, "gone.gif"));

        var (_, zip) = await FetchAsync(app, new DownloadRequest(null, "") { Folders = false });

        Assert.Equal(["not-included.csv", "there.gif"], zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        Assert.Contains("gone.gif,", Text(zip, "not-included.csv"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Download_OfAnotherOrOneThatExpired_IsNotThere(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("a"));
        var made = await app.Client.DownloadAsync(new DownloadRequest(null, ""), Ending);
        using var viewer = await app.AsAsync(Role.Viewer);

        using (var others = await viewer.GetAsync(made.Url, Ending))
        {
            await others.ProblemAsync(HttpStatusCode.NotFound);
        }

        using (var nobody = await app.Anonymous.GetAsync(made.Url, Ending))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        }

        using (var own = await app.Http.GetAsync(made.Url, Ending))
        {
            Assert.Equal("application/zip", own.Header("Content-Type"));
            Assert.StartsWith("attachment", own.Header("Content-Disposition"), StringComparison.Ordinal);
        }

        app.Setup.Clock.Advance(TimeSpan.FromHours(25));
        using (var late = await app.Http.GetAsync(made.Url, Ending))
        {
            await late.ProblemAsync(HttpStatusCode.NotFound);
        }

        await app.Services.GetServices<IHostedService>().OfType<Maintenance>().Single().OnceAsync(Ending);
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from download")));
    }

    [Fact]
    public async Task Download_AskedForWrongly_SaysWhatIsPossible()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        foreach (var (json, says) in new[]
        {
            ("""{"query":"","preset":"huge"}""", "huge"), ("""{"query":"","strip":["everything"]}""", "everything"), ("""{"query":"","names":"{nope}"}""", "{nope}"),
            ("""{"query":"","aiTags":"some"}""", "some"), ("""{"query":"","names":""}""", "characters"), ("""{"query":"(dog"}""", ""), ("""{}""", "ids"),
            ($$"""{"ids":["{{id}}"],"query":""}""", "ids"),
        })
        {
            using var response = await app.SendAsync(HttpMethod.Post, "api/downloads", json);
            var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
            Assert.Contains(says, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using var conflict = await app.SendAsync(HttpMethod.Post, "api/downloads", """{"query":"","expected":7}""");
        await conflict.ProblemAsync(HttpStatusCode.Conflict);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task AiTags_ThatNobodyDecided_LeaveOnlyWhereAskedFor(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a", "LABEL:coco/dog=0.99", "LABEL:coco/cat=0.98", "TITLE:<Tïtle> & \"more\"\u0001"), null, "mine")).Id;
        await app.FinishAsync();
        var asset = await app.Client.AssetAsync(id, null, Ending);
        var ai = asset.Claims.Where(claim => claim is { About: "tag", Source.Type: "fusion" }).ToArray();
        Assert.NotEmpty(ai);

        var none = Encoding.UTF8.GetString(await app.Client.SidecarAsync(id, "none", Ending));
        var all = Encoding.UTF8.GetString(await app.Client.SidecarAsync(id, "all", Ending));
        Assert.Contains("<rdf:li>mine</rdf:li>", none, StringComparison.Ordinal);
        Assert.All(ai, claim => Assert.DoesNotContain($"<rdf:li>{claim.Name}</rdf:li>", none, StringComparison.Ordinal));
        Assert.All(ai, claim => Assert.Contains($"<rdf:li>{claim.Name}</rdf:li>", all, StringComparison.Ordinal));
        System.Xml.Linq.XDocument.Parse(all);

        // What a person accepted is a person's.
        using (var accepted = await app.SendAsync(HttpMethod.Post, $"api/claims/{ai[0].Id}/accept"))
        {
            Assert.True(accepted.IsSuccessStatusCode, $"{accepted.StatusCode}");
        }

        Assert.Contains($"<rdf:li>{ai[0].Name}</rdf:li>", Encoding.UTF8.GetString(await app.Client.SidecarAsync(id, "none", Ending)), StringComparison.Ordinal);
        using var table = await app.Client.TableAsync("", "none", Ending);
        Assert.Contains(ai[0].Name, await table.Content.ReadAsStringAsync(Ending), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_OfHostileValues_HasNoFormulas()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        await app.UploadAsync("=cmd|' /C calc'!A0.gif", PlayedMedia.File("a", "TITLE:@SUM(1,2)\"x\"", "TEXT:-2+3"), "/+folder");
        await app.FinishAsync();

        using var table = await app.Client.TableAsync("", "none", Ending);
        var text = await table.Content.ReadAsStringAsync(Ending);

        Assert.Contains("'=cmd", text, StringComparison.Ordinal);
        Assert.Contains("\"'@SUM(1,2)\"\"x\"\"\"", text, StringComparison.Ordinal);
        Assert.Contains(",'-2+3,", text, StringComparison.Ordinal);
        Assert.Equal("'\uFF1DA1", Csv.Cell("\uFF1DA1"));
    }

    [Fact]
    public async Task Download_OfManyFiles_CountsEachAsDownloaded()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        await app.UploadAsync("a.gif", PlayedMedia.File("a"));
        await app.UploadAsync("b.gif", PlayedMedia.File("b"));

        await FetchAsync(app, new DownloadRequest(null, ""));

        Assert.Equal(2, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from usage where kind = 2")));
    }

    [Fact]
    public async Task Download_OfPicturesMadeAnew_IsCleanAndSaysWhatIsNot()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite, new DamSetup { Media = RealMedia.WithoutModels() });
        var photo = await File.ReadAllBytesAsync(SharedFolder.Path("corpus", "metadata", "exiftool", "GPS.jpg"), Ending);
        await app.UploadAsync("gps.jpg", photo);
        await app.UploadAsync("text.txt", Encoding.UTF8.GetBytes("Just text."));
        await app.FinishAsync();

        var (_, zip) = await FetchAsync(app, new DownloadRequest(null, "") { Preset = "web", Strip = ["location"], Csv = true });

        Assert.Equal(["gps.jpg", "metadata.csv", "not-included.csv"], zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        Assert.NotEqual(photo, Bytes(zip, "gps.jpg"));
        Assert.Contains("text.txt", Text(zip, "not-included.csv"), StringComparison.Ordinal);
        Assert.EndsWith(",,\r\n", Text(zip, "metadata.csv"), StringComparison.Ordinal);
        if (app.Setup.Media is IAsyncDisposable media)
        {
            await media.DisposeAsync();
        }
    }

    private static async Task<(DownloadView Made, ZipArchive Zip)> FetchAsync(DamApp app, DownloadRequest request)
    {
        var made = await app.Client.DownloadAsync(request, Ending);
        using var response = await app.Http.GetAsync(made.Url, Ending);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (made, new ZipArchive(new MemoryStream(await response.Content.ReadAsByteArrayAsync(Ending))));
    }

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using var content = new MemoryStream();
        using var entry = zip.GetEntry(name)!.Open();
        entry.CopyTo(content);
        return content.ToArray();
    }

    private static string Text(ZipArchive zip, string name) => Encoding.UTF8.GetString(Bytes(zip, name));
}
