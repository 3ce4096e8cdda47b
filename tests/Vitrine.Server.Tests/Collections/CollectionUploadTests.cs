using System.Net;
using Vitrine.Contracts;
using Vitrine.Server.Tests.Groups;
using Vitrine.Server.Tests.Uploads;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Collections;

/// <summary>Files that join collections on their way in.</summary>
public sealed class CollectionUploadTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Form_JoinsCollectionsByIdAndName_OrIsRefusedWhole(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var press = await app.CollectionAsync("Press kit");
        var best = await app.CollectionAsync("Best");
        var asset = await UploadAsync(app, "a.gif", press, "best");
        Assert.Equal(["Best", "Press kit"], asset.Collections.Select(one => one.Name));
        await UploadAsync(app, "b.gif", "Press kit");
        Assert.Equal("a b", await app.OrderAsync(press));

        // A newer version of the same asset joins nothing twice.
        using (var form = Form("a.gif", best))
        {
            form.Add(new StringContent("version"), "sameName");
            using var newer = await app.Http.PostAsync("api/assets", form);
            Assert.Equal(HttpStatusCode.Created, newer.StatusCode);
        }

        Assert.Equal("a", await app.OrderAsync(best));
        foreach (var wrong in new[] { "Nobody's", "0123456789abcdef01234567", "\u202ebad" })
        {
            using var form = Form("c.gif", wrong);
            using var refused = await app.Http.PostAsync("api/assets", form);
            Assert.Contains("There is no collection", (await refused.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        // Two that fold to one name: which is meant is not guessed, unless one is written just so.
        await app.CollectionAsync("BEST");
        using var unclear = await app.Http.PostAsync("api/assets", Form("c.gif", "bEST"));
        await unclear.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(["BEST"], (await UploadAsync(app, "d.gif", "BEST")).Collections.Select(one => one.Name));
        using var many = await app.Http.PostAsync("api/assets", Form("c.gif", [.. Enumerable.Repeat(press, 21)]));
        await many.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(0, (await app.Client.SearchAsync(new SearchRequest("name:c"))).Total);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Form_RepeatedUnderItsKey_IsOneRequest_AndAnotherCollectionIsAnother(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var one = await app.CollectionAsync("one");
        var two = await app.CollectionAsync("two");
        HttpStatusCode[] answers = [await SendAsync(one), await SendAsync(one), await SendAsync(two)];
        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity], answers);
        Assert.Equal(("a", ""), (await app.OrderAsync(one), await app.OrderAsync(two)));

        async Task<HttpStatusCode> SendAsync(string collection)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/assets") { Content = Form("a.gif", collection) };
            request.Headers.Add("Idempotency-Key", "same");
            using var response = await app.Http.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Pieces_JoinCollections_AlsoOnesThatWereDeletedOrRenamedMeanwhile(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var press = await app.CollectionAsync("Press kit");
        var gone = await app.CollectionAsync("Gone");
        var bytes = PlayedMedia.File("pieces");
        var path = await Tus.BeginAsync(app.Http, bytes.Length, ("filename", "a.gif"), ("collection", $"press KIT\n{gone}"));
        await app.DoAsync(HttpMethod.Patch, $"api/collections/{press}", """{"name":"Papers"}""");
        await app.DoAsync(HttpMethod.Delete, $"api/collections/{gone}");
        using var whole = await Tus.AppendAsync(app.Http, path, 0, bytes);
        Assert.Equal(HttpStatusCode.NoContent, whole.StatusCode);

        Assert.Equal("a", await app.OrderAsync(press));
        await app.Client.RestoreCollectionAsync(gone);
        Assert.Equal("a", await app.OrderAsync(gone));

        using var refused = await Tus.SendAsync(app.Http, HttpMethod.Post, "api/uploads", null, ("Upload-Length", "5"), ("Upload-Metadata", Tus.Metadata(("filename", "b.gif"), ("collection", "nowhere"))));
        await refused.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from upload where name = {"b.gif"}")));
    }

    private static MultipartFormDataContent Form(string name, params string[] collections)
    {
        var form = DamApp.UploadForm(name, PlayedMedia.File(name, string.Join('|', collections)));
        foreach (var collection in collections)
        {
            form.Add(new StringContent(collection), "collection");
        }

        return form;
    }

    private static async Task<AssetDetail> UploadAsync(DamApp app, string name, params string[] collections)
    {
        using var form = Form(name, collections);
        using var response = await app.Http.PostAsync("api/assets", form);
        return System.Text.Json.JsonSerializer.Deserialize((await response.JsonAsync()).GetRawText(), ApiJson.Default.AssetDetail)!;
    }
}
