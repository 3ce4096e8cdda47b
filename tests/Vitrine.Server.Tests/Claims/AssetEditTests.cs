using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Claims;

/// <summary>What a person says by <c>PATCH /api/assets/{id}</c>, and what the asset said before.</summary>
public sealed class AssetEditTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Patch_EveryAttribute_IsShownAndFound(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:harbour"))).Id;
        await app.FinishAsync();

        var asset = await PatchAsync(app, id, """
            {"title":{"":"Boat","DE-at":"Boot"},"headline":"News","description":"Two\r\nlines","altText":"A boat","rating":4,"label":"Red","pick":1,"takenAt":"1920~","digitisedAt":"2001-05",
             "place":{"country":"fr","town":"Paris","latitude":48.85,"longitude":2.35},"creator":["Ann","Bob"],"copyright":"© Ann","credit":"Agency","source":"Archive","usageTerms":"No use",
             "tags":{"add":["zeppelin"],"remove":["harbour"]},"people":{"add":["Maria Sibylla"]}}
            """);

        var said = asset.Claims.Where(claim => claim.State == "accepted").Select(claim => $"{claim.About}[{claim.Language}]={(claim.About is "tag" or "person" ? claim.Name : claim.Value)}").ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "title[]=Boat", "title[de-AT]=Boot", "headline[]=News", "description[]=Two\nlines", "alt-text[]=A boat", "rating[]=4", "label[]=Red", "pick[]=1", "taken-at[]=1920~", "digitised-at[]=2001-05",
                "place[]=48.85, 2.35 FR//Paris", "creator[]=Ann; Bob", "copyright[]=© Ann", "credit[]=Agency", "source[]=Archive", "usage-terms[]=No use", "tag[]=zeppelin", "person[]=Maria Sibylla",
            },
            said);
        Assert.All(asset.Claims.Where(claim => claim.State == "accepted"), claim => Assert.Equal(("person", "Owner"), (claim.Source.Type, claim.DecidedBy)));
        Assert.Equal("rejected", asset.Claims.Single(claim => claim.Name == "harbour").State);
        foreach (var query in new[] { "boat", "boot", "agency", "tag:zeppelin", "text:sibylla", "taken:1920" })
        {
            Assert.Equal(1, (await app.Client.SearchAsync(new SearchRequest(query))).Total);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Patch_WrongValues_AreToldEachAndNothingIsWritten(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File())).Id;
        await app.FinishAsync();
        var before = await app.Client.AssetAsync(id);

        using var answer = await app.SendAsync(
            HttpMethod.Patch, $"api/assets/{id}", """{"title":"Fine","rating":9,"takenAt":"soon","description":{"1":"x","en":7,"de":[]},"fields":{"sku":"1"},"tags":{"add":["new word",""]}}""");
        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest);

        var errors = problem.GetProperty("errors").EnumerateArray().Select(one => (one.GetProperty("field").GetString(), one.GetProperty("rule").GetString())).ToHashSet();
        Assert.Equal(
            [("description", "language"), ("description.de", "type"), ("fields.sku", "unknown"), ("rating", "range"), ("tags.add", "empty"), ("takenAt", "date")],
            errors.Order());
        var after = await app.Client.AssetAsync(id);
        Assert.Equal(before.Revision, after.Revision);
        Assert.Empty(after.Claims);
        using var concepts = await app.SendAsync(HttpMethod.Get, "api/concepts?prefix=new+word");
        Assert.DoesNotContain("new word", (await concepts.JsonAsync()).GetRawText(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Patch_OfAnOldRevision_ChangesNothing(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File())).Id;
        await app.FinishAsync();
        var first = await PatchAsync(app, id, """{"title":"One"}""");
        await PatchAsync(app, id, """{"title":"Two"}""");

        using var late = await app.SendAsync(HttpMethod.Patch, $"api/assets/{id}", """{"title":"Three"}""", request => request.Headers.TryAddWithoutValidation("If-Match", $"\"{first.Revision}\""));

        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Equal("Two", Value(await app.Client.AssetAsync(id), "title"));
        using var viewer = await app.AsAsync(Role.Viewer);
        using var forbidden = await DamApp.SendAsync(viewer, HttpMethod.Patch, $"api/assets/{id}", """{"title":"Four"}""");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task AsOf_EachPosition_ShowsWhatWasShownThen(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:harbour", "TITLE:From the file"))).Id;
        await app.FinishAsync();
        List<(long Position, string Shown)> states = [await StateAsync(app, id)];
        foreach (var change in new[]
        {
            """{"title":"One","tags":{"add":["zeppelin"]}}""", """{"title":null}""", """{"title":"Two","tags":{"remove":["zeppelin"]}}""",
            """{"tags":{"remove":["harbour"]}}""", """{"tags":{"add":["harbour"]},"rating":3}""", """{"rating":null,"title":{"de":"Drei"}}""", """{"title":{"":"Four"}}""", """{"title":{"":null}}""", """{"title":null}""",
        })
        {
            await PatchAsync(app, id, change);
            states.Add(await StateAsync(app, id));
        }

        Assert.Equal(states.Count, states.Select(state => state.Position).Distinct().Count());
        foreach (var (position, shown) in states)
        {
            using var then = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}?asOf={position}");
            Assert.Equal(shown, Shown(JsonSerializer.Deserialize((await then.JsonAsync()).GetRawText(), ApiJson.Default.AssetDetail)!));
        }

        using var never = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}?asOf=2001-01-01");
        Assert.Empty((await never.JsonAsync()).GetProperty("claims").EnumerateArray());
        using var wrong = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}?asOf=then");
        await wrong.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Undo_OfABulkEdit_LeavesItsPastReadable(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File())).Id;
        await app.FinishAsync();
        await PatchAsync(app, id, """{"tags":{"add":["zeppelin"]}}""");
        var before = await StateAsync(app, id);
        var job = (await app.Client.BulkAsync(new BulkRequest([id], null, 1, null, new BulkChange(["zeppelin"])))).Job;
        await app.FinishAsync();
        var without = await StateAsync(app, id);
        using (var undo = await app.SendAsync(HttpMethod.Post, $"api/jobs/{job}/undo"))
        {
            Assert.Equal(HttpStatusCode.Accepted, undo.StatusCode);
        }

        await app.FinishAsync();
        var after = await StateAsync(app, id);

        Assert.Equal((before.Shown, ""), (after.Shown, without.Shown));
        foreach (var (position, shown) in new[] { before, without, after })
        {
            using var then = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}?asOf={position}");
            Assert.Equal(shown, Shown(JsonSerializer.Deserialize((await then.JsonAsync()).GetRawText(), ApiJson.Default.AssetDetail)!));
        }

        using var history = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/history");
        Assert.Equal(["again", "remove", "statement"], (await history.JsonAsync()).GetProperty("items").EnumerateArray().Select(one => one.GetProperty("act").GetString()));
    }

    private static async Task<AssetDetail> PatchAsync(DamApp app, string id, string change)
    {
        using var answer = await app.SendAsync(HttpMethod.Patch, $"api/assets/{id}", change);
        return JsonSerializer.Deserialize((await answer.JsonAsync()).GetRawText(), ApiJson.Default.AssetDetail)!;
    }

    private static async Task<(long Position, string Shown)> StateAsync(DamApp app, string id)
    {
        var position = await app.Database.ReadAsync(session => session.NumberAsync(
            $"select max(p) from (select coalesce(max(key), 0) as p from claim union all select max(since_seq) from claim_return union all select max(ended_seq) from claim_history union all select max(shown_seq) from batch) as positions"));
        return (position!.Value, Shown(await app.Client.AssetAsync(id)));
    }

    private static string Shown(AssetDetail asset) =>
        string.Join('|', asset.Claims.Where(claim => claim.State is "accepted" or "suggested").Select(claim => $"{claim.About}{claim.Language}={claim.Name}/{claim.Value}").Order(StringComparer.Ordinal));

    private static string? Value(AssetDetail asset, string about) => asset.Claims.Single(claim => claim.About == about).Value;
}
