using Vitrine.Core.Claims;
using Vitrine.Server.Storage;
using Vitrine.Server.WriteBack;

namespace Vitrine.Server.Claims;

/// <summary>An asset as the ledger needs it: its key, library and current version.</summary>
public sealed record LedgerSubject(long AssetKey, long LibraryKey, long? CurrentVersion);

/// <summary>
/// Every statement and decision about assets goes through here: read what counts, let the pure functions of Core decide, write the difference,
/// renew what lists and search read. Each call works inside one write transaction, for one asset.
/// </summary>
public sealed class ClaimLedger(Interned interned, AssetProjection projection)
{
    public static Task<LedgerSubject?> FindAsync(DbSession session, long assetKey, CancellationToken cancellationToken = default) =>
        session.FirstAsync(
            $"select key, library_key, version_key from asset where key = {assetKey}{session.Dialect.ForUpdate}",
            row => new LedgerSubject(row.GetInt64(0), row.GetInt64(1), row.NumberOrNull(2)),
            cancellationToken);

    /// <summary>
    /// What machines say now about an asset's tags, and what follows from them for its fields, in place of what they said before; what people decided stays.
    /// Returns whether the ledger changed.
    /// </summary>
    public async Task<bool> ProposeAsync(
        WriteSession session, LedgerSubject asset, IReadOnlyList<MachineClaim> proposals, long? batch = null, CancellationToken cancellationToken = default)
    {
        var entries = await EntriesAsync(session, asset, cancellationToken);
        var plan = ReAnalysis.Diff(
            entries, proposals.Select(proposal => proposal.Claim), new LedgerView(asset.CurrentVersion), entry => (entry.Attribute == ClaimAttributes.Tag && entry.Source.Type == SourceType.Fusion) || Fields.FieldProposals.Covers(entry));
        var evidence = proposals.ToDictionary(proposal => proposal.Claim, proposal => proposal.Evidence);

        await ClaimRows.WithdrawAsync(session, [.. plan.Withdraw.Concat(plan.Replace.Select(change => change.Standing)).Select(entry => entry.Sequence)], batch, cancellationToken);
        foreach (var claim in plan.Insert.Concat(plan.Replace.Select(change => change.Proposal)))
        {
            var key = await ClaimRows.InsertAsync(session, interned, asset.LibraryKey, Statement(asset, claim, batch), cancellationToken);
            await EvidenceRows.WriteAsync(session, interned, key, evidence[claim], cancellationToken);
        }

        foreach (var change in plan.EvidenceOnly)
        {
            await EvidenceRows.ReplaceAsync(session, interned, change.Standing.Sequence, evidence[change.Proposal], cancellationToken);
        }

        if (plan.IsEmpty && plan.EvidenceOnly.Count == 0)
        {
            return false;
        }

        await projection.RefreshAsync(session, asset, batch, cancellationToken);
        return !plan.IsEmpty;
    }

    /// <summary>What a reading would change, and changes nothing.</summary>
    internal async Task<FileReadingPlan> CompareAsync(DbSession session, LedgerSubject asset, FileSaid said, CancellationToken cancellationToken) =>
        FileReading.Compare(await EntriesAsync(session, asset, cancellationToken), await StatesAsync(session, asset, said.Holder, cancellationToken), said, asset.CurrentVersion);

    /// <summary>
    /// What the file of the asset's current version, or its sidecar, says. A first reading, and another one of the same bytes, ranks as file; where the bytes changed,
    /// what differs from what was last read or written there was said (or taken back) outside by a person, and ranks so. Returns whether the ledger changed.
    /// </summary>
    public async Task<bool> FromFileAsync(WriteSession session, LedgerSubject asset, FileSaid said, CancellationToken cancellationToken = default)
    {
        if (asset.CurrentVersion is not { } version)
        {
            return false;
        }

        if (said.Holder != FileHolder.Details && await WriteBackRows.IsOursAsync(session, asset.AssetKey, said.Sha256, cancellationToken))
        {
            // Written by us just before the program ended, and not noted any more.
            await FileStates.WroteAsync(session, version, said.Holder, said.Claims, said.Sha256, cancellationToken);
            return false;
        }

        var states = await StatesAsync(session, asset, said.Holder, cancellationToken);
        var entries = await EntriesAsync(session, asset, cancellationToken);
        var plan = FileReading.Compare(entries, states, said, version);
        await ClaimRows.WithdrawAsync(session, [.. plan.Withdraw.Select(entry => entry.Sequence)], null, cancellationToken);
        var outside = new List<ClaimEntry>();
        foreach (var entry in plan.Append)
        {
            var key = await ClaimRows.InsertAsync(session, interned, asset.LibraryKey, entry with { Subject = new Subject(SubjectKind.Asset, asset.AssetKey) }, cancellationToken);
            if (entry is { MadeOutside: true, Attribute.SetValued: false })
            {
                outside.Add(entry with { Sequence = key });
            }
        }

        await ConflictRows.NoteAsync(session, asset, said.Holder, entries, states.Find(state => state.Holder == said.Holder), outside, cancellationToken);
        await FileStates.SaveAsync(session, version, FileStates.After(states, said), cancellationToken);
        await session.ExecuteAsync($"update version set read_sha256 = sha256 where key = {version}", cancellationToken);
        await projection.RefreshAsync(session, asset, null, cancellationToken);
        return plan.Append.Count > 0 || plan.Withdraw.Count > 0;
    }

