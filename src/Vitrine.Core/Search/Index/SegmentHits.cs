namespace Vitrine.Core.Search.Index;

/// <summary>Found documents of one segment in order: as many as are wanted, with what they are ordered by.</summary>
internal sealed class SegmentHits
{
    /// <summary>Up to so many are kept in order while they are gone through; of more, all are sorted.</summary>
    private const int Few = 2_000;

    /// <summary>A set of scores that are all 0: 65,536 numbers are not made and cleared for each segment.</summary>
    [ThreadStatic]
    private static double[]? clean;

    private readonly SegmentRanks ranks;
    private readonly int[] documents;
    private readonly double[]? scores;

    private SegmentHits(SegmentRanks ranks, int[] documents, double[]? scores)
    {
        this.ranks = ranks;
        this.documents = documents;
        this.scores = scores;
    }

    public int Count => documents.Length;

    public static SegmentHits Of(FoundAssets found, int view, IndexOrder order, TextScores? ranked, int wanted)
    {
        var segment = found.Generation.Views[view].Segment;
        double[]? all = null;
        if (ranked is not null)
        {
            // Not given back where anything fails, as it may not be clean then.
            all = clean is { } left && left.Length >= segment.Count ? left : new double[segment.Count];
            clean = null;
            ranked.Add(view, found.In(view), found.CountIn(view), all);
        }

        var ranks = new SegmentRanks(segment, order.Sorts, all);
        var best = Best(found.In(view), found.CountIn(view), ranks, order.After, wanted);
        if (all is null)
        {
            return new SegmentHits(ranks, best, null);
        }

        var scores = Array.ConvertAll(best, document => all[document]);
        foreach (var document in Bits.In(found.In(view)))
        {
            all[document] = 0;
        }

        clean = all;
        return new SegmentHits(ranks, best, scores);
    }

    public IndexHit Hit(int place) => ranks.Hit(documents[place], scores?[place] ?? 0);

    /// <summary>The order of two documents of two segments by their values.</summary>
    public static int Compare(SegmentHits a, int i, SegmentHits b, int j) =>
        SegmentRanks.Compare(a.ranks, a.documents[i], a.scores?[i] ?? 0, b.ranks, b.documents[j], b.scores?[j] ?? 0);

    /// <summary>The first place between two whose document does not come before one of another segment.</summary>
    public int Before(SegmentHits other, int place, int from, int until)
    {
        while (from < until)
        {
            var middle = (from + until) >>> 1;
            (from, until) = Compare(this, middle, other, place) < 0 ? (middle + 1, until) : (from, middle);
        }

        return from;
    }

    private static int[] Best(ReadOnlySpan<ulong> found, int count, SegmentRanks ranks, IndexPlace? after, int wanted)
    {
        var place = after is null ? null : new RanksOfPlace(ranks.Of(after), after.Key);
        var all = Math.Min(wanted, count);
        if (ranks.Walk is { } walk && Math.Min(walk.Length, (long)all * walk.Length / count) < (all < count && wanted <= Few ? 2L : 8L) * count)
        {
            return walk.Best(found, ranks, place, wanted);
        }

        return wanted <= Few && wanted < count ? Kept(found, ranks, place, wanted) : Sorted(found, count, ranks, place, wanted);
    }

    /// <summary>Keeps the best in a heap whose top is the worst of them.</summary>
    private static int[] Kept(ReadOnlySpan<ulong> found, SegmentRanks ranks, RanksOfPlace? place, int wanted)
    {
        var heap = new PriorityQueue<int, int>(wanted + 1, Comparer<int>.Create((a, b) => ranks.Compare(b, a)));
        var worst = double.PositiveInfinity;
        foreach (var document in Bits.In(found))
        {
            if (heap.Count == wanted && ranks.First(document) > worst || (place is not null && !ranks.IsBehind(document, place)))
            {
                continue;
            }

            if (heap.Count < wanted)
            {
                heap.Enqueue(document, document);
            }
            else if (ranks.Compare(document, heap.Peek()) < 0)
            {
                heap.DequeueEnqueue(document, document);
            }

            worst = ranks.First(heap.Peek());
        }

        var kept = new int[heap.Count];
        for (var i = kept.Length - 1; i >= 0; i--)
        {
            kept[i] = heap.Dequeue();
        }

        return kept;
    }

    /// <summary>Sorts by the first rank, and by all of them what is alike in it as far as it is wanted.</summary>
    private static int[] Sorted(ReadOnlySpan<ulong> found, int count, SegmentRanks ranks, RanksOfPlace? place, int wanted)
    {
        var (documents, first, length) = (new int[count], new double[count], 0);
        foreach (var document in Bits.In(found))
        {
            if (place is null || ranks.IsBehind(document, place))
            {
                (documents[length], first[length]) = (document, ranks.First(document));
                length++;
            }
        }

        Array.Sort(first, documents, 0, length);
        wanted = Math.Min(wanted, length);
        for (var i = 0; i < wanted;)
        {
            var end = i + 1;
            while (end < length && first[end].CompareTo(first[i]) == 0)
            {
                end++;
            }

            if (end > i + 1)
            {
                Array.Sort(documents, i, end - i, ranks);
            }

            i = end;
        }

        return documents[..wanted];
    }
}
