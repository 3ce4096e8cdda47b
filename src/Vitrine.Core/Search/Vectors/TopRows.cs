namespace Vitrine.Core.Search.Vectors;

/// <summary>A row and its cosine with the query, −1…1; 0 for a vector of zeros.</summary>
public readonly record struct VectorHit(int Row, float Score);

/// <summary>The best rows of those offered: higher score first, then the lower row. A heap whose root is the worst that is kept.</summary>
internal sealed class TopRows(int limit)
{
    private VectorHit[] heap = new VectorHit[Math.Min(limit, 64)];

    public int Count { get; private set; }

    public bool IsFull => Count == limit;

    /// <summary>Below this nothing is taken any more; −∞ until <c>limit</c> rows are there.</summary>
    public float Floor { get; private set; } = limit == 0 ? float.PositiveInfinity : float.NegativeInfinity;

    public void Offer(int row, float score)
    {
        var offered = new VectorHit(row, score);
        if (Count < limit)
        {
            if (Count == heap.Length)
            {
                Array.Resize(ref heap, Math.Min(limit, Count * 2));
            }

            heap[Count++] = offered;
            Rise(Count - 1);
        }
        else if (limit > 0 && Compare(offered, heap[0]) < 0)
        {
            heap[0] = offered;
            Sink();
        }

        Floor = limit == 0 ? float.PositiveInfinity : IsFull ? heap[0].Score : float.NegativeInfinity;
    }

    public void Offer(TopRows others)
    {
        for (var i = 0; i < others.Count; i++)
        {
            Offer(others.heap[i].Row, others.heap[i].Score);
        }
    }

    /// <summary>Best first.</summary>
    public VectorHit[] Sorted()
    {
        var sorted = heap.AsSpan(0, Count).ToArray();
        Array.Sort(sorted, Compare);
        return sorted;
    }

    /// <summary>Below 0 when <paramref name="a"/> comes first.</summary>
    public static int Compare(VectorHit a, VectorHit b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Row.CompareTo(b.Row);

    private void Rise(int at)
    {
        while (at > 0 && Compare(heap[at], heap[(at - 1) / 2]) > 0)
        {
            var parent = (at - 1) / 2;
            (heap[at], heap[parent]) = (heap[parent], heap[at]);
            at = parent;
        }
    }

    private void Sink()
    {
        var at = 0;
        while (true)
        {
            var child = (at * 2) + 1;
            if (child + 1 < Count && Compare(heap[child + 1], heap[child]) > 0)
            {
                child++;
            }

            if (child >= Count || Compare(heap[child], heap[at]) <= 0)
            {
                return;
            }

            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }
}
