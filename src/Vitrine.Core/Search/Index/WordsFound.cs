namespace Vitrine.Core.Search.Index;

/// <summary>Words that stand in found assets: those that begin so, and those a few typing errors away. What stands in others only is not told of.</summary>
public static class WordsFound
{
    /// <summary>Words of some fields that begin so, each with in how many of the found assets it stands: of several fields in the one where it is most.</summary>
    /// <param name="accepts">Whether a word is wanted; null = all.</param>
    public static IReadOnlyDictionary<string, int> Beginning(FoundAssets found, IReadOnlyList<IndexField> fields, string beginning, Func<string, bool>? accepts = null)
    {
        ArgumentNullException.ThrowIfNull(beginning);
        var bytes = TermDictionary.Bytes(beginning);
        return Each(found, fields, terms =>
        {
            var (from, until) = terms.Beginning(bytes);
            return Enumerable.Range(from, until - from).Where(ordinal => accepts?.Invoke(terms.TextOf(ordinal)) ?? true);
        });
    }

    /// <summary>Words of some fields at most so many errors away, as <see cref="IndexFilter.Near"/> has them.</summary>
    /// <param name="errors">1 or 2.</param>
    public static IReadOnlyDictionary<string, int> Near(FoundAssets found, IReadOnlyList<IndexField> fields, string word, int errors)
    {
        ArgumentNullException.ThrowIfNull(word);
        return Each(found, fields, terms => NearTerms.Of(terms, word, errors));
    }

    private static Dictionary<string, int> Each(FoundAssets found, IReadOnlyList<IndexField> fields, Func<TermDictionary, IEnumerable<int>> wanted)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(fields);
        var most = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var v = 0; v < found.Generation.Views.Length; v++)
            {
                var segment = found.Generation.Views[v].Segment;
                if (found.CountIn(v) == 0 || segment.Terms(field) is not { } column)
                {
                    continue;
                }

                foreach (var ordinal in wanted(column.Terms))
                {
                    if (column.CountIn(ordinal, found.In(v), found.CountIn(v), segment.Count) is > 0 and var assets)
                    {
                        var word = column.Terms.TextOf(ordinal);
                        counts[word] = counts.GetValueOrDefault(word) + assets;
                    }
                }
            }

            foreach (var (word, assets) in counts)
            {
                most[word] = Math.Max(assets, most.GetValueOrDefault(word));
            }
        }

        return most;
    }
}