    /// <summary>The asset's ledger in hand, for what people and rules say of it.</summary>
    public async Task<LedgerTurn> TurnAsync(WriteSession session, LedgerSubject asset, long? batch, CancellationToken cancellationToken = default) =>
        new(session, asset, await EntriesAsync(session, asset, cancellationToken), interned, projection, batch);

    /// <summary>A person accepts, rejects or lifts what is said of a value. Returns false where it is decided so already.</summary>
    public async Task<bool> DecideAsync(
        WriteSession session, LedgerSubject asset, ClaimAttribute attribute, string? language, ClaimValue value, EntryKind decision, long? batch, CancellationToken cancellationToken = default)
    {
        var turn = await TurnAsync(session, asset, batch, cancellationToken);
        var did = await turn.DecideAsync(attribute, language, value, decision, cancellationToken);
        await turn.EndAsync(cancellationToken);
        return did;
    }

    /// <summary>What people said of a single-valued attribute is taken back.</summary>
    public async Task TakeBackAsync(WriteSession session, LedgerSubject asset, ClaimAttribute attribute, string? language, CancellationToken cancellationToken = default)
    {
        var turn = await TurnAsync(session, asset, null, cancellationToken);
        await turn.TakeBackAsync(attribute, language, cancellationToken);
        await turn.EndAsync(cancellationToken);
    }

    /// <summary>
    /// What a rule says now of an attribute with one value, in place of what the same rule said before; null = nothing. What people said stays above it.
    /// Returns whether the ledger changed.
    /// </summary>
    public async Task<bool> RuleAsync(
        WriteSession session, LedgerSubject asset, ClaimAttribute attribute, ClaimValue? value, ClaimSource rule, IReadOnlyList<Evidence> evidence, long? batch, CancellationToken cancellationToken = default)
    {
        var entries = await EntriesAsync(session, asset, cancellationToken);
        var standing = entries.Where(entry => entry.Attribute == attribute && entry is { Kind: EntryKind.Statement, Source.Type: SourceType.Rule } && entry.Source.Name == rule.Name && entry.Version == asset.CurrentVersion).ToArray();
        if (value is null ? standing.Length == 0 : standing is [var same] && same.Source == rule && same.Value == value)
        {
            return false;
        }

        await ClaimRows.WithdrawAsync(session, [.. standing.Select(entry => entry.Sequence)], batch, cancellationToken);
        if (value is not null)
        {
            var key = await ClaimRows.InsertAsync(session, interned, asset.LibraryKey, Statement(asset, new ProposedClaim(attribute, null, value, ClaimState.Accepted, rule, 10_000), batch), cancellationToken);
            await EvidenceRows.WriteAsync(session, interned, key, evidence, cancellationToken);
        }

        await projection.RefreshAsync(session, asset, batch, cancellationToken);
        return true;
    }

    /// <summary>Throws away the machine tags that no person decided. Returns whether there were any.</summary>
    public Task<bool> ResetAsync(WriteSession session, LedgerSubject asset, long? batch, CancellationToken cancellationToken = default) =>
        ProposeAsync(session, asset, [], batch, cancellationToken);

    /// <summary>
    /// Takes a batch back from one asset: what it said is withdrawn, what it withdrew says again. Where a later entry wins already, it goes on winning.
    /// </summary>
    public async Task<bool> UndoAsync(WriteSession session, LedgerSubject asset, long batch, CancellationToken cancellationToken = default)
    {
        var entries = await EntriesAsync(session, asset, cancellationToken);
        long[] said = [.. entries.Where(entry => entry.Batch == batch).Select(entry => entry.Sequence)];
        var restored = await ClaimRows.RestoreAsync(session, new Subject(SubjectKind.Asset, asset.AssetKey), batch, cancellationToken);
        await ClaimRows.WithdrawAsync(session, said, null, cancellationToken);
        if (said.Length == 0 && restored == 0)
        {
            return false;
        }

        await projection.RefreshAsync(session, asset, null, cancellationToken);
        return true;
    }

    private static async Task<List<FileState>> StatesAsync(DbSession session, LedgerSubject asset, FileHolder holder, CancellationToken cancellationToken)
    {
        var states = await FileStates.OfAsync(session, asset.CurrentVersion!.Value, cancellationToken);
        if (holder == FileHolder.Sidecar && !states.Exists(state => state.Holder == FileHolder.Sidecar)
            && await FileStates.SidecarBeforeAsync(session, asset.AssetKey, cancellationToken) is { } before)
        {
            states.Add(before);
        }

        return states;
    }

    private static Task<List<ClaimEntry>> EntriesAsync(DbSession session, LedgerSubject asset, CancellationToken cancellationToken) =>
        ClaimRows.CountingAsync(session, SubjectKind.Asset, [asset.AssetKey], cancellationToken);

    private static ClaimEntry Statement(LedgerSubject asset, ProposedClaim claim, long? batch) => new()
    {
        Sequence = 0,
        Subject = new Subject(SubjectKind.Asset, asset.AssetKey),
        Attribute = claim.Attribute,
        Language = claim.Language,
        Value = claim.Value,
        State = claim.State,
        Source = claim.Source,
        Confidence = claim.Confidence,
        Batch = batch,
        Version = asset.CurrentVersion,
    };
}
