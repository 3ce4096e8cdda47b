namespace Vitrine.Core.Search.Index;

/// <summary>
/// The found assets that are in groups. Few are: everything is counted first as if there were no groups, and then for these it is taken back what their group has already.
/// </summary>
internal sealed class GroupsFound
{
    private readonly Dictionary<(int View, int Document), long> covers = [];

    /// <param name="grouped">The found ones that another stands for, with its key.</param>
    public GroupsFound(FoundAssets found, List<(int View, int Document, long Cover)> grouped)
    {
        foreach (var (view, document, cover) in grouped)
        {
            covers[(view, document)] = cover;
            if (found.Generation.Place(cover) is (>= 0 and var v, _) place && Bits.Has(found.In(v), place.Document))
            {
                covers[place] = cover;
            }
        }
    }

    /// <summary>What was counted twice: each value of an asset that one of its group before it has too.</summary>
    /// <param name="values">The values of a document.</param>
    public IEnumerable<int> Repeated(Func<int, int, IEnumerable<int>> values)
    {
        var counted = new HashSet<(int Value, long Cover)>();
        foreach (var ((view, document), cover) in covers)
        {
            foreach (var value in values(view, document))
            {
                if (!counted.Add((value, cover)))
                {
                    yield return value;
                }
            }
        }
    }
}
