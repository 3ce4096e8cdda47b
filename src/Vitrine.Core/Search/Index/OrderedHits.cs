using System.Text;

namespace Vitrine.Core.Search.Index;

/// <summary>Puts found assets in order: the best of each segment by its own ranks, and of these the best by their values.</summary>
internal static class OrderedHits
{
    /// <summary>Up to so many are kept in order while they are gone through; of more, all are sorted.</summary>
    private const int Few = 2_000;

    public static IReadOnlyList<IndexHit> Of(FoundAssets found, IndexOrder order)
    {
        var views = found.Generation.Views;
        var scores = order.Ranked.Count == 0 ? new double[]?[views.Length] : TextScores.Of(views, order.Ranked);
        var wanted = (int)Math.Min(int.MaxValue, (long)Math.Max(0, order.Offset) + Math.Max(0, order.Limit));
        if (wanted == 0 || order.Limit <= 0)
        {
            return [];
        }

        // The best of all segments that was not taken yet is the best of those that stand first in theirs.
        var descends = order.Sorts.Count > 0 && order.Sorts[0].Descending;
        var heads = new PriorityQueue<IEnumerator<IndexHit>, IndexHit>(Comparer<IndexHit>.Create((a, b) => Compare(a, b, order.Sorts, descends)));
        for (var v = 0; v < views.Length; v++)
        {
            var ranks = new SegmentRanks(views[v], order.Sorts, scores[v]);
            var hits = Best(Behind(found.In(v), ranks, order.After), ranks, wanted).Select(ranks.Hit).GetEnumerator();
            if (hits.MoveNext())
            {
                heads.Enqueue(hits, hits.Current);
            }
        }

        var wantedHits = new List<IndexHit>(Math.Min(order.Limit, found.Total));
        for (var passed = 0; passed < wanted && heads.TryDequeue(out var hits, out var best); passed++)
        {
            if (passed >= order.Offset)
            {
                wantedHits.Add(best);
            }

            if (hits.MoveNext())
            {
                heads.Enqueue(hits, hits.Current);
            }
        }

        return wantedHits;
    }

    private static List<int> Behind(ReadOnlySpan<ulong> set, SegmentRanks ranks, IndexPlace? after)
    {
        var documents = new List<int>();
        var place = after is null ? null : ranks.Of(after);
        foreach (var document in Bits.In(set))
        {
            if (place is null || ranks.IsBehind(document, place, after!.Key))
            {
                documents.Add(document);
            }
        }

        return documents;
    }

    /// <summary>The best documents, in order.</summary>
    private static IEnumerable<int> Best(List<int> documents, SegmentRanks ranks, int wanted)
    {
        var first = new double[documents.Count];
        for (var i = 0; i < first.Length; i++)
        {
            first[i] = ranks.First(documents[i]);
        }

        return wanted <= Few && wanted < first.Length ? Kept(documents, first, ranks, wanted) : Sorted([.. documents], first, ranks, Math.Min(wanted, first.Length));
    }

    /// <summary>Keeps the best in a heap whose top is the worst of them.</summary>
    private static IEnumerable<int> Kept(List<int> documents, double[] first, SegmentRanks ranks, int wanted)
    {
        var heap = new PriorityQueue<int, int>(wanted + 1, Comparer<int>.Create((a, b) => ranks.Compare(b, a)));
        var worst = double.PositiveInfinity;
        for (var i = 0; i < first.Length; i++)
        {
            if (heap.Count < wanted)
            {
                heap.Enqueue(documents[i], documents[i]);
            }
            else if (first[i] <= worst && ranks.Compare(documents[i], heap.Peek()) < 0)
            {
                heap.DequeueEnqueue(documents[i], documents[i]);
            }
            else
            {
                continue;
            }

            worst = heap.Count < wanted ? double.PositiveInfinity : ranks.First(heap.Peek());
        }

        var kept = heap.UnorderedItems.Select(item => item.Element).ToArray();
        Array.Sort(kept, ranks.Compare);
        return kept;
    }

    /// <summary>Sorts by the first rank, and by all of them what is alike in it as far as it is wanted.</summary>
    private static IEnumerable<int> Sorted(int[] documents, double[] first, SegmentRanks ranks, int wanted)
    {
        Array.Sort(first, documents);
        for (var i = 0; i < wanted;)
        {
            var end = i + 1;
            while (end < first.Length && first[end].CompareTo(first[i]) == 0)
            {
                end++;
            }

            if (end > i + 1)
            {
                Array.Sort(documents, i, end - i, Comparer<int>.Create(ranks.Compare));
            }

            i = end;
        }

        return documents.Take(wanted);
    }

    private static int Compare(IndexHit a, IndexHit b, IReadOnlyList<IndexSort> sorts, bool descends)
    {
        for (var i = 0; i < sorts.Count; i++)
        {
            if (Compare(a.Values[i], b.Values[i], sorts[i].Descending) is not 0 and var order)
            {
                return order;
            }
        }

        return descends ? b.Key.CompareTo(a.Key) : a.Key.CompareTo(b.Key);
    }

    private static int Compare(SortValue a, SortValue b, bool descending)
    {
        if (a == SortValue.Missing || b == SortValue.Missing)
        {
            return (a == SortValue.Missing).CompareTo(b == SortValue.Missing);
        }

        var order = a.Number is { } number ? number.CompareTo(b.Number) : Encoding.UTF8.GetBytes(a.Text!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b.Text!));
        return descending ? -order : order;
    }
}
