using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>What search finds by rating, pick and people is what the ledger shows of them, whatever was said, decided, cleared and lifted before.</summary>
public sealed class LedgerSearchTests
{
    private const int Assets = 40;

    private static readonly string[] Names = ["Ann Lee", "Bob Annandale", "Zoe"];

    private static readonly (string Query, Func<ShownClaim, long[], bool> Holds)[] Queries =
    [
        ("rating:2", (claim, _) => Number(claim, ClaimAttributes.Rating) is 2),
        ("rating>=2", (claim, _) => Number(claim, ClaimAttributes.Rating) >= 2),
        ("rating BETWEEN 1 AND 2", (claim, _) => Number(claim, ClaimAttributes.Rating) is >= 1 and <= 2),
        ("rating IN (1, 3)", (claim, _) => Number(claim, ClaimAttributes.Rating) is 1 or 3),
        ("rating EXISTS", (claim, _) => Number(claim, ClaimAttributes.Rating) is not null),
        ("pick<2", (claim, _) => Number(claim, ClaimAttributes.Pick) < 2),
        ("person EXISTS", (claim, _) => Who(claim) is not null),
        ("person:ann", (claim, people) => Who(claim) is { } who && (who == people[0] || who == people[1])),
        ("person:\"lee ann\"", (claim, people) => Who(claim) == people[0]),
        ("person IN (zoe, lee)", (claim, people) => Who(claim) is { } who && who != people[1]),
        ("person(zoe, confidence > 50)", (claim, people) => Who(claim) == people[2] && claim.Statement.Confidence > 5_000),
        ("person(source = file, NOT state = suggested)", (claim, _) => Who(claim) is not null && claim.Statement.Source.Type is SourceType.File or SourceType.Sidecar && claim.State == ClaimState.Accepted),
        ("person.ai:true", (claim, _) => Who(claim) is not null && claim.Statement.Source.Type == SourceType.Fusion),
        ("person.state:suggested", (claim, _) => Who(claim) is not null && claim.State == ClaimState.Suggested),
        ("person.confidence<=40", (claim, _) => Who(claim) is not null && claim.Statement.Confidence <= 4_000),
    ];

    /// <summary>Also of index and rows alike, and none is left out where people are counted.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task People_AreFoundByTheirNames_WhateverSignsTheseHold(string engine)
    {
        string[] names = ["O'Brien", "D\u2019Angelo Russo", "Mary \"Molly\" Brown", "J.R.R. Tolkien", "Zo\u00eb (niece)", "AC/DC", "mail@x.org", "\u674e\u5c0f\u9f99", "\u3084\u307e\u3060", "#", "Jean-Luc", "Smith, John"];
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (name, i) in names.Select((name, i) => (name, i)))
        {
            var id = (await app.UploadAsync($"{i}.gif", PlayedMedia.File($"{i}"))).Id;
            await app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", System.Text.Json.JsonSerializer.Serialize(new { people = new { add = new[] { name } } }));
        }

        foreach (var (asked, found) in names.Select((name, i) => (QueryPrinter.Quoted(name), i)).Concat([("brien", 0), ("russo", 1), ("molly", 2), ("tolkien", 3), ("niece", 4), ("dc", 5), ("\u5c0f\u9f99", 7), ("luc", 10), ("john", 11)]))
        {
            Assert.Equal((asked, $"{found}.gif"), (asked, string.Join(' ', (await app.Client.SearchAsync(new SearchRequest("person:" + asked))).Items.Select(item => item.Name))));
        }

