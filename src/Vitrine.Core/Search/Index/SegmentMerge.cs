namespace Vitrine.Core.Search.Index;

/// <summary>Makes one segment of several, without what no longer counts in them. Their documents follow one another as they stand.</summary>
internal sealed class SegmentMerge
{
    private readonly IReadOnlyList<SegmentView> views;
    private readonly int[][] places;

    private SegmentMerge(IReadOnlyList<SegmentView> views)
    {
        this.views = views;
        places = new int[views.Count][];
        var next = 0;
        for (var v = 0; v < places.Length; v++)
        {
            places[v] = new int[views[v].Segment.Count];
            Array.Fill(places[v], -1);
            foreach (var document in Bits.In(views[v].Live))
            {
                places[v][document] = next++;
            }
        }

        Count = next;
    }

    private int Count { get; }

    /// <param name="views">At most <see cref="Segment.Most"/> documents that count in all.</param>
    public static Segment Of(IReadOnlyList<SegmentView> views, IReadOnlyList<IndexField> fields) => WithPlaces(views, fields).Segment;

    /// <returns>Beside the segment, by view and document, where each went: −1 for what did not count.</returns>
    public static (Segment Segment, int[][] Places) WithPlaces(IReadOnlyList<SegmentView> views, IReadOnlyList<IndexField> fields)
    {
        var merge = new SegmentMerge(views);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(merge.Count, Segment.Most);
        var segment = new Segment(
            merge.Keys(),
            [.. fields.Select(field => field.Type == IndexFieldType.Number ? null : merge.Terms(field))],
            [.. fields.Select(field => field.Type == IndexFieldType.Number ? merge.Numbers(field) : null)]);
        return (segment, merge.places);
    }

    private long[] Keys()
    {
        var keys = new long[Count];
        for (var v = 0; v < places.Length; v++)
        {
            foreach (var document in Bits.In(views[v].Live))
            {
                keys[places[v][document]] = views[v].Segment.Keys[document];
            }
        }

        return keys;
    }

    private TermColumn? Terms(IndexField field)
    {
        var writer = new TermColumnWriter(field.Type);
        var columns = views.Select(view => view.Segment.Terms(field)).ToArray();
        var next = new int[columns.Length];
        while (Least(columns, next) is var least and >= 0)
        {
            var term = columns[least]!.Terms[next[least]].ToArray();
            writer.Term(term);
            for (var v = least; v < columns.Length; v++)
            {
                if (columns[v] is { } column && next[v] < column.Terms.Count && column.Terms[next[v]].SequenceEqual(term))
                {
                    Write(column, next[v]++, places[v], writer);
                }
            }
        }

        return writer.Column();
    }

    /// <summary>The first column whose next term comes before those of all others; −1 where none has one left.</summary>
    private static int Least(TermColumn?[] columns, int[] next)
    {
        var least = -1;
        for (var v = 0; v < columns.Length; v++)
        {
            if (columns[v] is { } column && next[v] < column.Terms.Count
                && (least < 0 || column.Terms[next[v]].SequenceCompareTo(columns[least]!.Terms[next[least]]) < 0))
            {
                least = v;
            }
        }

        return least;
    }

    private static void Write(TermColumn column, int term, int[] places, TermColumnWriter writer)
    {
        for (var i = column.StartOf(term); i < column.Ends[term]; i++)
        {
            if (places[column.Documents[i]] is >= 0 and var place)
            {
                writer.Posting((ushort)place, column.Frequencies?[i] ?? 1, column.Confidences?[i] ?? 0, column.Marks?[i] ?? 0);
            }
        }
    }

    private NumberColumn? Numbers(IndexField field)
    {
        var values = new List<double>();
        var documents = new List<ushort>();
        for (var v = 0; v < places.Length; v++)
        {
            if (views[v].Segment.Numbers(field) is { } column)
            {
                for (var i = 0; i < column.Values.Length; i++)
                {
                    if (places[v][column.Documents[i]] is >= 0 and var place)
                    {
                        values.Add(column.Values[i]);
                        documents.Add((ushort)place);
                    }
                }
            }
        }

        if (values.Count == 0)
        {
            return null;
        }

        var (ordered, of) = (values.ToArray(), documents.ToArray());
        Array.Sort(ordered, of);
        return new NumberColumn(ordered, of);
    }
}
