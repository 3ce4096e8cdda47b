using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Benchmarks.Claims;

/// <summary>
/// Machines look again at assets of a synthetic library, with a newer model, through the real ledger: one of the twenty AI tags of each comes out otherwise, the others rest on
/// new evidence only.
/// </summary>
internal sealed class SyntheticReAnalysis(SqliteDatabase database)
{
    /// <summary>Assets in one transaction.</summary>
    private const int Together = 100;

    private readonly VocabularyStore vocabulary = new(database, new IdGenerator(TimeProvider.System));

    /// <returns>Bytes of the database that are in use, before and after.</returns>
    public async Task<(long Before, long After)> RunAsync(int assets)
    {
        await vocabulary.PlantAsync();
        await vocabulary.ReloadAsync();
        var ledger = new ClaimLedger(new Interned(), new AssetProjection(vocabulary));
        var before = await BytesAsync();
        for (var from = 1; from <= assets; from += Together)
        {
            await database.WriteAsync(
                Actor.System,
                async session =>
                {
                    for (var asset = from; asset < from + Together && asset <= assets; asset++)
                    {
                        await LookAgainAsync(session, ledger, (await ClaimLedger.FindAsync(session, asset))!);
                    }
                });
        }

        return (before, await BytesAsync());
    }

    private static async Task LookAgainAsync(WriteSession session, ClaimLedger ledger, LedgerSubject asset)
    {
        var said = (await ClaimRows.CountingAsync(session, SubjectKind.Asset, [asset.AssetKey], CancellationToken.None))
            .Where(entry => entry is { Source.Type: SourceType.Fusion, Value: not null }).ToArray();
        var other = asset.AssetKey % said.Length;
        await ledger.ProposeAsync(session, asset, [.. said.Select((entry, at) => new MachineClaim(
            new ProposedClaim(entry.Attribute, entry.Language, entry.Value!, entry.State, entry.Source, at == other ? entry.Confidence + 700 : entry.Confidence),
            [new Evidence("classify", 2, "starter@2", entry.Confidence / 10_000.0)]))]);
    }

    private Task<long> BytesAsync() => database.ReadAsync(async session =>
    {
        async Task<long> Pragma(string name) => await session.NumberAsync($"select * from {new RawSql("pragma_" + name)}") ?? 0;
        return (await Pragma("page_count") - await Pragma("freelist_count")) * await Pragma("page_size");
    });
}
