using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Fields;

/// <summary>Definitions: made, changed, deleted, brought back.</summary>
public sealed class FieldTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Definition_IsKeptAcrossARestartAndItsNameForEver(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await app.FieldAsync("""{"name":"colour","type":"SingleSelect","label":"Farbe","options":["red",{"value":"blue","colour":"#0000FF","synonyms":["navy"]}],"default":"red","required":true}""");
        await app.RestartAsync();

        var field = (await app.AskAsync(HttpMethod.Get, "api/fields"))[0];
        Assert.Equal((id, "Farbe", "red", true, 2), (field.GetProperty("id").GetString(), field.GetProperty("label").GetString(), field.GetProperty("default").GetString(), field.GetProperty("required").GetBoolean(), field.GetProperty("optionsTotal").GetInt32()));
        Assert.Equal("blue", (await app.AskAsync(HttpMethod.Get, $"api/fields/{id}/options?prefix=nav")).GetProperty("items")[0].GetProperty("value").GetString());

        await app.AskAsync(HttpMethod.Delete, $"api/fields/{id}");
        Assert.Equal(0, (await app.AskAsync(HttpMethod.Get, "api/fields")).GetArrayLength());
        using (var again = await app.SendAsync(HttpMethod.Post, "api/fields", """{"name":"Colour","type":"Text"}"""))
        {
            Assert.Contains("deleted field", (await again.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        Assert.False((await app.AskAsync(HttpMethod.Post, $"api/fields/{id}/restore")).GetProperty("deleted").GetBoolean());
        using var stale = new HttpRequestMessage(HttpMethod.Patch, $"api/fields/{id}") { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        using var refused = await app.Http.SendAsync(stale);
        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Change_ThatValuesDoNotFit_SaysSoBeforeAndLosesNone(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await app.FieldAsync("""{"name":"colour","type":"SingleSelect","options":["red","bleu","green"]}""");
        var a = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        var b = (await app.UploadAsync("b.gif", PlayedMedia.File("b"))).Id;
        Assert.Equal("", await app.SetAsync(a, """{"colour":"bleu"}"""));
        Assert.Equal("", await app.SetAsync(b, """{"colour":"red"}"""));

        var dry = await app.AskAsync(HttpMethod.Patch, $"api/fields/{id}?dryRun=true", """{"options":["red","blue"],"required":true}""");
        Assert.Equal((2, 1, 0), (dry.GetProperty("values").GetInt32(), dry.GetProperty("invalid").GetInt32(), dry.GetProperty("missing").GetInt32()));
        var example = dry.GetProperty("examples")[0];
        Assert.Equal(("bleu", "blue"), (example.GetProperty("value").GetString(), example.GetProperty("suggestion").GetString()));
        Assert.Equal(3, (await app.AskAsync(HttpMethod.Get, $"api/fields/{id}")).GetProperty("optionsTotal").GetInt32());

        await app.AskAsync(HttpMethod.Patch, $"api/fields/{id}", """{"options":["red","blue"]}""");
        var kept = (await app.FieldsOfAsync(a)).Fields[0];
        Assert.Equal("bleu", kept.Value!.Value.GetString());
        Assert.NotNull(kept.Problem);

        var changed = await app.AskAsync(HttpMethod.Patch, $"api/fields/{id}", """{"mapping":{"bleu":"blue"}}""");
        var job = await app.JobAsync(changed.GetProperty("job").GetString()!);
        Assert.Equal(("done", 1), (job.State, job.Changed));
        Assert.Equal("colour=blue", await app.ValuesAsync(a));
        var undo = await app.AskAsync(HttpMethod.Post, $"api/jobs/{job.Id}/undo");
        await app.JobAsync(undo.GetProperty("job").GetString()!);
        Assert.Equal("colour=bleu", await app.ValuesAsync(a));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Mapping_IntoAnOptionOfTheSameChange_IsDone_HoweverSoonTheJobBegins(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = await app.FieldAsync("""{"name":"colour","type":"SingleSelect","options":["red","bleu"]}""");
        var asset = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        Assert.Equal("", await app.SetAsync(asset, """{"colour":"bleu"}"""));
        await app.FinishAsync();

        // What is committed is held there, with nobody else to take it in, until the job has ended.
        await app.Services.GetServices<IHostedService>().OfType<ChangeFollower>().Single().StopAsync(TestContext.Current.CancellationToken);
        using var ended = new ManualResetEventSlim();
        var commits = 0;
        app.Database.Committed += _ =>
        {
            if (Interlocked.Increment(ref commits) == 1)
            {
                Assert.True(ended.Wait(TimeSpan.FromMinutes(1)));
            }
        };
        var watched = app.UntilAsync(async session => await session.NumberAsync($"select count(*) from job where what = {JobKinds.MapValues} and state = {JobState.Done}") == 1 ? null : "the job has not ended")
            .ContinueWith(_ => ended.Set(), TaskScheduler.Default);
        var changed = await app.AskAsync(HttpMethod.Patch, $"api/fields/{id}", """{"options":["red","blue"],"mapping":{"bleu":"blue"}}""");
        await watched;

        var job = await app.JobAsync(changed.GetProperty("job").GetString()!);
        Assert.Equal((1, 0), (job.Changed, job.Failed));
        Assert.Equal("colour=blue", await app.ValuesAsync(asset));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Copy_OfTextsIntoNumbers_TakesThoseThatAreOnes(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var from = await app.FieldAsync("""{"name":"size_text","type":"Text"}""");
        await app.FieldAsync("""{"name":"size","type":"Number","max":60}""");
        string[] ids = [.. await Task.WhenAll(((string[])["42", "large", "99"]).Select(async text => await app.UploadWithAsync(text + ".gif", $$"""{"size_text":"{{text}}"}""")))];

        var dry = await app.AskAsync(HttpMethod.Post, $"api/fields/{from}/copy", """{"to":"size","dryRun":true,"mapping":{"large":"50"}}""");
        Assert.Equal((3, 2, 1), (dry.GetProperty("values").GetInt32(), dry.GetProperty("copied").GetInt32(), dry.GetProperty("invalid").GetInt32()));
        var started = await app.AskAsync(HttpMethod.Post, $"api/fields/{from}/copy", """{"to":"size","mapping":{"large":"50"}}""");
        var job = await app.JobAsync(started.GetProperty("job").GetString()!);
        Assert.Equal((2, 1), (job.Changed, job.Failed));
        Assert.Equal(["size_text=42 size=42", "size_text=large size=50", "size_text=99"], [await Sorted(ids[0]), await Sorted(ids[1]), await Sorted(ids[2])]);

        async Task<string> Sorted(string id) => string.Join(' ', (await app.ValuesAsync(id)).Split(' ').OrderByDescending(value => value.Length > "size=99".Length));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Folders_NearestSetDecides_AndIsInherited(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.FieldAsync("""{"name":"sku","type":"Text"}""");
        await app.FieldAsync("""{"name":"note","type":"Text"}""");
        var inside = (await app.UploadAsync("a.gif", PlayedMedia.File("a"), "shop/2024")).Id;
        var outside = (await app.UploadAsync("b.gif", PlayedMedia.File("b"))).Id;
        var folders = (await app.AskAsync(HttpMethod.Get, "api/folders")).EnumerateArray().ToDictionary(folder => folder.GetProperty("path").GetString()!, folder => folder.GetProperty("id").GetString()!);

        await app.AskAsync(HttpMethod.Put, $"api/folders/{folders["/shop"]}/fields", """{"only":true,"fields":[{"name":"sku","required":true}]}""");
        Assert.Equal(["sku"], (await app.FieldsOfAsync(inside)).Fields.Select(field => field.Name));
        Assert.Equal("fields.note:folders", await app.SetAsync(inside, """{"note":"x"}"""));
        Assert.Equal("a", await app.FoundAsync("is:incomplete"));
        Assert.Equal("", await app.SetAsync(inside, """{"sku":"A1"}"""));
        Assert.Equal("", await app.FoundAsync("is:incomplete"));
        Assert.Equal("fields.sku:required", await app.SetAsync(inside, """{"sku":null}"""));
        Assert.Equal("", await app.SetAsync(outside, """{"note":"x"}"""));

        await app.AskAsync(HttpMethod.Put, $"api/folders/{folders["/shop/2024"]}/fields", """{"only":false,"fields":[{"name":"sku","readOnly":true}]}""");
        Assert.Equal("fields.sku:readOnly", await app.SetAsync(inside, """{"sku":"A2"}"""));
        Assert.Equal("", await app.SetAsync(inside, """{"note":"y"}"""));
        await app.RestartAsync();
        Assert.True((await app.FieldsOfAsync(inside)).Fields.Single(field => field.Name == "sku").ReadOnly);
        using var bad = await app.SendAsync(HttpMethod.Put, $"api/folders/{folders["/shop"]}/fields", """{"fields":[{"name":"nothing"},{"name":"sku","required":"yes"}]}""");
        Assert.Equal("nothing:unknown sku:required", Fielded.Wrong(await bad.ProblemAsync(HttpStatusCode.BadRequest)));
        await app.AskAsync(HttpMethod.Delete, $"api/folders/{folders["/shop/2024"]}/fields");
        Assert.Equal("", await app.SetAsync(inside, """{"sku":"A2"}"""));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Definitions_AreTheOwnersAndBadOnesAreTold(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var editor = await app.AsAsync(Role.Editor);
        using (var refused = await editor.PostAsync("api/fields", new StringContent("""{"name":"x","type":"Text"}""", System.Text.Encoding.UTF8, "application/json")))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        foreach (var (body, wrong) in new[] { ("[]", ":type"), ("""{"name":"x","type":"Text","min":1,"minLenght":2}""", "x:minLenght x:min"), ("""{"name":"x","type":"Text","folders":["0123456789abcdef01234567"]}""", "x:folders") })
        {
            using var response = await app.SendAsync(HttpMethod.Post, "api/fields", body);
            Assert.Equal(wrong, Fielded.Wrong(await response.ProblemAsync(HttpStatusCode.BadRequest)));
        }

        using var broken = await app.SendAsync(HttpMethod.Post, "api/fields", "{");
        await broken.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(0, (await app.AskAsync(HttpMethod.Get, "api/fields?deleted=true")).GetArrayLength());
    }

    [Fact]
    public async Task Definition_MadeByAnotherNode_IsKnownHere()
    {
        await using var here = await DamApp.StartAsync(Engines.Postgres);
        await using var there = await DamApp.BesideAsync(here);
        await there.FieldAsync("""{"name":"sku","type":"Text"}""");
        await here.UntilAsync(async session => here.Services.GetService(typeof(Server.Fields.FieldCatalog)) is Server.Fields.FieldCatalog catalog
            && catalog.Of((await session.NumberAsync($"select min(key) from library"))!.Value).Schema.Find("sku") is not null ? null : "the field is not known here");
        Assert.Equal(1, (await here.AskAsync(HttpMethod.Get, "api/fields")).GetArrayLength());
    }
}
