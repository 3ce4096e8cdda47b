using CsCheck;
using Vitrine.Core.Search.Index;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Search.Index;

/// <summary>Whatever was changed in whatever order, the index answers as one does that goes through all documents.</summary>
public sealed class MemoryIndexProperties
{
    private const int Keys = 60;

    private static readonly Gen<int> Seeds = Gen.Int[0, int.MaxValue - 1];

    [Fact]
    public void Find_AfterAnyChanges_IsWhatGoingThroughAllGives() => Seeds.Sample(
        seed =>
        {
            var (library, index, slow) = Changed(seed);
            for (var i = 0; i < 12; i++)
            {
                var (filter, visible) = (library.Filter(3), library.Chance.Next(2) == 0 ? null : library.Filter(1));
                var (found, expected) = (index.Generation.Find(filter, visible), slow.Find(filter, visible));
                Assert.True(expected.Select(one => one.Key).SequenceEqual(found.Keys().Order()), $"{Wrong(filter, index, slow) ?? (visible is null ? null : Wrong(visible, index, slow))}");
                Assert.Equal(expected.Count, found.Total);
                var key = library.Chance.Next(1, Keys + 1);
                Assert.Equal(slow.Find(new IndexFilter.Keys([key]), visible) is [var one] ? SlowIndex.Holds(filter, one) : null, index.Generation.Holds(filter, key, visible));
            }
        },
        iter: Deep.Times(250));

