using System.Runtime.InteropServices;

namespace Vitrine.Core.Search.Index;

/// <summary>
/// The groups of which several assets were found. Few are: everything is counted first as if there were no groups, and then for these it is taken back what is counted
/// more than once in a group.
/// </summary>
internal sealed class GroupsFound
{
    private readonly List<(long Cover, int View, int Document)> members = [];

    /// <param name="cover">The field that tells which asset stands for another.</param>
    /// <param name="grouped">The found ones that another stands for, with its key.</param>
    public GroupsFound(FoundAssets found, IndexField cover, List<(int View, int Document, long Cover)> grouped)
    {
        Cover = cover;
        var all = grouped.ConvertAll(one => (one.Cover, one.View, one.Document));
        all.Sort();
        var documents = CollectionsMarshal.AsSpan(all);
        for (var i = 0; i < documents.Length;)
        {
            var (key, end) = (documents[i].Cover, i + 1);
            while (end < documents.Length && documents[end].Cover == key)
            {
                end++;
            }

            var (view, place) = found.Generation.Place(key);
            var hasCover = view >= 0 && Bits.Has(found.In(view), place) && !documents[i..end].Contains((key, view, place));
            if (end - i + (hasCover ? 1 : 0) > 1)
            {
                members.AddRange(documents[i..end]);
                if (hasCover)
                {
                    members.Add((key, view, place));
                }
            }

            i = end;
        }
    }

    public IndexField Cover { get; }

    /// <summary>What was counted more than once: each value of an asset that one of its group before it has too.</summary>
    /// <param name="values">Adds the values of a document, none twice.</param>
    public List<int> Repeated(Action<int, int, List<int>> values)
    {
        var (repeated, counted, own) = (new List<int>(), new HashSet<int>(), new List<int>());
        for (var i = 0; i < members.Count; i++)
        {
            if (i == 0 || members[i].Cover != members[i - 1].Cover)
            {
                counted.Clear();
            }

            own.Clear();
            values(members[i].View, members[i].Document, own);
            foreach (var value in own)
            {
                if (!counted.Add(value))
                {
                    repeated.Add(value);
                }
            }
        }

        return repeated;
    }
}
