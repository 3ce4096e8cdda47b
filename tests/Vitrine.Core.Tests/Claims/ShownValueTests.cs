using Vitrine.Core.Claims;

namespace Vitrine.Core.Tests.Claims;

public sealed class ShownValueTests
{
    private static readonly ClaimValue Dog = new ClaimValue.Concept(1);
    private static readonly ClaimValue Cat = new ClaimValue.Concept(2);
    private static readonly ClaimSource FileSays = new(SourceType.File, "xmp");
    private static readonly ClaimSource RuleSays = new(SourceType.Rule, "pets");

    [Fact]
    public void Tag_AcceptedByAPerson_KeepsTheModelAsItsSource()
    {
        var shown = Assert.Single(ShownValue.Resolve([Ledger.Say(1, Ledger.Model, Dog) with { Confidence = 6_400 }, Ledger.Decide(2, EntryKind.Accept, Dog)]));

        Assert.Equal(ClaimState.Accepted, shown.State);
        Assert.Equal(Ledger.Model, shown.Statement.Source);
        Assert.Equal(6_400, shown.Statement.Confidence);
        Assert.Equal(42, shown.DecidedBy);
        Assert.Equal(2026, shown.DecidedAt!.Value.Year);
    }

    [Fact]
    public void Tag_SaidByAModelOnly_IsDecidedByNobody()
    {
        var shown = Assert.Single(ShownValue.Resolve([Ledger.Say(1, Ledger.Model, Dog)]));

        Assert.Equal(ClaimState.Suggested, shown.State);
        Assert.Null(shown.DecidedBy);
        Assert.Null(shown.DecidedAt);
    }

    [Fact]
    public void Title_FromEverySource_GoesByRankThenSequence()
    {
        ClaimEntry Title(long sequence, ClaimSource source, string text) =>
            Ledger.Say(sequence, source, new ClaimValue.Text(text), ClaimAttributes.Title);

        var ledger = new List<ClaimEntry> { Title(9, Ledger.Model, "model") };
        Expect("model");
        ledger.Add(Title(3, FileSays, "file"));
        Expect("file");
        ledger.Add(Title(2, RuleSays, "rule"));
        Expect("rule");
        ledger.Add(Title(1, Ledger.Anna, "person"));
        Expect("person");
        ledger.Add(Title(4, FileSays, "changed in another program") with { MadeOutside = true });
        Expect("changed in another program");

        void Expect(string text) => Assert.Equal(new ClaimValue.Text(text), Assert.Single(ShownValue.Resolve(ledger)).Value);
    }

    [Fact]
    public void Title_WhoseValueIsRejected_FallsBackToTheNextBest()
    {
        var shown = ShownValue.Resolve([
            Ledger.Say(1, Ledger.Model, new ClaimValue.Text("by model"), ClaimAttributes.Title),
            Ledger.Say(2, FileSays, new ClaimValue.Text("DSC_0001"), ClaimAttributes.Title),
            Ledger.Decide(3, EntryKind.Reject, new ClaimValue.Text("DSC_0001"), ClaimAttributes.Title),
        ]);

        Assert.Equal(new ClaimValue.Text("by model"), Assert.Single(shown, c => c.IsVisible).Value);
        Assert.Equal(new ClaimValue.Text("DSC_0001"), Assert.Single(shown, c => c.State == ClaimState.Rejected).Value);
    }

    [Fact]
    public void Tag_RejectedAndThenAddedByHand_IsShown()
    {
        var shown = Assert.Single(ShownValue.Resolve([Ledger.Decide(1, EntryKind.Reject, Dog), Ledger.Say(2, Ledger.Anna, Dog)]));

        Assert.Equal(ClaimState.Accepted, shown.State);
    }

    [Fact]
    public void Rejection_OfOneConcept_LeavesTheOthersAlone()
    {
        var shown = ShownValue.Resolve([Ledger.Say(1, Ledger.Model, Dog), Ledger.Say(2, Ledger.Model, Cat), Ledger.Decide(3, EntryKind.Reject, Dog)]);

        Assert.Equal(Cat, Assert.Single(shown, c => c.IsVisible).Value);
    }

