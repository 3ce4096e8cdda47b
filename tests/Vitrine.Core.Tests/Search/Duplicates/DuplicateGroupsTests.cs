using CsCheck;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Search.Duplicates;

public sealed class DuplicateGroupsTests
{
    private static readonly DateTimeOffset Day = new(2020, 5, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<(DuplicatePair[] Pairs, int[] Pixels)> Libraries = Gen.Select(
        Gen.Select(Gen.Int[0, 19], Gen.Int[0, 19], Gen.Int[0, 10], (a, b, d) => new DuplicatePair(a, b, d)).Array[0, 40], Gen.Int[1, 5].Array[20]);

    [Fact]
    public void Form_AnyPairs_GivesGroupsWithoutChains() =>
        Libraries.Sample(
            (pairs, pixels) =>
            {
                var groups = Form(pairs, pixels);
                var near = pairs.SelectMany(p => new[] { (p.A, p.B), (p.B, p.A) }).ToHashSet();
                var rows = groups.SelectMany(g => g.Others.Append(g.Keeper)).ToList();
                var grouped = rows.ToHashSet();
                return rows.Count == grouped.Count
                    && groups.All(g => g.Others.Count > 0 && g.Others.All(other => IsNear(g, other) && pixels[other] <= pixels[g.Keeper]))
                    && groups.All(g => g.Others.All(one => g.Others.All(other => one == other || !Apart(one, other) || (near.Contains((g.Keeper, one)) && near.Contains((g.Keeper, other))))))
                    // Two that are near each other and in no group would be one.
                    && pairs.All(p => p.A == p.B || grouped.Contains(p.A) || grouped.Contains(p.B));

                bool IsNear(DuplicateGroup group, int row)
                {
                    var close = group.Others.Where(other => near.Contains((group.Keeper, other))).Append(group.Keeper).ToList();
                    return close.Contains(row) || close.Count(other => near.Contains((other, row))) * 2 > close.Count;
                }
            },
            iter: Deep.Times(2_000));

    [Fact]
    public void Form_PairsInAnotherOrder_GivesTheSame() =>
        Libraries.SelectMany(l => Gen.Shuffle((DuplicatePair[])l.Pairs.Clone()).Select(shuffled => (l, shuffled))).Sample(
            t => Print(Form(t.l.Pairs, t.l.Pixels)) == Print(Form([.. t.shuffled.Select(p => p with { A = p.B, B = p.A })], t.l.Pixels)),
            iter: Deep.Times(1_000));

    [Fact]
    public void Form_AChain_IsCutAtTheKeeper()
    {
        // 0 – 1 – 2 – 3 – 4, and 2 has most pixels.
        var groups = Form([new(0, 1, 5), new(1, 2, 5), new(2, 3, 5), new(3, 4, 5)], [1, 1, 9, 1, 1]);

        Assert.Equal("2: 1 3 MostPixels", Print(groups));
    }

    [Fact]
    public void Form_WhatAChainLeaves_IsAGroupOfItsOwn() =>
        Assert.Equal("0: 1 MostPixels\n2: 3 MostPixels", Print(Form([new(0, 1, 5), new(1, 2, 5), new(2, 3, 5)], [9, 1, 5, 4])));

    [Fact]
    public void Form_WhatTheKeeperDoesNotKnow_JoinsByMostOfTheOthers_UnlessItIsSaidToBeApart()
    {
        // 0 with a banner is kept; 3, cut, is near to 1 and 2 as they are to each other.
        DuplicatePair[] pairs = [new(0, 1, 5), new(0, 2, 5), new(1, 2, 5), new(1, 3, 5), new(2, 3, 5)];
        int[] pixels = [9, 1, 1, 1];

        Assert.Equal("0: 1 2 3 MostPixels", Print(Form(pairs, pixels)));
        Assert.Equal("0: 1 2 MostPixels", Print(DuplicateGroups.Form(pairs, row => new KeeperFacts(pixels[row], 1), (a, b) => (a, b) is (3, 0) or (0, 3))));
    }

    [Fact]
    public void Keeper_MostPixelsThenBytesThenFirstWrittenThenOldest()
    {
        var facts = new KeeperFacts(100, 50, false, Day);

        Assert.Equal((2, KeeperReason.MostPixels), Of(facts with { Bytes = 99 }, facts with { Pixels = 101, IsReEncoded = true, Since = null }));
        Assert.Equal((1, KeeperReason.MostBytes), Of(facts with { Bytes = 51, IsReEncoded = true }, facts));
        Assert.Equal((2, KeeperReason.NotReEncoded), Of(facts with { IsReEncoded = true }, facts with { Since = null }));
        Assert.Equal((1, KeeperReason.Oldest), Of(facts, facts with { Since = null }));
        Assert.Equal((2, KeeperReason.Oldest), Of(facts, facts with { Since = Day.AddDays(-1) }));
        Assert.Equal((1, KeeperReason.First), Of(facts, facts));
        Assert.Equal((1, KeeperReason.Alone), Of(facts));
        Assert.Throws<ArgumentException>(() => Of());
    }

    private static (int Row, KeeperReason Reason) Of(params KeeperFacts[] candidates) =>
        SuggestedKeeper.Of([.. candidates.Select((facts, i) => (i + 1, facts)).Reverse()]);

    private static IReadOnlyList<DuplicateGroup> Form(DuplicatePair[] pairs, int[] pixels) =>
        DuplicateGroups.Form(pairs, row => new KeeperFacts(pixels[row], 1), Apart);

    /// <summary>Some rows are kept apart unless their own pairs say otherwise.</summary>
    private static bool Apart(int one, int other) => (one + other) % 7 == 0;

    private static string Print(IEnumerable<DuplicateGroup> groups) => string.Join('\n', groups.Select(g => $"{g.Keeper}: {string.Join(' ', g.Others)} {g.Reason}"));
}
