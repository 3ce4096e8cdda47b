using CsCheck;
using Vitrine.Core.Claims;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Claims;

public sealed class ReAnalysisTests
{
    private static readonly ClaimValue Dog = new ClaimValue.Concept(1);
    private static readonly ClaimValue Cat = new ClaimValue.Concept(2);

    private static readonly Gen<ProposedClaim> Proposal = Gen.Select(
        Gen.OneOf(ClaimAttributes.Tag, ClaimAttributes.Title), Gen.OneOf<string?>(null, "en"), Gen.Int[1, 3],
        Gen.OneOf(ClaimState.Suggested, ClaimState.Accepted), Gen.Int[0, 10_000],
        (attribute, language, n, state, confidence) =>
            new ProposedClaim(attribute, attribute.SetValued ? null : language, Ledger.Value(attribute, n), state, Ledger.Model, confidence));

    private static readonly Gen<(ClaimEntry[] Ledger, ProposedClaim[] Proposals)> Cases = Gen.Select(Ledger.Entries, Proposal.Array[0, 6]);

    [Fact]
    public void Diff_AppliedAndAskedAgain_ChangesNothing() =>
        Cases.Sample(
            (ledger, proposals) => ReAnalysis.Diff(Apply(ledger, proposals), proposals, Ledger.AtVersion1).IsEmpty, iter: Deep.Times(4_000));

    [Fact]
    public void Diff_Applied_LeavesEveryDecidedValueAsItWasShown() =>
        Cases.Sample(
            (ledger, proposals) =>
            {
                var after = ShownValue.Resolve(Apply(ledger, proposals), Ledger.AtVersion1);
                return ShownValue.Resolve(ledger, Ledger.AtVersion1).Where(c => c.Winner.Rank == ClaimRank.Person)
                    .All(before => after.Any(c => c.Winner == before.Winner && c.State == before.State && c.Value?.Canonical == before.Value?.Canonical));
            },
            iter: Deep.Times(4_000));

    [Fact]
    public void Diff_Applied_NeverTouchesWhatPeopleFilesAndRulesSaid() =>
        Cases.Sample(
            (ledger, proposals) =>
            {
                var plan = ReAnalysis.Diff(ledger, proposals, Ledger.AtVersion1);
                return plan.Withdraw.Concat(plan.Replace.Select(r => r.Standing)).All(e => e.IsMachine && Ledger.AtVersion1.Counts(e));
            },
            iter: Deep.Times(5_000));

    [Fact]
    public void Diff_SameOutcome_TouchesEvidenceOnly()
    {
        var standing = Ledger.Say(1, Ledger.Model, Dog) with { Confidence = 8_000 };

        var plan = ReAnalysis.Diff([standing], [new(ClaimAttributes.Tag, null, Dog, ClaimState.Suggested, Ledger.Model, 8_000)]);

        Assert.True(plan.IsEmpty);
        Assert.Equal(standing, Assert.Single(plan.EvidenceOnly).Standing);
    }

    [Fact]
    public void Diff_OtherConfidence_Replaces_AndWhatIsNoLongerSaidIsWithdrawn()
    {
        ClaimEntry[] ledger = [Ledger.Say(1, Ledger.Model, Dog) with { Confidence = 8_000 }, Ledger.Say(2, Ledger.Model, Cat)];

        var plan = ReAnalysis.Diff(ledger, [new(ClaimAttributes.Tag, null, Dog, ClaimState.Accepted, Ledger.Model, 9_100)]);

        Assert.Equal(ledger[0], Assert.Single(plan.Replace).Standing);
        Assert.Equal(ledger[1], Assert.Single(plan.Withdraw));
        Assert.Empty(plan.Insert);
    }

    [Fact]
    public void Diff_RejectedValue_IsHeldAndItsStatementStays()
    {
        ClaimEntry[] ledger = [Ledger.Say(1, Ledger.Model, Dog), Ledger.Decide(2, EntryKind.Reject, Dog)];
        var again = new ProposedClaim(ClaimAttributes.Tag, null, Dog, ClaimState.Accepted, new ClaimSource(SourceType.Fusion, "fusion", "9"), 9_900);

        var plan = ReAnalysis.Diff(ledger, [again]);

        Assert.True(plan.IsEmpty);
        Assert.Equal(again, Assert.Single(plan.Held));
    }

    [Fact]
    public void Diff_ClearedSet_HoldsNewMembers()
    {
        var plan = ReAnalysis.Diff(
            [Ledger.Decide(1, EntryKind.Clear, null)], [new(ClaimAttributes.Tag, null, Dog, ClaimState.Accepted, Ledger.Model, 9_900)]);

        Assert.True(plan.IsEmpty);
        Assert.Single(plan.Held);
    }

    [Fact]
    public void Reset_WithdrawsOnlyMachineClaimsNobodyDecided()
    {
        ClaimEntry[] ledger =
        [
            Ledger.Say(1, Ledger.Model, Dog), Ledger.Say(2, Ledger.Model, Cat), Ledger.Decide(3, EntryKind.Accept, Cat),
            Ledger.Say(4, Ledger.Anna, new ClaimValue.Concept(3)), Ledger.Say(5, new ClaimSource(SourceType.File, "xmp"), new ClaimValue.Concept(4)),
        ];

        Assert.Equal([ledger[0]], ReAnalysis.Reset(ledger).Withdraw);
    }

    [Fact]
    public void Diff_SourcesNotCovered_AreLeftAlone()
    {
        var cloud = Ledger.Say(1, new ClaimSource(SourceType.Provider, "cloud"), Dog);

        Assert.True(ReAnalysis.Diff([cloud], [], covers: e => e.Source.Type == SourceType.Fusion).IsEmpty);
    }

    private static ClaimEntry[] Apply(ClaimEntry[] ledger, ProposedClaim[] proposals)
    {
        var plan = ReAnalysis.Diff(ledger, proposals, Ledger.AtVersion1);
        var next = Ledger.NextSequence(ledger);
        var gone = plan.Withdraw.Concat(plan.Replace.Select(r => r.Standing)).ToHashSet();
        return
        [
            .. ledger.Select(e => gone.Contains(e) ? e with { WithdrawnAt = next } : e),
            .. plan.Insert.Concat(plan.Replace.Select(r => r.Proposal)).Select((p, i) => new ClaimEntry
            {
                Sequence = next + i, Subject = Ledger.Photo, Attribute = p.Attribute, Language = p.Language, Value = p.Value,
                State = p.State, Source = p.Source, Confidence = p.Confidence, Version = 1,
            }),
        ];
    }
}
