using Vitrine.Core.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Claims;

/// <summary>
/// The ledger of one asset in hand, within one write transaction: what people and rules say and decide, one after the other, on one reading of what counts.
/// What lists and search read is renewed once, at <see cref="EndAsync"/>. <see cref="SubjectLedger"/> decides, this writes.
/// </summary>
public sealed class LedgerTurn
{
    private readonly WriteSession session;
    private readonly SubjectLedger ledger;
    private readonly Interned interned;
    private readonly AssetProjection projection;
    private readonly long? batch;
    private bool isChanged;

    internal LedgerTurn(WriteSession session, LedgerSubject asset, List<ClaimEntry> entries, Interned interned, AssetProjection projection, long? batch)
    {
        (this.session, Asset, this.interned, this.projection, this.batch) = (session, asset, interned, projection, batch);
        ledger = new SubjectLedger(new Subject(SubjectKind.Asset, asset.AssetKey), entries, new LedgerView(asset.CurrentVersion), batch);
    }

    public LedgerSubject Asset { get; }

    internal WriteSession Session => session;

    /// <summary>Of what anything is said.</summary>
    public IReadOnlyList<ClaimAttribute> Attributes => [.. ledger.Entries.Select(entry => entry.Attribute).Distinct()];

    /// <summary>What is shown of an attribute now, the rejected and cleared included.</summary>
    public IReadOnlyList<ShownClaim> Shown(ClaimAttribute attribute) => ledger.Shown(attribute);

    /// <summary>A person says a single value. Returns false where it is shown so, by a person, already: see <see cref="SubjectLedger.SetFully"/>.</summary>
    /// <param name="everywhere">No value in any language, instead of none without a language.</param>
    public async Task<bool> SetAsync(ClaimAttribute attribute, string? language, ClaimValue? value, bool everywhere = false, CancellationToken cancellationToken = default)
    {
        var changed = false;
        foreach (var step in ledger.SetFully(attribute, language, value, everywhere))
        {
            changed |= await WriteAsync(step, cancellationToken);
        }

        return changed;
    }

    /// <summary>Rules say these values of an attribute, in place of what the rules that are asked now said before: see <see cref="SubjectLedger.Rules"/>.</summary>
    public async Task<bool> RulesAsync(ClaimAttribute attribute, IReadOnlyList<ClaimValue> values, ClaimSource? rule, Func<ClaimSource, bool> asked, CancellationToken cancellationToken = default)
    {
        var steps = ledger.Rules(attribute, values, rule, asked);
        foreach (var step in steps)
        {
            await WriteAsync(step, cancellationToken);
        }

        return steps.Count > 0;
    }

    /// <summary>A person says that a value belongs to a set. Returns false where it is there by a person already.</summary>
    public Task<bool> AddAsync(ClaimAttribute attribute, ClaimValue value, CancellationToken cancellationToken = default) =>
        WriteAsync(ledger.Add(attribute, value), cancellationToken);

    /// <summary>A person takes a value out of a set. Returns false where it is not shown: see <see cref="SubjectLedger.Remove"/>.</summary>
    public Task<bool> RemoveAsync(ClaimAttribute attribute, ClaimValue value, CancellationToken cancellationToken = default) =>
        WriteAsync(ledger.Remove(attribute, value), cancellationToken);

    /// <summary>A person accepts, rejects or lifts what is said of a value. Returns false where it is decided so already.</summary>
    public Task<bool> DecideAsync(ClaimAttribute attribute, string? language, ClaimValue value, EntryKind decision, CancellationToken cancellationToken = default) =>
        WriteAsync(ledger.Decide(attribute, language, value, decision), cancellationToken);

    /// <summary>What people said of a single-valued attribute is taken back. Returns false where they said nothing: see <see cref="SubjectLedger.TakeBack"/>.</summary>
    public Task<bool> TakeBackAsync(ClaimAttribute attribute, string? language, CancellationToken cancellationToken = default) =>
        WriteAsync(ledger.TakeBack(attribute, language), cancellationToken);

    /// <summary>A person said a value that another outweighs: it is in the history, and nothing shown changes.</summary>
    public async Task SayBeneathAsync(ClaimAttribute attribute, string? language, ClaimValue value, CancellationToken cancellationToken = default)
    {
        var entry = new ClaimEntry
        {
            Sequence = 0,
            Subject = new Subject(SubjectKind.Asset, Asset.AssetKey),
            Attribute = attribute,
            Language = language,
            Value = value,
            Source = SubjectLedger.Person,
            Batch = batch,
        };
        var key = await ClaimRows.InsertAsync(session, interned, Asset.LibraryKey, entry, cancellationToken);
        await ClaimRows.WithdrawAsync(session, [key], batch, cancellationToken);
    }

    /// <summary>Renews what lists and search read, where something changed. Returns whether it did.</summary>
    public async Task<bool> EndAsync(CancellationToken cancellationToken = default)
    {
        if (isChanged)
        {
            await projection.RefreshAsync(session, Asset, batch, cancellationToken);
        }

        return isChanged;
    }

    private async Task<bool> WriteAsync(LedgerStep? step, CancellationToken cancellationToken)
    {
        if (step is null)
        {
            return false;
        }

        await ClaimRows.WithdrawAsync(session, [.. step.Withdraw.Select(entry => entry.Sequence)], batch, cancellationToken);
        ledger.Take(step, step.Append is { } entry ? await ClaimRows.InsertAsync(session, interned, Asset.LibraryKey, entry, cancellationToken) : 0, session.Actor.Key);
        isChanged |= step.Changes;
        return step.Changes;
    }
}
