namespace Vitrine.Core.Claims;

/// <summary>One step of the ledger: what is withdrawn, and the entry that is said instead, still without its place.</summary>
/// <param name="Changes">Whether it can change what is shown: saying again what another batch said does not.</param>
public sealed record LedgerStep(IReadOnlyList<ClaimEntry> Withdraw, ClaimEntry? Append, bool Changes);

/// <summary>
/// What counts about one subject, and what people and rules make of it: pure decisions, the same for one asset by hand and for a million by a job.
/// A decision is only proposed; <see cref="Take"/> makes it count here once it is written.
/// </summary>
public sealed class SubjectLedger
{
    /// <summary>The source of what people say here.</summary>
    public static readonly ClaimSource Person = new(SourceType.Person, "person");

    private readonly Subject subject;
    private readonly LedgerView view;
    private readonly long? batch;
    private readonly List<ClaimEntry> entries;

    /// <param name="entries">All that counts about the subject, at least of the attributes that are asked for.</param>
    /// <param name="batch">The job in whose name is spoken; null = nobody's.</param>
    public SubjectLedger(Subject subject, IEnumerable<ClaimEntry> entries, LedgerView view, long? batch)
    {
        (this.subject, this.view, this.batch, this.entries) = (subject, view, batch, [.. entries]);
    }

    public IReadOnlyList<ClaimEntry> Entries => entries;

    /// <summary>What is shown of an attribute now, the rejected and cleared included.</summary>
    public IReadOnlyList<ShownClaim> Shown(ClaimAttribute attribute) => ShownValue.Resolve(entries.Where(entry => entry.Attribute == attribute), view);

