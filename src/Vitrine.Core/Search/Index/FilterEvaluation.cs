namespace Vitrine.Core.Search.Index;

/// <summary>Which documents of a segment a filter holds for. What no longer counts is not left out yet.</summary>
internal static class FilterEvaluation
{
    private const int FewTerms = 3;

    /// <param name="into">Is overwritten.</param>
    public static void Evaluate(IndexFilter filter, Segment segment, Span<ulong> into)
    {
        into.Clear();
        switch (filter)
        {
            case IndexFilter.All:
                Bits.Fill(into, segment.Count);
                break;
            case IndexFilter.And and:
                All(and.Operands, segment, into);
                break;
            case IndexFilter.Or or:
                Any(or.Operands, segment, into);
                break;
            case IndexFilter.Not not:
                Evaluate(not.Operand, segment, into);
                Bits.Complement(into, segment.Count);
                break;
            case IndexFilter.Range range:
                segment.Numbers(range.Field)?.Add(range.From, range.Until, range.FromIncluded, range.UntilIncluded, into);
                break;
            case IndexFilter.Has { Field.Type: IndexFieldType.Number } has:
                segment.Numbers(has.Field)?.Add(null, null, true, true, into);
                break;
            case IndexFilter.Circle circle:
                Circle(circle, segment, into);
                break;
            case IndexFilter.Keys keys:
                Keys(keys.Assets, segment, into);
                break;
            case IndexFilter.None:
                break;
            default:
                Terms(filter, segment, into);
                break;
        }
    }

    private static void All(IReadOnlyList<IndexFilter> operands, Segment segment, Span<ulong> into)
    {
        if (operands.Count == 0)
        {
            Bits.Fill(into, segment.Count);
            return;
        }

        // What is looked up first, what is walked through last: where nothing is left it is not begun.
        var ordered = operands.Count == 1 ? operands : [.. operands.OrderBy(Cost)];
        Evaluate(ordered[0], segment, into);
        using var borrowed = new BorrowedBits(segment.Count);
        foreach (var operand in ordered.Skip(1))
        {
            if (!into.ContainsAnyExcept(0UL))
            {
                return;
            }

            Evaluate(operand, segment, borrowed.Set);
            Bits.And(into, borrowed.Set);
        }
    }

    /// <summary>Whether it takes some microseconds a segment, whatever is in it.</summary>
    public static bool IsQuick(IndexFilter filter) => filter switch
    {
        IndexFilter.All or IndexFilter.None => true,
        IndexFilter.AnyTerm any => any.Terms.Count <= FewTerms,
        IndexFilter.Not not => IsQuick(not.Operand),
        IndexFilter.And and => and.Operands.Count <= FewTerms && and.Operands.All(IsQuick),
        _ => false,
    };

    private static int Cost(IndexFilter filter) => filter switch
    {
        IndexFilter.None => 0,
        IndexFilter.Keys or IndexFilter.AnyTerm => 1,
        IndexFilter.Near => 4,
        IndexFilter.Circle => 3,
        _ => 2,
    };

    private static void Any(IReadOnlyList<IndexFilter> operands, Segment segment, Span<ulong> into)
    {
        using var borrowed = new BorrowedBits(segment.Count);
        foreach (var operand in operands)
        {
            Evaluate(operand, segment, borrowed.Set);
            Bits.Or(into, borrowed.Set);
        }
    }

    private static void Terms(IndexFilter filter, Segment segment, Span<ulong> into)
    {
        switch (filter)
        {
            case IndexFilter.AnyTerm any when segment.Terms(any.Field) is { } column:
                foreach (var term in any.Terms)
                {
                    if (column.Terms.Find(TermDictionary.Bytes(term)) is >= 0 and var found)
                    {
                        column.AddTerm(found, segment.Count, into);
                    }
                }

                break;
            case IndexFilter.Prefix prefix when segment.Terms(prefix.Field) is { } column:
                var (from, until) = column.Terms.Beginning(TermDictionary.Bytes(prefix.Beginning));
                column.Add(from, until, into);
                break;
            case IndexFilter.Near near when segment.Terms(near.Field) is { } column:
                foreach (var found in NearTerms.Of(column.Terms, near.Word, near.Errors))
                {
                    column.AddTerm(found, segment.Count, into);
                }

                break;
            case IndexFilter.TermRange range when segment.Terms(range.Field) is { } column:
                column.Add(
                    range.From is { } low ? column.Terms.AtOrAfter(TermDictionary.Bytes(low)) : 0,
                    range.Until is { } high ? column.Terms.AtOrAfter(TermDictionary.Bytes(high)) : column.Terms.Count,
                    into);
                break;
            case IndexFilter.Has has when segment.Terms(has.Field) is { } column:
                column.Add(0, column.Terms.Count, into);
                break;
            case IndexFilter.SamePart part when segment.Terms(part.Field) is { } column:
                Parts(part, column, into);
                break;
        }
    }

    private static void Parts(IndexFilter.SamePart part, TermColumn column, Span<ulong> into)
    {
        if (part.Terms is null)
        {
            column.AddParts(0, column.Terms.Count, part.Condition, into);
            return;
        }

        foreach (var term in part.Terms)
        {
            var bytes = TermDictionary.Bytes(term);
            var (from, until) = part.AreBeginnings ? column.Terms.Beginning(bytes) : column.Terms.Find(bytes) is >= 0 and var found ? (found, found + 1) : (0, 0);
            column.AddParts(from, until, part.Condition, into);
        }
    }

    private static void Circle(IndexFilter.Circle circle, Segment segment, Span<ulong> into)
    {
        if (segment.Numbers(circle.Latitude) is not { } latitudes || segment.Numbers(circle.Longitude) is not { } longitudes)
        {
            return;
        }

        // Only the belt of parallels around the centre is worth the sines. A hair wider, so that none on the border is lost to rounding.
        var reach = (circle.Kilometres / Places.GeoPosition.KilometresADegree) + 1e-9;
        latitudes.Add(circle.Centre.Latitude - reach, circle.Centre.Latitude + reach, true, true, into);
        var (north, east) = (latitudes.First(segment.Count), longitudes.First(segment.Count));
        for (var word = 0; word < into.Length; word++)
        {
            foreach (var bit in Bits.In([into[word]]))
            {
                var document = (word << 6) + bit;
                if (!(circle.Centre.DistanceTo(new Places.GeoPosition(north[document], east[document])) <= circle.Kilometres))
                {
                    into[word] &= ~(1UL << bit);
                }
            }
        }
    }

    private static void Keys(IReadOnlyCollection<long> assets, Segment segment, Span<ulong> into)
    {
        foreach (var asset in assets)
        {
            if (segment.Find(asset) is >= 0 and var document)
            {
                Bits.Set(into, document);
            }
        }
    }
}
