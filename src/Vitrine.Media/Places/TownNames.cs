using Vitrine.Core.Search;

namespace Vitrine.Media.Places;

/// <summary>Towns by their names, for type-ahead. Made when first asked for.</summary>
internal sealed class TownNames
{
    /// <summary>Kilometres around a town in which other towns tell how populous its surroundings are: the data has no numbers of people.</summary>
    private const double Around = 20;

    /// <summary>Names that begin so, at most, of which the best are chosen: one letter begins thousands.</summary>
    private const int MostLooked = 2_000;

    private readonly TownTree tree;
    private readonly (string Name, int Town)[] sorted;

    public TownNames(TownTree tree)
    {
        this.tree = tree;
        sorted = [.. Enumerable.Range(0, tree.Towns.Count).Select(town => (TextFold.Key(tree.Towns.NameOf(town)), town))];
        Array.Sort(sorted, static (one, other) => string.CompareOrdinal(one.Name, other.Name) is not 0 and var order ? order : one.Town.CompareTo(other.Town));
    }

    public IReadOnlyList<Town> Suggest(string typed, int most)
    {
        var key = TextFold.Key(typed);
        if (key.Length == 0)
        {
            return [];
        }

        var found = new List<(int Town, bool Whole)>();
        for (var i = First(key); i < sorted.Length && found.Count < MostLooked && sorted[i].Name.StartsWith(key, StringComparison.Ordinal); i++)
        {
            found.Add((sorted[i].Town, sorted[i].Name.Length == key.Length));
        }

        return
        [
            .. found.OrderByDescending(one => one.Whole).ThenBy(one => Words(tree.Towns.NameOf(one.Town))).ThenByDescending(one => tree.CountWithin(tree.Towns.PositionOf(one.Town), Around)).ThenBy(one => one.Town)
                .Take(most).Select(one => tree.Towns[one.Town]),
        ];
    }

    /// <summary>"Zürich" comes before "Zürich (Kreis 7) / Witikon".</summary>
    private static int Words(string name) => name.AsSpan().Count(' ');

    /// <summary>The place of the first name that is not before this one.</summary>
    private int First(string key)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(sorted[middle].Name, key) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
