using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Search by example: what is like a picture, in which order, among what else is asked, and what becomes of pictures that are no assets.</summary>
public sealed class ExampleSearchTests
{
    private const string Hash = "HASH:00ff00ff00ff00ff";
    private const string FourBits = "HASH:00ff00ff00ff00f0";
    private const string EightBits = "HASH:00ff00ff0cf30cf3";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task LikeAnAsset_CopiesComeFirst_ThenTheMostAlike_AndTheRestStaysAway(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("me.gif", [At(0), Hash, "SKETCH:street"]), ("turned.gif", [At(3), FourBits]), ("cut.gif", [At(20), EightBits, "SKETCH:street/cut"]), ("other.gif", [At(11), EightBits, "SKETCH:harbour"]), ("close.gif", [At(10)]), ("closest.gif", [At(2)]), ("far.gif", [At(85)]), ("none.gif", []));
        await app.UploadAsync("same.gif", PlayedMedia.File("me.gif", At(0), Hash, "SKETCH:street"), "two");
        await app.FinishAsync();

        var found = await app.Client.SearchAsync(new SearchRequest { Similar = [new SimilarTo { AssetId = ids["me.gif"] }] });
        Assert.Equal("same=exact turned=near cut=near closest close other", Named(found));
        Assert.Equal((6, 6L), (found.Total, found.Strong));
        Assert.All(found.Items, item => Assert.Equal("strong", item.Band));
        Assert.Equal(Cosine(10), found.Items[4].Score, 3);
        Assert.Equal(Named(found), Named(await FindAsync(app, $"similar:{ids["me.gif"]}")));
        Assert.Equal("close closest cut other same turned", Named(await app.Client.SearchAsync(new SearchRequest($"similar:{ids["me.gif"]}", Sort: "name")), copies: false));
        Assert.Equal("far none", Named(await app.Client.SearchAsync(new SearchRequest($"-similar:{ids["me.gif"]} -id:{ids["me.gif"]}", Sort: "name")), copies: false));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task BesideOtherConditions_WhatTheyFindIsRanked_AndCountsAgree(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("me.gif", [At(0)]), ("a.gif", [At(4), "KEYWORD:red"]), ("b.gif", [At(2), "KEYWORD:blue"]), ("c.gif", [At(1), "KEYWORD:red"]), ("d.gif", ["KEYWORD:red"]));
        var like = $"similar:{ids["me.gif"]}";

        Assert.Equal("c a", Named(await FindAsync(app, $"{like} tag:red")));
        Assert.Equal("b", Named(await FindAsync(app, $"{like} -tag:red")));
        Assert.Equal("a b c d", Named(await app.Client.SearchAsync(new SearchRequest($"{like} OR tag:red", Sort: "name"))));
        Assert.Equal("c a", Named(await app.Client.SearchAsync(new SearchRequest("tag:red") { Similar = [new SimilarTo { AssetId = ids["me.gif"] }] })));
        var facets = (await app.Client.SearchAsync(new SearchRequest(like) { Facets = ["tag", "kind"] })).Facets!;
        Assert.Equal(("blue=1 red=2", 3), (string.Join(' ', facets["tag"].Select(tag => $"{tag.Value}={tag.Count}").Order()), facets["kind"][0].Count));

        // A set that is worked on is the one that was seen.
        var job = await app.JobOfAsync("api/bulk", new { query = $"{like} tag:red", expected = 2, add = new { tags = new[] { "chosen" } } });
        Assert.Equal("done", job.State);
        Assert.Equal("a c", Named(await app.Client.SearchAsync(new SearchRequest("tag:chosen", Sort: "name"))));
        var why = (await app.Client.SearchAsync(new SearchRequest($"{like} tag:red") { Explain = ids["b.gif"] })).Explanation!;
        Assert.Equal((false, false), (why.Matched, why.Clause.Parts.Single(part => part.Query == "tag:red").Matched));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task LikeThisButNotThat_LeavesOutWhatIsMoreLikeThat(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("this.gif", [At(0)]), ("that.gif", [At(40)]), ("a.gif", [At(5)]), ("b.gif", [At(-5)]), ("c.gif", [At(30)]));
        var (one, other) = (ids["this.gif"], ids["that.gif"]);

