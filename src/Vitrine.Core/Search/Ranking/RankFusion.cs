namespace Vitrine.Core.Search.Ranking;

/// <summary>
/// Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): joins rankings whose scores cannot be compared, such as words and vectors.
/// score = Σ over lists of weight / (k + rank), ranks from 1; what a list does not name gets nothing from it.
/// </summary>
public static class RankFusion
{
    /// <summary>The k of the paper: how little the very first ranks stand out.</summary>
    public const double UsualK = 60;

    /// <summary>All keys that any list names, by score, equal ones by key.</summary>
    /// <param name="lists">Best first, each key at most once a list; a repeated one counts where it stands first.</param>
    /// <param name="k">Above −1; smaller lets the first ranks count more.</param>
    /// <param name="weights">One a list, 0 or more; null = all 1.</param>
    /// <param name="order">Of keys with equal scores; null = their own.</param>
    /// <exception cref="ArgumentException">Not one weight a list.</exception>
    public static IReadOnlyList<(TKey Key, double Score)> Fuse<TKey>(
        IReadOnlyList<IReadOnlyList<TKey>> lists, double k = UsualK, IReadOnlyList<double>? weights = null, IComparer<TKey>? order = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(k, -1);
        if (weights is not null && weights.Count != lists.Count)
        {
            throw new ArgumentException($"{weights.Count} weights do not go with {lists.Count} lists", nameof(weights));
        }

        var scores = new Dictionary<TKey, double>();
        var seen = new HashSet<TKey>();
        for (var list = 0; list < lists.Count; list++)
        {
            seen.Clear();
            for (var i = 0; i < lists[list].Count; i++)
            {
                if (seen.Add(lists[list][i]))
                {
                    scores[lists[list][i]] = scores.GetValueOrDefault(lists[list][i]) + ((weights?[list] ?? 1) / (k + i + 1));
                }
            }
        }

        // Sums of the same parts in another order are equal to people: twelve digits decide, then the key.
        return [.. scores.Select(pair => (pair.Key, Score: pair.Value)).OrderByDescending(pair => Math.Round(pair.Score, 12)).ThenBy(pair => pair.Key, order ?? Comparer<TKey>.Default)];
    }
}
