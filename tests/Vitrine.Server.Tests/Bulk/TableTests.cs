using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Bulk.Tables;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Bulk;

/// <summary>Values as a table, out and back in.</summary>
public sealed class TableTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ExportedTable_AppliedAsItIs_ChangesNothing_AndEditedItChangesThat(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var a = (await app.UploadAsync("a.gif", PlayedMedia.File("a", "TITLE:=cmd()"), "Trip", "semi; colon", "back\\slash")).Id;
        var b = (await app.UploadAsync("b.gif", PlayedMedia.File("b"))).Id;
        await app.FinishAsync();
        await PatchAsync(app, a, """{"description":{"":"Two\nlines","de":"'=1"},"rating":-1,"takenAt":"1920~","place":"48.85, 2.35 FR//Paris","creator":["Ann","Bob"],"people":{"add":["Maria"]},"copyright":"© „Ann“"}""");
        const string columns = "folder,name,title,description,description@de,rating,takenAt,place,creator,copyright,tags,people";

        var table = await TableAsync(app, "", columns);

        Assert.StartsWith("\ufeffid,revision,folder,name,title", table, StringComparison.Ordinal);
        Assert.Contains("'=cmd()", table, StringComparison.Ordinal);
        Assert.Contains("back\\\\slash; semi\\; colon", table, StringComparison.Ordinal);
        foreach (var text in new[] { table, table.Replace("\r\n", "\n", StringComparison.Ordinal) })
        {
            var same = await TryAsync(app, Encoding.UTF8.GetBytes(text));
            Assert.Equal((2, 0, 2, 0), (same.Examined, same.Change, same.Already, same.Cannot));
        }

        var edited = $"\ufeffid;title;rating;tags;people;description@de\r\n{a};New;(clear);\"back\\\\slash; fresh\";(clear);\r\n{b};;5;;;\r\n";
        var tried = await TryAsync(app, [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(edited[1..])]);
        Assert.Equal((2, 2, 0), (tried.Examined, tried.Change, tried.Cannot));
        Assert.Contains(tried.Differences, one => (one.Line, one.Attribute, one.Before, one.After) == (2, "rating", "-1", null));

        using var answer = await PostAsync(app, "", Encoding.UTF8.GetBytes(edited));
        var job = await app.JobAsync((await answer.JsonAsync()).GetProperty("job").GetString()!);

        Assert.Equal(("apply-table", "done", 2, 2), (job.What, job.State, job.Done, job.Changed));
        Assert.Equal(["back\\slash", "fresh"], await TagsAsync(app, a));
        Assert.Equal(("New", null, "'=1", "5"), (await ValueAsync(app, a, "title"), await ValueAsync(app, a, "rating"), await ValueAsync(app, a, "description", "de"), await ValueAsync(app, b, "rating")));
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from table_part")));
        using (var undo = await app.SendAsync(HttpMethod.Post, $"api/jobs/{job.Id}/undo"))
        {
            await app.JobAsync((await undo.JsonAsync()).GetProperty("job").GetString()!);
        }

        Assert.Equal(table.Split("\r\n")[0], (await TableAsync(app, "", columns)).Split("\r\n")[0]);
        Assert.Equal(("=cmd()", "-1"), (await ValueAsync(app, a, "title"), await ValueAsync(app, a, "rating")));
        Assert.Equal(["back\\slash", "semi; colon"], await TagsAsync(app, a));
    }

    [Theory]
    [InlineData("(clear)")]
    [InlineData("\\(clear)")]
    [InlineData("\\\\(clear)")]
    [InlineData("(clear) it")]
    [InlineData("\\ (clear)")]
    [InlineData("")]
    public void Cell_OfAnyText_IsReadAsItWasWritten(string text)
    {
        Assert.Equal(text, TableCell.Read(TableCell.Written(text)));
        Assert.Equal("", TableCell.Read(" (clear) "));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task StaleTable_OnlyWhatBothChangedIsAConflict(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.FinishAsync();
        await PatchAsync(app, id, """{"title":"Old","source":"Old","credit":"Old"}""");
        var table = await TableAsync(app, "", "title,source,credit");
        await PatchAsync(app, id, """{"title":"Theirs","source":"Theirs"}""");

        // The title changed here, the source there alone, the credit in the table alone.
        var tried = await TryAsync(app, Encoding.UTF8.GetBytes(table.Replace("Old,Old,Old", "Mine,Old,Mine", StringComparison.Ordinal)));

        var conflict = Assert.Single(tried.Problems);
        Assert.Equal(("title", "conflict", 2), (conflict.Field, conflict.Rule, conflict.Line));
        Assert.Contains("Then: 'Old'; now: 'Theirs'; in the table: 'Mine'", conflict.Message, StringComparison.Ordinal);
        var mine = await TryAsync(app, Encoding.UTF8.GetBytes(table.Replace("Old,Old,Old", "Old,Old,Mine", StringComparison.Ordinal)));
        Assert.Equal(("credit", "Old", "Mine"), (mine.Differences.Single().Attribute, mine.Differences.Single().Before, mine.Differences.Single().After));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WrongRows_AreToldEach_AndKeepTheOthersUnlessSkipped(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var a = (await app.UploadAsync("a.gif", PlayedMedia.File("a"), "Trip")).Id;
        var b = (await app.UploadAsync("b.gif", PlayedMedia.File("b"))).Id;
        await app.UploadAsync("c.gif", PlayedMedia.File("c"));
        await app.FinishAsync();
        var table = Encoding.UTF8.GetBytes(
            $"id,folder,name,title,rating\n{a},,,Good,5\n{a},,,Again,\nffffffffffffffffffffffff,,,x,\n,/Trip,none.gif,x,\n,,,x,\n{b},,,\"x\"y,\n,/,b.gif,Fine,9\n{b},,,x,1,2,3\n,/,c.gif,By name,4\n\"{a},never closed");

        var tried = await TryAsync(app, table);

        Assert.Equal((10, 2, 8), (tried.Examined, tried.Change, tried.Cannot));
        Assert.Equal(
            [(3, "twice"), (4, "unknown"), (5, "unknown"), (6, "unknown"), (7, "row"), (8, "range"), (9, "row"), (11, "row")],
            tried.Problems.Select(one => ((int)one.Line!, one.Rule)).Order());
        using (var refused = await PostAsync(app, "", table))
        {
            var problem = await refused.ProblemAsync(HttpStatusCode.BadRequest);
            Assert.Contains("8 of 10 rows cannot be applied, so none was", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(8, problem.GetProperty("errors").GetArrayLength());
        }

        Assert.Null(await ValueAsync(app, a, "title"));
        using var answer = await PostAsync(app, "?skipErrors=true", table);
        var job = await app.JobAsync((await answer.JsonAsync()).GetProperty("job").GetString()!);
        Assert.Equal((2, 2), (job.Total, job.Changed));
        Assert.Equal("Good", await ValueAsync(app, a, "title"));
    }

    [Theory]
    [InlineData("", "empty"), InlineData("id,titel\n", "column"), InlineData("title\nx\n", "column"), InlineData("id\nx\n", "column"), InlineData("id,title,title\n", "twice"), InlineData("id,title@\n", "column"), InlineData("\0\n", "empty")]
    public async Task TableThatIsNone_IsRefusedWithASentence(string table, string rule)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var answer = await PostAsync(app, "?dryRun=true", Encoding.UTF8.GetBytes(table));
        Assert.Contains((await answer.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("errors").EnumerateArray(), one => one.GetProperty("rule").GetString() == rule);
        using var viewer = await app.AsAsync(Vitrine.Server.Storage.Role.Viewer);
        using var forbidden = await viewer.PostAsync(new Uri("api/table", UriKind.Relative), new ByteArrayContent([]), Ending);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    private static async Task<string> TableAsync(DamApp app, string query, string columns)
    {
        using var answer = await app.Client.EditTableAsync(query, columns, Ending);
        return await answer.Content.ReadAsStringAsync(Ending) is var text && text.StartsWith('\ufeff') ? text : '\ufeff' + text;
    }

    private static async Task<BulkPreview> TryAsync(DamApp app, byte[] table) => (await app.Client.TryTableAsync(new MemoryStream(table), Ending)).Preview!;

    private static async Task<HttpResponseMessage> PostAsync(DamApp app, string how, byte[] table)
    {
        using var content = new ByteArrayContent(table);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return await app.Http.PostAsync(new Uri("api/table" + how, UriKind.Relative), content, Ending);
    }

    private static async Task PatchAsync(DamApp app, string id, string body) => await app.Client.ChangeAssetAsync(id, JsonSerializer.Deserialize(body, ApiJson.Default.AssetPatch)!, Ending);

    private static async Task<string?> ValueAsync(DamApp app, string id, string attribute, string? language = null) =>
        (await app.Client.AssetAsync(id)).Claims.FirstOrDefault(claim => claim.About == attribute && claim.Language == language && (claim.State is "accepted" or "suggested"))?.Value;

    private static async Task<string[]> TagsAsync(DamApp app, string id) =>
        [.. (await app.Client.AssetAsync(id)).Claims.Where(claim => claim is { About: "tag", State: "accepted" }).Select(claim => claim.Name).Order(StringComparer.Ordinal)];
}
