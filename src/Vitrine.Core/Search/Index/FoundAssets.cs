namespace Vitrine.Core.Search.Index;

/// <summary>A value and how many of the found assets have it.</summary>
public readonly record struct ValueCount(string Value, int Assets);

/// <summary>What a search found: to be counted, taken apart and put in order.</summary>
public sealed class FoundAssets
{
    private readonly IndexGeneration generation;
    private readonly ulong[][] seen;
    private readonly ulong[][] found;

    internal FoundAssets(IndexGeneration generation, ulong[][] seen, ulong[][] found)
    {
        this.generation = generation;
        this.seen = seen;
        this.found = found;
        Total = found.Sum(set => Bits.Count(set));
    }

    /// <summary>How many, exactly.</summary>
    public int Total { get; }

    internal IndexGeneration Generation => generation;

    internal ReadOnlySpan<ulong> In(int view) => found[view];

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

    /// <summary>The values of a field that found assets have, each with their number, the most frequent first and then in the order of their code points.</summary>
    /// <param name="cover">As of <see cref="Together"/>: a group counts once for each value that its found members have. Null = each asset counts.</param>
    public IReadOnlyList<ValueCount> Count(IndexField field, IndexField? cover = null)
    {
        ArgumentNullException.ThrowIfNull(field);
        var counts = new int[64];
        var values = Array.Empty<string>();
        var groups = cover is null ? null : new GroupsFound(Grouped(cover), generation);
        for (var v = 0; v < found.Length; v++)
        {
            if (generation.Views[v].Segment.Terms(field) is { } column)
            {
                (var numbers, values) = generation.Interned.Of(field, column);
                if (counts.Length < values.Length)
                {
                    Array.Resize(ref counts, values.Length);
                }

                Count(v, column.Forward(generation.Views[v].Segment.Count), numbers, groups, counts);
            }
        }

        return
        [
            .. counts.Select((count, number) => (count, number)).Where(pair => pair.count > 0).Select(pair => new ValueCount(values[pair.number], pair.count))
                .OrderByDescending(one => one.Assets).ThenBy(one => one.Value, StringComparer.Ordinal),
        ];
    }

    /// <summary>How many of the found assets have their least number in each of the spans between bounds: from one bound on, before the next.</summary>
    /// <param name="bounds">In ascending order, at least two.</param>
    /// <param name="cover">As of <see cref="Count(IndexField, IndexField?)"/>.</param>
    public int[] Histogram(IndexField field, IReadOnlyList<double> bounds, IndexField? cover = null)
    {
        ArgumentNullException.ThrowIfNull(field);
        double[] edges = [.. bounds];
        var counts = new int[edges.Length - 1];
        var groups = cover is null ? null : new GroupsFound(Grouped(cover), generation);
        for (var v = 0; v < found.Length; v++)
        {
            if (generation.Views[v].Segment is var segment && segment.Numbers(field) is { } column)
            {
                var least = column.First(segment.Count);
                foreach (var document in Bits.In(found[v]))
                {
                    var span = double.IsNaN(least[document]) ? -1 : Array.BinarySearch(edges, least[document]) is var place && place < 0 ? ~place - 1 : place;
                    if (span >= 0 && span < counts.Length && (groups is null || groups.IsNew(v, document, span)))
                    {
                        counts[span]++;
                    }
                }
            }
        }

        return counts;
    }

    private void Count(int view, ForwardTerms forward, int[] numbers, GroupsFound? groups, int[] counts)
    {
        foreach (var document in Bits.In(found[view]))
        {
            foreach (var ordinal in forward[document])
            {
                if (groups is null || groups.IsNew(view, document, numbers[ordinal]))
                {
                    counts[numbers[ordinal]]++;
                }
            }
        }
    }

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

    /// <summary>Groups that were counted for a value.</summary>
    private sealed class GroupsFound
    {
        private readonly Dictionary<(int View, int Document), long> covers = [];
        private readonly HashSet<(int Value, long Cover)> counted = [];

        public GroupsFound(List<(int View, int Document, long Cover)> grouped, IndexGeneration generation)
        {
            foreach (var (view, document, cover) in grouped)
            {
                covers[(view, document)] = cover;
                if (generation.Place(cover) is (>= 0, _) place)
                {
                    covers[place] = cover;
                }
            }
        }

        /// <summary>Whether an asset counts for a value, because it is in no group or the first of its group that has it.</summary>
        public bool IsNew(int view, int document, int value) =>
            covers.Count == 0 || !covers.TryGetValue((view, document), out var cover) || counted.Add((value, cover));
    }
}
