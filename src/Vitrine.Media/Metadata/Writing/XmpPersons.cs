using System.Xml.Linq;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>
/// Names of people outside of plain lists: those of boxes in three notations (MWG guidelines 2.0, 5.9; Microsoft's People Tagging; IPTC Image Region), and IPTC's people with details.
/// A name that was taken away leaves its box, which still shows a face.
/// </summary>
internal static class XmpPersons
{
    private static readonly XName Type = XmpNamespaces.Name("mwg-rs:Type"), Details = XmpNamespaces.Name("Iptc4xmpExt:PersonInImageWDetails"), PersonName = XmpNamespaces.Name("Iptc4xmpExt:PersonName");

    private static readonly (XName[] Path, XName Name)[] Boxes =
    [
        ([XmpNamespaces.Name("mwg-rs:Regions"), XmpNamespaces.Name("mwg-rs:RegionList")], XmpNamespaces.Name("mwg-rs:Name")),
        ([XmpNamespaces.Name("MP:RegionInfo"), XmpNamespaces.Name("MPRI:Regions")], XmpNamespaces.Name("MPReg:PersonDisplayName")),
        ([XmpNamespaces.Name("Iptc4xmpExt:ImageRegion")], XmpNamespaces.Name("Iptc4xmpExt:Name")),
    ];

    /// <param name="names">As they are read: on one line, without what is not seen.</param>
    public static void Take(XmpTree tree, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        var gone = names.ToHashSet(StringComparer.Ordinal);
        foreach (var (path, name) in Boxes)
        {
            foreach (var box in Items(tree.Top, path).Where(box => IsOf(box, name, gone) && IsOfPerson(box)))
            {
                XmpTree.FindStructure(box)!.Remove(name);
            }
        }

        foreach (var person in Items(tree.Top, [Details]).Where(person => IsOf(person, PersonName, gone)))
        {
            XmpLayout.Remove(person);
        }

        // Of one alone, without a list around it.
        if (tree.Top.Has(Details) && tree.Top.Find(Details) is { } alone && XmpTree.ArrayOf(alone) is null && XmpTree.FindStructure(alone) is not null && IsOf(alone, PersonName, gone))
        {
            tree.Top.Remove(Details);
        }
    }

    /// <summary>The members of the list at the end of a path of structures.</summary>
    private static IReadOnlyList<XElement> Items(XmpHolder holder, ReadOnlySpan<XName> path)
    {
        if (!holder.Has(path[0]) || holder.Find(path[0]) is not { } property)
        {
            return [];
        }

        return path.Length > 1 ? XmpTree.FindStructure(property) is { } structure ? Items(structure, path[1..]) : []
            : XmpTree.ArrayOf(property) is { } array ? [.. XmpTree.ItemsOf(array).Where(item => XmpTree.FindStructure(item) is not null)] : [];
    }

    private static bool IsOfPerson(XElement box) => XmpTree.FindStructure(box)?.Text(Type) is null or "Face" && !XmpRegions.IsOurs(box);

    /// <summary>Whether one of the texts of a field, which may stand in languages, is among the names.</summary>
    private static bool IsOf(XElement item, XName field, HashSet<string> names)
    {
        var holder = XmpTree.FindStructure(item)!;
        return holder.Text(field) is { } text ? names.Contains(ShownText.CleanLine(text))
            : holder.Has(field) && holder.Find(field) is { } property && XmpTree.ArrayOf(property) is { } texts
                && XmpTree.ItemsOf(texts).Any(one => XmpTree.TextOf(one) is { } said && names.Contains(ShownText.CleanLine(said)));
    }
}
