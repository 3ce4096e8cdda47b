namespace Vitrine.Core.Search.Index;

/// <summary>One field of a segment that holds numbers, in ascending order with the document of each; a document may have several.</summary>
internal sealed class NumberColumn(double[] values, ushort[] documents)
{
    private double[]? first;
    private int several;

    public double[] Values => values;

    public ushort[] Documents => documents;

    /// <summary>Whether no document has several.</summary>
    public bool IsSingle(int count)
    {
        if (several == 0)
        {
            using var seen = new BorrowedBits(count);
            foreach (var document in documents)
            {
                Bits.Set(seen.Set, document);
            }

            several = Bits.Count(seen.Set) == documents.Length ? -1 : 1;
        }

        return several < 0;
    }

    /// <summary>Counts the documents of a set by the spans of their numbers, where none has several: from one bound on, before the next.</summary>
    public void CountIn(ReadOnlySpan<ulong> set, double[] bounds, int[] counts)
    {
        var i = Bound(bounds[0], behind: false);
        for (var span = 0; span < counts.Length; span++)
        {
            for (var end = Bound(bounds[span + 1], behind: false); i < end; i++)
            {
                counts[span] += Bits.Has(set, documents[i]) ? 1 : 0;
            }
        }
    }

    /// <summary>Adds the documents that have a number between two bounds; null = open.</summary>
    public void Add(double? from, double? until, bool fromIncluded, bool untilIncluded, Span<ulong> set)
    {
        var start = from is { } low ? Bound(low, behind: !fromIncluded) : 0;
        var end = until is { } high ? Bound(high, behind: untilIncluded) : values.Length;
        for (var i = start; i < end; i++)
        {
            Bits.Set(set, documents[i]);
        }
    }

    /// <summary>The least number of each document; NaN where it has none.</summary>
    public double[] First(int count)
    {
        if (first is { } known)
        {
            return known;
        }

        var least = new double[count];
        Array.Fill(least, double.NaN);
        for (var i = values.Length - 1; i >= 0; i--)
        {
            least[documents[i]] = values[i];
        }

        return first = least;
    }

    /// <summary>The first place whose number is not below a bound, or with <paramref name="behind"/> not equal to it either.</summary>
    private int Bound(double bound, bool behind)
    {
        var (low, high) = (0, values.Length);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (behind ? values[middle] <= bound : values[middle] < bound)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
