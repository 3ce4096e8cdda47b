using CsCheck;
using Vitrine.Core.Claims;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Claims;

public sealed class ShownValueProperties
{
    private static readonly Gen<(ClaimAttribute Attribute, ClaimValue Value)> Target =
        Gen.Select(Gen.OneOf(ClaimAttributes.Tag, ClaimAttributes.Title), Gen.Int[1, 3], (a, n) => (a, Ledger.Value(a, n)));

    private static readonly Gen<ClaimEntry> MachineEntry = Ledger.Entry
        .Where(e => e.Kind == EntryKind.Statement && e.Rank < ClaimRank.Person);

    [Fact]
    public void Resolve_AnyLedger_ShowsWhatTheSlowOracleShows() =>
        Ledger.Entries.Sample(
            entries => Ledger.PrintVisible(ShownValue.Resolve(entries, Ledger.AtVersion1)) == ShownValueOracle.Visible(entries, Ledger.AtVersion1),
            iter: Deep.Times(15_000));

    [Fact]
    public void Resolve_EntriesInAnotherOrder_ShowsTheSame() =>
        Ledger.Entries.SelectMany(e => Gen.Shuffle(e).Select(shuffled => (e, shuffled))).Sample(
            t => Ledger.Print(ShownValue.Resolve(t.e)) == Ledger.Print(ShownValue.Resolve(t.shuffled)), iter: Deep.Times(5_000));

    [Fact]
    public void Resolve_OtherTimes_ShowsTheSame() =>
        Gen.Select(Ledger.Entries, Gen.Long[0, 1_000_000].Array[12]).Sample(
            (entries, ticks) =>
            {
                var moved = entries.Select((e, i) => e with { Time = new DateTimeOffset(ticks[i], TimeSpan.Zero) });
                return Ledger.Print(ShownValue.Resolve(entries)) == Ledger.Print(ShownValue.Resolve(moved));
            },
            iter: Deep.Times(2_000));

    [Fact]
    public void Rejection_WhateverMachinesSayLater_NeverComesBack() =>
        Gen.Select(Ledger.Entries, Target, MachineEntry.Array[0, 8]).Sample(
            (before, target, later) =>
            {
                var next = Ledger.NextSequence(before);
                ClaimEntry[] entries =
                [
                    .. before,
                    Ledger.Decide(next, EntryKind.Reject, target.Value, target.Attribute),
                    .. later.Select((e, i) => e with { Sequence = next + 1 + i }),
                ];
                return ShownValue.Resolve(entries, Ledger.AtVersion1)
                    .All(c => c.Attribute != target.Attribute || c.Value?.Canonical != target.Value.Canonical || !c.IsVisible);
            },
            iter: Deep.Times(4_000));

    [Fact]
    public void Lift_OfTheLastRejection_ShowsWhatWasShownBefore() =>
        Gen.Select(Ledger.Entries, Target).Sample(
            (entries, target) =>
            {
                var before = entries.Where(e => !e.IsDecision).ToArray();
                var next = Ledger.NextSequence(before);
                ClaimEntry[] lifted =
                [
                    .. before,
                    Ledger.Decide(next, EntryKind.Reject, target.Value, target.Attribute),
                    Ledger.Decide(next + 1, EntryKind.Lift, target.Value, target.Attribute),
                ];
                return Ledger.Print(ShownValue.Resolve(before)) == Ledger.Print(ShownValue.Resolve(lifted));
            },
            iter: Deep.Times(5_000));

    [Fact]
    public void Clear_WhateverMachinesSayLater_ShowsNothing() =>
        Gen.Select(Ledger.Entries, Gen.OneOf(ClaimAttributes.Tag, ClaimAttributes.Title), MachineEntry.Array[0, 8]).Sample(
            (before, attribute, later) =>
            {
                var next = Ledger.NextSequence(before);
                ClaimEntry[] entries =
                    [.. before, Ledger.Decide(next, EntryKind.Clear, null, attribute), .. later.Select((e, i) => e with { Sequence = next + 1 + i })];
                return ShownValue.Resolve(entries).All(c => c.Attribute != attribute || !c.IsVisible);
            },
            iter: Deep.Times(5_000));

    [Fact]
    public void Undo_OfABatch_ShowsWhatIsShownWithoutIt() =>
        Gen.Select(Ledger.Entries, Gen.Long[1, 4]).Sample(
            (entries, batch) =>
            {
                var now = Ledger.NextSequence(entries);
                var undone = entries.Select(e => e.Batch == batch ? e with { WithdrawnAt = now } : e);
                return Ledger.Print(ShownValue.Resolve(undone)) == Ledger.Print(ShownValue.Resolve(entries.Where(e => e.Batch != batch)));
            },
            iter: Deep.Times(5_000));

    [Fact]
    public void Undo_WhereALaterEntryWins_ChangesNothing() =>
        Gen.Select(Ledger.Entries, Target, Gen.Long[1, 4]).Sample(
            (entries, target, batch) =>
            {
                var next = Ledger.NextSequence(entries);
                ClaimEntry[] decided = [.. entries, Ledger.Decide(next, EntryKind.Accept, target.Value, target.Attribute)];
                var undone = decided.Select(e => e.Batch == batch ? e with { WithdrawnAt = next + 1 } : e);
                return ShownValue.Resolve(undone).Single(c => c.Winner.Sequence == next).State == ClaimState.Accepted;
            },
            iter: Deep.Times(5_000));

    [Fact]
    public void Resolve_AsOfAnEarlierPosition_ShowsWhatWasShownThen() =>
        Gen.Select(Ledger.Entries, Gen.Long[0, 13], Gen.Long[1, 4]).Sample(
            (entries, position, batch) =>
            {
                var now = Ledger.NextSequence(entries);
                var undone = entries.Select(e => e.Batch == batch ? e with { WithdrawnAt = now } : e);
                return Ledger.Print(ShownValue.Resolve(undone, new LedgerView(AsOf: Math.Min(position, now - 1))))
                    == Ledger.Print(ShownValue.Resolve(entries.Where(e => e.Sequence <= position)));
            },
            iter: Deep.Times(5_000));
}
