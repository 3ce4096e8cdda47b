using Vitrine.Core.Search.Index;

namespace Vitrine.Core.Tests.Search.Index;

public sealed class SurestFoundTests
{
    private static readonly IndexFields Fields = new();
    private static readonly IndexField Tag = Fields.Get("tag", IndexFieldType.Parts);

    [Fact]
    public void Of_SeveralThings_PutsTheHighestMeanFirst()
    {
        var found = Of((1, [("dog", 9000)]), (2, [("dog", 8000), ("beach", 4000)]), (3, [("poodle", 9500)]), (4, [("cat", 9900)]), (5, [("dog", 3000), ("poodle", 9000)]));

        Assert.Equal([(2L, 6000.0), (3, 4750), (5, 4500), (1, 4500)], SurestFound.Of(found, Tag, [["dog", "poodle"], ["beach"]], 10));
        Assert.Equal([(3L, 9500.0), (5, 9000)], SurestFound.Of(found, Tag, [["dog", "poodle", "nothing"]], 2));
    }

    [Fact]
    public void Of_NothingAskedFor_IsNothing()
    {
        var found = Of((1, [("dog", 9000)]));

        Assert.Empty(SurestFound.Of(found, Tag, [], 10));
        Assert.Empty(SurestFound.Of(found, Tag, [["cat"]], 10));
        Assert.Empty(SurestFound.Of(found, Tag, [["dog"]], 0));
    }

    [Fact]
    public void Of_ManyAtRandom_AgreesWithAList()
    {
        var random = new Random(7);
        var documents = Enumerable.Range(1, 5_000).Select(key => (Key: (long)key, Tags: Enumerable.Range(0, random.Next(4)).Select(_ => ($"t{random.Next(12)}", random.Next(1, 10_001))).DistinctBy(tag => tag.Item1).ToArray())).ToArray();
        string[][] sets = [["t1", "t2"], ["t3"], ["t4", "t1"]];
        var expected = documents
            .Select(one => (one.Key, Sum: sets.Sum(set => one.Tags.Where(tag => set.Contains(tag.Item1)).Select(tag => tag.Item2).DefaultIfEmpty().Max())))
            .Where(one => one.Sum > 0).OrderByDescending(one => one.Sum).ThenByDescending(one => one.Key).Take(300).Select(one => (one.Key, one.Sum / 3.0));

        Assert.Equal(expected, SurestFound.Of(Of(documents), Tag, sets, 300));
    }

    private static FoundAssets Of(params (long Key, (string Tag, int Confidence)[] Tags)[] documents)
    {
        var index = new MemoryIndex(Fields);
        foreach (var (turn, some) in documents.Chunk(700).Index())
        {
            index.Apply([.. some.Select(one => one.Tags.Aggregate(new IndexDocument(one.Key), (document, tag) => document.Part(Tag, tag.Tag, new IndexPart((ushort)tag.Confidence, 1, 1))))], [], turn + 1);
        }

        return index.Generation.Find(new IndexFilter.All());
    }
}
