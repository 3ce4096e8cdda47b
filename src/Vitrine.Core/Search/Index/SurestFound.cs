namespace Vitrine.Core.Search.Index;

/// <summary>Found assets by how sure it is that they show what is asked for.</summary>
public static class SurestFound
{
    /// <summary>
    /// The surest first, those equally sure with the highest key first. How sure an asset is: the mean, over the sets, of the highest confidence that it has of any value of a set; 0 where it has none.
    /// </summary>
    /// <param name="field">Of values with parts.</param>
    /// <param name="sets">Values that mean the same thing, for each thing asked for.</param>
    /// <param name="most">No more than these.</param>
    /// <returns>Keys with their mean confidence, 0–10000; assets without any of the values are left out.</returns>
    public static IReadOnlyList<(long Key, double Confidence)> Of(FoundAssets found, IndexField field, IReadOnlyList<IReadOnlyList<string>> sets, int most)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(sets);
        var best = new PriorityQueue<(long Key, int Sum), (int Sum, long Key)>();
        for (var v = 0; v < found.Generation.Views.Length && sets.Count > 0; v++)
        {
            var segment = found.Generation.Views[v].Segment;
            if (found.CountIn(v) == 0 || segment.Terms(field) is not { } column)
            {
                continue;
            }

            var sums = Sums(column, sets, segment.Count);
            foreach (var document in Bits.In(found.In(v)))
            {
                if (sums[document] == 0 || (best.Count == most && best.TryPeek(out _, out var least) && (sums[document], segment.Keys[document]).CompareTo(least) <= 0))
                {
                    continue;
                }

                best.Enqueue((segment.Keys[document], sums[document]), (sums[document], segment.Keys[document]));
                if (best.Count > most)
                {
                    best.Dequeue();
                }
            }
        }

        var surest = new (long, double)[best.Count];
        for (var place = best.Count - 1; place >= 0; place--)
        {
            var (key, sum) = best.Dequeue();
            surest[place] = (key, (double)sum / sets.Count);
        }

        return surest;
    }

    /// <summary>By document of a segment: the sum over the sets of its highest confidence of each.</summary>
    private static int[] Sums(TermColumn column, IReadOnlyList<IReadOnlyList<string>> sets, int count)
    {
        var (sums, highest) = (new int[count], new ushort[count]);
        foreach (var set in sets)
        {
            Array.Clear(highest);
            foreach (var term in set)
            {
                if (column.Terms.Find(TermDictionary.Bytes(term)) is >= 0 and var ordinal)
                {
                    column.Raise(ordinal, highest);
                }
            }

            for (var document = 0; document < count; document++)
            {
                sums[document] += highest[document];
            }
        }

        return sums;
    }
}
