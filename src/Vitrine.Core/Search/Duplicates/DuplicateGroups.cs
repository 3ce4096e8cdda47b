namespace Vitrine.Core.Search.Duplicates;

/// <summary>Two rows that look alike.</summary>
/// <param name="Distance">How far apart they are: bits of a hash, or whatever the pairs were found by.</param>
public readonly record struct DuplicatePair(int A, int B, int Distance);

/// <summary>Pictures that look like one of them.</summary>
/// <param name="Keeper">The row to keep.</param>
/// <param name="Others">The rest, each a pair with the keeper or with most of those that are, by row; at least one.</param>
/// <param name="Reason">Why this one is suggested.</param>
public sealed record DuplicateGroup(int Keeper, IReadOnlyList<int> Others, KeeperReason Reason);

/// <summary>Makes groups of pairs.</summary>
public static class DuplicateGroups
{
    /// <summary>
    /// What hangs together by pairs, but no chains: A near B near C does not make A and C duplicates. Of each connected set the keeper takes those that are
    /// pairs with it, and those that are pairs with more than half of all these: a picture with a banner may be the largest, and a cut one not be known in it. What is left is looked at
    /// again by itself. A row is in one group at most. Depends on the pairs and facts alone, not on their order.
    /// </summary>
    /// <param name="pairs">All pairs that are near enough; doubled ones and those of a row with itself do nothing.</param>
    /// <param name="facts">What is known of a row; asked once a row.</param>
    /// <param name="apart">Whether two rows must not come into one group, though others say that they belong together.</param>
    /// <returns>By keeper's row.</returns>
    public static IReadOnlyList<DuplicateGroup> Form(IEnumerable<DuplicatePair> pairs, Func<int, KeeperFacts> facts, Func<int, int, bool> apart)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var near = new Dictionary<int, HashSet<int>>();
        foreach (var (a, b, _) in pairs.Where(pair => pair.A != pair.B))
        {
            Of(near, a).Add(b);
            Of(near, b).Add(a);
        }

        var known = near.Keys.ToDictionary(row => row, facts);
        var groups = new List<DuplicateGroup>();
        var waiting = new Stack<List<int>>(Connected([.. near.Keys], near));
        while (waiting.TryPop(out var rows))
        {
            var keeper = Keeper(rows).Row;
            List<int> close = [keeper, .. rows.Where(near[keeper].Contains)];
            List<int> group = [.. close];
            foreach (var row in rows.Where(row => row != keeper && !near[keeper].Contains(row)).Order())
            {
                if (close.Count(near[row].Contains) * 2 > close.Count && !group.Exists(other => apart(row, other)))
                {
                    group.Add(row);
                }
            }

            groups.Add(new DuplicateGroup(keeper, [.. group.Skip(1).Order()], Keeper(group).Reason));
            var rest = rows.Except(group).ToList();
            foreach (var left in Connected(rest, near))
            {
                waiting.Push(left);
            }
        }

        return [.. groups.OrderBy(group => group.Keeper)];

        (int Row, KeeperReason Reason) Keeper(List<int> rows) => SuggestedKeeper.Of([.. rows.Select(row => (row, known[row]))]);
    }

    private static HashSet<int> Of(Dictionary<int, HashSet<int>> near, int row) =>
        near.TryGetValue(row, out var rows) ? rows : near[row] = [];

    /// <summary>Union-find over the rows that are given; sets of one are left out.</summary>
    private static IEnumerable<List<int>> Connected(List<int> rows, Dictionary<int, HashSet<int>> near)
    {
        var parents = rows.ToDictionary(row => row, row => row);
        foreach (var row in rows)
        {
            foreach (var other in near[row])
            {
                if (other > row && parents.ContainsKey(other))
                {
                    parents[Root(parents, other)] = Root(parents, row);
                }
            }
        }

        return rows.GroupBy(row => Root(parents, row)).Where(set => set.Skip(1).Any()).Select(set => set.ToList());
    }

    private static int Root(Dictionary<int, int> parents, int row)
    {
        while (parents[row] != row)
        {
            // Halves the way for whoever asks next.
            row = parents[row] = parents[parents[row]];
        }

        return row;
    }
}
