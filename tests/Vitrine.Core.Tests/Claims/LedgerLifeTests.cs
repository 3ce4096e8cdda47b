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
    [Fact]
    public void Life_OfAnyKind_KeepsTheLaws() =>
        LedgerAct.Lives.Sample(acts => Assert.Null(Trouble(acts, BrokenLaw.None)), iter: Deep.Times(10_000));

    [Theory]
    [InlineData(BrokenLaw.AnalysisTouchesPeople)]
    [InlineData(BrokenLaw.RejectionsEnd)]
    [InlineData(BrokenLaw.ResetTakesDecided)]
    [InlineData(BrokenLaw.PastIsForgotten)]
    internal void Life_WithABrokenLaw_IsNoticed(BrokenLaw broken)
    {
        var noticed = 0;
        LedgerAct.Lives.Sample(acts => { Interlocked.Add(ref noticed, Trouble(acts, broken) is null ? 0 : 1); }, iter: 400);
        Assert.True(noticed > 0, $"{broken} was not noticed");
    }

    /// <summary>Lives a life and says which law did not hold; null where all did.</summary>
    private static string? Trouble(LedgerAct[] acts, BrokenLaw broken)
    {
        var book = new LedgerBook(broken);
        var states = new List<(long Position, string Shown)>();
        var batches = new List<long>();
        foreach (var (act, at) in acts.Select((act, at) => (act, at)))
        {
            var before = book.Shown;
            act.Do(book, at, batches);
            var after = book.Shown;
            if (act.Kind is LedgerActKind.Analyse or LedgerActKind.Reset && MachineTrouble(before, after, act.Kind) is { } trouble)
            {
                return $"{trouble} at step {at}";
            }

            states.RemoveAll(state => state.Position == book.Position);
            states.Add((book.Position, Ledger.PrintVisible(after)));
        }

        return states.Where(state => Ledger.PrintVisible(book.AsOf(state.Position)) != state.Shown).Select(state => $"position {state.Position} is shown as it never was").FirstOrDefault();
    }

    private static string? MachineTrouble(IReadOnlyList<ShownClaim> before, IReadOnlyList<ShownClaim> after, LedgerActKind kind)
    {
        var decided = before.Where(claim => claim.Winner.Rank == ClaimRank.Person).Select(Print).ToArray();
        var now = after.Select(Print).ToHashSet(StringComparer.Ordinal);
        if (decided.FirstOrDefault(claim => !now.Contains(claim)) is { } lost)
        {
            return $"a machine changed what a person said: {lost}";
        }

        if (kind != LedgerActKind.Reset)
        {
            return null;
        }

        return after.Any(claim => claim is { IsVisible: true, Winner.IsMachine: true }) ? "a reset left what nobody decided"
            : before.Where(claim => claim.IsVisible && !claim.Winner.IsMachine).Select(Print).Except(now).FirstOrDefault() is { } gone ? $"a reset took {gone}"
            : null;
    }

    private static string Print(ShownClaim claim) => $"{claim.Attribute} [{claim.Language}] {claim.Value?.Canonical ?? "-"} {claim.State}";
}
