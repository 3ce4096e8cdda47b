using Vitrine.Core.Claims;

namespace Vitrine.Tests.Shared;

/// <summary>A law of the ledger that a test breaks on purpose, to see that the check would notice.</summary>
internal enum BrokenLaw
{
    None,

    /// <summary>A new analysis withdraws what a person said of the same value.</summary>
    AnalysisTouchesPeople,

    /// <summary>What was rejected is forgotten when another model comes.</summary>
    RejectionsEnd,

    /// <summary>"Reset AI tags" also takes what a person accepted.</summary>
    ResetTakesDecided,

    /// <summary>What ends leaves no trace.</summary>
    PastIsForgotten,
}

/// <summary>The ledger of one asset in memory: entries, what was withdrawn, and undo, written down as the server does, without a database.</summary>
internal sealed class LedgerBook(BrokenLaw broken = BrokenLaw.None)
{
    private static readonly Subject Asset = new(SubjectKind.Asset, 7);

    private readonly List<ClaimEntry> counting = [];
    private readonly List<(ClaimEntry Entry, long? Batch, bool IsBack)> ended = [];
    private readonly Dictionary<long, long> merged = [];
    private readonly List<(long From, long Concept, long? Before)> merges = [];

    public long Position { get; private set; }

    public IReadOnlyList<ShownClaim> Shown => ShownValue.Resolve(counting, View);

    private LedgerView View => new(CurrentVersion: 1, Merged: merged);

    /// <summary>What was shown right after a position.</summary>
    public IReadOnlyList<ShownClaim> AsOf(long position) => ShownValue.Resolve(
        counting.Concat(broken == BrokenLaw.PastIsForgotten ? [] : ended.Select(one => one.Entry)),
        new LedgerView(CurrentVersion: 1, AsOf: position, Merged: merges.Where(merge => merge.From <= position).GroupBy(merge => merge.Concept).ToDictionary(group => group.Key, group => group.Last().Before!.Value)));

    /// <summary>A person speaks, in their own name or in that of a batch.</summary>
    public void Person(Func<SubjectLedger, LedgerStep?> say, long? batch)
    {
        for (var steps = 0; steps < 10 && say(new SubjectLedger(Asset, counting, View, batch)) is { } step; steps++)
        {
            Withdraw(step.Withdraw, batch);
            if (step.Append is { } said)
            {
                Append(said);
            }

            if (!step.Changes)
            {
                return;
            }
        }
    }

    /// <summary>Machines say what they say now; nothing is "reset AI tags".</summary>
    public void Analyse(IReadOnlyList<ProposedClaim> proposals, bool isReset, long? batch)
    {
        var ledger = counting.AsEnumerable();
        if (broken == BrokenLaw.RejectionsEnd || (isReset && broken == BrokenLaw.ResetTakesDecided))
        {
            ledger = ledger.Where(entry => !entry.IsDecision);
        }

        var plan = ReAnalysis.Diff(ledger, proposals, View, entry => entry.Attribute == ClaimAttributes.Tag);
        var gone = plan.Withdraw.Concat(plan.Replace.Select(change => change.Standing)).ToList();
        if (broken == BrokenLaw.AnalysisTouchesPeople)
        {
            gone.AddRange(counting.Where(entry => entry.Source.Type == SourceType.Person && proposals.Any(one => one.Value == entry.Value)));
        }

        if (broken == BrokenLaw.RejectionsEnd)
        {
            gone.AddRange(counting.Where(entry => entry.Kind == EntryKind.Reject));
        }

        if (isReset && broken == BrokenLaw.ResetTakesDecided)
        {
            gone.AddRange(counting.Where(entry => entry.Kind == EntryKind.Accept));
        }

        Withdraw(gone, batch);
        foreach (var claim in plan.Insert.Concat(plan.Replace.Select(change => change.Proposal)))
        {
            Append(new ClaimEntry
            {
                Sequence = 0, Subject = Asset, Attribute = claim.Attribute, Language = claim.Language, Value = claim.Value, State = claim.State, Source = claim.Source,
                Confidence = claim.Confidence, Batch = batch, Version = 1,
            });
        }
    }

    /// <summary>A file is read: for the first time it ranks as file; what changed there since was said outside, by a person.</summary>
    public void File(ClaimValue value, ClaimAttribute attribute, bool isOutside, bool isTakenBack)
    {
        var before = counting.Where(entry => entry.Source.Type == SourceType.File && entry.Kind == EntryKind.Statement && entry.Attribute == attribute && (!attribute.SetValued || entry.Value == value)).ToArray();
        if (isTakenBack != before.Length > 0)
        {
            return;
        }

        Withdraw(before, null);
        var source = new ClaimSource(SourceType.File, "file");
        Append(new ClaimEntry
        {
            Sequence = 0, Subject = Asset, Attribute = attribute, Source = source, Version = isTakenBack ? null : 1, MadeOutside = isOutside || isTakenBack,
            Kind = !isTakenBack ? EntryKind.Statement : attribute.SetValued ? EntryKind.Reject : EntryKind.Clear,
            Value = isTakenBack && !attribute.SetValued ? null : value,
        });
    }

    /// <summary>Undoes a batch: what it said is withdrawn, what it withdrew says again at its old place.</summary>
    public void Undo(long batch)
    {
        var said = counting.Where(entry => entry.Batch == batch).ToArray();
        for (var i = 0; i < ended.Count; i++)
        {
            if (ended[i].Entry.Batch == batch)
            {
                ended[i] = ended[i] with { Batch = null };
            }
        }

        var back = ended.Index().Where(one => one.Item.Batch == batch && !one.Item.IsBack).Select(one => one.Index).ToArray();
        if (back.Length > 0)
        {
            Position++;
            foreach (var i in back)
            {
                counting.Add(ended[i].Entry with { Since = Position, WithdrawnAt = null });
                ended[i] = ended[i] with { IsBack = true };
            }
        }

        Withdraw(said, null);
    }

    /// <summary>One concept becomes another; claims keep their concept and are followed.</summary>
    public void Merge(long concept, long into)
    {
        if (concept != into && !merged.ContainsKey(concept) && !merged.ContainsKey(into))
        {
            merged[concept] = into;
            merges.Add((++Position, concept, into));
        }
    }

    private void Append(ClaimEntry entry) => counting.Add(entry with { Sequence = ++Position });

    private void Withdraw(IReadOnlyList<ClaimEntry> gone, long? batch)
    {
        var keys = gone.Select(entry => entry.Sequence).ToHashSet();
        var rows = counting.Where(entry => keys.Contains(entry.Sequence)).ToArray();
        if (rows.Length == 0)
        {
            return;
        }

        Position++;
        ended.AddRange(rows.Select(entry => (entry with { WithdrawnAt = Position }, batch, false)));
        counting.RemoveAll(entry => keys.Contains(entry.Sequence));
    }
}
