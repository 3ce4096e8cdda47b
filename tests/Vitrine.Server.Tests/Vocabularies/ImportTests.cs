using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Vocabularies;

/// <summary>Concepts from files and into files.</summary>
public sealed class ImportTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Csv_IsLookedAtFirst_ThenTakenIn_AndComesToTheSameAgain(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var known = await app.ConceptAsync("""{"labels":{"en":"zz dog","de":"zz Hund"},"synonyms":{"en":["zz hound"]}}""");
        var csv = $"""
            id;label:en;label:de;synonyms:en;broader;colour;minConfidence;wikidata
            {known.Id};zz dog;zz Köter;zz mutt|zz doggy;zz animal;#aabbcc;80;Q144
            ;zz animal;zz Tier;;;;;Q729
            ;zz puppy;zz Welpe;;{known.Id};;;
            """;
        var preview = await app.PreviewAsync("csv", csv);
        Assert.Equal((3, 2, 1, 0, 0), (preview.Total, preview.New, preview.Changed, preview.Same, preview.Refused));
        var changed = preview.Rows.Single(row => row.State == "changed");
        Assert.Equal((2, known.Id), (changed.Line, changed.Concept));
        Assert.Contains("label de: zz Hund → zz Köter", changed.Messages);
        Assert.Contains("synonyms en: + zz mutt, + zz doggy, − zz hound", changed.Messages);
        Assert.Equal("zz Hund", (await app.ConceptAtAsync(known.Id)).Labels["de"]);

        var job = await app.ImportedAsync("csv", csv);
        Assert.Equal(("done", 0), (job.State, job.Failed));
        var dog = await app.ConceptAtAsync(known.Id);
        Assert.Equal(("zz Köter", "#aabbcc", 80, "zz animal"), (dog.Labels["de"], dog.Colour, dog.MinConfidence, Assert.Single(dog.Broader).Label));
        Assert.Equal("zz puppy", Assert.Single(dog.Narrower).Label);
        Assert.Equal(0, await app.NumberAsync(Sql.Of($"select count(*) from vocabulary_file")));

        foreach (var format in new[] { "csv", "turtle", "jsonld" })
        {
            var again = await app.PreviewAsync(format, await app.ExportAsync(format));
            var store = app.Services.GetRequiredService<VocabularyStore>();
            Assert.Equal((store.Current.All.Count, 0), ((int)again.Same, again.Rows.Count));
        }

        // Another library without any of it gets the same words.
        var csvAgain = await app.ExportAsync("csv");
        await using var other = await DamApp.StartAsync(engine);
        await other.ImportedAsync("csv", csvAgain);
        var there = await other.PreviewAsync("csv", csvAgain);
        Assert.Equal((there.Total, 0), (there.Same, there.Rows.Count));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WrongRows_AreAllTold_AndNothingIsTakenInUnlessAskedFor(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.ConceptAsync("""{"labels":{"en":"zz crane"}}""");
        await app.ConceptAsync("""{"labels":{"en":"zz bank"}}""");
        const string Csv = "slug,label:en,label:de,broader,colour,minConfidence\n,zz good,,,,\n,zz colour,,,red,\n,zz sure,,,,high\n,zz crane,,,,\n,zz twin,,,,\n,zz twin,,,,\n,zz a,,zz b,,\n,zz b,,zz a,,\n,zz lost,,zz nowhere,,\n,,zz nur deutsch,,,\n,\"zz\u0007\",,,,\n";
        var preview = await app.PreviewAsync("csv", Csv);
        var rows = preview.Rows.ToDictionary(row => row.Line, row => (row.State, Says: string.Join(' ', row.Messages)));
        Assert.Equal("error", rows[3].State);
        Assert.Contains("#rrggbb", rows[3].Says, StringComparison.Ordinal);
        Assert.Contains("0 to 100", rows[4].Says, StringComparison.Ordinal);
        Assert.DoesNotContain(5, rows.Keys);
        Assert.Equal("conflict", rows[7].State);
        Assert.Contains("line 6", rows[7].Says, StringComparison.Ordinal);
        Assert.Contains("below itself", rows[8].Says, StringComparison.Ordinal);
        Assert.Contains("nowhere", rows[10].Says, StringComparison.Ordinal);
        Assert.Equal("new", rows[11].State);
        Assert.Equal("error", rows[12].State);
        var before = await app.NumberAsync(Sql.Of($"select count(*) from concept"));
        using (var refused = await app.SendFileAsync("csv", Csv))
        {
            Assert.Contains("none was", (await refused.ProblemAsync(HttpStatusCode.Conflict)).GetProperty("detail").GetString()!, StringComparison.Ordinal);
        }

        Assert.Equal(before, await app.NumberAsync(Sql.Of($"select count(*) from concept")));
        var job = await app.ImportedAsync("csv", Csv, "&partial=true");
        Assert.Equal("done", job.State);
        Assert.Equal(before + preview.New, await app.NumberAsync(Sql.Of($"select count(*) from concept")));
        using var wrong = await app.SendFileAsync("turtle", "<a> <b> [ ] .");
        Assert.Contains("Line 1", (await wrong.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!, StringComparison.Ordinal);
        using var unknown = await app.SendFileAsync("excel", "x");
        Assert.Contains("csv, lightroom, turtle, jsonld", (await unknown.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ALightroomList_AddsToWhatIsThere_AndADeepOneIsRefused(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var dog = await app.ConceptAsync("""{"labels":{"en":"zz dog"},"synonyms":{"en":["zz hound"]},"colour":"#112233"}""");
        var job = await app.ImportedAsync("lightroom", "[zz animal]\r\n\tzz dog\r\n\t\t{zz pup}\r\n\t\tzz terrier\r\nzz pet\r\n\tzz dog\r\n", "&language=en");
        Assert.Equal("done", job.State);
        var changed = await app.ConceptAtAsync(dog.Id);
        Assert.Equal(("#112233", "zz animal zz pet", "zz hound zz pup"), (changed.Colour, string.Join(' ', changed.Broader.Select(one => one.Label).Order()), string.Join(' ', changed.Synonyms["en"])));
        Assert.False((await app.ConceptAtAsync(changed.Broader.Single(one => one.Label == "zz animal").Id)).Exported);
        Assert.Contains("[zz animal]\r\n\tzz dog\r\n\t\t{zz hound}\r\n\t\t{zz pup}\r\n\t\tzz terrier\r\n", await app.ExportAsync("lightroom"), StringComparison.Ordinal);

        // A chain of 100,000 that a table names one by one.
        var chain = "label:en,broader\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"zz step {i},{(i == 0 ? "" : $"zz step {i - 1}")}\n"));
        var preview = await app.PreviewAsync("csv", chain);
        Assert.Equal(20_000 - 101, preview.Refused);
        Assert.Contains("100 steps", preview.Rows[0].Messages[0], StringComparison.Ordinal);
    }
}
