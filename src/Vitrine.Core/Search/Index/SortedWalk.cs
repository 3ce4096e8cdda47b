namespace Vitrine.Core.Search.Index;

/// <summary>
/// The documents of a segment in the order of a field, for which nothing has to be sorted: its column has them so. Worth it where many of those that are gone through were found.
/// </summary>
internal sealed class SortedWalk
{
    private readonly ushort[] documents;
    private readonly int[]? ends;
    private readonly double[]? values;
    private readonly bool descending;
    private readonly bool single;

    private SortedWalk(ushort[] documents, int[]? ends, double[]? values, bool descending, bool single)
    {
        this.documents = documents;
        this.ends = ends;
        this.values = values;
        this.descending = descending;
        this.single = single;
    }

    public int Length => documents.Length;

    public static SortedWalk? Of(Segment segment, IndexField field, bool descending) =>
        segment.Numbers(field) is { } numbers ? new SortedWalk(numbers.Documents, null, numbers.Values, descending, numbers.IsSingle(segment.Count))
        : segment.Terms(field) is { } terms ? new SortedWalk(terms.Documents, terms.Ends, null, descending, terms.Forward(segment.Count).IsSingle)
        : null;

    /// <summary>The best of the found documents, in order.</summary>
    public int[] Best(ReadOnlySpan<ulong> found, SegmentRanks ranks, RanksOfPlace? place, int wanted)
    {
        var best = new List<int>(Math.Min(wanted, documents.Length));
        var at = place is null ? 0 : Begin(place.Ranks[0]);
        var term = ends is null || at == documents.Length ? 0 : TermAt(PlaceOf(at));
        while (at < documents.Length && best.Count < wanted)
        {
            var (from, until) = ends is null ? Alike(PlaceOf(at)) : (term == 0 ? 0 : ends[term - 1], ends[term]);
            var begin = best.Count;
            for (var i = from; i < until; i++)
            {
                var document = documents[i];

                // Of several values the least counts, which stands elsewhere for the others.
                if (Bits.Has(found, document) && (single || ranks.First(document) == RankOf(i, term)) && (place is null || ranks.IsBehind(document, place)))
                {
                    best.Add(document);
                }
            }

            Order(best, begin, ranks);
            at += until - from;
            term += descending ? -1 : 1;
        }

        if (best.Count < wanted)
        {
            var begin = best.Count;
            foreach (var document in Bits.In(found))
            {
                if (double.IsPositiveInfinity(ranks.First(document)) && (place is null || ranks.IsBehind(document, place)))
                {
                    best.Add(document);
                }
            }

            Order(best, begin, ranks);
        }

        return best.Count > wanted ? [.. best[..wanted]] : [.. best];
    }

    /// <summary>Puts what is alike in the first rank in order, each document once.</summary>
    private void Order(List<int> best, int begin, SegmentRanks ranks)
    {
        if (best.Count - begin < 2)
        {
            return;
        }

        best.Sort(begin, best.Count - begin, ranks);
        if (!single)
        {
            var kept = begin + 1;
            for (var i = begin + 1; i < best.Count; i++)
            {
                if (best[i] != best[kept - 1])
                {
                    best[kept++] = best[i];
                }
            }

            best.RemoveRange(kept, best.Count - kept);
        }
    }

    private double RankOf(int place, int term)
    {
        var rank = values is null ? term : values[place];
        return descending ? -rank : rank;
    }

    private int PlaceOf(int at) => descending ? documents.Length - 1 - at : at;

    /// <summary>The places of the numbers that are equal to the first of them in the order.</summary>
    private (int From, int Until) Alike(int first)
    {
        var (from, until) = (first, first + 1);
        while (descending && from > 0 && values![from - 1] == values[first])
        {
            from--;
        }

        while (!descending && until < values!.Length && values[until] == values[first])
        {
            until++;
        }

        return (from, until);
    }

    /// <summary>How far from the beginning of the order the first document lies that may come behind a place.</summary>
    private int Begin(double rank)
    {
        var (low, high) = (0, documents.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var index = PlaceOf(middle);
            (low, high) = RankOf(index, values is null ? TermAt(index) : 0) < rank ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private int TermAt(int place)
    {
        // No term is without postings: the first end behind a place is that of its term.
        var (low, high) = (0, ends!.Length - 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = ends[middle] <= place ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
