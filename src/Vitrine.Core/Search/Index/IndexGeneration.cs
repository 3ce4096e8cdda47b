namespace Vitrine.Core.Search.Index;

/// <summary>The index as it was at one moment. Whoever has it sees no change, whatever happens meanwhile.</summary>
public sealed class IndexGeneration
{
    private const int ManyDocuments = 300_000;

    private readonly MemoryIndex index;

    internal IndexGeneration(MemoryIndex index, SegmentView[] views, long sequence)
    {
        this.index = index;
        Views = views;
        Sequence = sequence;
        Count = views.Sum(view => view.LiveCount);
    }

    /// <summary>Up to where the change log is in it.</summary>
    public long Sequence { get; }

    /// <summary>Assets.</summary>
    public int Count { get; }

    /// <summary>Pieces that it is made of.</summary>
    public int Segments => Views.Length;

    internal SegmentView[] Views { get; }

    internal InternedTerms Interned => index.Interned;

    /// <summary>The assets for which a filter holds.</summary>
    /// <param name="visible">What may be seen at all: nothing else is found, counted or told of. Null = everything.</param>
    public FoundAssets Find(IndexFilter filter, IndexFilter? visible = null)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var seen = new ulong[Views.Length][];
        var found = new ulong[Views.Length][];
        var isQuick = FilterEvaluation.IsQuick(filter) && (visible is null || FilterEvaluation.IsQuick(visible));
        Each(isQuick ? 0 : Count, v =>
        {
            seen[v] = Seen(Views[v], visible);
            if (filter is IndexFilter.All)
            {
                found[v] = seen[v];
                return;
            }

            found[v] = new ulong[seen[v].Length];
            FilterEvaluation.Evaluate(filter, Views[v].Segment, found[v]);
            Bits.And(found[v], seen[v]);
        });
        return new FoundAssets(this, seen, found);
    }

    /// <summary>Whether a filter holds for an asset; null where it is not there or may not be seen.</summary>
    public bool? Holds(IndexFilter filter, long key, IndexFilter? visible = null)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (Place(key) is not (>= 0 and var v, var document))
        {
            return null;
        }

        using var set = new BorrowedBits(Views[v].Segment.Count);
        if (visible is not null)
        {
            FilterEvaluation.Evaluate(visible, Views[v].Segment, set.Set);
            if (!Bits.Has(set.Set, document))
            {
                return null;
            }
        }

        FilterEvaluation.Evaluate(filter, Views[v].Segment, set.Set);
        return Bits.Has(set.Set, document);
    }

    /// <summary>The different values of a field, in no order: of few different ones those that something holds for are picked so. What is of changed or removed assets may still be among them.</summary>
    public IReadOnlyCollection<string> Values(IndexField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var values = new HashSet<string>(StringComparer.Ordinal);
        foreach (var view in Views)
        {
            for (var ordinal = 0; ordinal < (view.Segment.Terms(field)?.Terms.Count ?? 0); ordinal++)
            {
                values.Add(view.Segment.Terms(field)!.Terms.TextOf(ordinal));
            }
        }

        return values;
    }

    /// <summary>Where an asset lies; (−1, −1) where it does not.</summary>
    internal (int View, int Document) Place(long key)
    {
        for (var v = Views.Length - 1; v >= 0; v--)
        {
            if (Views[v].Segment.Find(key) is >= 0 and var document && Bits.Has(Views[v].Live, document))
            {
                return (v, document);
            }
        }

        return (-1, -1);
    }

    /// <summary>Does something for each segment, on several cores where many documents are in play: of few, waking another thread would cost more than it saves.</summary>
    internal void Each(int documents, Action<int> work)
    {
        if (documents >= ManyDocuments && Views.Length > 1)
        {
            Parallel.For(0, Views.Length, work);
            return;
        }

        for (var v = 0; v < Views.Length; v++)
        {
            work(v);
        }
    }

    private static ulong[] Seen(SegmentView view, IndexFilter? visible)
    {
        if (visible is null or IndexFilter.All)
        {
            return view.Live;
        }

        var seen = new ulong[view.Live.Length];
        FilterEvaluation.Evaluate(visible, view.Segment, seen);
        Bits.And(seen, view.Live);
        return seen;
    }
}
