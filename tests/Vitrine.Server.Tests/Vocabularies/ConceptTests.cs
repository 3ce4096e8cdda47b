using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Vocabularies;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Vocabularies;

/// <summary>Concepts by the API: made, changed, listed, typed.</summary>
public sealed class ConceptTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Concept_IsMadeChangedFoundAndDeleted_EachOnceInTheLog(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var footwear = await app.ConceptAsync("""{"labels":{"en":"test footwear"}}""");
        var made = await app.ConceptAsync($$"""
            {"labels":{"en":"test sneaker","DE-at":"Testturnschuh"},"synonyms":{"en":["test trainer","test sneaker"]},"descriptions":{"en":"A shoe\r\nfor sports"},"broader":["{{footwear.Id}}"],
             "colour":"#D9480f","neverByAi":false,"alwaysReview":true,"exported":false,"minConfidence":70,"externalIds":{"wikidata":["http://www.wikidata.org/entity/Q42"],"aat":["300046089"]} }
            """);
        Assert.Equal(["test trainer"], made.Synonyms["en"]);
        Assert.Equal("Testturnschuh", made.Labels["de-AT"]);
        Assert.Equal(("A shoe\nfor sports", "#d9480f", false, true, false, 70), (made.Descriptions["en"], made.Colour, made.NeverByAi, made.AlwaysReview, made.Exported, made.MinConfidence));
        Assert.Equal(["Q42"], made.ExternalIds["wikidata"]);
        Assert.Equal(footwear.Id, Assert.Single(made.Broader).Id);
        Assert.Equal(made.Id, Assert.Single((await app.ConceptAtAsync(footwear.Id)).Narrower).Id);
        Assert.Equal(["test sneaker"], await app.PrefixAsync("test TRAI"));

        var before = await app.NumberAsync(Sql.Of($"select count(*) from change_log where subject_kind = {LogSubject.Concept}"));
        var changed = await app.ChangeAsync(made.Id, """{"labels":{"en":"test runner","de-AT":null,"fr":"basket d’essai"},"synonyms":{"en":[]},"minConfidence":null,"colour":"","externalIds":{"aat":[]}}""");
        Assert.Equal(["en", "fr"], changed.Labels.Keys.Order());
        Assert.Equal((null, null, 0), (changed.MinConfidence, changed.Colour, changed.Synonyms.Count));
        Assert.Equal(before + 1, await app.NumberAsync(Sql.Of($"select count(*) from change_log where subject_kind = {LogSubject.Concept}")));
        Assert.Equal(changed.Revision, (await app.ChangeAsync(made.Id, """{"labels":{"en":"test runner"}}""")).Revision);
        Assert.Empty(await app.PrefixAsync("test trai"));
        Assert.Equal(["test runner"], await app.PrefixAsync("test run"));

        using var history = await app.SendAsync(HttpMethod.Get, $"api/concepts/{made.Id}/history");
        var events = (await history.JsonAsync()).Deserialize(ApiJson.Default.PageConceptEvent)!.Items;
        Assert.Equal([("changed", "Owner"), ("made", "Owner")], events.Select(one => (one.What, one.By)));
        Assert.Equal("test sneaker", events[0].Was!.Value.GetProperty("labels").GetProperty("en").GetString());

        using var stale = await app.SendAsync(HttpMethod.Patch, $"api/concepts/{made.Id}", """{"colour":"#000000"}""", request => request.Headers.Add("If-Match", $"\"{made.Revision}\""));
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        using var deleted = await app.SendAsync(HttpMethod.Delete, $"api/concepts/{made.Id}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty(await app.PrefixAsync("test run"));
        using var back = await app.SendAsync(HttpMethod.Post, $"api/concepts/{made.Id}/restore");
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        Assert.Equal(["test runner"], await app.PrefixAsync("test run"));

        // What is in memory is what a start would read.
        var store = app.Services.GetRequiredService<VocabularyStore>();
        var inMemory = store.Current.All.Select(Whole).ToArray();
        await store.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(inMemory.Order(StringComparer.Ordinal), store.Current.All.Select(Whole).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WrongParts_AreRefusedWithASentence_AndNothingIsWritten(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var one = await app.ConceptAsync("""{"labels":{"en":"test crane"}}""");
        var below = await app.ConceptAsync($$"""{"labels":{"en":"test tower crane"},"broader":["{{one.Id}}"]}""");
        var concepts = await app.NumberAsync(Sql.Of($"select count(*) from concept"));
        foreach (var (status, body, says) in new[]
        {
            (HttpStatusCode.BadRequest, """{}""", "at least one preferred label"),
            (HttpStatusCode.BadRequest, """{"labels":{"eng":"x","en":"a\u0000b"}}""", "one line"),
            (HttpStatusCode.BadRequest, """{"labels":{"e n":"x"}}""", "no language tag"),
            (HttpStatusCode.BadRequest, $$"""{"label":"{{new string('x', 201)}}"}""", "at most 200"),
            (HttpStatusCode.BadRequest, """{"label":"x","colour":"red"}""", "#rrggbb"),
            (HttpStatusCode.BadRequest, """{"label":"x","minConfidence":101}""", "0 to 100"),
            (HttpStatusCode.BadRequest, """{"label":"x","externalIds":{"wikidata":["42"]}}""", "such as Q42"),
            (HttpStatusCode.BadRequest, """{"label":"x","externalIds":{"isbn":["1"]}}""", "wikidata, aat, tgn"),
            (HttpStatusCode.BadRequest, """{"label":"x","broader":["aaaaaaaaaaaaaaaaaaaaaaaa"]}""", "no concept"),
            (HttpStatusCode.Conflict, """{"labels":{"en":"Test CRÁNE"}}""", "qualifier"),
        })
        {
            Assert.Contains(says, await app.RefusedAsync(status, HttpMethod.Post, "api/concepts", JsonDocument.Parse(body).RootElement), StringComparison.Ordinal);
        }

        Assert.Equal(concepts, await app.NumberAsync(Sql.Of($"select count(*) from concept")));
        Assert.Contains("lies below", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Patch, $"api/concepts/{one.Id}", new { broader = new[] { below.Id } }), StringComparison.Ordinal);
        Assert.Contains("lies below", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Patch, $"api/concepts/{one.Id}", new { broader = new[] { one.Id } }), StringComparison.Ordinal);

        // With a qualifier two share a word.
        await app.ConceptAsync("""{"labels":{"en":"test crane (bird)"}}""");
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task TypedTag_TakesOnlyAnExactLabel_AndOffersTheRest(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File())).Id;
        await app.FinishAsync();
        var bird = await app.ConceptAsync("""{"labels":{"en":"test crane (bird)","sv":"provtrana"}}""");
        await app.ConceptAsync("""{"labels":{"en":"test crane (machine)"},"synonyms":{"de":["Prüfgerät"]}}""");

        using (var asked = await app.SendAsync(HttpMethod.Patch, $"api/assets/{id}", """{"tags":{"add":["Test Crane"]}}"""))
        {
            var problem = await asked.ProblemAsync(HttpStatusCode.Conflict);
            Assert.Equal("Test Crane", problem.GetProperty("word").GetString());
            Assert.Equal(["test crane (bird)", "test crane (machine)"], problem.GetProperty("candidates").EnumerateArray().Select(one => one.GetProperty("label").GetString()).Order());
        }

        Assert.Contains("several concepts", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "api/bulk", new { ids = new[] { id }, add = new { tags = new[] { "test crane" } } }), StringComparison.Ordinal);
        Assert.Equal("", await app.TagsAsync(id));
        await app.TagAsync(id, bird.Id);
        await app.TagAsync(id, "PRUFGERAT");
        Assert.Equal("test crane (bird):accepted test crane (machine):accepted", await app.TagsAsync(id));

        // A label in a language that is none of the library's is no exact one: a word of its own is made. Once it is one of them, it is.
        await app.TagAsync(id, remove: bird.Id);
        await app.TagAsync(id, "provtrana");
        Assert.Contains("provtrana:accepted", await app.TagsAsync(id), StringComparison.Ordinal);
        using (var set = await app.SendAsync(HttpMethod.Patch, "api/library", """{"languages":["en","SV"]}"""))
        {
            Assert.Equal(["en", "sv"], (await set.JsonAsync()).GetProperty("settings").GetProperty("languages").EnumerateArray().Select(tag => tag.GetString()));
        }

        using var several = await app.SendAsync(HttpMethod.Patch, $"api/assets/{id}", """{"tags":{"add":["provtrana"]}}""");
        Assert.Equal(HttpStatusCode.Conflict, several.StatusCode);
        Assert.Contains("language tags", await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, "api/library", new { languages = new[] { "no language" } }), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task List_GoesThroughAllOnce_AndBelowOneConcept(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var root = await app.ConceptAsync("""{"labels":{"en":"zz root"}}""");
        for (var i = 0; i < 7; i++)
        {
            await app.ConceptAsync($$"""{"labels":{"en":"zz leaf {{6 - i}}"},"synonyms":{"en":["zz also {{i}}"]},"broader":["{{root.Id}}"]}""");
        }

        Assert.Equal(["zz leaf 0", "zz leaf 1", "zz leaf 2", "zz leaf 3", "zz leaf 4", "zz leaf 5", "zz leaf 6"], await AllAsync(app, $"broader={root.Id}&limit=3"));
        Assert.Equal(7, (await AllAsync(app, "find=zz+also&limit=2")).Length);
        Assert.Equal(8, (await AllAsync(app, "find=ZZ&limit=3")).Distinct().Count());
        var all = await AllAsync(app, "limit=100");
        var store = app.Services.GetRequiredService<VocabularyStore>();
        Assert.Equal(store.Current.All.Count, all.Length);
        Assert.Equal(all.Length, (await PageAsync(app, "limit=1")).Total);
        Assert.Contains("zz root", await AllAsync(app, "top=true"));
        Assert.DoesNotContain("zz leaf 0", await AllAsync(app, "top=true"));
        Assert.Equal(all.Select(Core.Search.TextFold.Key).Order(StringComparer.Ordinal), all.Select(Core.Search.TextFold.Key));
        Assert.Contains("cursor", await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "api/concepts?cursor=x"), StringComparison.Ordinal);
    }

    private static async Task<string[]> AllAsync(DamApp app, string query)
    {
        var all = new List<string>();
        for (var page = await PageAsync(app, query); ; page = await PageAsync(app, $"{query}&cursor={page.Cursor}"))
        {
            all.AddRange(page.Items.Select(item => item.Label));
            if (page.Cursor is null)
            {
                Assert.Equal(page.Total, all.Count);
                return [.. all];
            }
        }
    }

    private static async Task<ConceptPage> PageAsync(DamApp app, string query)
    {
        using var answer = await app.SendAsync(HttpMethod.Get, $"api/concepts?{query}");
        return (await answer.JsonAsync()).Deserialize(ApiJson.Default.ConceptPage)!;
    }

    private static string Whole(Core.Vocabulary.Concept concept) =>
        $"{concept.Key} {concept.PublicId} {concept.Slug} {concept.Flags} {concept.MinConfidence} {concept.Library} {concept.Colour} {string.Join('|', concept.Labels.Select(label => label.ToString()).Order(StringComparer.Ordinal))} {string.Join(',', concept.Broader.Order())}";
}
