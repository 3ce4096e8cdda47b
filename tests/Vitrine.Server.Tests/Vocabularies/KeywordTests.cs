using System.Net;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Vocabularies;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Vocabularies;

/// <summary>Words of files: their spelling is kept, the deny list holds them back, and a rename touches none of them.</summary>
public sealed class KeywordTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task AKeywordOfAFile_KeepsItsSpellingUntilAPersonRenamesTheConcept(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var sneaker = await app.ConceptAsync("""{"labels":{"en":"zz sneaker"},"synonyms":{"en":["zz trainers"]}}""");
        await app.ConceptAsync("""{"labels":{"en":"zz crane (bird)"}}""");
        await app.ConceptAsync("""{"labels":{"en":"zz crane (machine)"}}""");
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:Zz Trainers", "KEYWORD:ZZ SNEAKER", "KEYWORD:zz crane"))).Id;
        await app.FinishAsync();
        Assert.Equal("zz crane:accepted zz sneaker:accepted", await app.TagsAsync(id));
        Assert.Equal("Zz Trainers", (await app.Client.AssetAsync(id)).Claims.Single(claim => claim.Name == "zz sneaker").Literal);
        Assert.Equal("zz sneaker: Zz Trainers, ZZ SNEAKER; zz crane: zz crane", await LiteralsAsync(app));

        await app.ChangeAsync(sneaker.Id, """{"synonyms":{"en":["zz trainers","zz kicks"]}}""");
        Assert.Contains("Zz Trainers", await LiteralsAsync(app), StringComparison.Ordinal);
        await app.ChangeAsync(sneaker.Id, """{"labels":{"en":"zz sports shoe"}}""");
        Assert.Equal("zz crane: zz crane", await LiteralsAsync(app));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task TheDenyList_HoldsBackWhatFilesSay_AndNotWhatPeopleSay(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var file = (await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:zz junk", "KEYWORD:zz fine"))).Id;
        var person = (await app.UploadAsync("b.gif", PlayedMedia.File())).Id;
        await app.FinishAsync();
        await app.TagAsync(person, "zz junk");
        Assert.Equal(2, await app.TotalAsync("tag:\"zz junk\""));

        using (var set = await app.SendAsync(HttpMethod.Put, "api/deny-list", """{"words":["ZZ  Junk","zz later"]}"""))
        {
            Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        }

        await app.UntilAsync(session => session.TextAsync($"select what from job where state < 3 limit 1"));
        Assert.Equal("zz fine:accepted zz junk:held-back", await app.TagsAsync(file));
        Assert.Equal("zz junk:accepted", await app.TagsAsync(person));
        Assert.Equal(1, await app.TotalAsync("tag:\"zz junk\""));
        var later = (await app.UploadAsync("c.gif", PlayedMedia.File("KEYWORD:Zz Later"))).Id;
        await app.FinishAsync();
        Assert.Equal("Zz Later:held-back", await app.TagsAsync(later));
        Assert.Equal(0, await app.TotalAsync("tag:\"zz later\""));

        await app.TagAsync(file, "zz junk");
        Assert.Equal("zz fine:accepted zz junk:accepted", await app.TagsAsync(file));
        using (var none = await app.SendAsync(HttpMethod.Put, "api/deny-list", """{"words":[]}"""))
        {
            Assert.Equal("[]", await none.Content.ReadAsStringAsync());
        }

        await app.UntilAsync(session => session.TextAsync($"select what from job where state < 3 limit 1"));
        Assert.Equal((1, "Zz Later:accepted"), (await app.TotalAsync("tag:\"zz later\""), await app.TagsAsync(later)));
        Assert.Contains("one line", await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "api/deny-list", new { words = new[] { "a\u0001" } }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARename_CostsTheSameHoweverManyAssetsShowTheConcept()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var few = await app.ConceptAsync("""{"labels":{"en":"zz few"}}""");
        var many = await app.ConceptAsync("""{"labels":{"en":"zz many"}}""");
        await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:zz few", "KEYWORD:zz many"));
        await app.FinishAsync();

        // As many rows as 5,000 assets with the tag have.
        await app.Database.WriteAsync(Actor.System, async session =>
        {
            await session.ExecuteAsync(
                $"""
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
                insert into claim (library_key, subject_kind, subject_key, attribute_key, language, concept_key, value_key, act, state, source_key, outside, confidence, actor_key, at)
                select library_key, subject_kind, 100000 + n.i, attribute_key, language, concept_key, value_key, act, state, source_key, outside, confidence, actor_key, at
                from claim, n where concept_key = (select key from concept where id = {many.Id})
                """);
        });
        await app.ChangeAsync(few.Id, """{"labels":{"en":"zz warm"}}""");
        var small = await SqliteWork.CountAsync(app.Database, 10, () => app.ChangeAsync(few.Id, """{"labels":{"en":"zz rare"}}"""));
        var large = await SqliteWork.CountAsync(app.Database, 10, () => app.ChangeAsync(many.Id, """{"labels":{"en":"zz often"}}"""));
        Assert.InRange(large, 0, small * 2);
        Assert.Equal(1, await app.TotalAsync("tag:\"zz often\""));
    }

    private static async Task<string> LiteralsAsync(DamApp app)
    {
        var store = (VocabularyStore)app.Services.GetService(typeof(VocabularyStore))!;
        var assets = await app.Database.ReadAsync(session => session.QueryAsync($"select key from asset", row => row.GetInt64(0)));
        var read = await app.Database.ReadAsync(session => KeywordLiterals.ReadAsync(session, [.. assets], CancellationToken.None));
        return string.Join("; ", read.Values.SelectMany(concepts => concepts.OrderBy(pair => pair.Key)).Select(pair => $"{store.LabelOf(pair.Key)}: {string.Join(", ", pair.Value)}"));
    }
}
