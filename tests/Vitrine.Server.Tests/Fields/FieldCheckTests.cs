using System.Net;
using System.Text.Json;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Fields;

/// <summary>What an upload would be told of its values before it is sent, and what a page is told of names and tables before they are kept.</summary>
public sealed class FieldCheckTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_TellsWhatAppliesWhatCanBeChosenAndWhatIsWrong(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"type","type":"SingleSelect","options":["shoe","bag"],"order":1}""");
        await app.FieldAsync("""{"name":"size","type":"Number","max":50,"rules":[{"when":{"field":"type","in":["shoe"]}}],"order":2}""");
        await app.FieldAsync("""{"name":"sole","type":"SingleSelect","options":["Air","Flat"],"rules":[{"when":{"field":"type","in":["shoe"]},"options":["Air"]}],"order":3}""");
        await app.FieldAsync("""{"name":"sku","type":"Text","unique":true,"order":4}""");
        await app.UploadWithAsync("a.gif", """{"sku":"A1"}""");

        Assert.Equal("type sole:Flat sku |", await CheckAsync(app, "{}"));
        Assert.Equal("type size sole:Air,Flat sku |", await CheckAsync(app, """{"fields":{"type":"shoe","size":42,"sole":"Air","sku":"B2"}}"""));
        Assert.Equal("type sole:Flat sku |fields.size:rules", await CheckAsync(app, """{"fields":{"type":"bag","size":42}}"""));
        Assert.Equal("type size sole:Air,Flat sku |fields.size:max", await CheckAsync(app, """{"fields":{"type":"shoe","size":51}}"""));
        Assert.Equal("type sole:Flat sku |fields.sku:unique", await CheckAsync(app, """{"fields":{"sku":" a1 "}}"""));
        Assert.Equal("type sole:Flat sku |fields.nope:unknown", await CheckAsync(app, """{"fields":{"nope":1}}"""));
        using var deep = await app.SendAsync(HttpMethod.Post, "api/fields/check", JsonSerializer.Serialize(new { folder = string.Join('/', Enumerable.Repeat("a", 101)) }));
        Assert.Equal(HttpStatusCode.BadRequest, deep.StatusCode);
        Assert.Equal("", await app.FoundAsync("field.sku:B2"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_InAFolderThatIsYetToCome_IsThatOfTheNearestThatIsThere(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var shoes = (await app.UploadAsync("a.gif", PlayedMedia.File("a"), "Shop/Shoes")).Id;
        var folder = (await app.AskAsync(HttpMethod.Get, "api/folders")).EnumerateArray().First(one => one.GetProperty("path").GetString() == "/Shop/Shoes").GetProperty("id").GetString();
        Assert.NotNull(shoes);
        await app.FieldAsync("""{"name":"type","type":"SingleSelect","options":["shoe","bag"],"order":1}""");
        await app.FieldAsync("""{"name":"heel","type":"Text","rules":[{"when":{"field":"type","in":["shoe"]}}],"order":2}""");
        await app.FieldAsync($$"""{"name":"lace","type":"Text","folders":["{{folder}}"],"order":3}""");
        await app.AskAsync(HttpMethod.Put, $"api/folders/{folder}/fields", """{"only":false,"fields":[{"name":"type","default":"shoe"}]}""");

        Assert.Equal("type |", await CheckAsync(app, "{}"));
        Assert.Equal("type heel lace |", await CheckAsync(app, """{"folder":"/Shop/Shoes/New ones/2026"}"""));
        Assert.Equal("type lace |", await CheckAsync(app, """{"folder":"/Shop/Shoes","fields":{"type":"bag"}}"""));
        Assert.Equal("type |fields.lace:folders", await CheckAsync(app, """{"folder":"/Shop","fields":{"lace":"red"}}"""));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_WhoseValuesAreTakenByAnother_SaysSoFieldByField(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"sku","type":"Text","unique":true}""");
        await app.UploadWithAsync("a.gif", """{"sku":"A1"}""");

        using var form = DamApp.UploadForm("b.gif", PlayedMedia.File("b"));
        form.Add(new StringContent("""{"sku":"A1"}"""), "fields");
        using var refused = await app.Http.PostAsync("api/assets", form);
        Assert.Equal("fields.sku:unique", Fielded.Wrong(await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Table_WhoseColumnsAreNotKnown_SaysWhatItHoldsAndTakesWhatIsSaid(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"sku","type":"Text"}""");
        await app.FieldAsync("""{"name":"brand","type":"Text"}""");
        const string csv = "Code;Marke;Alt\nA1;Nike;Puma\nB2;Adidas;Vans\n";
        using (var dry = await app.CsvAsync(HttpMethod.Post, "api/field-lookups?name=X&keyField=sku&dryRun=true", csv))
        {
            var problem = await dry.ProblemAsync(HttpStatusCode.BadRequest);
            Assert.Equal(["Code", "Marke", "Alt"], problem.GetProperty("columns").EnumerateArray().Select(one => one.GetProperty("column").GetString()));
            Assert.Equal("Adidas", problem.GetProperty("first")[1][1].GetString());
        }

        using (var twice = await app.CsvAsync(HttpMethod.Post, "api/field-lookups?name=X&keyField=sku&columns=sku,brand,brand", csv))
        {
            Assert.Contains("Two columns", (await twice.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using var taken = await app.CsvAsync(HttpMethod.Post, "api/field-lookups?name=X&keyField=sku&columns=sku,brand,", csv);
        Assert.Equal(2, (await taken.JsonAsync()).GetProperty("rows").GetInt32());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Pattern_TriedInAFolder_ReadsTheNamesThere(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"sku","type":"Text"}""");
        await app.UploadAsync("A1_1.gif", PlayedMedia.File("a"), "Shop/Shoes \"new\"");
        await app.UploadAsync("B2_1.gif", PlayedMedia.File("b"), "Else");
        var folder = (await app.AskAsync(HttpMethod.Get, "api/folders")).EnumerateArray().First(one => one.GetProperty("path").GetString() == "/Shop").GetProperty("id").GetString();

        var tried = await app.AskAsync(HttpMethod.Post, "api/field-patterns/try", $$"""{"pattern":"{sku}_{n}","folderId":"{{folder}}"}""");
        Assert.Equal(["A1"], tried.GetProperty("names").EnumerateArray().Select(name => name.GetProperty("values").GetProperty("sku").GetString()));
        Assert.Equal(2, (await app.AskAsync(HttpMethod.Post, "api/field-patterns/try", """{"pattern":"{sku}_{n}"}""")).GetProperty("read").GetInt32());
        using var none = await app.SendAsync(HttpMethod.Post, "api/field-patterns/try", """{"pattern":"{sku}_{n}","folderId":"0123456789abcdef01234567"}""");
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
    }

    /// <summary>The fields that apply, with what can be chosen where that is limited, and after a bar what is wrong.</summary>
    private static async Task<string> CheckAsync(DamApp app, string json)
    {
        var answer = await app.AskAsync(HttpMethod.Post, "api/fields/check", json);
        var fields = answer.GetProperty("fields").EnumerateArray().Where(field => field.GetProperty("applies").GetBoolean())
            .Select(field => field.GetProperty("name").GetString() + (field.TryGetProperty("offered", out var offered) && offered.ValueKind == JsonValueKind.Array ? ":" + string.Join(',', offered.EnumerateArray().Select(one => one.GetString())) : ""));
        return string.Join(' ', fields) + " |" + Fielded.Wrong(answer);
    }
}
