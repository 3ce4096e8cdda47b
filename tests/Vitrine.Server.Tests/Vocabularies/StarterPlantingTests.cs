using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Vocabularies;

/// <summary>What a newer release adds to the vocabulary of a library that is there, and what it leaves alone.</summary>
public sealed class StarterPlantingTests
{
    private static readonly IdGenerator Ids = new(TimeProvider.System);

    private static readonly StarterConcept[] First =
    [
        Concept("animal", [], "en:animal", "de:Tier"),
        Concept("mitten", [], "en:mitten", "en:glove+", "de:Fäustling", "de:Handschuh+"),
        Concept("trousers", [], "en:trousers", "en:pants+", "de:Hose"),
        Concept("sofa", [], "en:sofa", "en:couch+", "de:Sofa"),
    ];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Plant_FirstStart_PutsInAllThatShips(string engine)
    {
        await using var test = await LibraryAsync(engine);

        await StarterPlanting.PlantAsync(test.Database, Ids, () => StarterVocabulary.Concepts, StarterVocabulary.Digest);

        var labels = await LabelsAsync(test);
        Assert.Equal(StarterVocabulary.Concepts.SelectMany(concept => concept.Labels.Select(label => Text(concept.Slug, label))).Order(StringComparer.Ordinal), labels);
        var broader = await test.Database.ReadAsync(session => session.QueryAsync(
            $"select c.slug, p.slug from concept_broader b join concept c on c.key = b.concept_key join concept p on p.key = b.broader_key", row => (row.GetString(0), row.GetString(1))));
        Assert.Equal(StarterVocabulary.Concepts.SelectMany(concept => concept.Broader.Select(slug => (concept.Slug, slug))).Order(), broader.Order());
        Assert.Equal(0, await test.Database.ReadAsync(session => session.NumberAsync($"select count(*) from change_log")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Plant_SameDigest_DoesNothing(string engine)
    {
        await using var test = await LibraryAsync(engine);
        await StarterPlanting.PlantAsync(test.Database, Ids, () => First, "1");

        await StarterPlanting.PlantAsync(test.Database, Ids, () => [.. First, Concept("new", [], "en:new")], "1");
        Assert.DoesNotContain("new en new", await LabelsAsync(test));

        await StarterPlanting.PlantAsync(test.Database, Ids, () => [.. First, Concept("new", ["animal"], "en:new")], "2");
        Assert.Contains("new en new", await LabelsAsync(test));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Plant_NewerRelease_AddsAndChangesLabels_AndFollowersLearnOfIt(string engine)
    {
        await using var test = await LibraryAsync(engine);
        await StarterPlanting.PlantAsync(test.Database, Ids, () => First, "1");

        await StarterPlanting.PlantAsync(
            test.Database,
            Ids,
            () => [
                First[0] with { Labels = Labels("en:animal", "en:beast+", "de:Tier", "fr:animal") },
                First[1] with { Labels = Labels("en:mitten", "de:Fausthandschuh", "de:Fäustling+") },
                First[2],
                Concept("glove", [], "en:glove", "de:Handschuh"),
            ],
            "2");

        Assert.Equal(
            [
                "animal de Tier", "animal en animal", "animal en beast +", "animal fr animal",
                "glove de Handschuh", "glove en glove",
                "mitten de Fausthandschuh", "mitten de Fäustling +", "mitten en mitten",
                "sofa de Sofa", "sofa en couch +", "sofa en sofa", // It no longer ships; tags may say it.
                "trousers de Hose", "trousers en pants +", "trousers en trousers",
            ],
            await LabelsAsync(test));
        Assert.Equal(["animal 2", "glove 1", "mitten 2"], await LoggedAsync(test));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Plant_NewerRelease_LeavesWhatPeopleChanged(string engine)
    {
        await using var test = await LibraryAsync(engine);
        await StarterPlanting.PlantAsync(test.Database, Ids, () => First, "1");
        await ChangeAsync(test, "delete from concept_label where label in ('pants', 'Tier')");
        await ChangeAsync(test, "update concept_label set label = 'Couch', folded = 'couch' where label = 'sofa'");
        await ChangeAsync(test, "update concept_label set role = 2 where label = 'Fäustling'");
        var own = await OwnAsync(test, "fr", "pantalon");

        StarterConcept[] second =
        [
            First[0] with { Labels = Labels("en:animal", "de:Lebewesen", "fr:animal") },
            First[1] with { Labels = Labels("en:mitten", "en:glove+", "de:Fausthandschuh", "de:Handschuh+") },
            First[2] with { Labels = Labels("en:trousers", "en:pants+", "de:Hose", "fr:pantalon", "fr:culotte longue+") },
            First[3] with { Labels = Labels("en:settee", "en:couch+", "de:Sofa") },
        ];
        await StarterPlanting.PlantAsync(test.Database, Ids, () => second, "2");

        string[] expected =
        [
            "animal en animal", "animal fr animal", // The German label was removed: another one is not wanted either.
            "mitten de Fäustling +", "mitten de Handschuh +", "mitten en glove +", "mitten en mitten",
            "sofa de Sofa", "sofa en Couch", "sofa en couch +", // Renamed by a person.
            "trousers de Hose", "trousers en trousers", "trousers fr culotte longue +", // A concept of people is called pantalon already.
        ];
        Assert.Equal(expected, await LabelsAsync(test));

        // Neither later, nor after the release is turned back.
        await StarterPlanting.PlantAsync(test.Database, Ids, () => First, "1");
        await StarterPlanting.PlantAsync(test.Database, Ids, () => second, "2");
        Assert.Equal(expected, await LabelsAsync(test));
        Assert.Equal("pantalon", await test.Database.ReadAsync(session => session.TextAsync($"select label from concept_label where concept_key = {own}")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Plant_NewName_IsNotTakenFromAnotherConcept(string engine)
    {
        await using var test = await LibraryAsync(engine);
        await StarterPlanting.PlantAsync(test.Database, Ids, () => First, "1");
        await OwnAsync(test, "en", "Settee");

        await StarterPlanting.PlantAsync(test.Database, Ids, () => [.. First[..3], First[3] with { Labels = Labels("en:settee", "de:Couch") }], "2");

        Assert.Equal(["sofa de Couch", "sofa en sofa"], (await LabelsAsync(test)).Where(label => label.StartsWith("sofa", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Plant_MergedConcept_StaysMerged(string engine)
    {
        await using var test = await LibraryAsync(engine);
        await StarterPlanting.PlantAsync(test.Database, Ids, () => First, "1");
        await ChangeAsync(test, "update concept set merged_into = (select key from concept where slug = 'animal') where slug = 'sofa'");
        await ChangeAsync(test, "delete from concept_label where concept_key = (select key from concept where slug = 'sofa')");

        await StarterPlanting.PlantAsync(test.Database, Ids, () => [.. First[..3], First[3] with { Labels = Labels("en:sofa", "fr:canapé") }], "2");

        Assert.DoesNotContain(await LabelsAsync(test), label => label.StartsWith("sofa", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Migrate_LibraryOfAnEarlierRelease_KnowsItsLabelsAsPlanted(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine, migrate: false);
        var known = Migration.For(test.Database.Dialect);
        await Migrator.MigrateAsync(test.Database, [.. known.TakeWhile(migration => migration.Name != "planted_labels")], null, null, CancellationToken.None);
        await Seed.EnsureAsync(test.Database, Ids);
        await test.Database.WriteAsync(Actor.System, async session =>
        {
            var key = await session.InsertAsync($"insert into concept (id, slug, flags, created_at) values ({Ids.Next()}, {"mitten"}, {0}, {session.Now}) returning key");
            foreach (var label in First[1].Labels)
            {
                var role = label.Preferred ? 1 : 2;
                await session.ExecuteAsync(
                    $"insert into concept_label (concept_key, language, label, folded, role) values ({key}, {label.Language}, {label.Text}, {TextFold.Key(label.Text)}, {role})");
            }
        });

        await Migrator.MigrateAsync(test.Database);
        await StarterPlanting.PlantAsync(test.Database, Ids, () => [First[1] with { Labels = Labels("en:mitten", "de:Fäustling") }, Concept("glove", [], "en:glove", "de:Handschuh")], "2");

        Assert.Equal(["glove de Handschuh", "glove en glove", "mitten de Fäustling", "mitten en mitten"], await LabelsAsync(test));
    }

    private static async Task<TestDatabase> LibraryAsync(string engine)
    {
        var test = await TestDatabase.CreateAsync(engine);
        await Seed.EnsureAsync(test.Database, Ids);
        return test;
    }

    private static StarterConcept Concept(string slug, string[] broader, params string[] labels) => new(slug, broader, ConceptFlags.None, Labels(labels));

    /// <summary><c>en:couch+</c>: a synonym.</summary>
    private static ConceptLabel[] Labels(params string[] labels) =>
        [.. labels.Select(label => new ConceptLabel(label[..2], label[3..].TrimEnd('+'), !label.EndsWith('+')))];

    private static string Text(string slug, ConceptLabel label) => $"{slug} {label.Language} {label.Text}{(label.Preferred ? "" : " +")}";

    private static async Task<string[]> LabelsAsync(TestDatabase test)
    {
        var rows = await test.Database.ReadAsync(session => session.QueryAsync(
            $"select c.slug, l.language, l.label, l.role, l.folded from concept_label l join concept c on c.key = l.concept_key where c.slug is not null",
            row => (Text: Text(row.GetString(0), new ConceptLabel(row.GetString(1), row.GetString(2), row.GetInt64(3) == 1)), IsFolded: row.GetString(4) == TextFold.Key(row.GetString(2)))));
        Assert.All(rows, row => Assert.True(row.IsFolded, row.Text));
        return [.. rows.Select(row => row.Text).Order(StringComparer.Ordinal)];
    }

    private static async Task<string[]> LoggedAsync(TestDatabase test) =>
        [.. (await test.Database.ReadAsync(session => session.QueryAsync(
            $"select c.slug, l.event from change_log l join concept c on c.key = l.subject_key where l.subject_kind = {LogSubject.Concept}",
            row => $"{row.GetString(0)} {row.GetInt64(1)}"))).Order(StringComparer.Ordinal)];

    private static Task ChangeAsync(TestDatabase test, string statement) =>
        test.Database.WriteAsync(Actor.System, async session => Assert.NotEqual(0, await session.ExecuteAsync(Sql.Of($"{new RawSql(statement)}"))));

    /// <summary>A concept that people made.</summary>
    private static async Task<long> OwnAsync(TestDatabase test, string language, string label)
    {
        long key = 0;
        await test.Database.WriteAsync(Actor.System, async session =>
        {
            key = await session.InsertAsync($"insert into concept (id, flags, created_at) values ({Ids.Next()}, {0}, {session.Now}) returning key");
            await session.ExecuteAsync($"insert into concept_label (concept_key, language, label, folded, role) values ({key}, {language}, {label}, {TextFold.Key(label)}, {1})");
        });
        return key;
    }
}
