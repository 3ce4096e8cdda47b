using Vitrine.Core.Claims;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk;

/// <summary>
/// One piece of a pending batch within one write transaction: what is said about some hundred assets, decided one by one by <see cref="SubjectLedger"/> and written
/// by a few statements. What somebody else said since its job was asked for stays above it; jobs that were asked for earlier do not count as somebody else.
/// </summary>
internal sealed class BulkWrite(WriteSession session, Interned interned, long library, long batch, long start)
{
    /// <summary>Places that are given when all is decided.</summary>
    private const long Unplaced = 1L << 60;

    private readonly List<ClaimEntry> appended = [];
    private readonly List<long> withdrawn = [];
    private readonly HashSet<long> changed = [];
    private long decided;
    private HashSet<(long Asset, string Attribute, string Slot)> endedMeanwhile = [];

    /// <summary>Assets of which something shown changes.</summary>
    public IReadOnlyCollection<long> Changed => changed;

    /// <summary>What people ended about these assets since.</summary>
    public async Task LookAsync(long[] assets, CancellationToken cancellationToken) => endedMeanwhile = [.. (await session.QueryAsync(
        $"""
        select h.subject_key, a.name, h.language, coalesce(m.merged_into, h.concept_key), h.text_value, h.number_value, h.value_key
        from claim_history h join attribute a on a.key = h.attribute_key join source s on s.key = h.source_key left join concept m on m.key = h.concept_key
        where h.subject_kind = {SubjectKind.Asset} and {session.Dialect.AnyOf(new RawSql("h.subject_key"), assets)} and h.ended_seq > {start} and (h.ended_batch is null or h.ended_batch > {batch})
            and (s.type = {SourceType.Person} or h.outside = 1)
        """,
        row => (Asset: row.GetInt64(0), Attribute: row.GetString(1), Language: row.GetString(2), ValueColumns.Read(row, 3).Read()?.Canonical), cancellationToken))
        .Select(row => (row.Asset, row.Attribute, ClaimAttributes.Find(row.Attribute)?.SetValued == true ? row.Canonical ?? "" : row.Language))];

    /// <summary>Does to an asset's ledger what is asked for. Returns whether somebody else had said something else meanwhile, which stays.</summary>
    public bool Apply(BulkAsset asset, AssetEdit edit)
    {
        var (ledger, late) = (asset.Ledger, false);
        edit = edit.For(ledger);
        foreach (var (attribute, language, value, everywhere) in edit.Set)
        {
            var isLate = IsLate(asset, attribute, language ?? "", entry => everywhere || entry.Language == language || entry.Language is null);
            late |= isLate;
            foreach (var step in isLate ? [] : ledger.SetFully(attribute, language, value, everywhere))
            {
                Take(asset, step);
            }
        }

        foreach (var (word, adds) in edit.Remove.Select(word => (word, false)).Concat(edit.Add.Select(word => (word, true))))
        {
            var isLate = IsLate(asset, word.Attribute, word.Value.Canonical, entry => entry.Value is null || entry.Value.Canonical == word.Value.Canonical);
            Take(asset, isLate ? null : adds ? ledger.Add(word.Attribute, word.Value) : ledger.Remove(word.Attribute, word.Value));
            late |= isLate;
        }

        return late;
    }

    /// <summary>Writes what was decided. Afterwards the ledgers hold their entries at their places.</summary>
    public async Task WriteAsync(IReadOnlyList<BulkAsset> assets, CancellationToken cancellationToken)
    {
        await ClaimRows.WithdrawAsync(session, [.. withdrawn], batch, cancellationToken);
        if (appended.Count > 0)
        {
            var places = await session.QueryAsync(session.Dialect.Positions(appended.Count), row => row.GetInt64(0), cancellationToken);
            var attributes = new Dictionary<ClaimAttribute, long>();
            foreach (var attribute in appended.Select(entry => entry.Attribute).Distinct())
            {
                attributes[attribute] = await interned.AttributeAsync(session, attribute.Name, cancellationToken);
            }

            var placed = appended.Select((entry, at) => entry with { Sequence = places[at] }).ToArray();
            await ClaimRows.InsertManyAsync(session, library, placed, attributes, await interned.SourceAsync(session, SubjectLedger.Person, cancellationToken), batch, cancellationToken);
            Place(assets, placed);
        }

        if (changed.Count > 0)
        {
            await session.ExecuteAsync(
                $"update asset set revision = revision + 1, edited_batch = {batch} where {session.Dialect.AnyOf(new RawSql("key"), [.. changed])}", cancellationToken);
        }
    }

    /// <summary>Where entries that were decided on stand now.</summary>
    private void Place(IReadOnlyList<BulkAsset> assets, ClaimEntry[] placed)
    {
        var byAsset = appended.Select((entry, at) => (entry, at)).ToLookup(pair => pair.entry.Subject.Key);
        foreach (var asset in assets)
        {
            foreach (var (entry, at) in byAsset[asset.Key])
            {
                asset.Ledger.Take(new LedgerStep([entry], entry, Changes: true), placed[at].Sequence, session.Actor.Key);
            }
        }
    }

    private bool IsLate(BulkAsset asset, ClaimAttribute attribute, string slot, Func<ClaimEntry, bool> about) =>
        endedMeanwhile.Contains((asset.Key, attribute.Name, slot)) || asset.Ledger.Entries.Any(entry =>
            entry.Attribute == attribute && entry.Rank == ClaimRank.Person && (entry.Since ?? entry.Sequence) > start && entry.Sequence < Unplaced && !(entry.Batch <= batch) && about(entry));

    private void Take(BulkAsset asset, LedgerStep? step)
    {
        if (step is null)
        {
            return;
        }

        foreach (var gone in step.Withdraw)
        {
            // What was only decided on is not written at all.
            if (gone.Sequence < Unplaced)
            {
                withdrawn.Add(gone.Sequence);
            }
            else
            {
                appended.RemoveAll(entry => entry.Sequence == gone.Sequence);
            }
        }

        asset.Ledger.Take(step, Unplaced + (++decided), session.Actor.Key);
        if (step.Append is { } said)
        {
            appended.Add(said with { Sequence = Unplaced + decided, Actor = session.Actor.Key });
        }

        if (step.Changes)
        {
            changed.Add(asset.Key);
        }
    }
}