        var counted = (await app.Client.SearchAsync(new SearchRequest("") { Facets = ["person"] })).Facets!["person"];
        Assert.Equal(names.Order(StringComparer.Ordinal), counted.Select(one => one.Value).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Engines.Seeded), MemberType = typeof(Engines))]
    public async Task Queries_FindWhatTheLedgerShows(string engine, int seed)
    {
        await using var app = await DamApp.StartAsync(engine);
        for (var i = 0; i < Assets; i++)
        {
            await app.UploadAsync($"{i}.gif", PlayedMedia.File($"{i}"));
        }

        await app.FinishAsync();
        var people = await FillAsync(app, new Random(seed));
        await CompareAsync(app, people);

        // What a batch says that is not shown yet does not count, and what it ended does.
        await app.Database.WriteAsync(
            Actor.System,
            async session =>
            {
                var batch = await session.InsertAsync($"insert into batch (id, library_key, actor_key, what, created_at) values ({new string('b', 24)}, (select min(key) from library), {session.Actor.Key}, {"bulk"}, {session.Now}) returning key");
                await session.ExecuteAsync($"insert into pending_batch (batch_key, start_seq) values ({batch}, 0)");
                await session.ExecuteAsync($"update claim set batch_key = {batch} where key % 5 = 0");
                var ended = await session.QueryAsync($"select key from claim where key % 5 = 1 and batch_key is null", row => row.GetInt64(0));
                await ClaimRows.WithdrawAsync(session, [.. ended], batch, default);
                await NoteAsync(session);
            });
        await CompareAsync(app, people);
    }

    /// <summary>As the ledger says of each asset that it writes about: followers read all of them again.</summary>
    private static async Task NoteAsync(WriteSession session) =>
        session.Log(new Change(await session.NumberAsync($"select min(key) from library") ?? 0, LogSubject.Library, 0, ChangeEvent.Changed));

    private static async Task CompareAsync(DamApp app, long[] people)
    {
        var shown = await ShownAsync(app);
        var told = 0;
        foreach (var (query, holds) in Queries)
        {
            string[] expected = [.. shown.Where(one => one.Value.Any(claim => holds(claim, people))).Select(one => one.Key).Order(StringComparer.Ordinal)];
            Assert.Equal((query, string.Join(' ', expected)), (query, string.Join(' ', await FindAsync(app, query))));
            Assert.Equal((query, string.Join(' ', shown.Keys.Except(expected).Order(StringComparer.Ordinal))), (query, string.Join(' ', await FindAsync(app, $"NOT {query}"))));
            told += expected.Length is > 0 and < Assets ? 1 : 0;
        }

        Assert.True(told > 11, $"only {told} queries told assets apart");
    }

    private static async Task<long[]> FillAsync(DamApp app, Random random)
    {
        var people = new List<long>();
        await app.Database.WriteAsync(
            Actor.System,
            async session =>
            {
                var library = await session.NumberAsync($"select min(key) from library") ?? 0;
                foreach (var name in Names)
                {
                    people.Add(await session.InsertAsync(
                        $"insert into person (id, library_key, name, folded, created_at) values ({new string((char)('a' + people.Count), 24)}, {library}, {name}, {name.ToLowerInvariant()}, {session.Now}) returning key"));
                }

                var interned = new Interned();
                foreach (var (asset, version) in await session.QueryAsync($"select key, version_key from asset", row => (row.GetInt64(0), row.GetInt64(1))))
                {
                    for (var entries = random.Next(8); entries > 0; entries--)
                    {
                        await ClaimRows.InsertAsync(session, interned, library, Entry(random, asset, version, people), default);
                    }
                }

                await NoteAsync(session);
            });
        return [.. people];
    }

    private static ClaimEntry Entry(Random random, long asset, long version, List<long> people)
    {
        var attribute = new[] { ClaimAttributes.Rating, ClaimAttributes.Rating, ClaimAttributes.Pick, ClaimAttributes.Person, ClaimAttributes.Person }[random.Next(5)];
        var kind = random.Next(2) == 0 ? EntryKind.Statement : (EntryKind)random.Next(1, 6);
        ClaimValue value = attribute == ClaimAttributes.Person
            ? new ClaimValue.Person(people[random.Next(people.Count)], random.Next(4) == 0 ? "face" : null) : new ClaimValue.Number(random.Next(1, 4));
        return new ClaimEntry
        {
            Sequence = 0,
            Subject = new Subject(SubjectKind.Asset, asset),
            Attribute = attribute,
            Kind = kind,
            Value = kind == EntryKind.Clear || (kind == EntryKind.Lift && random.Next(3) == 0) ? null : value,
            State = random.Next(2) == 0 ? ClaimState.Suggested : ClaimState.Accepted,
            Source = kind == EntryKind.Statement
                ? new[] { new ClaimSource(SourceType.Person, "person"), new(SourceType.Fusion, "fusion"), new(SourceType.File, "file"), new(SourceType.Sidecar, "sidecar"), new(SourceType.Rule, "rule") }[random.Next(5)]
                : new ClaimSource(SourceType.Person, "person"),
            Confidence = random.Next(10_000),
            MadeOutside = random.Next(8) == 0,
            Version = random.Next(4) switch { 0 => version, 1 => version + 1_000, _ => null },
        };
    }

    private static async Task<Dictionary<string, ShownClaim[]>> ShownAsync(DamApp app)
    {
        var assets = await app.Database.ReadAsync(session => session.QueryAsync($"select key, version_key, name from asset", row => (Key: row.GetInt64(0), Version: row.GetInt64(1), Name: row.GetString(2))));
        var entries = (await app.Database.ReadAsync(session => ClaimRows.CountingAsync(session, SubjectKind.Asset, [.. assets.Select(asset => asset.Key)], default))).ToLookup(entry => entry.Subject.Key);
        return assets.ToDictionary(asset => asset.Name, asset => ShownValue.Resolve(entries[asset.Key], new LedgerView(asset.Version)).Where(claim => claim.IsVisible).ToArray());
    }

    private static async Task<string[]> FindAsync(DamApp app, string query) =>
        [.. (await app.Client.SearchAsync(new SearchRequest(query, 500))).Items.Select(item => item.Name).Order(StringComparer.Ordinal)];

    private static decimal? Number(ShownClaim claim, ClaimAttribute attribute) => claim.Attribute == attribute && claim.Value is ClaimValue.Number number ? number.Amount : null;

    private static long? Who(ShownClaim claim) => claim.Value is ClaimValue.Person person ? person.Key : null;
}