    /// <summary>
    /// A person says the value of a single-valued attribute; null = there is none. What they had said before goes into the history; what files and machines
    /// say stays beneath. Null where it is shown so, by a person, already; until then a step may have to be followed by another.
    /// </summary>
    /// <param name="everywhere">With no value and no language: there is none in any language, instead of none without a language.</param>
    public LedgerStep? Set(ClaimAttribute attribute, string? language, ClaimValue? value, bool everywhere = false)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        return value is not null ? Say(attribute, language, value)
            : language is null && attribute.PerLanguage && !everywhere ? Unsay(attribute)
            : Clear(attribute, language);
    }

    /// <summary>As <see cref="Set"/>, step after step until it is shown so: the caller takes each before asking for the next.</summary>
    public IEnumerable<LedgerStep> SetFully(ClaimAttribute attribute, string? language, ClaimValue? value, bool everywhere = false)
    {
        for (var step = Set(attribute, language, value, everywhere); step is not null; step = value is null && step.Changes ? Set(attribute, language, value, everywhere) : null)
        {
            yield return step;
        }
    }

    /// <summary>
    /// Rules say these values of an attribute, a set or a single one, in place of what the rules that are asked now said before; none = they say nothing now.
    /// A person's value stays above theirs.
    /// </summary>
    /// <param name="asked">Which rules these are.</param>
    public IReadOnlyList<LedgerStep> Rules(ClaimAttribute attribute, IReadOnlyList<ClaimValue> values, ClaimSource? rule, Func<ClaimSource, bool> asked)
    {
        var before = entries.Where(entry => entry.Attribute == attribute && entry is { Kind: EntryKind.Statement, Source.Type: SourceType.Rule } && asked(entry.Source)).ToArray();
        var gone = before.Where(entry => entry.Source != rule || values.All(value => value.Canonical != entry.Value?.Canonical)).ToArray();
        var missing = values.Where(value => !before.Except(gone).Any(entry => entry.Value?.Canonical == value.Canonical));
        return
        [
            .. gone.Length > 0 ? [new LedgerStep(gone, null, Changes: true)] : Array.Empty<LedgerStep>(),
            .. missing.Select(value => new LedgerStep([], Entry(attribute, null, value, EntryKind.Statement) with { Source = rule! }, Changes: true)),
        ];
    }

    /// <summary>A person says that a value belongs to a set. Null where it is there by a person already.</summary>
    public LedgerStep? Add(ClaimAttribute attribute, ClaimValue value)
    {
        var shown = Of(attribute, value);
        var isThere = shown is { State: ClaimState.Accepted, Winner.Rank: ClaimRank.Person };

        // Said by another batch before: said again in this one's name, so that undoing the other leaves it. What is shown is the same.
        return isThere && (shown!.Winner.Batch is not { } earlier || earlier == batch) ? null
            : new LedgerStep([], Entry(attribute, null, value, shown is { IsVisible: true } ? EntryKind.Accept : EntryKind.Statement), Changes: !isThere);
    }

    /// <summary>
    /// A person takes a value out of a set. What they had said themselves is withdrawn; where a file, a rule or a machine says it too, it is rejected and
    /// stays away. Null where it is not shown.
    /// </summary>
    public LedgerStep? Remove(ClaimAttribute attribute, ClaimValue value)
    {
        if (Of(attribute, value) is not { IsVisible: true })
        {
            return null;
        }

        var same = entries.Where(entry => entry.Attribute == attribute && entry.Value?.Canonical == value.Canonical).ToArray();
        return new LedgerStep([.. same.Where(IsOwn)], same.Any(IsOfOthers) ? Entry(attribute, null, value, EntryKind.Reject) : null, Changes: true);
    }

    /// <summary>What people said here of a single-valued attribute, a value or that there is none, is taken back: what files, rules and machines say shows again. Null where they said nothing.</summary>
    public LedgerStep? TakeBack(ClaimAttribute attribute, string? language) =>
        entries.Where(entry => entry.Attribute == attribute && entry.Language == language && IsOwn(entry)).ToArray() is { Length: > 0 } own ? new LedgerStep(own, null, Changes: true) : null;

    /// <summary>A person accepts, rejects or lifts what is said of a value. Null where it is decided so already.</summary>
    public LedgerStep? Decide(ClaimAttribute attribute, string? language, ClaimValue value, EntryKind decision)
    {
        var shown = Of(attribute, value);
        return shown?.Winner.Kind == decision || (decision == EntryKind.Lift && shown is not { Winner.IsDecision: true })
            ? null
            : new LedgerStep([], Entry(attribute, attribute.SetValued ? null : language, value, decision), Changes: true);
    }

    /// <summary>The step is written: from now on it counts here.</summary>
    /// <param name="sequence">The place of the entry that was appended.</param>
    public void Take(LedgerStep step, long sequence, long actor)
    {
        ArgumentNullException.ThrowIfNull(step);
        entries.RemoveAll(entry => step.Withdraw.Any(gone => gone.Sequence == entry.Sequence));
        if (step.Append is { } said)
        {
            entries.Add(said with { Sequence = sequence, Actor = actor });
        }
    }

    private LedgerStep? Say(ClaimAttribute attribute, string? language, ClaimValue value)
    {
        if (Single(attribute, language) is { State: ClaimState.Accepted, Winner.Rank: ClaimRank.Person } shown && IsSame(shown.Value, value))
        {
            return shown.Winner.Batch is { } earlier && earlier != batch ? new LedgerStep([], Entry(attribute, language, value, EntryKind.Statement), Changes: false) : null;
        }

        return new LedgerStep(
            [.. entries.Where(entry => entry.Attribute == attribute && entry.Language == language && IsOwn(entry))], Entry(attribute, language, value, EntryKind.Statement), Changes: true);
    }

    private LedgerStep? Clear(ClaimAttribute attribute, string? language)
    {
        // A file's position is on the map without anybody saying it: that there is no place is said in any case.
        var always = attribute == ClaimAttributes.Place;
        if (always ? Shown(attribute).Any(claim => claim.State == ClaimState.Cleared) : !Shown(attribute).Any(claim => claim.IsVisible && (language is null || claim.Language == language)))
        {
            return null;
        }

        var slot = entries.Where(entry => entry.Attribute == attribute && (language is null || entry.Language == language)).ToArray();
        return new LedgerStep([.. slot.Where(IsOwn)], always || slot.Any(IsOfOthers) ? Entry(attribute, language, null, EntryKind.Clear) : null, Changes: true);
    }

    /// <summary>No value without a language, while those of languages stay: a clear cannot say that, so what others say there is rejected, one value a step.</summary>
    private LedgerStep? Unsay(ClaimAttribute attribute)
    {
        if (Single(attribute, null) is not { IsVisible: true } shown)
        {
            return null;
        }

        var slot = entries.Where(entry => entry.Attribute == attribute && entry.Language is null).ToArray();
        var isOthers = slot.Any(entry => IsOfOthers(entry) && entry.Value?.Canonical == shown.Value?.Canonical);
        return new LedgerStep([.. slot.Where(IsOwn)], isOthers ? Entry(attribute, null, shown.Value, EntryKind.Reject) : null, Changes: true);
    }

    /// <summary>Another position in the same town is the same place, and yet another value.</summary>
    private static bool IsSame(ClaimValue? one, ClaimValue other) => one?.Canonical == other.Canonical && (other is not ClaimValue.Place || one == other);

    private ShownClaim? Of(ClaimAttribute attribute, ClaimValue value) => Shown(attribute).FirstOrDefault(claim => claim.Value?.Canonical == value.Canonical);

    private ShownClaim? Single(ClaimAttribute attribute, string? language) =>
        Shown(attribute).FirstOrDefault(claim => claim.Language == language && claim.State != ClaimState.Rejected);

    /// <summary>What a person said here, and not in a file: withdrawing it is enough. A rejection is no such thing: it goes on holding.</summary>
    private static bool IsOwn(ClaimEntry entry) => entry is { Source.Type: SourceType.Person, MadeOutside: false, Kind: EntryKind.Statement or EntryKind.Accept or EntryKind.Clear };

    private static bool IsOfOthers(ClaimEntry entry) => entry.Kind is EntryKind.Statement or EntryKind.Accept && !IsOwn(entry);

    private ClaimEntry Entry(ClaimAttribute attribute, string? language, ClaimValue? value, EntryKind kind) => new()
    {
        Sequence = 0,
        Subject = subject,
        Attribute = attribute,
        Language = language,
        Value = value,
        Kind = kind,
        Source = Person,
        Batch = batch,
    };
}
