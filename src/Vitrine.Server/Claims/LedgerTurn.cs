using Vitrine.Core.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Claims;

/// <summary>
/// The ledger of one asset in hand, within one write transaction: what people and rules say and decide, one after the other, on one reading of what counts.
/// What lists and search read is renewed once, at <see cref="EndAsync"/>.
/// </summary>
public sealed class LedgerTurn
{
    private static readonly ClaimSource Person = new(SourceType.Person, "person");

    private readonly WriteSession session;
    private readonly List<ClaimEntry> entries;
    private readonly Interned interned;
    private readonly AssetProjection projection;
    private readonly long? batch;
    private bool isChanged;

    internal LedgerTurn(WriteSession session, LedgerSubject asset, List<ClaimEntry> entries, Interned interned, AssetProjection projection, long? batch)
    {
        (this.session, Asset, this.entries, this.interned, this.projection, this.batch) = (session, asset, entries, interned, projection, batch);
    }

    public LedgerSubject Asset { get; }

    /// <summary>What is shown of an attribute now, the rejected and cleared included.</summary>
    public IReadOnlyList<ShownClaim> Shown(ClaimAttribute attribute) =>
        ShownValue.Resolve(entries.Where(entry => entry.Attribute == attribute), new LedgerView(Asset.CurrentVersion));

    /// <summary>
    /// A person says the value of a single-valued attribute; null = there is none. What they had said before goes into the history; what files and machines
    /// say stays beneath. No value without a language means none in any. Returns false where it is shown so, by a person, already.
    /// </summary>
    public async Task<bool> SetAsync(ClaimAttribute attribute, string? language, ClaimValue? value, CancellationToken cancellationToken = default) =>
        value is null ? await ClearAsync(attribute, language, cancellationToken) : await SayAsync(attribute, language, value, cancellationToken);

    /// <summary>A rule says a value, or no longer does (null), in place of what the same rule said before. A person's value stays above it.</summary>
    public async Task<bool> RuleAsync(ClaimAttribute attribute, string? language, ClaimValue? value, ClaimSource rule, CancellationToken cancellationToken = default)
    {
        var before = entries.Where(entry => entry.Attribute == attribute && entry.Language == language && entry.Kind == EntryKind.Statement && entry.Source.Type == rule.Type && entry.Source.Name == rule.Name).ToArray();
        if (value is not null && before.Any(entry => entry.Value?.Canonical == value.Canonical && entry.Source == rule))
        {
            return false;
        }

        await WithdrawAsync(before, cancellationToken);
        if (value is not null)
        {
            await InsertAsync(Entry(attribute, language, value, EntryKind.Statement) with { Source = rule }, cancellationToken);
        }

        return before.Length > 0 || value is not null;
    }

    /// <summary>A person says that a value belongs to a set. Returns false where it is there by a person already.</summary>
    public async Task<bool> AddAsync(ClaimAttribute attribute, ClaimValue value, CancellationToken cancellationToken = default)
    {
        var shown = Of(attribute, value);
        var isThere = shown is { State: ClaimState.Accepted, Winner.Rank: ClaimRank.Person };
        if (isThere && (shown!.Winner.Batch is not { } earlier || earlier == batch))
        {
            return false;
        }

        // Said by another batch before: said again in this one's name, so that undoing the other leaves it. What is shown is the same.
        await InsertAsync(Entry(attribute, null, value, shown is { IsVisible: true } ? EntryKind.Accept : EntryKind.Statement), cancellationToken, changes: !isThere);
        return !isThere;
    }

    /// <summary>
    /// A person takes a value out of a set. What they had said themselves is withdrawn; where a file, a rule or a machine says it too, it is rejected and
    /// stays away. Returns false where it is not shown.
    /// </summary>
    public async Task<bool> RemoveAsync(ClaimAttribute attribute, ClaimValue value, CancellationToken cancellationToken = default)
    {
        if (Of(attribute, value) is not { IsVisible: true })
        {
            return false;
        }

        var same = entries.Where(entry => entry.Attribute == attribute && entry.Value?.Canonical == value.Canonical).ToArray();
        await WithdrawAsync([.. same.Where(IsOwn)], cancellationToken);
        if (same.Any(IsOfOthers))
        {
            await InsertAsync(Entry(attribute, null, value, EntryKind.Reject), cancellationToken);
        }

        return true;
    }

