using Vitrine.Core.Analysis;
using Vitrine.Core.Tagging;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Claims;

/// <summary>From stored findings to AI tags on an asset, and to how many of each thing there are and of what colours, without any model.</summary>
public sealed class MachineTags(VocabularyStore vocabulary, ClaimLedger ledger, FieldProposals fields)
{
    private static readonly Calibration Calibration = Calibration.Default;

    /// <summary>Decides an asset's AI tags again from what was found in its current version, and counts what is in it. Returns whether the ledger changed.</summary>
    /// <param name="policy">For this request only; null = the library's settings.</param>
    public async Task<bool> DecideAsync(
        WriteSession session, LedgerSubject asset, TagPolicy? policy = null, long? batch = null, CancellationToken cancellationToken = default)
    {
        var findings = await FindingsAsync(session, asset, cancellationToken);
        policy ??= PolicyOf(await LibrarySettingsStore.ReadAsync(session, asset.LibraryKey, cancellationToken));
        var proposals = Tagger.Propose(findings, vocabulary.Current, Calibration, policy);
        var claims = Tagger.ToClaims(proposals).Zip(proposals, (claim, proposal) => new MachineClaim(claim, [.. proposal.Evidence.Select(Row)])).ToArray();
        if (await SeenCountRows.WriteAsync(session, asset, SeenCounts.Of(findings, vocabulary.Current, Calibration), cancellationToken)
            | await SeenColourRows.WriteAsync(session, asset, SeenColours.Of(findings), cancellationToken))
        {
            session.Log(new Change(asset.LibraryKey, LogSubject.Asset, asset.AssetKey, ChangeEvent.Changed, ChangedParts.Claims));
        }

        return await ledger.ProposeAsync(session, asset, [.. claims, .. fields.Of(asset.LibraryKey, claims)], batch, cancellationToken);
    }

    public static TagPolicy PolicyOf(Contracts.LibrarySettings settings) => TagPolicy.Default with
    {
        MinConfidence = (int)Math.Round(settings.MinConfidence ?? TagPolicy.Default.MinConfidence),
        MaxTags = settings.MaxTags ?? TagPolicy.Default.MaxTags,
    };

    private static Evidence Row(TagEvidence evidence) => new(evidence.Analyzer, evidence.Version, evidence.Model, evidence.RawScore, evidence.Extent);

    private static async Task<List<FindingSet>> FindingsAsync(DbSession session, LedgerSubject asset, CancellationToken cancellationToken) =>
        await session.QueryAsync(
            $"""
            select f.payload from finding f join version v on v.essence_key = f.essence_key
            where v.key = {asset.CurrentVersion} order by f.analyzer
            """,
            row => FindingPack.Decode(row.Bytes(0)),
            cancellationToken);
}
