namespace Vitrine.Core.Search.Index;

/// <summary>Puts found assets in order: those of each segment by its own ranks, and of these the next by their values.</summary>
internal static class OrderedHits
{
    public static IReadOnlyList<IndexHit> Of(FoundAssets found, IndexOrder order)
    {
        var wanted = (int)Math.Min(int.MaxValue, (long)Math.Max(0, order.Offset) + Math.Max(0, order.Limit));
        if (order.Limit <= 0)
        {
            return [];
        }

        var views = found.Generation.Views;
        var scores = order.Ranked.Count == 0 ? null : TextScores.Of(views, order.Ranked);
        var lists = new SegmentHits?[views.Length];
        found.Generation.Each(found.Total, v => lists[v] = found.CountIn(v) == 0 ? null : SegmentHits.Of(found, v, order, scores, wanted));
        SegmentHits[] some = [.. lists.OfType<SegmentHits>().Where(list => list.Count > 0)];
        var next = new int[some.Length];
        if (order.Offset > 0)
        {
            Skip(some, next, order.Offset);
        }

        // The best of all segments that was not taken yet is the best of those that stand first in theirs.
        var heads = new PriorityQueue<int, int>(Comparer<int>.Create((a, b) => SegmentHits.Compare(some[a], next[a], some[b], next[b])));
        for (var v = 0; v < some.Length; v++)
        {
            if (next[v] < some[v].Count)
            {
                heads.Enqueue(v, v);
            }
        }

        var hits = new List<IndexHit>(Math.Min(order.Limit, found.Total));
        while (hits.Count < order.Limit && heads.TryDequeue(out var best, out _))
        {
            hits.Add(some[best].Hit(next[best]));
            if (++next[best] < some[best].Count)
            {
                heads.Enqueue(best, best);
            }
        }

        return hits;
    }

    /// <summary>Moves to where so many of all come before, by halving what is in question: a deep page costs no walk through what lies before it.</summary>
    private static void Skip(SegmentHits[] lists, int[] from, int count)
    {
        var until = Array.ConvertAll(lists, list => list.Count);
        var before = new int[lists.Length];
        while (count > 0)
        {
            var longest = 0;
            for (var v = 1; v < lists.Length; v++)
            {
                longest = until[v] - from[v] > until[longest] - from[longest] ? v : longest;
            }

            if (lists.Length == 0 || until[longest] == from[longest])
            {
                return;
            }

            var middle = (from[longest] + until[longest]) >>> 1;
            var sum = 0;
            for (var v = 0; v < lists.Length; v++)
            {
                before[v] = v == longest ? middle : lists[v].Before(lists[longest], middle, from[v], until[v]);
                sum += before[v] - from[v];
            }

            if (sum > count)
            {
                before.CopyTo(until, 0);
            }
            else if (sum > 0)
            {
                before.CopyTo(from, 0);
                count -= sum;
            }
            else
            {
                from[longest]++;
                count--;
            }
        }
    }
}
