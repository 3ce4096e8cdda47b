using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Media.Metadata;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Uploads;

/// <summary>An XMP file that is uploaded belongs to the file of its name, whichever of the two comes first.</summary>
public sealed class SidecarUploadTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sidecar_AfterItsFile_BecomesItsClaims_AndComesBackWhole(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var picture = await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:inside"), "trip");
        Assert.Equal(("asset", null), (picture.TakenAs, picture.Sidecar));

        var taken = await app.UploadAsync("a.xmp", Xmp("beside"), "trip", "said at upload");

        Assert.Equal((picture.Id, "sidecar", "a.xmp"), (taken.Id, taken.TakenAs, taken.Sidecar));
        await app.FinishAsync();
        Assert.Equal(["a.gif"], await NamesAsync(app));
        Assert.Equal("beside|inside|said at upload", await TagsAsync(app, picture.Id));
        Assert.Equal("sidecar", (await app.Client.AssetAsync(picture.Id, cancellationToken: Ending)).Claims.Single(claim => claim.Name == "beside").Source.Type);

        await PatchAsync(app, picture.Id, """{"title":"Here","tags":{"remove":["beside"]}}""");
        var beside = Encoding.UTF8.GetString(await app.Http.GetByteArrayAsync($"api/assets/{picture.Id}/xmp", Ending));
        Assert.Contains("own:Unknown=\"kept\"", beside, StringComparison.Ordinal);
        var read = MetadataReader.ReadSidecar(Encoding.UTF8.GetBytes(beside), Ending).Normalised;
        Assert.Equal(("Here", "inside|said at upload"), (read.Title, string.Join('|', read.Keywords.Order(StringComparer.Ordinal))));
        var made = await app.Client.DownloadAsync(new DownloadRequest(null, "") { Embed = true, Folders = false }, Ending);
        using var zip = new ZipArchive(new MemoryStream(await app.Http.GetByteArrayAsync(made.Url, Ending)));
        using var entry = new StreamReader(await zip.GetEntry("a.gif.xmp")!.OpenAsync(Ending));
        Assert.Contains("own:Unknown=\"kept\"", await entry.ReadToEndAsync(Ending), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sidecar_BeforeItsFile_WaitsAsAnAsset_AndIsOneNoMore(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var waiting = await app.UploadAsync("a.gif.xmp", Xmp("beside"), "trip", "both");
        Assert.Equal(("asset", "other"), (waiting.TakenAs, waiting.Kind));
        var elsewhere = await app.UploadAsync("a.gif", PlayedMedia.File("elsewhere"));

        var picture = await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:inside"), "trip", "both", "more");

        await app.FinishAsync();
        Assert.Equal(["a.gif", "a.gif"], await NamesAsync(app));
        Assert.Equal(("asset", "a.gif.xmp"), (picture.TakenAs, picture.Sidecar));
        Assert.Equal("beside|both|inside|more", await TagsAsync(app, picture.Id));
        Assert.Null((await app.Client.AssetAsync(elsewhere.Id, cancellationToken: Ending)).Sidecar);
        using var gone = await app.SendAsync(HttpMethod.Get, $"api/assets/{waiting.Id}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sidecar_ThatAPersonEdited_StaysAnAsset(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var waiting = await app.UploadAsync("a.xmp", Xmp("beside"));
        await PatchAsync(app, waiting.Id, """{"title":"Mine"}""");

        var picture = await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:inside"));

        await app.FinishAsync();
        Assert.Equal(["a.gif", "a.xmp"], await NamesAsync(app));
        Assert.Null(picture.Sidecar);
        Assert.Equal("inside", await TagsAsync(app, picture.Id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sidecar_SentAgain_IsReadAgainWhereItsSenderWantsThat(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var picture = await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:inside"));
        await app.UploadAsync("a.xmp", Xmp("one", "two"));
        Assert.Equal("sidecar", (await app.UploadAsync("a.xmp", Xmp("one", "two"))).TakenAs);

        // Another file of that name, and nobody said that it takes the first one's place.
        Assert.Equal(("asset", "a.xmp"), await app.UploadAsync("a.xmp", Xmp("other")) is var second ? (second.TakenAs, second.Name) : default);
        Assert.Equal("sidecar", (await SendAsync(app, "a.xmp", Xmp("two", "three"), "version")).GetProperty("takenAs").GetString());

        await app.FinishAsync();
        Assert.Equal("inside|three|two", await TagsAsync(app, picture.Id));
        using var form = Form("a.xmp", Xmp("four"), "fail");
        using var refused = await app.Http.PostAsync("api/assets", form, Ending);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sidecar_OfOneThatNamesItsFileWhole_KeepsTheOtherAway_AndBrokenOnesAreAssets(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var picture = await app.UploadAsync("a.gif", PlayedMedia.File("a"));
        Assert.Equal("sidecar", (await app.UploadAsync("a.xmp", Xmp("stem"))).TakenAs);
        Assert.Equal("sidecar", (await app.UploadAsync("a.gif.xmp", Xmp("whole"))).TakenAs);
        Assert.Equal("asset", (await app.UploadAsync("a.xmp", Xmp("late"))).TakenAs);
        await app.UploadAsync("b.gif", PlayedMedia.File("b"));
        Assert.Equal("asset", (await app.UploadAsync("b.xmp", Encoding.UTF8.GetBytes("no XMP at all"))).TakenAs);
        Assert.Equal("asset", (await app.UploadAsync("b.gif.xmp", Encoding.UTF8.GetBytes("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"))).TakenAs);

        await app.FinishAsync();
        Assert.Equal("whole", await TagsAsync(app, picture.Id));
        Assert.Equal("a.gif.xmp", (await app.Client.AssetAsync(picture.Id, cancellationToken: Ending)).Sidecar);
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from claim where outside <> 0", Ending), Ending));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sidecar_InPieces_IsTakenAsOne_OnceAlsoAfterwards(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var content = Xmp("beside");
        var path = await Tus.BeginAsync(app.Http, content.Length, ("filename", "a.xmp"));
        var lone = await Tus.CompleteAsync(app.Http, path, content);
        var picture = PlayedMedia.File("KEYWORD:inside");
        var second = await Tus.BeginAsync(app.Http, picture.Length, ("filename", "a.gif"));
        using var last = await Tus.AppendAsync(app.Http, second, 0, picture);
        var asset = last.Header("X-Vitrine-Asset")!;
        Assert.Equal("asset", last.Header("X-Vitrine-Taken-As"));
        Assert.NotEqual(lone, asset);

        var third = await Tus.BeginAsync(app.Http, content.Length, ("filename", "a.xmp"));
        using var again = await Tus.AppendAsync(app.Http, third, 0, content);
        Assert.Equal((asset, "sidecar"), (again.Header("X-Vitrine-Asset"), again.Header("X-Vitrine-Taken-As")));
        using var told = await app.SendAsync(HttpMethod.Get, third);
        Assert.Equal("sidecar", (await told.JsonAsync()).GetProperty("takenAs").GetString());

        await app.FinishAsync();
        Assert.Equal(["a.gif"], await NamesAsync(app));
        Assert.Equal("beside|inside", await TagsAsync(app, asset));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sidecars_SentTogetherWithTheirFiles_AllFindThem(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await Task.WhenAll(Enumerable.Range(0, 8).SelectMany(i => (Task[])[app.UploadAsync($"{i}.xmp", Xmp($"word {i}")), app.UploadAsync($"{i}.gif", PlayedMedia.File($"{i}"))]));

        await app.FinishAsync();

        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"{i}.gif"), await NamesAsync(app));
        foreach (var asset in (await app.Client.SearchAsync(new SearchRequest { Query = "" }, Ending)).Items)
        {
            Assert.Equal($"word {asset.Name[0]}", await TagsAsync(app, asset.Id));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sidecar_OfAKeyThatMayOnlyAdd_ChangesNobodyElsesFile(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var mine = await app.UploadAsync("a.gif", PlayedMedia.File("a"));
        using var made = await app.SendAsync(HttpMethod.Post, "api/keys", """{"name":"camera","scopes":["upload"]}""");
        using var camera = app.NewClient((await made.JsonAsync()).GetProperty("secret").GetString());
        using (var form = DamApp.UploadForm("a.xmp", Xmp("foreign")))
        using (var taken = await camera.PostAsync("api/assets", form, Ending))
        {
            Assert.Equal("asset", (await taken.JsonAsync()).GetProperty("takenAs").GetString());
        }

        foreach (var (name, content, takenAs) in ((string, byte[], string)[])[("b.gif", PlayedMedia.File("b"), "asset"), ("b.xmp", Xmp("own"), "sidecar")])
        {
            using var form = DamApp.UploadForm(name, content);
            using var taken = await camera.PostAsync("api/assets", form, Ending);
            Assert.Equal(takenAs, (await taken.JsonAsync()).GetProperty("takenAs").GetString());
        }

        await app.FinishAsync();
        Assert.Equal("", await TagsAsync(app, mine.Id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sidecar_OfACopiedFolder_IsKeptWithTheCopy(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var folder = Directory.CreateDirectory(Path.Combine(app.Files, "pictures")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "a.gif"), PlayedMedia.File("KEYWORD:inside"), Ending);
        await File.WriteAllBytesAsync(Path.Combine(folder, "a.xmp"), Xmp("beside"), Ending);
        await app.ImportAsync(folder, "copy");
        await app.FinishAsync();
        Directory.Delete(folder, recursive: true);

        var asset = Assert.Single((await app.Client.SearchAsync(new SearchRequest { Query = "" }, Ending)).Items);

        Assert.Equal("beside|inside", await TagsAsync(app, asset.Id));
        Assert.Contains("own:Unknown=\"kept\"", Encoding.UTF8.GetString(await app.Http.GetByteArrayAsync($"api/assets/{asset.Id}/xmp", Ending)), StringComparison.Ordinal);
    }

    private static byte[] Xmp(params string[] keywords) => Encoding.UTF8.GetBytes(
        $"""
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
          xmlns:own="http://example.org/own/" own:Unknown="kept"><dc:subject><rdf:Bag>{string.Concat(keywords.Select(word => $"<rdf:li>{word}</rdf:li>"))}</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>
        """);

    private static MultipartFormDataContent Form(string name, byte[] content, string sameName)
    {
        var form = DamApp.UploadForm(name, content);
        form.Add(new StringContent(sameName), "sameName");
        return form;
    }

    private static async Task<JsonElement> SendAsync(DamApp app, string name, byte[] content, string sameName)
    {
        using var form = Form(name, content, sameName);
        using var answer = await app.Http.PostAsync("api/assets", form, Ending);
        return await answer.JsonAsync();
    }

    private static async Task PatchAsync(DamApp app, string id, string json)
    {
        using var changed = await app.SendAsync(HttpMethod.Patch, $"api/assets/{id}", json);
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(Ending));
    }

    private static async Task<IEnumerable<string>> NamesAsync(DamApp app) =>
        (await app.Client.SearchAsync(new SearchRequest { Query = "" }, Ending)).Items.Select(item => item.Name).Order(StringComparer.Ordinal);

    private static async Task<string> TagsAsync(DamApp app, string id) => string.Join('|', (await app.Client.AssetAsync(id, cancellationToken: Ending)).Claims
        .Where(claim => claim is { About: "tag", State: "accepted" or "suggested" }).Select(claim => claim.Name).Order(StringComparer.Ordinal));
}
