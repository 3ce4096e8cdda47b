namespace Vitrine.Core.Claims;

/// <summary>What a machine says now about a subject.</summary>
/// <param name="State">Suggested or accepted.</param>
/// <param name="Confidence">0–10000, calibrated.</param>
public sealed record ProposedClaim(
    ClaimAttribute Attribute, string? Language, ClaimValue Value, ClaimState State, ClaimSource Source, int Confidence);

/// <summary>A standing entry and what is now said of the same value.</summary>
public readonly record struct ProposedChange(ClaimEntry Standing, ProposedClaim Proposal);

/// <summary>What re-analysis changes. Nothing in it touches a value that a person decided.</summary>
public sealed record ReAnalysisPlan
{
    public IReadOnlyList<ProposedClaim> Insert { get; init; } = [];

    /// <summary>Same value, other state, source or confidence: the standing entry is withdrawn and a new one takes its place.</summary>
    public IReadOnlyList<ProposedChange> Replace { get; init; } = [];

    /// <summary>Same value with the same outcome, or decided by a person: only its evidence is written again.</summary>
    public IReadOnlyList<ProposedChange> EvidenceOnly { get; init; } = [];

    public IReadOnlyList<ClaimEntry> Withdraw { get; init; } = [];

    /// <summary>Not said, because a person rejected or cleared it.</summary>
    public IReadOnlyList<ProposedClaim> Held { get; init; } = [];

    /// <summary>Whether the ledger stays as it is.</summary>
    public bool IsEmpty => Insert.Count == 0 && Replace.Count == 0 && Withdraw.Count == 0;
}

/// <summary>Compares what machines said with what they say now. Pure; the caller writes the plan in one transaction.</summary>
public static class ReAnalysis
{
    /// <param name="ledger">The entries of one subject: machine statements as well as everything people decided about it.</param>
    /// <param name="proposals">At most one per attribute, language and value; of several the most confident counts.</param>
    /// <param name="view">Names the current version; statements read from another one are left alone.</param>
    /// <param name="covers">Which machine statements this analysis answers for and may replace or withdraw; null = all of them.</param>
    public static ReAnalysisPlan Diff(
        IEnumerable<ClaimEntry> ledger, IEnumerable<ProposedClaim> proposals, LedgerView? view = null, Func<ClaimEntry, bool>? covers = null)
    {
        view ??= LedgerView.Now;
        var counting = ledger.Where(view.Counts).ToList();
        var decided = Decided(counting, view);
        var standing = new Dictionary<Slot, ClaimEntry>();
        var withdraw = new List<ClaimEntry>();
        foreach (var entry in counting.Where(e => e.IsMachine && (covers?.Invoke(e) ?? true)).OrderByDescending(e => e.Sequence))
        {
            var slot = SlotOf(entry.Attribute, entry.Language, view.Follow(entry.Value));
            if (!standing.TryAdd(slot, entry) && decided.Find(slot) is null)
            {
                withdraw.Add(entry);
            }
        }

        List<ProposedClaim> insert = [], held = [];
        List<ProposedChange> replace = [], evidence = [];
        foreach (var proposal in proposals.OrderByDescending(p => p.Confidence).DistinctBy(p => SlotOf(p.Attribute, p.Language, view.Follow(p.Value))))
        {
            var slot = SlotOf(proposal.Attribute, proposal.Language, view.Follow(proposal.Value));
            if (decided.Find(slot) is { } decision)
            {
                standing.Remove(slot);
                if (decision.IsVisible)
                {
                    evidence.Add(new ProposedChange(decision.Winner, proposal));
                }
                else
                {
                    held.Add(proposal);
                }
            }
            else if (!standing.Remove(slot, out var same))
            {
                insert.Add(proposal);
            }
            else if (same.State == proposal.State && same.Confidence == proposal.Confidence && same.Source == proposal.Source)
            {
                evidence.Add(new ProposedChange(same, proposal));
            }
            else
            {
                replace.Add(new ProposedChange(same, proposal));
            }
        }

        withdraw.AddRange(standing.Where(p => decided.Find(p.Key) is null).Select(p => p.Value).OrderBy(e => e.Sequence));
        return new ReAnalysisPlan { Insert = insert, Replace = replace, EvidenceOnly = evidence, Withdraw = withdraw, Held = held };
    }

    /// <summary>"Reset AI tags": withdraws every machine statement that no person decided.</summary>
    public static ReAnalysisPlan Reset(IEnumerable<ClaimEntry> ledger, LedgerView? view = null, Func<ClaimEntry, bool>? covers = null) =>
        Diff(ledger, [], view, covers);

    private static DecidedValues Decided(List<ClaimEntry> counting, LedgerView view) =>
        new(ShownValue.Resolve(counting, view).Where(c => c.Winner.Rank == ClaimRank.Person));

    // Members of a set have no language; a rejection and a clear hold whatever else the slot says.
    private static Slot SlotOf(ClaimAttribute attribute, string? language, ClaimValue? value) =>
        new(attribute.Name, attribute.SetValued ? null : language, value?.Canonical);

    private readonly record struct Slot(string Attribute, string? Language, string? Value);

    private sealed class DecidedValues
    {
        private readonly Dictionary<Slot, ShownClaim> bySlot = [];

        public DecidedValues(IEnumerable<ShownClaim> decided)
        {
            foreach (var claim in decided)
            {
                // A cleared single value decides its whole attribute and language; a rejection decides its value in every language.
                var language = claim.State == ClaimState.Rejected ? null : claim.Language;
                bySlot.TryAdd(new Slot(claim.Attribute.Name, language, claim.Value?.Canonical), claim);
            }
        }

        public ShownClaim? Find(Slot slot) =>
            bySlot.GetValueOrDefault(slot)
            ?? (bySlot.GetValueOrDefault(slot with { Language = null }) is { State: ClaimState.Rejected } rejected ? rejected : null)
            ?? bySlot.GetValueOrDefault(slot with { Value = null })
            ?? bySlot.GetValueOrDefault(slot with { Value = null, Language = null });
    }
}
