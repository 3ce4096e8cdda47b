namespace Vitrine.Core.Search.Index;

/// <summary>A place as the ranks of one segment have it: between two of them, where its value is not in the segment.</summary>
internal sealed record RanksOfPlace(double[] Ranks, long Key);

/// <summary>
/// What the documents of one segment are ordered by, as numbers that grow in the order that is wanted: a missing value is the greatest. Values of a field are numbered by
/// their place in the segment's dictionary, and so compare only within it.
/// </summary>
internal sealed class SegmentRanks : IComparer<int>
{
    private readonly Segment segment;
    private readonly IReadOnlyList<IndexSort> sorts;
    private readonly Rank[] ranks;

    /// <param name="scores">Of the documents; null = all 0. Read by ranks only, so that they may be others later.</param>
    public SegmentRanks(Segment segment, IReadOnlyList<IndexSort> sorts, double[]? scores)
    {
        this.segment = segment;
        this.sorts = sorts;
        ranks = new Rank[sorts.Count];
        for (var i = 0; i < ranks.Length; i++)
        {
            ranks[i] = RankOf(sorts[i], scores);
        }
    }

    /// <summary>The documents in the order of the first sort, as a column has them; null where they are ordered by score, or by nothing that there is.</summary>
    public SortedWalk? Walk => sorts.Count == 0 || sorts[0] is not { Given: null, Field: { } sorted } ? null : SortedWalk.Of(segment, sorted, sorts[0].Descending);

    private bool KeyDescends => sorts.Count > 0 && sorts[0].Descending;

    public double First(int document) => ranks.Length == 0 ? 0 : ranks[0].Of(document);

    /// <summary>The order of two documents.</summary>
    public int Compare(int a, int b)
    {
        foreach (ref readonly var rank in ranks.AsSpan())
        {
            if (rank.Of(a).CompareTo(rank.Of(b)) is not 0 and var order)
            {
                return order;
            }
        }

        return KeyDescends ? segment.Keys[b].CompareTo(segment.Keys[a]) : segment.Keys[a].CompareTo(segment.Keys[b]);
    }

    /// <summary>The order of two documents of two segments, by their values.</summary>
    public static int Compare(SegmentRanks a, int i, double scoreOfA, SegmentRanks b, int j, double scoreOfB)
    {
        for (var s = 0; s < a.sorts.Count; s++)
        {
            var (sort, descending) = (a.sorts[s], a.sorts[s].Descending);
            var order = sort.IsByScore ? (descending ? scoreOfB.CompareTo(scoreOfA) : scoreOfA.CompareTo(scoreOfB))
                : sort.IsByNumber ? a.ranks[s].Of(i).CompareTo(b.ranks[s].Of(j))
                : Terms(a, a.ranks[s].OrdinalOf(i), b, b.ranks[s].OrdinalOf(j), sort.Field!, descending);
            if (order != 0)
            {
                return order;
            }
        }

        return a.KeyDescends ? b.segment.Keys[j].CompareTo(a.segment.Keys[i]) : a.segment.Keys[i].CompareTo(b.segment.Keys[j]);
    }

    /// <summary>Whether a document comes behind a place.</summary>
    public bool IsBehind(int document, RanksOfPlace place)
    {
        for (var i = 0; i < ranks.Length; i++)
        {
            if (ranks[i].Of(document).CompareTo(place.Ranks[i]) is not 0 and var order)
            {
                return order > 0;
            }
        }

        return KeyDescends ? segment.Keys[document] < place.Key : segment.Keys[document] > place.Key;
    }

    /// <summary>Where a place lies among the ranks of this segment: between two, where its value is not in it.</summary>
    public double[] Of(IndexPlace place) => [.. sorts.Select((sort, i) => Of(sort, i < place.Values.Count ? place.Values[i] : SortValue.Missing))];

    public IndexHit Hit(int document, double score)
    {
        var values = new SortValue[sorts.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ValueOf(i, document, score);
        }

        return new IndexHit(segment.Keys[document], values, score);
    }

    private static double Directed(double rank, bool descending) => double.IsNaN(rank) ? double.PositiveInfinity : descending ? -rank : rank;

    private static int Terms(SegmentRanks a, int i, SegmentRanks b, int j, IndexField field, bool descending)
    {
        if (i < 0 || j < 0)
        {
            return (i < 0).CompareTo(j < 0);
        }

        var order = a.segment.Terms(field)!.Terms[i].SequenceCompareTo(b.segment.Terms(field)!.Terms[j]);
        return descending ? -order : order;
    }

    private Rank RankOf(IndexSort sort, double[]? scores) => sort switch
    {
        { Given: { } given } => new Rank(null, null, sort.Descending, double.PositiveInfinity, given.Of(segment)),
        { Field: null } => new Rank(scores, null, sort.Descending, 0),
        { Field: { Type: IndexFieldType.Number } field } => new Rank(segment.Numbers(field)?.First(segment.Count), null, sort.Descending, double.PositiveInfinity),
        { Field: { } field } => new Rank(null, segment.Terms(field)?.Forward(segment.Count), sort.Descending, double.PositiveInfinity),
    };

    private double Of(IndexSort sort, SortValue value)
    {
        if (sort.IsByScore || sort.IsByNumber)
        {
            return Directed(value.Number ?? (sort.IsByScore ? 0 : double.NaN), sort.Descending);
        }

        if (value.Text is not { } text)
        {
            return double.PositiveInfinity;
        }

        var found = segment.Terms(sort.Field!)?.Terms.Find(TermDictionary.Bytes(text)) ?? -1;
        return Directed(found >= 0 ? found : ~found - 0.5, sort.Descending);
    }

    private SortValue ValueOf(int sort, int document, double score)
    {
        if (sorts[sort].IsByScore)
        {
            return new SortValue(score, null);
        }

        if (sorts[sort].IsByNumber)
        {
            return ranks[sort].NumberOf(document) is var number && double.IsNaN(number) ? SortValue.Missing : new SortValue(number, null);
        }

        return ranks[sort].OrdinalOf(document) is >= 0 and var ordinal ? new SortValue(null, segment.Terms(sorts[sort].Field!)!.Terms.TextOf(ordinal)) : SortValue.Missing;
    }

    /// <summary>One of the things that documents are ordered by: numbers, terms, numbers that were brought along, or the same for all.</summary>
    private readonly struct Rank(double[]? numbers, ForwardTerms? terms, bool descending, double same, GivenNumbers? given = null)
    {
        public double Of(int document) =>
            numbers is not null ? Directed(numbers[document], descending)
            : given is not null ? Directed(given.Of(document), descending)
            : terms is null ? same
            : terms.First(document) is >= 0 and var ordinal ? Directed(ordinal, descending)
            : double.PositiveInfinity;

        public double NumberOf(int document) => numbers is not null ? numbers[document] : given?.Of(document) ?? double.NaN;

        public int OrdinalOf(int document) => terms is null ? -1 : terms.First(document);
    }
}
