using Vitrine.Core.Claims;
using Vitrine.Server.Claims;

namespace Vitrine.Server.Tests.Claims;

public sealed class FileReadingTests
{
    private const long Version = 7;

    [Fact]
    public void Compare_FirstReading_RanksAsFile()
    {
        var plan = FileReading.Compare([], [Tag(1), Title("Harbour")], Version, changed: false);

        Assert.Equal([ClaimRank.File, ClaimRank.File], plan.Append.Select(entry => entry.Rank));
        Assert.Empty(plan.Withdraw);
    }

    [Fact]
    public void Compare_SameBytesByAReaderThatKnowsMore_AddsAsFileAndRetractsNothing()
    {
        ClaimEntry[] before = [Read(1, Tag(1)), Read(2, Title("Harbour"))];

        var plan = FileReading.Compare(before, [Tag(1), Title("Harbour at night"), Tag(2)], Version, changed: false);

        Assert.Equal([ClaimRank.File, ClaimRank.File], plan.Append.Select(entry => entry.Rank));
        Assert.All(plan.Append, entry => Assert.Equal(EntryKind.Statement, entry.Kind));
        Assert.Equal([2L], plan.Withdraw.Select(entry => entry.Sequence));
    }

    [Fact]
    public void Compare_KeywordWrittenOutside_RanksAsPerson()
    {
        var plan = FileReading.Compare([Read(1, Tag(1))], [Tag(1), Tag(2)], Version, changed: true);

        var added = Assert.Single(plan.Append);
        Assert.Equal(ClaimRank.Person, added.Rank);
        Assert.Equal(Tag(2).Value, added.Value);
    }

    [Fact]
    public void Compare_KeywordRemovedOutside_IsARetractionThatHolds()
    {
        ClaimEntry[] before = [Read(1, Tag(1))];

        var plan = FileReading.Compare(before, [], Version, changed: true);

        var retraction = Assert.Single(plan.Append);
        Assert.Equal(EntryKind.Reject, retraction.Kind);
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
        var plan = FileReading.Compare([Read(1, Title("Old"))], [Title("New")], Version, changed: true);

        var added = Assert.Single(plan.Append);
        Assert.Equal((EntryKind.Statement, ClaimRank.Person), (added.Kind, added.Rank));
        Assert.Equal([1L], plan.Withdraw.Select(entry => entry.Sequence));
    }

    [Fact]
    public void Compare_NewVersion_StartsAnew()
    {
        var plan = FileReading.Compare([Read(1, Tag(1))], [Tag(2)], Version + 1, changed: false);

        Assert.Equal(ClaimRank.File, Assert.Single(plan.Append).Rank);
        Assert.Empty(plan.Withdraw);
    }

    private static FileClaim Tag(long concept) => new(ClaimAttributes.Tag, null, new ClaimValue.Concept(concept));

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
