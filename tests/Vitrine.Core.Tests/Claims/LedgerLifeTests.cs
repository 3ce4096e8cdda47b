using CsCheck;
using Vitrine.Core.Claims;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Claims;

/// <summary>
/// Random lives of an asset's metadata (people edit, jobs edit and are undone, models come and go, files change outside, concepts merge) against the
/// four laws: no machine changes what a person said, nothing rejected comes back, a reset takes only what nobody decided, each past state can be shown again.
/// </summary>
public sealed class LedgerLifeTests
{
    private static readonly Gen<Act> Acts = Gen.Frequency(
        (4, Gen.Select(Gen.Int[0, 6], Gen.Int[1, 4], Gen.Int[0, 2], (what, value, language) => new Act(ActKind.Person, what, value, language))),
        (2, Gen.Select(Gen.Int[0, 6], Gen.Int[1, 4], Gen.Int[0, 2], (what, value, language) => new Act(ActKind.Batch, what, value, language))),
        (3, Gen.Select(Gen.Int[0, 15], Gen.Int[1, 3], Gen.Int[0, 9], (which, model, confidence) => new Act(ActKind.Analyse, which, model, confidence))),
        (1, Gen.Const(new Act(ActKind.Reset, 0, 0, 0))),
        (2, Gen.Select(Gen.Int[0, 5], Gen.Int[1, 4], (what, value) => new Act(ActKind.File, what, value, 0))),
        (1, Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], (from, into) => new Act(ActKind.Merge, from, into, 0))),
        (2, Gen.Int[0, 20].Select(which => new Act(ActKind.Undo, which, 0, 0))));

    private enum ActKind
    {
        Person,
        Batch,
        Analyse,
        Reset,
        File,
        Merge,
        Undo,
    }

    [Fact]
    public void Life_OfAnyKind_KeepsTheLaws() =>
        Acts.Array[1, 25].Sample(acts => Assert.Null(Trouble(acts, BrokenLaw.None)), iter: Deep.Times(10_000));

    [Theory]
    [InlineData(BrokenLaw.AnalysisTouchesPeople)]
    [InlineData(BrokenLaw.RejectionsEnd)]
    [InlineData(BrokenLaw.ResetTakesDecided)]
    [InlineData(BrokenLaw.PastIsForgotten)]
    internal void Life_WithABrokenLaw_IsNoticed(BrokenLaw broken)
    {
        var noticed = 0;
        Acts.Array[1, 25].Sample(acts => { Interlocked.Add(ref noticed, Trouble(acts, broken) is null ? 0 : 1); }, iter: 400);
        Assert.True(noticed > 0, $"{broken} was not noticed");
    }

    /// <summary>Lives a life and says which law did not hold; null where all did.</summary>
    private static string? Trouble(Act[] acts, BrokenLaw broken)
    {
        var book = new LedgerBook(broken);
        var states = new List<(long Position, string Shown)>();
        var batches = new List<long>();
        foreach (var (act, at) in acts.Select((act, at) => (act, at)))
        {
            var before = book.Shown;
            Do(book, act, at, batches);
            var after = book.Shown;
            if (act.Kind is ActKind.Analyse or ActKind.Reset && MachineTrouble(before, after, act.Kind) is { } trouble)
            {
                return $"{trouble} at step {at}";
            }

            states.RemoveAll(state => state.Position == book.Position);
            states.Add((book.Position, Ledger.PrintVisible(after)));
        }

        return states.Where(state => Ledger.PrintVisible(book.AsOf(state.Position)) != state.Shown).Select(state => $"position {state.Position} is shown as it never was").FirstOrDefault();
    }

    private static string? MachineTrouble(IReadOnlyList<ShownClaim> before, IReadOnlyList<ShownClaim> after, ActKind kind)
    {
        var decided = before.Where(claim => claim.Winner.Rank == ClaimRank.Person).Select(Print).ToArray();
        var now = after.Select(Print).ToHashSet(StringComparer.Ordinal);
        if (decided.FirstOrDefault(claim => !now.Contains(claim)) is { } lost)
        {
            return $"a machine changed what a person said: {lost}";
        }

        if (kind != ActKind.Reset)
        {
            return null;
        }

        return after.Any(claim => claim is { IsVisible: true, Winner.IsMachine: true }) ? "a reset left what nobody decided"
            : before.Where(claim => claim.IsVisible && !claim.Winner.IsMachine).Select(Print).Except(now).FirstOrDefault() is { } gone ? $"a reset took {gone}"
            : null;
    }

    private static void Do(LedgerBook book, Act act, int at, List<long> batches)
    {
        switch (act.Kind)
        {
            case ActKind.Person:
                book.Person(ledger => Say(ledger, act), null);
                break;
            case ActKind.Batch:
                batches.Add(at + 1);
                book.Person(ledger => Say(ledger, act), at + 1);
                break;
            case ActKind.Analyse:
                var source = new ClaimSource(SourceType.Fusion, "fusion", $"{act.Second}");
                book.Analyse([.. Enumerable.Range(0, 4).Where(bit => (act.First >> bit & 1) == 1).Select(bit => new ProposedClaim(
                    ClaimAttributes.Tag, null, new ClaimValue.Concept(bit + 1), act.Third > 6 ? ClaimState.Accepted : ClaimState.Suggested, source, (act.Third + 1) * 1000))], isReset: false, null);
                break;
            case ActKind.Reset:
                batches.Add(at + 1);
                book.Analyse([], isReset: true, at + 1);
                break;
            case ActKind.File:
                var attribute = act.First % 2 == 0 ? ClaimAttributes.Tag : ClaimAttributes.Title;
                book.File(Ledger.Value(attribute, act.Second), attribute, isOutside: act.First >= 2, isTakenBack: act.First >= 4);
                break;
            case ActKind.Merge:
                book.Merge(act.First, act.Second);
                break;
            case ActKind.Undo when batches.Count > 0:
                var batch = batches[act.First % batches.Count];
                batches.Remove(batch);
                book.Undo(batch);
                break;
        }
    }

    private static LedgerStep? Say(SubjectLedger ledger, Act act)
    {
        var tag = Ledger.Value(ClaimAttributes.Tag, act.Second);
        string? language = act.Third switch { 0 => null, 1 => "en", _ => "de" };
        return act.First switch
        {
            0 => ledger.Add(ClaimAttributes.Tag, tag),
            1 => ledger.Remove(ClaimAttributes.Tag, tag),
            2 => ledger.Decide(ClaimAttributes.Tag, null, tag, EntryKind.Accept),
            3 => ledger.Decide(ClaimAttributes.Tag, null, tag, EntryKind.Reject),
            4 => ledger.Decide(ClaimAttributes.Tag, null, tag, EntryKind.Lift),
            5 => ledger.Set(ClaimAttributes.Title, language, Ledger.Value(ClaimAttributes.Title, act.Second)),
            _ => ledger.Set(ClaimAttributes.Title, language, null, everywhere: act.Second == 4),
        };
    }

    private static string Print(ShownClaim claim) => $"{claim.Attribute} [{claim.Language}] {claim.Value?.Canonical ?? "-"} {claim.State}";

    /// <param name="First">What is done, or which: by kind.</param>
    private sealed record Act(ActKind Kind, int First, int Second, int Third);
}
