namespace Vitrine.Core.Search.Index;

/// <summary>A value and how many of the found assets have it.</summary>
public readonly record struct ValueCount(string Value, int Assets);

/// <summary>What a search found: to be counted, taken apart and put in order.</summary>
public sealed class FoundAssets
{
    private readonly IndexGeneration generation;
    private readonly ulong[][] seen;
    private readonly ulong[][] found;
    private readonly int[] sizes;
    private GroupsFound? groups;

    internal FoundAssets(IndexGeneration generation, ulong[][] seen, ulong[][] found)
    {
        this.generation = generation;
        this.seen = seen;
        this.found = found;
        sizes = Array.ConvertAll(found, set => Bits.Count(set));
        Total = sizes.Sum();
    }

    /// <summary>How many, exactly.</summary>
    public int Total { get; }

    internal IndexGeneration Generation => generation;

    internal ReadOnlySpan<ulong> In(int view) => found[view];

    internal int CountIn(int view) => sizes[view];

    /// <summary>The keys of all, in no order.</summary>
    public List<long> Keys()
    {
        var keys = new List<long>(Total);
        for (var v = 0; v < found.Length; v++)
        {
            foreach (var document in Bits.In(found[v]))
            {
                keys.Add(generation.Views[v].Segment.Keys[document]);
            }
        }

        return keys;
    }

    /// <summary>The results that are wanted, in order.</summary>
    public IReadOnlyList<IndexHit> Hits(IndexOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return OrderedHits.Of(this, order);
    }

    /// <summary>What stands for the found assets where groups are shown as one: those that stand alone, and the covers of the groups of which one was found.</summary>
    /// <param name="cover">The number of a document in a group that is not its cover: the key of the asset that is.</param>
    public FoundAssets Together(IndexField cover)
    {
        ArgumentNullException.ThrowIfNull(cover);
        var shown = Array.ConvertAll(found, set => (ulong[])set.Clone());
        foreach (var (view, document, key) in Grouped(cover))
        {
            shown[view][document >> 6] &= ~(1UL << document);
            if (generation.Place(key) is (>= 0 and var v, var place) && Bits.Has(seen[v], place))
            {
                Bits.Set(shown[v], place);
            }
        }

        return new FoundAssets(generation, seen, shown);
    }

    /// <summary>What is found here and there.</summary>
    /// <param name="other">Found in the same generation.</param>
    public FoundAssets Both(FoundAssets other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.generation != generation)
        {
            throw new ArgumentException("found in another generation", nameof(other));
        }

        var both = Array.ConvertAll(found, set => (ulong[])set.Clone());
        for (var v = 0; v < both.Length; v++)
        {
            Bits.And(both[v], other.found[v]);
        }

        return new FoundAssets(generation, seen, both);
    }

    /// <summary>What is found here and not there.</summary>
    /// <param name="other">Found in the same generation.</param>
    public FoundAssets Without(FoundAssets other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.generation != generation)
        {
            throw new ArgumentException("found in another generation", nameof(other));
        }

        var rest = Array.ConvertAll(found, set => (ulong[])set.Clone());
        for (var v = 0; v < rest.Length; v++)
        {
            Bits.Remove(rest[v], other.found[v]);
        }

        return new FoundAssets(generation, seen, rest);
    }

    /// <summary>The values of a field that found assets have, each with their number, the most frequent first and then in the order of their code points.</summary>
    /// <param name="cover">As of <see cref="Together"/>: a group counts once for each value that its found members have. Null = each asset counts.</param>
    /// <param name="beginning">Only values that begin so; null = all.</param>
    public IReadOnlyList<ValueCount> Count(IndexField field, IndexField? cover = null, string? beginning = null)
    {
        ArgumentNullException.ThrowIfNull(field);
        return ValueCounts.Of(this, field, beginning, cover is null ? null : Groups(cover));
    }

    /// <summary>The least and the greatest number of a field that found assets have; null where none has any.</summary>
    public (double Least, double Greatest)? Range(IndexField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        (double Least, double Greatest)? range = null;
        for (var v = 0; v < found.Length; v++)
        {
            if (sizes[v] == 0 || generation.Views[v].Segment.Numbers(field) is not { } column)
            {
                continue;
            }

            // In ascending order: the first and the last that were found.
            var first = Array.FindIndex(column.Documents, document => Bits.Has(found[v], document));
            if (first >= 0)
            {
                var last = Array.FindLastIndex(column.Documents, document => Bits.Has(found[v], document));
                range = (Math.Min(range?.Least ?? double.MaxValue, column.Values[first]), Math.Max(range?.Greatest ?? double.MinValue, column.Values[last]));
            }
        }

        return range;
    }

    /// <summary>How many of the found assets have their least number in each of the spans between bounds: from one bound on, before the next.</summary>
    /// <param name="bounds">In ascending order, at least two.</param>
    /// <param name="cover">As of <see cref="Count"/>.</param>
    public int[] Histogram(IndexField field, IReadOnlyList<double> bounds, IndexField? cover = null)
    {
        ArgumentNullException.ThrowIfNull(field);
        double[] edges = [.. bounds];
        var counts = new int[edges.Length - 1];
        for (var v = 0; v < found.Length; v++)
        {
            if (sizes[v] == 0 || generation.Views[v].Segment.Numbers(field) is not { } column)
            {
                continue;
            }

            if (column.IsSingle(generation.Views[v].Segment.Count))
            {
                column.CountIn(found[v], edges, counts);
                continue;
            }

            foreach (var document in Bits.In(found[v]))
            {
                if (SpanOf(v, document) is >= 0 and var span)
                {
                    counts[span]++;
                }
            }
        }

        if (cover is not null)
        {
            foreach (var span in Groups(cover).Repeated((view, document, spans) =>
            {
                if (SpanOf(view, document) is >= 0 and var own)
                {
                    spans.Add(own);
                }
            }))
            {
                counts[span]--;
            }
        }

        return counts;

        int SpanOf(int view, int document)
        {
            var segment = generation.Views[view].Segment;
            if (segment.Numbers(field)?.First(segment.Count)[document] is not { } least || double.IsNaN(least))
            {
                return -1;
            }

            var span = Array.BinarySearch(edges, least) is var place && place < 0 ? ~place - 1 : place;
            return span < counts.Length ? span : -1;
        }
    }

    /// <summary>Kept, as several fields are counted of one search.</summary>
    private GroupsFound Groups(IndexField cover) => groups is { } known && known.Cover == cover ? known : groups = new GroupsFound(this, cover, Grouped(cover));

    /// <summary>The found assets that another stands for, with its key. Few are in groups: those are gone through, not what was found.</summary>
    private List<(int View, int Document, long Cover)> Grouped(IndexField cover)
    {
        var grouped = new List<(int, int, long)>();
        for (var v = 0; v < found.Length; v++)
        {
            if (generation.Views[v].Segment.Numbers(cover) is { } column)
            {
                for (var i = 0; i < column.Documents.Length; i++)
                {
                    if (Bits.Has(found[v], column.Documents[i]))
                    {
                        grouped.Add((v, column.Documents[i], (long)column.Values[i]));
                    }
                }
            }
        }

        return grouped;
    }
}