        Assert.Equal("b a", Named(await FindAsync(app, $"similar:{one} -similar:{other}")));
        Assert.Equal("b a", Named(await app.Client.SearchAsync(new SearchRequest { Similar = [new SimilarTo { AssetId = one }, new SimilarTo { AssetId = other, Weight = -0.5 }] })));

        // Between two the middle is nearest, and nearer to the one that weighs more.
        Assert.Equal("c a b", Named(await app.Client.SearchAsync(new SearchRequest { Similar = [new SimilarTo { AssetId = one }, new SimilarTo { AssetId = other }] })));
        Assert.Equal("a b c", Named(await app.Client.SearchAsync(new SearchRequest { Similar = [new SimilarTo { AssetId = one, Weight = 10 }, new SimilarTo { AssetId = other }] })));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Pages_GoOnWhereTheyEnded_WhileAssetsChange(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync([("me.gif", [At(0)]), .. Enumerable.Range(1, 9).Select(i => ($"p{i}.gif", new[] { At(i) }))]);
        var request = new SearchRequest($"similar:{ids["me.gif"]}", 4);
        var first = await app.Client.SearchAsync(request);
        Assert.Equal("p1 p2 p3 p4", Named(first));
        await app.DoAsync(HttpMethod.Delete, $"api/assets/{ids["p2.gif"]}");
        await app.BringAsync("p0.gif", At(0.5));
        await app.FinishAsync();
        var second = await app.Client.SearchAsync(request with { Cursor = first.Cursor });
        var third = await app.Client.SearchAsync(request with { Cursor = second.Cursor });
        Assert.Equal(("p5 p6 p7 p8", "p9", 9), (Named(second), Named(third), second.Total));
        Assert.Null(third.Cursor);
        Assert.Equal("p3 p4", Named(await app.Client.SearchAsync(request with { Offset = 2, Limit = 2 })));
        Assert.NotNull((await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest { Cursor = first.Cursor }))).Query);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Groups_TogetherAreOneResult_InThePlaceOfTheirMostAlike(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("me.gif", [At(0)]), ("cover.gif", [At(20)]), ("member.gif", [At(1)]), ("other.gif", [At(5)]));
        await app.MakeAsync("edit", ids["cover.gif"], ids["cover.gif"], ids["member.gif"]);
        var like = $"similar:{ids["me.gif"]}";
        Assert.Equal("member other cover", Named(await FindAsync(app, like)));
        var together = await app.Client.SearchAsync(new SearchRequest(like) { Groups = "together" });
        Assert.Equal(("cover other", 2), (Named(together), together.Total));
        Assert.NotNull(together.Items[0].Group);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task SentPictures_FindWhatIsLikeThem_AndAreNoAssets(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.BringAsync(("a.gif", [At(0), Hash]), ("b.gif", [At(10)]), ("c.gif", [At(80)]));
        var sent = await SendAsync(app, PlayedMedia.File(At(1), FourBits, $"PART:{At(82)["LOOK:".Length..]}"));
        Assert.Equal("a=near b", Named(await app.Client.SearchAsync(new SearchRequest { Similar = [new SimilarTo { UploadId = sent.Id }] })));
        Assert.Equal("a=near b", Named(await FindAsync(app, $"similar:{sent.Id}")));
        Assert.Equal("c", Named(await app.Client.SearchAsync(new SearchRequest { Similar = [new SimilarTo { UploadId = sent.Id, Box = [0.5, 0.5, 0.25, 0.5] }] })));
        Assert.Equal("c", Named(await FindAsync(app, $"similar:\"{sent.Id}@0.5,0.5,0.25,0.5\"")));
        Assert.Equal("a=exact b", Named(await FindAsync(app, $"similar:{(await SendAsync(app, PlayedMedia.File("a.gif", At(0), Hash))).Id}")));
        Assert.Equal(3, (await FindAsync(app, "")).Total);

        using var preview = await app.SendAsync(HttpMethod.Get, $"api/search/examples/{sent.Id}/preview");
        Assert.Equal("image/jpeg", preview.Content.Headers.ContentType!.MediaType);
        await app.Database.WriteAsync(Server.Storage.Actor.System, session => session.ExecuteAsync($"update search_example set created_at = {session.Now - TimeSpan.FromHours(25)} where id = {sent.Id}"));
        await SendAsync(app, PlayedMedia.File(At(2)));
        var gone = await Assert.ThrowsAsync<VitrineException>(() => FindAsync(app, $"tag:x similar:{sent.Id}"));
        Assert.Equal((HttpStatusCode.BadRequest, "tag:x similar:".Length), (gone.Status, gone.Query!.Position));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task PartsOfAPicture_LeaveOutTheirOwnPicture_AsTheWholeDoes(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var part = (double degrees) => "PART:" + At(degrees)["LOOK:".Length..];
        var ids = await app.BringAsync(("one.gif", [At(0), part(1)]), ("other.gif", [At(4), part(3)]), ("near.gif", [At(2)]), ("far.gif", [At(20)]), ("away.gif", [At(60), part(21)]));
        double[] box = [0.25, 0.25, 0.5, 0.5];
        SimilarTo Part(string name, double? weight = null) => new() { AssetId = ids[name], Box = box, Weight = weight };

        Assert.Equal("near other far", Named(await FindAsync(app, $"similar:\"{ids["one.gif"]}@0.25,0.25,0.5,0.5\"")));
        Assert.Equal("near other far", Named(await app.Client.SearchAsync(new SearchRequest { Similar = [Part("one.gif")] })));
        Assert.Equal("near far", Named(await app.Client.SearchAsync(new SearchRequest { Similar = [Part("one.gif"), Part("other.gif")] })));
        Assert.Equal("near far", Named(await app.Client.SearchAsync(new SearchRequest { Similar = [Part("one.gif"), new SimilarTo { AssetId = ids["other.gif"] }] })));
        Assert.Equal("far near one other", Named(await app.Client.SearchAsync(new SearchRequest($"similar:\"{ids["one.gif"]}@0,0,1,0.5\" OR similar:\"{ids["away.gif"]}@0,0,1,0.5\"", Sort: "name"))));
        Assert.Equal("near", Named(await app.Client.SearchAsync(new SearchRequest { Similar = [Part("one.gif"), Part("other.gif", -1)] })));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Requests_ThatMakeNoSense_AreRefused(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("a.gif", [At(0)]), ("bad.gif", ["BAD"]));
        var id = ids["a.gif"];
        SimilarTo[][] wrong =
        [
            [new SimilarTo()], [new SimilarTo { AssetId = id, UploadId = id }], [new SimilarTo { AssetId = "nothing" }], [new SimilarTo { AssetId = "0123456789abcdef01234567" }],
            [new SimilarTo { AssetId = id, Box = [0, 0, 1] }], [new SimilarTo { AssetId = id, Box = [0.5, 0, 0.6, 1] }], [new SimilarTo { AssetId = id, Box = [0, 0, 0, 0] }],
            [new SimilarTo { AssetId = id, Weight = 0 }], [new SimilarTo { AssetId = id, Weight = -1 }], [new SimilarTo { AssetId = id, Weight = 1e9 }], [new SimilarTo { AssetId = id, Weight = 1e-300 }], [.. Enumerable.Range(1, 4).Select(i => new SimilarTo { Url = $"https://example.org/{i}.jpg" })], [new SimilarTo { AssetId = id, Span = [0, 1000] }],
            [new SimilarTo { AssetId = ids["bad.gif"] }], [new SimilarTo { Url = "file:///etc/passwd" }], [new SimilarTo { Url = "http://127.0.0.1:1/a.jpg" }], [new SimilarTo { Url = "http://user@example.com/" }],
            [.. Enumerable.Range(1, 21).Select(i => new SimilarTo { AssetId = id, Weight = i / 21.0 })],
        ];
        foreach (var similar in wrong)
        {
            var refused = await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest { Similar = similar }));
            Assert.True(refused is { Status: HttpStatusCode.BadRequest, Query.Message.Length: > 10 }, JsonSerializer.Serialize(similar));
        }

        foreach (var text in new[] { "similar:x", "similar:\"\"", $"similar:{id}@", $"similar:\"{id}@1,2,3,4\"", $"similar:\"{id}@a,b,c,d\"", $"kind:image OR similar:{id[..23]}", $"similar:{id}*" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await Assert.ThrowsAsync<VitrineException>(() => FindAsync(app, text))).Status);
        }

        Assert.Equal(0, (await FindAsync(app, $"similar:{id}")).Total);
        Assert.Equal(1, (await FindAsync(app, $"-similar:{id} -id:{id}")).Total);
        using var noPicture = await PostAsync(app, PlayedMedia.File("BAD"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, noPicture.StatusCode);
        using var noForm = await app.SendAsync(HttpMethod.Post, "api/search/examples", "{}");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, noForm.StatusCode);
        using var unknown = await app.SendAsync(HttpMethod.Get, "api/search/examples/x/preview");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Ranking_IsThatOfComparingEach_AfterEdits(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var random = new Random(7);
        var looks = new Dictionary<string, (string Id, double[] Look, bool IsRed)>();
        for (var round = 0; round < 3; round++)
        {
            foreach (var i in Enumerable.Range(0, 20))
            {
                var (name, look, red) = ($"n{round}x{i}", Enumerable.Range(0, 6).Select(_ => random.NextDouble() + 0.05).ToArray(), random.Next(3) == 0);
                var id = await app.BringAsync(name + ".gif", ["LOOK:" + string.Join(',', look.Select(x => x.ToString("F4", CultureInfo.InvariantCulture))), .. red ? ["KEYWORD:red"] : Array.Empty<string>()]);
                looks[name] = (id, look, red);
            }

            await app.FinishAsync();
            foreach (var gone in looks.Keys.Where(_ => random.Next(6) == 0).ToArray())
            {
                await app.DoAsync(HttpMethod.Delete, $"api/assets/{looks[gone].Id}");
                looks.Remove(gone);
            }

            foreach (var asked in looks.Keys.Take(4))
            {
                foreach (var red in new[] { false, true })
                {
                    var found = await app.Client.SearchAsync(new SearchRequest((red ? "tag:red " : "") + $"similar:{looks[asked].Id}", 500) { Highlights = false });
                    var expected = looks.Where(one => one.Key != asked && (!red || one.Value.IsRed)).Select(one => (one.Key, Cosine: Cosine(looks[asked].Look, one.Value.Look))).OrderByDescending(one => one.Cosine).ToArray();
                    var scores = found.Items.ToDictionary(item => Path.GetFileNameWithoutExtension(item.Name), item => item.Score);
                    Assert.Equal(found.Items.Select(item => item.Score).OrderDescending(), found.Items.Select(item => item.Score));
                    Assert.All(scores, pair => Assert.Equal(expected.Single(one => one.Key == pair.Key).Cosine, pair.Value, 0.01));
                    var least = scores.Values.DefaultIfEmpty(1).Min();
                    Assert.All(expected.Where(one => one.Cosine > least + 0.01), one => Assert.Contains(one.Key, scores.Keys));
                    Assert.Equal(found.Total, scores.Count);
                }
            }
        }
    }

    private static double Cosine(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));

    private static double Cosine(double degrees) => Math.Cos(degrees * Math.PI / 180);

    /// <summary>A look in the plane; the angle between two is how unlike they are.</summary>
    private static string At(double degrees) => string.Create(CultureInfo.InvariantCulture, $"LOOK:{Math.Cos(degrees * Math.PI / 180):F6},{Math.Sin(degrees * Math.PI / 180):F6}");

    private static Task<SearchAnswer> FindAsync(DamApp app, string query) => app.Client.SearchAsync(new SearchRequest(query));

    private static string Named(SearchAnswer answer, bool copies = true) =>
        string.Join(' ', answer.Items.Select(item => Path.GetFileNameWithoutExtension(item.Name) + (copies && item.Copy is { } copy ? "=" + copy : "")));

    private static async Task<SearchExampleView> SendAsync(DamApp app, byte[] file)
    {
        using var answer = await PostAsync(app, file);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
        return JsonSerializer.Deserialize(text, ApiJson.Default.SearchExampleView)!;
    }

    private static async Task<HttpResponseMessage> PostAsync(DamApp app, byte[] file)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/gif");
        using var form = new MultipartFormDataContent { { content, "file", "example.gif" } };
        return await app.Http.PostAsync("api/search/examples", form);
    }
}