    /// <summary>A person accepts, rejects or lifts what is said of a value. Returns false where it is decided so already.</summary>
    public async Task<bool> DecideAsync(ClaimAttribute attribute, string? language, ClaimValue value, EntryKind decision, CancellationToken cancellationToken = default)
    {
        var shown = Of(attribute, value);
        if (shown?.Winner.Kind == decision || (decision == EntryKind.Lift && shown is not { Winner.IsDecision: true }))
        {
            return false;
        }

        await InsertAsync(Entry(attribute, attribute.SetValued ? null : language, value, decision), cancellationToken);
        return true;
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

    private async Task<bool> SayAsync(ClaimAttribute attribute, string? language, ClaimValue value, CancellationToken cancellationToken)
    {
        var isThere = Single(attribute, language) is { State: ClaimState.Accepted, Winner.Rank: ClaimRank.Person } shown && shown.Value?.Canonical == value.Canonical;
        if (isThere)
        {
            var winner = Single(attribute, language)!.Winner;
            if (winner.Batch is not null && winner.Batch != batch)
            {
                await InsertAsync(Entry(attribute, language, value, EntryKind.Statement), cancellationToken, changes: false);
            }

            return false;
        }

        await WithdrawAsync([.. entries.Where(entry => entry.Attribute == attribute && entry.Language == language && IsOwn(entry))], cancellationToken);
        await InsertAsync(Entry(attribute, language, value, EntryKind.Statement), cancellationToken);
        return true;
    }

    private async Task<bool> ClearAsync(ClaimAttribute attribute, string? language, CancellationToken cancellationToken)
    {
        if (!Shown(attribute).Any(claim => claim.IsVisible && (language is null || claim.Language == language)))
        {
            return false;
        }

        var slot = entries.Where(entry => entry.Attribute == attribute && (language is null || entry.Language == language)).ToArray();
        await WithdrawAsync([.. slot.Where(IsOwn)], cancellationToken);
        if (slot.Any(IsOfOthers))
        {
            await InsertAsync(Entry(attribute, language, null, EntryKind.Clear), cancellationToken);
        }

        return true;
    }

    private ShownClaim? Of(ClaimAttribute attribute, ClaimValue value) => Shown(attribute).FirstOrDefault(claim => claim.Value?.Canonical == value.Canonical);

    private ShownClaim? Single(ClaimAttribute attribute, string? language) =>
        Shown(attribute).FirstOrDefault(claim => claim.Language == language && claim.State != ClaimState.Rejected);

    /// <summary>What a person said here, and not in a file: withdrawing it is enough. A rejection is no such thing: it goes on holding.</summary>
    private static bool IsOwn(ClaimEntry entry) => entry is { Source.Type: SourceType.Person, MadeOutside: false, Kind: EntryKind.Statement or EntryKind.Accept or EntryKind.Clear };

    private static bool IsOfOthers(ClaimEntry entry) => entry.Kind is EntryKind.Statement or EntryKind.Accept && !IsOwn(entry);

    private ClaimEntry Entry(ClaimAttribute attribute, string? language, ClaimValue? value, EntryKind kind) => new()
    {
        Sequence = 0,
        Subject = new Subject(SubjectKind.Asset, Asset.AssetKey),
        Attribute = attribute,
        Language = language,
        Value = value,
        Kind = kind,
        Source = Person,
        Batch = batch,
    };

    private async Task InsertAsync(ClaimEntry entry, CancellationToken cancellationToken, bool changes = true)
    {
        var attribute = await interned.AttributeAsync(session, entry.Attribute.Name, cancellationToken);
        var source = await interned.SourceAsync(session, entry.Source, cancellationToken);
        var key = await ClaimRows.InsertAsync(session, Asset.LibraryKey, entry, attribute, source, cancellationToken);
        entries.Add(entry with { Sequence = key, Actor = session.Actor.Key });
        isChanged |= changes;
    }

    private async Task WithdrawAsync(ClaimEntry[] gone, CancellationToken cancellationToken)
    {
        await ClaimRows.WithdrawAsync(session, [.. gone.Select(entry => entry.Sequence)], batch, cancellationToken);
        entries.RemoveAll(entry => Array.Exists(gone, one => one.Sequence == entry.Sequence));
        isChanged |= gone.Length > 0;
    }
}
