using System.Net;
using System.Text;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Tests.Fields;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Bulk;

/// <summary>Values of users' fields of many assets, by requests and by tables.</summary>
public sealed class BulkFieldTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Fields_AreSetClearedAndMade_AndFoundAfterwards(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (a, b) = await TwoAsync(app);
        var set = $$$"""{"ids":["{{{a}}}","{{{b}}}"],"set":{"fields":{"brand":"Acme shoes","use":["web","tv"]}},"template":{"fields.notes":"{name} {fields.brand}"}}""";
        Assert.Equal("", await app.SetAsync(a, """{"brand":"Old","use":["print"]}"""));
        Assert.Equal("", await app.SetAsync(b, """{"brand":"Other"}"""));

        var tried = await TryAsync(app, set);

        Assert.Equal((2, 2, 0), (tried.Examined, tried.Change, tried.Cannot));
        Assert.Contains(tried.Differences, one => (one.Id, one.Attribute, one.Before, one.After) == (a, "fields.brand", "Old", "Acme shoes"));
        Assert.Contains(tried.Differences, one => (one.Id, one.Attribute, one.Before, one.After) == (a, "fields.use", "print", "tv; web"));
        Assert.Contains(tried.Differences, one => (one.Id, one.Attribute, one.After) == (b, "fields.notes", "b Other"));
        Assert.Equal("brand=Old use=[print]", await app.ValuesAsync(a));

        var job = await DoAsync(app, set);

        Assert.Equal(("done", 2, 2, 0), (job.State, job.Done, job.Changed, job.Failed));
        Assert.Equal("brand=Acme shoes notes=a Old use=[web,tv]", await app.ValuesAsync(a));
        foreach (var (query, found) in new[] { ("field.use:tv", "a b"), ("field.use:print", ""), ("field.brand:\"Acme shoes\"", "a b"), ("acme", "a b"), ("field.notes:\"b other\"", "b") })
        {
            Assert.Equal((query, found), (query, await app.FoundAsync(query)));
        }

        Assert.Equal(2, (await DoAsync(app, $$$"""{"ids":["{{{a}}}","{{{b}}}"],"clear":["fields.use"],"replace":{"attribute":"fields.brand","find":"Acme","with":"Zenith"}}""")).Changed);
        Assert.Equal(("", "a b"), (await app.FoundAsync("field.use:tv"), await app.FoundAsync("zenith")));
        using (var undo = await app.SendAsync(HttpMethod.Post, $"api/jobs/{job.Id}/undo"))
        {
            await app.JobAsync((await undo.JsonAsync()).GetProperty("job").GetString()!);
        }

        Assert.Equal("", await app.FoundAsync("field.notes:\"b other\""));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WrongAndUniqueValues_AreToldAssetByAsset(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (a, b) = await TwoAsync(app);
        using (var wrong = await app.SendAsync(HttpMethod.Post, "api/bulk", $$$"""{"ids":["{{{a}}}"],"set":{"fields":{"use":["radio"],"none":1} }}"""))
        {
            Assert.Equal("fields.use:options fields.none:unknown", Fielded.Wrong(await wrong.ProblemAsync(HttpStatusCode.BadRequest)));
        }

        var same = $$$"""{"ids":["{{{a}}}","{{{b}}}"],"set":{"fields":{"sku":"S-1"} }}""";
        var fresh = await TryAsync(app, same);
        Assert.Equal((1, 0, 1), (fresh.Change, fresh.Already, fresh.Cannot));
        var job = await DoAsync(app, same);

        Assert.Equal((2, 1, 1), (job.Done, job.Changed, job.Failed));
        Assert.Equal(1, (await app.Client.SearchAsync(new SearchRequest("field.sku:s-1"))).Total);
        var tried = await TryAsync(app, same);
        Assert.Equal((0, 1, 1), (tried.Change, tried.Already, tried.Cannot));
        Assert.Equal(("fields.sku", "unique"), (tried.Problems.Single().Field, tried.Problems.Single().Rule));
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from pending_value", Ending), Ending));

        // Taken away here, given there, and then the taking away is taken back: both have it, and that is said.
        var owner = (await app.Client.SearchAsync(new SearchRequest("field.sku:s-1"))).Items.Single().Id;
        var cleared = await DoAsync(app, $$$"""{"ids":["{{{owner}}}"],"clear":["fields.sku"]}""");
        Assert.Equal(1, (await DoAsync(app, $$$"""{"ids":["{{{(owner == a ? b : a)}}}"],"set":{"fields":{"sku":"S-1"} }}""")).Changed);
        using var undo = await app.SendAsync(HttpMethod.Post, $"api/jobs/{cleared.Id}/undo");
        var back = await app.JobAsync((await undo.JsonAsync()).GetProperty("job").GetString()!);
        Assert.Equal((1, "unique"), (back.Changed, Assert.Single(back.Problems).Code));
        Assert.Equal(2, (await app.Client.SearchAsync(new SearchRequest("field.sku:s-1"))).Total);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Table_FindsRowsByAUniqueField_AndCarriesFieldsBothWays(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (a, b) = await TwoAsync(app);
        Assert.Equal("", await app.SetAsync(a, """{"sku":"S-1","brand":"Old","use":["web","tv"]}"""));
        Assert.Equal("", await app.SetAsync(b, """{"sku":"S-2"}"""));
        using (var exported = await app.SendAsync(HttpMethod.Get, "api/table?columns=fields.sku,fields.brand,fields.use"))
        {
            var table = await exported.Content.ReadAsStringAsync(Ending);
            Assert.Contains("S-1,Old,\"tv; web\"\r\n", table, StringComparison.Ordinal);
            Assert.Equal((2, 0, 0), Sums((await app.Client.TryTableAsync(new MemoryStream(Encoding.UTF8.GetBytes(table)), Ending)).Preview!));
        }

        const string edited = "fields.sku,fields.brand,fields.use,title\r\ns-1,New,(clear),First\r\nS-2,New,web;print,Second\r\n";
        var tried = (await app.Client.TryTableAsync(new MemoryStream("fields.sku,fields.brand,fields.use\r\nS-3,x,\r\nS-2,,radio\r\n"u8.ToArray()), Ending)).Preview!;
        Assert.Equal([(2L, "unknown"), (3L, "options")], tried.Problems.Select(problem => ((long)problem.Line!, problem.Rule)).Order());
        using var twice = await app.CsvAsync(HttpMethod.Post, "api/table?dryRun=true", $"id,fields.sku\r\n{a},S-9\r\n{b},S-9\r\n");
        Assert.Contains("An earlier row has", (await twice.JsonAsync()).GetRawText(), StringComparison.Ordinal);

        using var answer = await app.CsvAsync(HttpMethod.Post, "api/table", edited);
        var job = await app.JobAsync((await answer.JsonAsync()).GetProperty("job").GetString()!);

        Assert.Equal(("done", 2, 0), (job.State, job.Changed, job.Failed));
        Assert.Equal(("sku=S-1 brand=New", "sku=S-2 brand=New use=[web,print]"), (await app.ValuesAsync(a), await app.ValuesAsync(b)));
        Assert.Equal(("a b", "b", "a"), (await app.FoundAsync("field.brand:new"), await app.FoundAsync("field.use:print"), await app.FoundAsync("first")));
    }

    private static async Task<(string A, string B)> TwoAsync(DamApp app)
    {
        foreach (var field in new[]
        {
            """{"name":"sku","type":"Text","unique":true,"order":1}""", """{"name":"brand","type":"Text","order":2}""", """{"name":"notes","type":"Text","order":3}""",
            """{"name":"use","type":"MultiSelect","options":["web","print","tv"],"order":4}""",
        })
        {
            await app.FieldAsync(field);
        }

        var a = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        var b = (await app.UploadAsync("b.gif", PlayedMedia.File("b"))).Id;
        await app.FinishAsync();
        return (a, b);
    }

    private static (long Examined, long Change, long Cannot) Sums(BulkPreview preview) => (preview.Examined, preview.Change, preview.Cannot);

    private static async Task<JobView> DoAsync(DamApp app, string body)
    {
        using var answer = await app.SendAsync(HttpMethod.Post, "api/bulk", body);
        return await app.JobAsync((await answer.JsonAsync()).GetProperty("job").GetString()!);
    }

    private static async Task<BulkPreview> TryAsync(DamApp app, string body)
    {
        using var answer = await app.SendAsync(HttpMethod.Post, "api/bulk", body[..^1] + ",\"dryRun\":true}");
        return (await answer.JsonAsync()).Deserialize(ApiJson.Default.JobView)!.Preview!;
    }
}
