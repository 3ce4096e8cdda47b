using System.Net;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Vocabularies;

/// <summary>An import of concepts is taken back: exactly, and without what people did since.</summary>
public sealed class ImportReturnTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Undo_OfAnImport_BringsTheVocabularyBackExactly(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var above = await app.ConceptAsync("""{"labels":{"en":"zz thing"}}""");
        var known = await app.ConceptAsync(
            $$$"""{"labels":{"en":"zz dog","de":"zz Hund"},"synonyms":{"en":["zz hound"]},"descriptions":{"en":"barks"},"broader":["{{{above.Id}}}"],"colour":"#010203","externalIds":{"wikidata":["Q1"]}}""");
        var before = await app.ExportAsync("csv");
        var job = await app.ImportedAsync("csv", $"""
            id;label:en;label:de;synonyms:en;broader;colour;minConfidence;wikidata;neverByAi
            {known.Id};zz dog;zz Köter;zz mutt|zz doggy;zz animal;#aabbcc;80;Q144;true
            ;zz animal;zz Tier;;zz being;;;Q729;
            ;zz being;;;;;;;
            ;zz puppy;zz Welpe;;{known.Id};;;;
            """);
        Assert.True(job.CanUndo);
        Assert.Equal("zz animal", Assert.Single((await app.ConceptAtAsync(known.Id)).Broader).Label);

        var undone = await app.JobOfAsync($"api/jobs/{job.Id}/undo", new { });

        Assert.Equal(("done", 0, 4), (undone.State, undone.Failed, undone.Changed));
        Assert.Equal(before, await app.ExportAsync("csv"));
        Assert.Empty(await app.PrefixAsync("zz puppy"));
        Assert.Contains("already", await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"api/jobs/{job.Id}/undo"), StringComparison.Ordinal);

        // The words are free again.
        Assert.Equal(("done", 0), await app.ImportedAsync("csv", "label:en\nzz animal\nzz puppy\n") is var again ? (again.State, again.Failed) : default);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Undo_LeavesWhatWasUsedOrChangedSince_AndTellsIt(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var known = await app.ConceptAsync("""{"labels":{"en":"zz dog","de":"zz Hund"}}""");
        var job = await app.ImportedAsync("csv", $"""
            id;label:en;label:de;colour;broader
            {known.Id};zz hound;zz Köter;#aabbcc;
            ;zz above;;;
            ;zz used;;;zz above
            ;zz edited;;;
            ;zz plain;;;
            """);
        var asset = (await app.UploadAsync("a.gif", PlayedMedia.File("a"))).Id;
        await app.TagAsync(asset, "zz used");
        await app.ChangeAsync(known.Id, """{"labels":{"en":"zz hound","de":"zz Wuffi"}}""");
        var edited = await app.NumberAsync(Sql.Of($"select concept_key from concept_label where label = {"zz edited"}"));
        var id = await app.Database.ReadAsync(session => session.TextAsync($"select id from concept where key = {edited}"));
        await app.ChangeAsync(id!, """{"colour":"#111111"}""");

        var undone = await app.JobOfAsync($"api/jobs/{job.Id}/undo", new { });

        var dog = await app.ConceptAtAsync(known.Id);
        Assert.Equal(("zz dog", "zz Wuffi", null), (dog.Labels["en"], dog.Labels["de"], dog.Colour));
        Assert.Equal(("done", 3), (undone.State, undone.Failed));
        var told = undone.Problems.ToDictionary(problem => problem.Path, problem => problem.Message);
        Assert.Contains("label de", told["zz dog"], StringComparison.Ordinal);
        Assert.Contains("of assets", told["zz used"], StringComparison.Ordinal);
        Assert.Contains("changed since", told["zz edited"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("below it", told["zz above"], StringComparison.Ordinal);
        Assert.Empty(await app.PrefixAsync("zz plain"));
        Assert.Equal("zz used:accepted", await app.TagsAsync(asset));
        Assert.Equal("zz above", Assert.Single((await app.ConceptAtAsync((await app.Client.AssetAsync(asset)).Claims.Single(claim => claim.About == "tag").Concept!)).Broader).Label);
    }
}
