using Vitrine.Core.Claims;
using Vitrine.Server.Claims;

namespace Vitrine.Server.Tests.Claims;

public sealed class FileReadingTests
{
    private const long Version = 7;
    private static readonly byte[] Old = [1], New = [2];

    [Fact]
    public void Compare_FirstReading_RanksAsFile()
    {
        var plan = Compare([], [], New, Tag(1), Title("Harbour"));

        Assert.Equal([ClaimRank.File, ClaimRank.File], plan.Append.Select(entry => entry.Rank));
        Assert.Empty(plan.Withdraw);
    }

    [Fact]
    public void Compare_SameBytesByAReaderThatKnowsMore_AddsAsFileAndRetractsNothing()
    {
        ClaimEntry[] before = [Read(1, Tag(1)), Read(2, Title("Harbour"))];

        var plan = Compare(before, [State(Old, Tag(1), Title("Harbour"))], Old, Tag(1), Title("Harbour at night"), Tag(2));

        Assert.Equal([ClaimRank.File, ClaimRank.File], plan.Append.Select(entry => entry.Rank));
        Assert.All(plan.Append, entry => Assert.Equal(EntryKind.Statement, entry.Kind));
        Assert.Equal([2L], plan.Withdraw.Select(entry => entry.Sequence));
    }

    [Fact]
    public void Compare_KeywordWrittenOutside_RanksAsPerson()
    {
        var plan = Compare([Read(1, Tag(1))], [State(Old, Tag(1))], New, Tag(1), Tag(2));

        var added = Assert.Single(plan.Append);
        Assert.Equal(ClaimRank.Person, added.Rank);
        Assert.Equal(Tag(2).Value, added.Value);
    }

    [Fact]
    public void Compare_KeywordRemovedOutside_IsARetractionThatHolds()
    {
        var plan = Compare([Read(1, Tag(1))], [State(Old, Tag(1))], New);

        var retraction = Assert.Single(plan.Append);
        Assert.Equal(EntryKind.Reject, retraction.Kind);
        Assert.Equal([1L], plan.Withdraw.Select(entry => entry.Sequence));
        var machine = new ClaimEntry
        {
            Sequence = 9, Subject = default, Attribute = ClaimAttributes.Tag, Value = Tag(1).Value, Source = new ClaimSource(SourceType.Fusion, "fusion"), Version = Version,
        };
        var shown = Assert.Single(ShownValue.Resolve([retraction with { Sequence = 5 }, machine]));
        Assert.Equal(ClaimState.Rejected, shown.State);
    }

    [Fact]
    public void Compare_TitleReplacedOutside_IsNoRetraction()
    {
        var plan = Compare([Read(1, Title("Old"))], [State(Old, Title("Old"))], New, Title("New"));

        var added = Assert.Single(plan.Append);
        Assert.Equal((EntryKind.Statement, ClaimRank.Person), (added.Kind, added.Rank));
        Assert.Equal([1L], plan.Withdraw.Select(entry => entry.Sequence));
    }

    [Fact]
    public void Compare_TitleRemovedOutside_IsCleared()
    {
        var plan = Compare([Read(1, Title("Old"))], [State(Old, Title("Old"))], New);

        Assert.Equal((EntryKind.Clear, ClaimRank.Person, null), (plan.Append[0].Kind, plan.Append[0].Rank, plan.Append[0].Value));
    }

    [Fact]
    public void Compare_NewVersion_StartsAnew()
    {
        var plan = FileReading.Compare([Read(1, Tag(1))], [], new FileSaid(FileHolder.Embedded, New, [Tag(2)]), Version + 1);

        Assert.Equal(ClaimRank.File, Assert.Single(plan.Append).Rank);
        Assert.Empty(plan.Withdraw);
    }

    [Fact]
    public void Compare_WhatVitrineWroteItself_IsNothingNew()
    {
        var plan = Compare([], [State(New, Tag(1), Title("Written"))], New, Tag(1), Title("Written"));

        Assert.Empty(plan.Append);
    }

    [Fact]
    public void Compare_OtherFieldChangedAfterOurWriting_LeavesWhatWeWrote()
    {
        var plan = Compare([], [State(Old, Tag(1), Title("Written"))], New, Tag(1), Title("Written"), Tag(3));

        Assert.Equal(Tag(3).Value, Assert.Single(plan.Append).Value);
    }

    [Fact]
    public void Compare_ConceptOfAKeywordMerged_SameLiteralIsTheSame()
    {
        var before = new FileClaim(ClaimAttributes.Tag, null, new ClaimValue.Concept(1), "Hund");

        var plan = Compare([Read(1, before)], [State(Old, before)], New, before with { Value = new ClaimValue.Concept(2) });

        Assert.Empty(plan.Append);
        Assert.Empty(plan.Withdraw);
    }

    [Fact]
    public void Compare_GoneFromTheFileButInTheSidecar_IsNoRetraction()
    {
        FileState[] states = [State(Old, Tag(1)), new FileState(FileHolder.Sidecar, Old, FileStates.Values([Tag(1)]))];

        var plan = Compare([Read(1, Tag(1))], states, New);

        Assert.Empty(plan.Append);
        Assert.Equal([1L], plan.Withdraw.Select(entry => entry.Sequence));
    }

    [Fact]
    public void Compare_WhatOnlyTheFullerReadingKnows_IsNotTakenBackByTheFirst()
    {
        FileState[] states = [State(Old, Tag(1)), new FileState(FileHolder.Details, Old, FileStates.Values([Tag(2)]))];
        ClaimEntry[] before = [Read(1, Tag(1)), Read(2, Tag(2))];

        var first = Compare(before, states, New, Tag(1));
        Assert.Empty(first.Append);
        Assert.Empty(first.Withdraw);

        FileState[] then = [State(New, Tag(1)), states[1]];
        var fuller = FileReading.Compare(before, then, new FileSaid(FileHolder.Details, New, [Tag(1)]), Version);
        Assert.Equal(EntryKind.Reject, Assert.Single(fuller.Append).Kind);
        Assert.Equal([2L], fuller.Withdraw.Select(entry => entry.Sequence));
    }

