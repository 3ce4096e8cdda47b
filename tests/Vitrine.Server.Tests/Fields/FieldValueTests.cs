using System.Net;
using System.Text;
using Vitrine.Contracts;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Fields;

/// <summary>Values: set, refused, searched, proposed.</summary>
public sealed class FieldValueTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Values_OfEveryType_AreSetShownSearchedAndCleared(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var field in new[]
        {
            """{"name":"sku","type":"Text","order":1}""", """{"name":"notes","type":"Textarea","order":2}""", """{"name":"price","type":"Number","order":3}""", """{"name":"shot","type":"Date","order":4}""",
            """{"name":"final","type":"Boolean","order":5}""", """{"name":"colour","type":"SingleSelect","options":["red","blue"],"order":6}""", """{"name":"use","type":"MultiSelect","options":["web","print","tv"],"order":7}""",
            """{"name":"link","type":"Url","order":8}""", """{"name":"lasts","type":"Duration","order":9}""", """{"name":"spot","type":"Location","order":10}""",
            """{"name":"cat","type":"Hierarchy","options":["Shoes",{"value":"Boots","parent":"Shoes"}],"order":11}""", """{"name":"of","type":"Asset","order":12}""",
        })
        {
            await app.FieldAsync(field);
        }

        var a = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        var b = (await app.UploadAsync("b.gif", PlayedMedia.File("b"))).Id;
        await app.FinishAsync();
        Assert.Equal("", await app.SetAsync(a, $$"""
            {"sku":"A-1","notes":"soft leather","price":12.5,"shot":"2024-05","final":true,"colour":"RED","use":["web","tv"],"link":"https://example.org/","lasts":"1:30","spot":{"latitude":48.1,"longitude":11.5},"cat":"shoes/boots","of":"{{b}}"}
            """));
        Assert.Equal("", await app.SetAsync(b, """{"sku":"B-1","price":100,"shot":"2023-12-31","use":["print"],"cat":"Shoes"}"""));

        Assert.Equal(
            $"sku=A-1 notes=soft leather price=12.5 shot=2024-05 final=true colour=red use=[web,tv] link=https://example.org/ lasts=90 spot={{latitude:48.1,longitude:11.5}} cat=Boots of={b}",
            await app.ValuesAsync(a));
        foreach (var (query, found) in new[]
        {
            ("field.sku:a-1", "a"), ("field.sku:A*", "a"), ("leather", "a"), ("field.price>12", "a b"), ("field.price<=12.5", "a"), ("field.price:100", "b"), ("field.shot:2024", "a"), ("field.shot<2024", "b"),
            ("field.final:yes", "a"), ("-field.final EXISTS", "b"), ("field.colour IN (red, blue)", "a"), ("field.use:tv", "a"), ("field.use NOT IN [web]", "b"), ("field.cat:shoes", "a b"), ("field.cat:boots", "a"),
            ("field.lasts>1:00", "a"), ("customMetadata.sku:B-1", "b"), ("field.colour NOT EXISTS", "b"), ("field.spot EXISTS", "a"), ($"field.of:{b}", "a"),
        })
        {
            Assert.Equal((query, found), (query, await app.FoundAsync(query)));
        }

        Assert.Equal("", await app.SetAsync(a, """{"sku":null,"use":["print"],"price":"13"}"""));
        Assert.StartsWith("notes=soft leather price=13", await app.ValuesAsync(a), StringComparison.Ordinal);
        Assert.Equal("a b", await app.FoundAsync("field.use:print"));
        Assert.Equal("", await app.FoundAsync("field.use:web"));
        await app.RefusedSearchAsync("field.nothing:1", "There is no field named");
        await app.RefusedSearchAsync("field.price:cheap", "is a number");
        await app.RefusedSearchAsync("field.sku>x", "with numbers only");
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Values_ThatBreakARule_AreToldAndNothingIsWritten(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"kind","type":"SingleSelect","options":["shoe","bag"]}""");
        await app.FieldAsync("""{"name":"size","type":"Number","min":20,"max":60,"rules":[{"when":{"field":"kind","in":["shoe"]}}]}""");
        await app.FieldAsync("""{"name":"sku","type":"Text","unique":true,"pattern":"[A-Z]+-\\d+"}""");
        var a = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        var b = (await app.UploadAsync("b.gif", PlayedMedia.File("b"))).Id;
        await app.FinishAsync();

        Assert.Equal("fields.size:max fields.sku:pattern fields.colour:unknown", await app.SetAsync(a, """{"kind":"shoe","size":99,"sku":"a1","colour":"red"}"""));
        Assert.Equal("", await app.ValuesAsync(a));
        Assert.Equal("fields.size:rules", await app.SetAsync(a, """{"kind":"bag","size":42}"""));
        Assert.Equal("", await app.SetAsync(a, """{"kind":"shoe","size":42,"sku":"A-1"}"""));
        Assert.Equal("fields.sku:unique", await app.SetAsync(b, """{"sku":"A-1"}"""));
        Assert.Equal("", await app.SetAsync(a, """{"sku":"A-1"}"""));
        await app.AskAsync(HttpMethod.Delete, $"api/assets/{a}");
        Assert.Equal("", await app.SetAsync(b, """{"sku":"A-1"}"""));

        using var bulk = await app.SendAsync(HttpMethod.Patch, $"api/assets/{b}", """{"title":"New","fields":{"size":1}}""");
        await bulk.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.DoesNotContain((await app.Client.AssetAsync(b)).Claims, claim => claim.About == "title");
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_TakesFieldsAndDefaults_AndRefusesWrongOnesWhole(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"sku","type":"Text","unique":true,"required":true}""");
        await app.FieldAsync("""{"name":"status","type":"SingleSelect","options":["new","done"],"default":"new"}""");
        var a = await app.UploadWithAsync("a.gif", """{"sku":"A1"}""");
        Assert.Equal("sku=A1 status=new", await app.ValuesAsync(a));
        Assert.Equal("rule", (await app.FieldsOfAsync(a)).Fields.Single(field => field.Name == "status").Source);
        Assert.Contains("fields.status", await app.UploadWithAsync("b.gif", """{"status":"old"}""", HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("fields.sku", await app.UploadWithAsync("c.gif", """{"sku":"A1"}""", HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.Contains("JSON object", await app.UploadWithAsync("d.gif", "[1]", HttpStatusCode.BadRequest), StringComparison.Ordinal);
        var e = await app.UploadWithAsync("e.gif", """{"status":"done"}""");
        Assert.Equal("status=done", await app.ValuesAsync(e));
        Assert.Equal("e", await app.FoundAsync("is:incomplete"));
        Assert.Equal("a e", await app.FoundAsync(""));

        var tus = new HttpRequestMessage(HttpMethod.Post, "api/uploads") { Content = new ByteArrayContent(PlayedMedia.File("t")) };
        tus.Headers.Add("Tus-Resumable", "1.0.0");
        tus.Headers.Add("Upload-Length", PlayedMedia.File("t").Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        tus.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String("t.gif"u8)},fields {Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"sku":"T1"}"""))}");
        tus.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/offset+octet-stream");
        using var sent = await app.Http.SendAsync(tus);
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        Assert.Equal("t", await app.FoundAsync("field.sku:T1"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Suggestions_FollowFromTags_AndNeverBeatAPerson(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var concept = (await app.AskAsync(HttpMethod.Get, "api/concepts?prefix=footwear"))[0].GetProperty("id").GetString();
        await app.FieldAsync($$"""{"name":"cat","type":"SingleSelect","options":[{"value":"Shoes","concepts":["{{concept}}"]},"Bags"]}""");
        var a = (await app.UploadAsync("a.gif", PlayedMedia.File("LABEL:imagenet/770=0.95"))).Id;
        var b = (await app.UploadAsync("b.gif", PlayedMedia.File("b", "LABEL:imagenet/770=0.95"))).Id;
        await app.FinishAsync();

        var field = (await app.FieldsOfAsync(a)).Fields[0];
        Assert.Null(field.Value);
        var suggestion = Assert.Single(field.Suggestions);
        Assert.Equal("Shoes", suggestion.Value);
        await app.AskAsync(HttpMethod.Post, $"api/claims/{suggestion.Claim}/accept");
        Assert.Equal("cat=Shoes", await app.ValuesAsync(a));

        Assert.Equal("", await app.SetAsync(b, """{"cat":"Bags"}"""));
        await app.JobAsync((await app.AskAsync(HttpMethod.Post, "api/analyze", "{\"query\":\"\"}")).GetProperty("job").GetString()!);
        await app.FinishAsync();
        Assert.Equal("cat=Bags", await app.ValuesAsync(b));
        Assert.Equal("cat=Shoes", await app.ValuesAsync(a));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Deleting_AField_HidesItsValuesAndRestoringShowsThem(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await app.FieldAsync("""{"name":"sku","type":"Text"}""");
        var a = await app.UploadWithAsync("a.gif", """{"sku":"A1"}""");
        await app.AskAsync(HttpMethod.Delete, $"api/fields/{id}");
        Assert.Equal("", await app.ValuesAsync(a));
        Assert.Equal("fields.sku:unknown", await app.SetAsync(a, """{"sku":"B"}"""));
        await app.AskAsync(HttpMethod.Post, $"api/fields/{id}/restore");
        Assert.Equal("sku=A1", await app.ValuesAsync(a));
        Assert.Equal("a", await app.FoundAsync("field.sku:a1"));
    }
}

internal static class RefusedSearches
{
    public static async Task RefusedSearchAsync(this DamApp app, string query, string message)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "api/search", System.Text.Json.JsonSerializer.Serialize(new { query }));
        Assert.Contains(message, (await response.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
