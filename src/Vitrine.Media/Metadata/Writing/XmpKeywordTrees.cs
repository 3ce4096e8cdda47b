using System.Xml;
using System.Xml.Linq;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>
/// Trees of keywords that other programs keep: a word stays in its tree, since others hang below it, and is marked as not applied, as those programs do
/// (MWG guidelines 2.0, 5.2; ACDSee's XML in one text).
/// </summary>
internal static class XmpKeywordTrees
{
    private const int LongestText = 200_000;

    private static readonly XName Keywords = XmpNamespaces.Name("mwg-kw:Keywords"), Hierarchy = XmpNamespaces.Name("mwg-kw:Hierarchy"), Keyword = XmpNamespaces.Name("mwg-kw:Keyword"),
        Applied = XmpNamespaces.Name("mwg-kw:Applied"), Children = XmpNamespaces.Name("mwg-kw:Children"), Categories = XmpNamespaces.Name("acdsee:categories");

    public static void Take(XmpTree tree, IReadOnlyCollection<string> words)
    {
        if (words.Count == 0)
        {
            return;
        }

        var gone = words.ToHashSet(StringComparer.Ordinal);
        var top = tree.Top;
        if (top.Has(Keywords) && top.Find(Keywords) is { HasElements: true } keywords)
        {
            TakeBelow(XmpTree.StructureOf(keywords), Hierarchy, gone);
        }

        if (top.Text(Categories) is { Length: <= LongestText } text && Unassigned(text, gone) is { } changed)
        {
            top.SetText(Categories, changed);
        }
    }

    /// <summary>A word that is not marked either way counts as applied where nothing is below it.</summary>
    private static void TakeBelow(XmpHolder holder, XName list, HashSet<string> gone)
    {
        if (!holder.Has(list) || holder.Find(list) is not { } property || XmpTree.ArrayOf(property) is not { } array)
        {
            return;
        }

        foreach (var item in XmpTree.ItemsOf(array).Where(item => item.HasElements || item.Attributes().Any(XmpTree.IsProperty)))
        {
            var node = XmpTree.StructureOf(item);
            TakeBelow(node, Children, gone);
            if (node.Text(Keyword) is { } word && gone.Contains(ShownText.CleanLine(word)) && (node.Text(Applied) is { } applied ? applied is "1" or "True" or "true" : !node.Has(Children)))
            {
                node.SetText(Applied, "False");
            }
        }
    }

    private static string? Unassigned(string text, HashSet<string> gone)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
            var marks = document.Descendants("Category").Where(category => category.Nodes().OfType<XText>().FirstOrDefault() is { } name && gone.Contains(ShownText.CleanLine(name.Value)))
                .Select(category => category.Attribute("Assigned")).Where(mark => mark?.Value == "1").ToList();
            marks.ForEach(mark => mark!.Value = "0");
            return marks.Count == 0 ? null : document.ToString(SaveOptions.DisableFormatting);
        }
        catch (XmlException)
        {
            // What is no tree is left as it is.
            return null;
        }
    }
}