    [Fact]
    public void Compare_KeywordThatLeftOneList_IsTakenBackThoughAnotherHasIt_AndStaysSo()
    {
        var plan = Compare([Read(1, Tag(1))], [State(Old, Tag(1, "dl"))], New, Tag(1, "l"));
        Assert.Equal(EntryKind.Reject, Assert.Single(plan.Append).Kind);
        Assert.Equal([1L], plan.Withdraw.Select(entry => entry.Sequence));

        var noted = FileStates.After([State(Old, Tag(1, "dl"))], Said(New, Tag(1, "l")));
        Assert.True(Assert.Single(noted.Said).TakenBack);
        Assert.DoesNotContain(Compare([], [noted], [3], Tag(1, "l"), Title("Other")).Append, entry => entry.Attribute == ClaimAttributes.Tag);
        Assert.True(FileStates.After([noted], Said([3], Tag(1, "l"))).Said[0].TakenBack);

        // Gone from the other list too: that was said already.
        Assert.Empty(Compare([], [noted], [3]).Append);

        var again = Assert.Single(Compare([], [noted], [3], Tag(1, "ld")).Append);
        Assert.Equal((EntryKind.Statement, ClaimRank.Person), (again.Kind, again.Rank));
        Assert.False(FileStates.After([noted], Said([3], Tag(1, "ld"))).Said[0].TakenBack);
    }

    [Fact]
    public void Compare_KeywordInOtherLists_IsNotTakenBackWhereNobodyTookItOut()
    {
        // Moved to another list; copied into one more; a list that was not noted before; the whole block dropped.
        Assert.Empty(Compare([], [State(Old, Tag(1, "d"))], New, Tag(1, "i")).Append);
        Assert.Empty(Compare([], [State(Old, Tag(1, "d"))], New, Tag(1, "dl")).Append);
        Assert.Empty(Compare([], [State(Old, Tag(1))], New, Tag(1, "l")).Append);
        Assert.Empty(FileReading.Compare([], [State(Old, Tag(1, "di"))], Said(New, Tag(1, "d")) with { HeldLists = "dl" }, Version).Append);

        // A list that a program does not keep; not so the one that all know.
        Assert.Empty(Compare([], [State(Old, Tag(1, "dl"), Tag(2, "dl"))], New, Tag(1, "d"), Tag(2, "d")).Append);
        Assert.Equal(2, Compare([], [State(Old, Tag(1, "dl"), Tag(2, "dl"))], New, Tag(1, "l"), Tag(2, "l")).Append.Count);

        // Read by a program that knows more or fewer lists.
        Assert.Empty(Compare([], [State(Old, Tag(1, "dl"))], Old, Tag(1, "l")).Append);
    }

    [Fact]
    public void Compare_KeywordThatLeftTheSidecar_IsTakenBackThoughTheFileHasIt()
    {
        FileState[] states = [State(Old, Tag(1, "d")), new FileState(FileHolder.Sidecar, Old, FileStates.Values([Tag(1, "dk")]))];

        var plan = FileReading.Compare([], states, new FileSaid(FileHolder.Sidecar, New, []), Version);

        Assert.Equal(EntryKind.Reject, Assert.Single(plan.Append).Kind);
    }

    [Fact]
    public void Compare_FullerReading_DoesNotBringBackWhatLeftAListOfTheFirst()
    {
        FileState[] states = [State(Old, Tag(1, "dl")), new FileState(FileHolder.Details, Old, [])];
        states[0] = FileStates.After(states, Said(New, Tag(1, "l")));

        Assert.Empty(FileReading.Compare([], states, Said(New, Tag(1, "lo")) with { Holder = FileHolder.Details }, Version).Append);
    }

    [Fact]
    public void Resolve_SidecarAndFileDisagree_SidecarIsShownWhicheverCameLater()
    {
        var sidecar = Read(1, Title("Beside")) with { Source = new ClaimSource(SourceType.Sidecar, "sidecar"), Version = null };
        var embedded = Read(2, Title("Inside"));

        Assert.Equal(Title("Beside").Value, Assert.Single(ShownValue.Resolve([sidecar, embedded])).Value);
        Assert.Equal(Title("Beside").Value, Assert.Single(ShownValue.Resolve([sidecar with { Sequence = 3 }, embedded])).Value);
    }

    private static FileReadingPlan Compare(ClaimEntry[] before, FileState[] states, byte[] sha256, params FileClaim[] said) =>
        FileReading.Compare(before, states, new FileSaid(FileHolder.Embedded, sha256, said), Version);

    private static FileState State(byte[] sha256, params FileClaim[] said) => new(FileHolder.Embedded, sha256, FileStates.Values(said));

    private static FileSaid Said(byte[] sha256, params FileClaim[] said) => new(FileHolder.Embedded, sha256, said);

    private static FileClaim Tag(long concept, string? lists = null) => new(ClaimAttributes.Tag, null, new ClaimValue.Concept(concept), Lists: lists);

    private static FileClaim Title(string text) => new(ClaimAttributes.Title, null, new ClaimValue.Text(text));

    private static ClaimEntry Read(long sequence, FileClaim claim) => new()
    {
        Sequence = sequence,
        Subject = default,
        Attribute = claim.Attribute,
        Language = claim.Language,
        Value = claim.Value,
        Source = new ClaimSource(SourceType.File, "file"),
        Version = Version,
    };
}
