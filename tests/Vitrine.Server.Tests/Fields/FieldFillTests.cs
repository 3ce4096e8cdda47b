using System.Net;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Fields;

/// <summary>Values from names, look-up tables and defaults.</summary>
public sealed class FieldFillTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Names_GiveValuesAtUploadAndByBackfill_AndAPersonStaysAbove(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"sku","type":"Text","order":1}""");
        await app.FieldAsync("""{"name":"colour","type":"SingleSelect","options":["red","blue"],"order":2}""");
        await app.FieldAsync("""{"name":"season","type":"Text","order":3}""");
        var old = (await app.UploadAsync("A1_red_1.gif", PlayedMedia.File("old"), "Nike/Summer")).Id;
        Assert.Equal("", await app.SetAsync(old, """{"colour":"blue"}"""));

        var trial = await app.AskAsync(HttpMethod.Post, "api/field-patterns/try", """{"pattern":"{season}/{sku}_{colour}_{n}","query":""}""");
        Assert.Equal((1, "A1", "Summer"), (trial.GetProperty("read").GetInt32(), trial.GetProperty("names")[0].GetProperty("values").GetProperty("sku").GetString(), trial.GetProperty("names")[0].GetProperty("values").GetProperty("season").GetString()));
        using (var bad = await app.SendAsync(HttpMethod.Post, "api/field-patterns", """{"name":"shop","pattern":"{sku}{colour}"}"""))
        {
            Assert.Equal("pattern:pattern", Fielded.Wrong(await bad.ProblemAsync(HttpStatusCode.BadRequest)));
        }

        var pattern = (await app.AskAsync(HttpMethod.Post, "api/field-patterns", """{"name":"shop","pattern":"{season}/{sku}_{colour}_{n}"}""")).GetProperty("id").GetString();
        var fresh = (await app.UploadAsync("B2_blue_7.gif", PlayedMedia.File("fresh"), "Nike/Winter")).Id;
        Assert.Equal("sku=B2 colour=blue season=Winter", await app.ValuesAsync(fresh));
        Assert.Equal("colour=blue", await app.ValuesAsync(old));

        var preview = await app.AskAsync(HttpMethod.Post, "api/field-fill", """{"dryRun":true}""");
        Assert.Equal((2, 1), (preview.GetProperty("total").GetInt32(), preview.GetProperty("changed").GetInt32()));
        var job = await app.JobAsync((await app.AskAsync(HttpMethod.Post, "api/field-fill", "{}")).GetProperty("job").GetString()!);
        Assert.Equal(("done", 1), (job.State, job.Changed - (job.Changed > 1 ? 1 : 0)));
        Assert.Equal("sku=A1 colour=blue season=Summer", await app.ValuesAsync(old));
        await app.JobAsync((await app.AskAsync(HttpMethod.Post, $"api/jobs/{job.Id}/undo")).GetProperty("job").GetString()!);
        Assert.Equal("colour=blue", await app.ValuesAsync(old));
        Assert.Equal("sku=B2 colour=blue season=Winter", await app.ValuesAsync(fresh));

        await app.AskAsync(HttpMethod.Delete, $"api/field-patterns/{pattern}");
        Assert.Equal("sku=B2 colour=blue season=Winter", await app.ValuesAsync(fresh));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Filling_OffersNothingThatAPersonTookAway_AndTellsWhatCannotBe(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"sku","type":"Text","order":1}""");
        await app.FieldAsync("""{"name":"brand","type":"SingleSelect","options":["Nike"],"order":2}""");
        await app.AskAsync(HttpMethod.Post, "api/field-patterns", """{"name":"shop","pattern":"{sku}_{n}"}""");
        var id = (await app.UploadAsync("A1_1.gif", PlayedMedia.File("one"))).Id;
        Assert.Equal("", await app.SetAsync(id, """{"sku":null}"""));
        var preview = await app.AskAsync(HttpMethod.Post, "api/field-fill", """{"dryRun":true}""");
        Assert.Equal((1, 0), (preview.GetProperty("total").GetInt32(), preview.GetProperty("changed").GetInt32()));

        var other = (await app.UploadAsync("B2_1.gif", PlayedMedia.File("two"))).Id;
        using (var made = await app.CsvAsync(HttpMethod.Post, "api/field-lookups?name=Brands&keyField=sku", "sku,brand\nB2,Adidas\n"))
        {
            var taken = await made.JsonAsync();
            Assert.Equal((1, 2), (taken.GetProperty("wrong").GetInt32(), taken.GetProperty("problems")[0].GetProperty("row").GetInt32()));
        }

        var job = await app.JobAsync((await app.AskAsync(HttpMethod.Post, "api/field-fill", "{}")).GetProperty("job").GetString()!);
        Assert.Contains("brand", Assert.Single(job.Problems, problem => problem.Path == "B2_1.gif").Message, StringComparison.Ordinal);
        Assert.Equal("", await app.ValuesAsync(id));
        Assert.Equal("sku=B2", await app.ValuesAsync(other));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task LinkedFile_ThatIsRenamed_SaysWhatItsNewNameSays(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"sku","type":"Text"}""");
        await app.AskAsync(HttpMethod.Post, "api/field-patterns", """{"name":"shop","pattern":"{sku}_{n}"}""");
        await File.WriteAllBytesAsync(Path.Combine(app.Files, "A1_1.gif"), PlayedMedia.File("one"), TestContext.Current.CancellationToken);
        await app.JobAsync(await app.ImportAsync(app.Files));
        await app.FinishAsync();
        Assert.Equal("A1_1", await app.FoundAsync("field.sku:A1"));

        File.Move(Path.Combine(app.Files, "A1_1.gif"), Path.Combine(app.Files, "B7_1.gif"));
        using (var scan = await app.SendAsync(HttpMethod.Post, "api/roots/scan", "{}"))
        {
            await app.JobAsync((await scan.JsonAsync()).GetProperty("job").GetString()!);
        }

        await app.FinishAsync();
        Assert.Equal("B7_1", await app.FoundAsync("field.sku:B7"));
        Assert.Equal("", await app.FoundAsync("field.sku:A1"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Tables_GiveValuesByTheirKey_AndAreReplacedWhole(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"sku","type":"Text","order":1}""");
        await app.FieldAsync("""{"name":"brand","type":"SingleSelect","options":["Nike","Puma"],"order":2}""");
        await app.FieldAsync("""{"name":"price","type":"Number","order":3}""");
        await app.AskAsync(HttpMethod.Post, "api/field-patterns", """{"name":"shop","pattern":"{sku}_{n}"}""");

        using (var dry = await app.CsvAsync(HttpMethod.Post, "api/field-lookups?name=Articles&keyField=sku&dryRun=true", "SKU;Brand;Price;Other\nA1;Nike;12.5;x\nB2;Adidas;9;y\na1;Puma;1;z\n"))
        {
            var preview = await dry.JsonAsync();
            Assert.Equal((3, 1, 1), (preview.GetProperty("rows").GetInt32(), preview.GetProperty("repeated").GetInt32(), preview.GetProperty("wrong").GetInt32()));
            Assert.Equal(3, preview.GetProperty("problems")[0].GetProperty("row").GetInt32());
            Assert.Equal(0, (await app.AskAsync(HttpMethod.Get, "api/field-lookups")).GetArrayLength());
        }

        string id;
        using (var made = await app.CsvAsync(HttpMethod.Post, "api/field-lookups?name=Articles&keyField=sku", "SKU;Brand;Price;Other\nA1;Nike;12.5;x\nB2;Adidas;9;y\na1;Puma;1;z\n"))
        {
            var view = await made.JsonAsync();
            id = view.GetProperty("id").GetString()!;
            Assert.Equal(2, view.GetProperty("rows").GetInt32());
        }

        var a = (await app.UploadAsync("A1_1.gif", PlayedMedia.File("a"))).Id;
        var b = (await app.UploadAsync("B2_1.gif", PlayedMedia.File("b"))).Id;
        Assert.Equal("sku=A1 brand=Nike price=12.5", await app.ValuesAsync(a));
        Assert.Equal("sku=B2 price=9", await app.ValuesAsync(b));

        using (var replaced = await app.CsvAsync(HttpMethod.Put, $"api/field-lookups/{id}", "sku,brand,price\nB2,Puma,10\n"))
        {
            Assert.Equal(1, (await replaced.JsonAsync()).GetProperty("rows").GetInt32());
        }

        await app.JobAsync((await app.AskAsync(HttpMethod.Post, "api/field-fill", "{}")).GetProperty("job").GetString()!);
        Assert.Equal("sku=B2 brand=Puma price=10", await app.ValuesAsync(b));
        Assert.Equal("sku=A1", await app.ValuesAsync(a));
        foreach (var (path, csv, message) in new[]
        {
            ("name=X&keyField=nothing", "a,b\n1,2", "keyField"), ("name=X&keyField=sku", "a,b\n1,2", "no column"), ("name=X&keyField=sku", "sku,b\n1,2", "No other column"), ("name=X&keyField=sku", "sku,brand\n\"1,2", "line 2"),
            ("name=Articles&keyField=sku", "sku,brand\n1,2", "name of its own"),
        })
        {
            using var bad = await app.CsvAsync(HttpMethod.Post, $"api/field-lookups?{path}", csv);
            Assert.Contains(message, (await bad.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
        }

        await app.AskAsync(HttpMethod.Delete, $"api/field-lookups/{id}");
        Assert.Equal(0, (await app.AskAsync(HttpMethod.Get, "api/field-lookups")).GetArrayLength());
    }
}
