namespace Vitrine.Core.Search.Index;

/// <summary>Counts the values of a field that found assets have.</summary>
internal static class ValueCounts
{
    /// <summary>What counting costs, measured in terms of a document: a step through a set, of 64 documents; a found document to go to; a term to look at; a posting to look up in what was found.</summary>
    private const double OfStep = 0.5, OfDocument = 4, OfTerm = 5, OfPosting = 1.2;

    /// <param name="beginning">Only values that begin so; null = all.</param>
    /// <param name="groups">Null = each asset counts.</param>
    public static IReadOnlyList<ValueCount> Of(FoundAssets found, IndexField field, string? beginning, GroupsFound? groups)
    {
        var views = found.Generation.Views;
        var (counts, values) = (new int[64], Array.Empty<string>());
        var adding = new Lock();
        var bytes = beginning is { Length: > 0 } ? TermDictionary.Bytes(beginning) : null;
        found.Generation.Each(found.Total, v =>
        {
            if (found.CountIn(v) == 0 || views[v].Segment.Terms(field) is not { } column)
            {
                return;
            }

            var own = new int[column.Terms.Count];
            var (from, until) = bytes is null ? (0, own.Length) : column.Terms.Beginning(bytes);
            if (bytes is null)
            {
                Count(column, found.In(v), found.CountIn(v), views[v].Segment.Count, own);
            }
            else
            {
                for (var ordinal = from; ordinal < until; ordinal++)
                {
                    own[ordinal] = column.CountIn(ordinal, found.In(v), found.CountIn(v), views[v].Segment.Count);
                }
            }

            lock (adding)
            {
                (var numbers, values) = found.Generation.Interned.Of(field, column);
                if (counts.Length < values.Length)
                {
                    Array.Resize(ref counts, values.Length);
                }

                for (var ordinal = from; ordinal < until; ordinal++)
                {
                    counts[numbers[ordinal]] += own[ordinal];
                }
            }
        });
        if (groups is not null)
        {
            foreach (var number in groups.Repeated(Numbers))
            {
                counts[number]--;
            }
        }

        return InOrder(counts, values);

        void Numbers(int view, int document, List<int> own)
        {
            if (views[view].Segment.Terms(field) is not { } column)
            {
                return;
            }

            var (from, until) = bytes is null ? (0, column.Terms.Count) : column.Terms.Beginning(bytes);
            var (numbers, forward) = (found.Generation.Interned.Of(field, column).Numbers, column.Forward(views[view].Segment.Count));
            for (var i = forward.StartOf(document); i < forward.EndOf(document); i++)
            {
                if (forward[i] >= from && forward[i] < until)
                {
                    own.Add(numbers[forward[i]]);
                }
            }
        }
    }

    private static void Count(TermColumn column, ReadOnlySpan<ulong> found, int size, int documents, int[] counts)
    {
        if (size == documents)
        {
            for (var ordinal = 0; ordinal < counts.Length; ordinal++)
            {
                counts[ordinal] = column.LengthOf(ordinal);
            }

            return;
        }

        var frequent = column.Frequent(documents);
        var rest = column.Documents.Length - frequent.Postings;
        var sets = (double)frequent.Ordinals.Length * found.Length * OfStep;
        var inDocuments = (size * OfDocument) + ((double)rest * size / documents);
        if (counts.Length * OfTerm + (rest * OfPosting) + sets < inDocuments + Math.Min(sets, (double)frequent.Postings * size / documents))
        {
            for (var ordinal = 0; ordinal < counts.Length; ordinal++)
            {
                counts[ordinal] = column.CountIn(ordinal, found, size, documents);
            }

            return;
        }

        var bySets = (double)frequent.Postings * size / documents > sets;
        column.Forward(documents).CountIn(found, withFrequent: !bySets, counts);
        for (var i = 0; bySets && i < frequent.Ordinals.Length; i++)
        {
            counts[frequent.Ordinals[i]] = Bits.CountOfBoth(found, frequent.SetAt(i));
        }
    }

    /// <summary>By numbers alone first, as one array; texts are compared only where as many have them.</summary>
    private static ValueCount[] InOrder(int[] counts, string[] values)
    {
        var keys = new long[counts.Length];
        var length = 0;
        for (var number = 0; number < counts.Length; number++)
        {
            if (counts[number] > 0)
            {
                keys[length++] = ((long)-counts[number] << 32) | (uint)number;
            }
        }

        Array.Sort(keys, 0, length);
        var ordered = new ValueCount[length];
        for (var i = 0; i < length; i++)
        {
            ordered[i] = new ValueCount(values[(int)keys[i]], (int)-(keys[i] >> 32));
        }

        for (var i = 0; i < length;)
        {
            var end = i + 1;
            while (end < length && ordered[end].Assets == ordered[i].Assets)
            {
                end++;
            }

            if (end > i + 1)
            {
                ordered.AsSpan(i..end).Sort((a, b) => string.CompareOrdinal(a.Value, b.Value));
            }

            i = end;
        }

        return ordered;
    }
}
