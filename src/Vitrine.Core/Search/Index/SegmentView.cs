namespace Vitrine.Core.Search.Index;

/// <summary>A segment as one generation of the index has it.</summary>
/// <param name="live">The documents that count; the others were changed or went.</param>
/// <param name="liveCount">How many these are.</param>
internal sealed class SegmentView(Segment segment, ulong[] live, int liveCount)
{
    private long[]? lengths;

    public Segment Segment => segment;

    public ulong[] Live => live;

    public int LiveCount => liveCount;

    public static SegmentView Of(Segment segment)
    {
        var live = new ulong[Bits.Words(segment.Count)];
        Bits.Fill(live, segment.Count);
        return new SegmentView(segment, live, segment.Count);
    }

    /// <summary>The view without these documents.</summary>
    public SegmentView Without(IEnumerable<int> documents)
    {
        var left = (ulong[])live.Clone();
        var sums = (long[]?)lengths?.Clone();
        foreach (var document in documents)
        {
            left[document >> 6] &= ~(1UL << document);
            for (var field = 0; field < sums?.Length; field++)
            {
                sums[field] -= sums[field] < 0 ? 0 : segment.TermColumns[field]?.Lengths(segment.Count)[document] ?? 0;
            }
        }

        // Small ones in number change all the time: what is known of them is not counted again.
        return new SegmentView(segment, left, Bits.Count(left)) { lengths = sums };
    }

    /// <summary>How many words the documents that count have in a field in all.</summary>
    public long LengthOf(IndexField field)
    {
        if (segment.Terms(field) is not { } column)
        {
            return 0;
        }

        var known = lengths ??= NotKnown();
        if (known[field.Id] is >= 0 and var sum)
        {
            return sum;
        }

        sum = 0;
        var each = column.Lengths(segment.Count);
        foreach (var document in Bits.In(live))
        {
            sum += each[document];
        }

        return known[field.Id] = sum;
    }

    private long[] NotKnown()
    {
        var sums = new long[segment.TermColumns.Count];
        Array.Fill(sums, -1);
        return sums;
    }
}
