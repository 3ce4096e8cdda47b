using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Jobs;
using Vitrine.Server.People;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Bulk;

/// <summary>Many assets at once come to the same as one by one: over random ledgers, in what is shown and in what search reads.</summary>
public sealed class BulkPathTests
{
    private const int Pairs = 12;

    private static readonly string[] Requests =
    [
        """{"add":{"tags":["one"]}}""", """{"add":{"tags":["two","new"]},"remove":{"tags":["one"]}}""", """{"remove":{"tags":["one","two","three"]}}""",
        """{"set":{"title":"Said","rating":3}}""", """{"set":{"title":null,"description":{"de":"Neu"}},"add":{"people":["Maria"]}}""", """{"set":{"title":{"de":"Said"},"takenAt":"1920~"},"add":{"tags":["three"]}}""",
        """{"set":{"rating":null,"takenAt":null},"remove":{"people":["Maria"]}}""",
        """{"set":{"place":"48.85, 2.35 FR//Paris"},"add":{"tags":["one"]}}""", """{"set":{"place":null}}""",
    ];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task BothPaths_OverRandomLedgers_AgreeInEverythingShown(string engine)
    {
        var random = Deep.Chance(nameof(BulkPathTests));
        await using var rig = await Rig.CreateAsync(engine);
        for (var i = 0; i < Pairs * 2; i++)
        {
            rig.Write($"a{i:000}.gif", $"{i}");
        }

        await rig.ImportAsync();
        long[] assets = [.. await rig.KeysAsync($"select key from asset order by key")];
        var edits = rig.Edits;
        for (var round = 0; round < Deep.Times(6); round++)
        {
            await SayAsync(rig, random, assets);
            var request = Requests[random.Next(Requests.Length)];
            await rig.RunAsync(JobKinds.BulkEdit, request, [.. assets[..Pairs]]);
            foreach (var key in assets[Pairs..])
            {
                await OneAsync(rig, edits, request, key);
            }

            for (var i = 0; i < Pairs; i++)
            {
                IEnumerable<string> many = await ShownAsync(rig, assets[i]), one = await ShownAsync(rig, assets[Pairs + i]);
                Assert.True(many.SequenceEqual(one), $"round {round}, {request}: asset {i} differs");
            }

            await PendingBatchTests.ProjectedAsync(rig, assets);
        }
    }

    /// <summary>Random entries, the same about both assets of a pair.</summary>
    private static async Task SayAsync(Rig rig, Random random, long[] assets) => await rig.Database.WriteAsync(
        rig.Seed.Owner,
        async session =>
        {
            var interned = new Interned();
            for (var i = 0; i < Pairs; i++)
            {
                for (var entries = random.Next(4); entries > 0; entries--)
                {
                    var entry = await EntryAsync(rig, session, random);
                    foreach (var asset in new[] { assets[i], assets[Pairs + i] })
                    {
                        await ClaimRows.InsertAsync(session, interned, rig.Seed.LibraryKey, entry with { Subject = new Subject(SubjectKind.Asset, asset) }, default);
                    }
                }
            }

            foreach (var asset in assets)
            {
                await new AssetProjection(rig.Vocabulary).RefreshAsync(session, (await ClaimLedger.FindAsync(session, asset))!, null, default);
            }
        });

    private static async Task<ClaimEntry> EntryAsync(Rig rig, WriteSession session, Random random)
    {
        var attribute = new[] { ClaimAttributes.Tag, ClaimAttributes.Tag, ClaimAttributes.Title, ClaimAttributes.Rating, ClaimAttributes.TakenAt }[random.Next(5)];
        var kind = (EntryKind)random.Next(1, 6);
        ClaimValue value = attribute == ClaimAttributes.Tag ? new ClaimValue.Concept(await rig.Vocabulary.ResolveAsync(session, rig.Seed.LibraryKey, new[] { "one", "two", "three" }[random.Next(3)]))
            : attribute == ClaimAttributes.Rating ? new ClaimValue.Number(random.Next(1, 4))
            : attribute == ClaimAttributes.TakenAt ? new ClaimValue.Date(new DateTime(1920 + random.Next(3), 1, 1), null, DatePrecision.Year)
            : new ClaimValue.Text(new[] { "Said", "Other" }[random.Next(2)]);
        return new ClaimEntry
        {
            Sequence = 0,
            Subject = default,
            Attribute = attribute,
            Language = attribute == ClaimAttributes.Title && random.Next(2) == 0 ? "de" : null,
            Kind = kind,
            Value = kind == EntryKind.Clear || (kind == EntryKind.Lift && random.Next(3) == 0) ? null : value,
            State = random.Next(2) == 0 ? ClaimState.Suggested : ClaimState.Accepted,
            Source = kind == EntryKind.Statement ? new[] { new ClaimSource(SourceType.Person, "person"), new(SourceType.Fusion, "fusion"), new(SourceType.File, "file") }[random.Next(3)] : new(SourceType.Person, "person"),
            Confidence = random.Next(10_000),
            MadeOutside = random.Next(8) == 0,
        };
    }

    private static async Task OneAsync(Rig rig, AssetEditReader edits, string request, long key) => await rig.Database.WriteAsync(
        rig.Seed.Owner,
        async session =>
        {
            var bulk = JsonSerializer.Deserialize(request, ApiJson.Default.BulkRequest)!;
            var patch = (bulk.Set ?? new AssetPatch()) with { Tags = new WordChange(bulk.Add?.Tags, bulk.Remove?.Tags), People = new WordChange(bulk.Add?.People, bulk.Remove?.People) };
            var edit = await edits.ReadAsync(session, rig.Seed.LibraryKey, patch);
            var batch = await session.NumberAsync($"select max(key) from batch");
            await edit.ApplyAsync(await rig.Ledger.TurnAsync(session, (await ClaimLedger.FindAsync(session, key))!, batch));
        });

    private static async Task<string[]> ShownAsync(Rig rig, long asset)
    {
        var version = await rig.NumberAsync($"select version_key from asset where key = {asset}");
        var entries = await rig.Database.ReadAsync(session => ClaimRows.CountingAsync(session, SubjectKind.Asset, [asset], default));
        return [.. ShownValue.Resolve(entries, new LedgerView(version)).Select(claim => $"{claim.Attribute} {claim.Language} {claim.Value?.Canonical} {claim.State} {claim.Winner.Kind} {claim.Winner.Rank} {claim.Statement.Confidence} {claim.Winner.Batch}")
            .Order(StringComparer.Ordinal)];
    }
}