    [Fact]
    public void Rejection_OfAConceptMergedAway_HoldsForTheSurvivor()
    {
        var view = new LedgerView(Merged: new Dictionary<long, long> { [1] = 5, [5] = 6 });

        var shown = ShownValue.Resolve([Ledger.Decide(1, EntryKind.Reject, Dog), Ledger.Say(2, Ledger.Model, new ClaimValue.Concept(6))], view);

        Assert.Equal(ClaimState.Rejected, Assert.Single(shown).State);
        Assert.Equal(ClaimState.Suggested, Assert.Single(ShownValue.Resolve([Ledger.Say(2, Ledger.Model, new ClaimValue.Concept(6))], view)).State);
    }

    [Fact]
    public void Merge_InACircle_Ends()
    {
        var view = new LedgerView(Merged: new Dictionary<long, long> { [1] = 2, [2] = 1 });

        Assert.Single(ShownValue.Resolve([Ledger.Say(1, Ledger.Model, Dog)], view));
    }

    [Fact]
    public void Statement_OfAnOldVersion_RestsUntilThatVersionIsCurrentAgain()
    {
        ClaimEntry[] ledger = [Ledger.Say(1, Ledger.Model, Dog) with { Version = 1 }, Ledger.Say(2, Ledger.Anna, Cat) with { Version = 1 }];

        Assert.Equal([Cat], ShownValue.Resolve(ledger, new LedgerView(CurrentVersion: 2)).Select(c => c.Value));
        Assert.Equal([Dog, Cat], ShownValue.Resolve(ledger, new LedgerView(CurrentVersion: 1)).Select(c => c.Value));
    }

    [Fact]
    public void Titles_OfTwoLanguages_AreDecidedAlone()
    {
        var shown = ShownValue.Resolve([
            Ledger.Say(1, Ledger.Anna, new ClaimValue.Text("Boat"), ClaimAttributes.Title) with { Language = "en" },
            Ledger.Say(2, Ledger.Anna, new ClaimValue.Text("Boot"), ClaimAttributes.Title) with { Language = "de" },
            Ledger.Decide(3, EntryKind.Clear, null, ClaimAttributes.Title) with { Language = "en" },
        ]);

        Assert.Equal([("de", ClaimState.Accepted), ("en", ClaimState.Cleared)], shown.Select(c => (c.Language, c.State)));
    }

    [Fact]
    public void Rejection_OfAFaceTrack_LeavesThePersonOnAnotherTrack()
    {
        var shown = ShownValue.Resolve([
            Ledger.Say(1, Ledger.Model, new ClaimValue.Person(3, "f1"), ClaimAttributes.Person),
            Ledger.Say(2, Ledger.Model, new ClaimValue.Person(3, "f2"), ClaimAttributes.Person),
            Ledger.Decide(3, EntryKind.Reject, new ClaimValue.Person(3, "f1"), ClaimAttributes.Person),
        ]);

        Assert.Equal(new ClaimValue.Person(3, "f2"), Assert.Single(shown, c => c.IsVisible).Value);
    }

    [Fact]
    public void Canonical_EqualValuesWrittenDifferently_AreTheSame()
    {
        Assert.Equal(new ClaimValue.Text("Ko\u0308ln\r\n").Canonical, new ClaimValue.Text(" K\u00f6ln").Canonical);
        Assert.NotEqual(new ClaimValue.Text("a").Canonical, new ClaimValue.Text("A").Canonical);
        Assert.Equal(new ClaimValue.Number(1.50m).Canonical, new ClaimValue.Number(1.5m).Canonical);
        Assert.Equal(
            new ClaimValue.Date(new DateTime(2024, 5, 1), null, DatePrecision.Month).Canonical,
            new ClaimValue.Date(new DateTime(2024, 5, 31, 8, 0, 0), null, DatePrecision.Month).Canonical);
        Assert.NotEqual(
            new ClaimValue.Date(new DateTime(2024, 5, 1), 0, DatePrecision.Day).Canonical,
            new ClaimValue.Date(new DateTime(2024, 5, 1), null, DatePrecision.Day).Canonical);
        Assert.Equal(new ClaimValue.Place("DE", "Bavaria", "Munich", 48.1, 11.5).Canonical, new ClaimValue.Place("DE", "Bavaria", "Munich").Canonical);
        Assert.Equal("t:\ud800", new ClaimValue.Text("\ud800").Canonical);
    }
}