    [Fact]
    public void Count_AfterAnyChanges_IsWhatGoingThroughAllGives() => Seeds.Sample(
        seed =>
        {
            var (library, index, slow) = Changed(seed);
            var (filter, visible) = (library.Filter(2), library.Chance.Next(2) == 0 ? null : library.Filter(1));
            var (found, expected) = (index.Generation.Find(filter, visible), slow.Find(filter, visible));
            Assert.Equal(slow.Together(expected, library.Cover, visible).Select(one => one.Key).Order(), found.Together(library.Cover).Keys().Order());
            foreach (var field in (IndexField[])[library.Kind, library.Tag, library.Text])
            {
                foreach (var cover in (IndexField?[])[null, library.Cover])
                {
                    var counts = found.Count(field, cover);
                    Assert.Equal(slow.Count(expected, field, cover).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ValueCount(pair.Key, pair.Value)), counts.OrderBy(one => one.Value, StringComparer.Ordinal));
                    Assert.Equal(counts.OrderByDescending(one => one.Assets).ThenBy(one => one.Value, StringComparer.Ordinal), counts);
                    var beginning = library.Beginning;
                    Assert.Equal(counts.Where(one => one.Value.StartsWith(beginning, StringComparison.Ordinal)), found.Count(field, cover, beginning));
                }
            }

            Assert.Subset(index.Generation.Values(library.Kind).ToHashSet(), slow.Find(new IndexFilter.All(), null).SelectMany(one => one.Terms).Where(one => one.Field == library.Kind).Select(one => one.Term).ToHashSet());
            double[] bounds = [-8, -3, 0, 1, 7];
            Assert.Equal(slow.Histogram(expected, library.Size, bounds), found.Histogram(library.Size, bounds));
        },
        iter: Deep.Times(250));

    [Fact]
    public void Hits_PageAfterPage_AreAllInOrder() => Seeds.Sample(
        seed =>
        {
            var (library, index, slow) = Changed(seed);
            var (sorts, ranked, filter) = (library.Sorts(), library.Ranked(), library.Filter(1));
            var found = index.Generation.Find(filter);
            var expected = slow.Ordered(slow.Find(filter, null), sorts, document => Math.Round(slow.Score(document, ranked), 9), library.NumberOf);
            var order = new IndexOrder(sorts, 1 + library.Chance.Next(9)) { Ranked = ranked };
            var pages = new List<long>();
            IndexPlace? after = null;
            while (found.Hits(order with { After = after }) is { Count: > 0 } hits)
            {
                pages.AddRange(hits.Select(hit => hit.Key));
                after = new IndexPlace(hits[^1].Values, hits[^1].Key);
                Assert.All(hits, hit => Assert.Equal(slow.Score(slow.Find(new IndexFilter.Keys([hit.Key]), null)[0], ranked), hit.Score, 9));
            }

            // Scores are sums: what differs in the last digit alone may lie either way.
            Assert.Equal(expected.Order(), pages.Order());
            if (ranked.Count == 0 || sorts.All(sort => sort.Field is not null || sort.Given is not null))
            {
                Assert.Equal(expected, pages);
                var offset = library.Chance.Next(Keys);
                Assert.Equal(expected.Skip(offset).Take(order.Limit), found.Hits(order with { Offset = offset }).Select(hit => hit.Key));
            }
        },
        iter: Deep.Times(250));

    [Fact]
    public void Generation_WhileOthersWrite_StaysAsItWas() => Seeds.Sample(
        seed =>
        {
            var (library, index, slow) = Changed(seed);
            var filter = library.Filter(2);
            var pinned = index.Generation;
            var before = pinned.Find(filter).Keys();
            for (var i = 0; i < 10; i++)
            {
                Change(library, index, slow);
            }

            Assert.Equal(before, pinned.Find(filter).Keys());
        },
        iter: Deep.Times(50));

    /// <summary>Of segments of some thousands, frequent values lie as sets beside their postings, and are counted and joined by these.</summary>
    [Fact]
    public void Answers_OfLargeSegments_AreWhatGoingThroughAllGives() => Seeds.Sample(
        seed =>
        {
            const int Many = 2_500;
            var library = new RandomLibrary(seed);
            var (index, slow) = (new MemoryIndex(library.Fields), new SlowIndex());
            foreach (var from in (int[])[1, Many / 2])
            {
                var documents = Enumerable.Range(from, Many / 2).Select(key => library.Document(key, Many)).ToArray();
                index.Apply(documents, [], 1);
                slow.Apply(documents, []);
            }

            for (var i = 0; i < 8; i++)
            {
                var (filter, sorts) = (i == 0 ? new IndexFilter.All() : library.Filter(2), library.Sorts());
                var (found, expected) = (index.Generation.Find(filter), slow.Find(filter, null));
                Assert.Equal(expected.Select(one => one.Key), found.Keys().Order());
                var cover = i % 2 == 0 ? library.Cover : null;
                foreach (var field in (IndexField[])[library.Tag, library.Kind, library.Text, library.Sort])
                {
                    Assert.Equal(
                        slow.Count(expected, field, cover).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ValueCount(pair.Key, pair.Value)),
                        found.Count(field, cover));
                }

                var ordered = slow.Ordered(expected, sorts, _ => 0, library.NumberOf);
                foreach (var offset in (int[])[0, expected.Count / 3, expected.Count * 19 / 20])
                {
                    Assert.Equal(ordered.Skip(offset).Take(20), found.Hits(new IndexOrder(sorts, 20) { Offset = offset }).Select(hit => hit.Key));
                }
            }
        },
        iter: Deep.Times(5));

    /// <summary>An index that was written by many hands, and the plain documents that are in it.</summary>
    private static (RandomLibrary Library, MemoryIndex Index, SlowIndex Slow) Changed(int seed)
    {
        var library = new RandomLibrary(seed);
        var (index, slow) = (new MemoryIndex(library.Fields, small: 1 << library.Chance.Next(2, 10)), new SlowIndex());
        for (var i = library.Chance.Next(80); i >= 0; i--)
        {
            Change(library, index, slow);
        }

        return (library, index, slow);
    }

    /// <summary>The smallest part of a filter that finds something else.</summary>
    private static IndexFilter? Wrong(IndexFilter filter, MemoryIndex index, SlowIndex slow)
    {
        IReadOnlyList<IndexFilter> parts = filter switch { IndexFilter.And and => and.Operands, IndexFilter.Or or => or.Operands, IndexFilter.Not not => [not.Operand], _ => [] };
        return parts.Select(part => Wrong(part, index, slow)).FirstOrDefault(part => part is not null)
            ?? (slow.Find(filter, null).Select(one => one.Key).SequenceEqual(index.Generation.Find(filter).Keys().Order()) ? null : filter);
    }

    private static void Change(RandomLibrary library, MemoryIndex index, SlowIndex slow)
    {
        var changed = library.Some(6, () => library.Document(library.Chance.Next(1, Keys + 1), Keys));
        var removed = library.Some(2, () => (long)library.Chance.Next(1, Keys + 1));
        index.Apply(changed, removed, index.Generation.Sequence + 1);
        slow.Apply(changed, removed);
        if (library.Chance.Next(3) == 0)
        {
            index.Maintain();
        }

        Assert.Equal(slow.Keys.Count(), index.Generation.Count);
    }
}
