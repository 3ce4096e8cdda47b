using Vitrine.Core.Search.Index;

namespace Vitrine.Core.Tests.Search.Index;

/// <summary>Writers, a merger and readers at the same time, each on a thread of its own: what was changed together is seen together, and no total lies.</summary>
public sealed class MemoryIndexThreadsTests
{
    private const int Bulk = 150, Rounds = 120, Pairs = 400;

    private readonly IndexFields fields = new();
    private readonly MemoryIndex index;

    public MemoryIndexThreadsTests() => index = new MemoryIndex(fields, small: 32);

    private IndexField Version => fields.Get("version", IndexFieldType.Values);

    private IndexField Pair => fields.Get("pair", IndexFieldType.Number);

    [Fact]
    public void Generation_WhileOthersWriteAndMerge_IsWholeAndCountsRight()
    {
        index.Apply(AllWith(0), [], 0);
        var left = 2;
        var problems = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var seen = 0;
        Thread[] threads =
        [
            new Thread(() => Guarded(WriteBulk)), new Thread(() => Guarded(WritePairs)),
            new Thread(() => Until(() => index.Maintain())), new Thread(() => Until(Read)), new Thread(() => Until(Read)),
        ];
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        Assert.Empty(problems);
        Assert.True(seen > 0);
        Assert.Null(Wrong(index.Generation));
        while (index.Maintain())
        {
        }

        Assert.Null(Wrong(index.Generation));
        Assert.Equal(Bulk, index.Generation.Find(IndexFilter.Term(Version, $"v{Rounds}")).Total);

        void Read()
        {
            if (Wrong(index.Generation) is { } problem)
            {
                problems.Enqueue(problem);
            }

            Interlocked.Increment(ref seen);
        }

        void Guarded(Action write)
        {
            try
            {
                write();
            }
            finally
            {
                Interlocked.Decrement(ref left);
            }
        }

        void Until(Action work)
        {
            do
            {
                work();
            }
            while (Volatile.Read(ref left) > 0 && problems.IsEmpty);
        }
    }

    private void WriteBulk()
    {
        for (var round = 1; round <= Rounds; round++)
        {
            index.Apply(AllWith(round), [], round);
        }
    }

    /// <summary>Two assets come, change and go together.</summary>
    private void WritePairs()
    {
        var chance = new Random(5);
        for (var i = 0; i < Pairs; i++)
        {
            var key = 10_000 + (2 * chance.Next(40));
            if (chance.Next(3) == 0)
            {
                index.Apply([], [key, key + 1], 0);
            }
            else
            {
                index.Apply([new IndexDocument(key).Number(Pair, i), new IndexDocument(key + 1).Number(Pair, i)], [], 0);
            }
        }
    }

    private IndexDocument[] AllWith(int round) => [.. Enumerable.Range(1, Bulk).Select(key => new IndexDocument(key).Value(Version, $"v{round}"))];

    /// <summary>What cannot be in a generation; null where all is well.</summary>
    private string? Wrong(IndexGeneration generation)
    {
        var versions = generation.Find(new IndexFilter.Has(Version));
        if (versions.Count(Version) is not [{ Assets: Bulk } only])
        {
            return $"{string.Join(", ", versions.Count(Version))} of a bulk change are seen";
        }

        var bulk = generation.Find(IndexFilter.Term(Version, only.Value));
        if (bulk.Total != Bulk || bulk.Keys().Order().Distinct().Count() != Bulk || versions.Total != Bulk)
        {
            return $"{only.Value}: a total of {bulk.Total}, and of {versions.Total}";
        }

        var pairs = generation.Find(new IndexFilter.Has(Pair));
        var hits = pairs.Hits(new IndexOrder([new IndexSort(Pair, true)], 1_000));
        if (pairs.Total != hits.Count || generation.Count != pairs.Total + Bulk || hits.GroupBy(hit => hit.Values[0]).Any(pair => pair.Count() != 2))
        {
            return $"{pairs.Total} of pairs, {hits.Count} in order, {generation.Count} in all";
        }

        return null;
    }
}
