namespace Vitrine.Core.Search.Index;

/// <summary>
/// What the documents of one segment are ordered by, as numbers that grow in the order that is wanted: a missing value is the greatest. Values of a field are numbered by
/// their place in the segment's dictionary, and so compare only within it.
/// </summary>
internal sealed class SegmentRanks
{
    private readonly SegmentView view;
    private readonly IReadOnlyList<IndexSort> sorts;
    private readonly Func<int, double>[] ranks;
    private readonly double[]? scores;

    public SegmentRanks(SegmentView view, IReadOnlyList<IndexSort> sorts, double[]? scores)
    {
        this.view = view;
        this.sorts = sorts;
        this.scores = scores;
        ranks = [.. sorts.Select(RankOf)];
    }

    public bool KeyDescends => sorts.Count > 0 && sorts[0].Descending;

    public double First(int document) => ranks.Length == 0 ? 0 : ranks[0](document);

    public long Key(int document) => view.Segment.Keys[document];

    /// <summary>The order of two documents.</summary>
    public int Compare(int a, int b)
    {
        foreach (var rank in ranks)
        {
            if (rank(a).CompareTo(rank(b)) is not 0 and var order)
            {
                return order;
            }
        }

        return KeyDescends ? Key(b).CompareTo(Key(a)) : Key(a).CompareTo(Key(b));
    }

    /// <summary>Whether a document comes behind a place.</summary>
    /// <param name="place">As <see cref="Of(IndexPlace)"/> has it.</param>
    public bool IsBehind(int document, double[] place, long key)
    {
        for (var i = 0; i < ranks.Length; i++)
        {
            if (ranks[i](document).CompareTo(place[i]) is not 0 and var order)
            {
                return order > 0;
            }
        }

        return KeyDescends ? Key(document) < key : Key(document) > key;
    }

    /// <summary>Where a place lies among the ranks of this segment: between two, where its value is not in it.</summary>
    public double[] Of(IndexPlace place) => [.. sorts.Select((sort, i) => Of(sort, i < place.Values.Count ? place.Values[i] : SortValue.Missing))];

    public IndexHit Hit(int document) => new(Key(document), [.. sorts.Select(sort => ValueOf(sort, document))], scores?[document] ?? 0);

    private static double Directed(double rank, bool descending) => double.IsNaN(rank) ? double.PositiveInfinity : descending ? -rank : rank;

    private Func<int, double> RankOf(IndexSort sort)
    {
        var descending = sort.Descending;
        if (sort.Field is not { } field)
        {
            return scores is null ? _ => 0 : document => Directed(scores[document], descending);
        }

        if (field.Type == IndexFieldType.Number)
        {
            return view.Segment.Numbers(field)?.First(view.Segment.Count) is { } numbers ? document => Directed(numbers[document], descending) : _ => double.PositiveInfinity;
        }

        return view.Segment.Terms(field)?.Forward(view.Segment.Count) is { } terms
            ? document => terms.First(document) is >= 0 and var ordinal ? Directed(ordinal, descending) : double.PositiveInfinity
            : _ => double.PositiveInfinity;
    }

    private double Of(IndexSort sort, SortValue value)
    {
        if (sort.Field is null or { Type: IndexFieldType.Number })
        {
            return Directed(value.Number ?? (sort.Field is null ? 0 : double.NaN), sort.Descending);
        }

        if (value.Text is not { } text)
        {
            return double.PositiveInfinity;
        }

        var found = view.Segment.Terms(sort.Field)?.Terms.Find(TermDictionary.Bytes(text)) ?? -1;
        return Directed(found >= 0 ? found : ~found - 0.5, sort.Descending);
    }

    private SortValue ValueOf(IndexSort sort, int document)
    {
        if (sort.Field is not { } field)
        {
            return new SortValue(scores?[document] ?? 0, null);
        }

        if (field.Type == IndexFieldType.Number)
        {
            return view.Segment.Numbers(field)?.First(view.Segment.Count)[document] is { } number && !double.IsNaN(number) ? new SortValue(number, null) : SortValue.Missing;
        }

        return view.Segment.Terms(field) is { } column && column.Forward(view.Segment.Count).First(document) is >= 0 and var ordinal
            ? new SortValue(null, column.Terms.TextOf(ordinal))
            : SortValue.Missing;
    }
}
