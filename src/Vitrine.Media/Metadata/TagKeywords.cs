using System.Xml;
using Vitrine.Media.Metadata.Mapping;

namespace Vitrine.Media.Metadata;

/// <summary>
/// Keywords: the union of all places where programs keep them, in the table's order, compared case-sensitively. Of a path (Lightroom, digiKam, Microsoft, Media Pro, ACDSee, MWG)
/// the last word is the keyword; the paths themselves are told beside.
/// </summary>
internal sealed class TagKeywords
{
    private const int MostKeywords = 1_000, LongestKeyword = 500, DeepestPath = 20, LongestTree = 200_000;
    private readonly List<string> found = [], paths = [];
    private readonly HashSet<string> seenPaths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> lists = new(StringComparer.Ordinal);
    private char list;

    private TagKeywords()
    {
    }

    /// <returns>The keywords, the paths, and the lists that each keyword stands in (<see cref="KeywordLists"/>).</returns>
    public static (IReadOnlyList<string> Keywords, IReadOnlyList<string> Paths, IReadOnlyDictionary<string, string> Lists) Read(TagIndex tags, PropertyMapping mapping)
    {
        var keywords = new TagKeywords();

        // In a document dc:subject is a sentence.
        var isDocument = (tags.Raw("XML:Application") ?? tags.Raw("XML:Generator") ?? tags.Raw("XML:CreateDate")) is not null;
        foreach (var property in mapping.Read.Where(property => !isDocument || property.Key != "XMP-dc:Subject"))
        {
            keywords.list = KeywordLists.SignOf(property.Key);
            if (property.Rule == "tree")
            {
                keywords.AddTree(tags, property.Key);
                continue;
            }

            foreach (var tag in tags.Find(property.Key))
            {
                keywords.Add(tag.Raw, property.Rule);
            }
        }

        return (keywords.found, keywords.paths, keywords.lists);
    }

    private void Add(string raw, string rule)
    {
        switch (rule)
        {
            case "|" or "/":
                AddPath(raw.Split(rule[0], StringSplitOptions.RemoveEmptyEntries));
                break;
            case "":
                // XMP bags and IPTC lists are lists already: a comma belongs to the keyword.
                AddWord(raw);
                break;
            default:
                foreach (var part in raw.Split([.. rule]))
                {
                    AddWord(part);
                }

                break;
        }
    }

    private void AddTree(TagIndex tags, string key)
    {
        if (key.StartsWith("XMP-mwg-kw:", StringComparison.Ordinal))
        {
            foreach (var path in MwgPaths(tags))
            {
                AddPath(path);
            }

            return;
        }

        foreach (var tag in tags.Find(key))
        {
            foreach (var path in AcdSeePaths(tag.Raw))
            {
                AddPath(path);
            }
        }
    }

    private void AddPath(IReadOnlyList<string> words)
    {
        string[] path = [.. words.Select(ShownText.CleanLine).Where(word => word.Length is > 0 and <= LongestKeyword)];
        if (path.Length is 0 or > DeepestPath)
        {
            return;
        }

        AddWord(path[^1]);
        if (path.Length > 1 && paths.Count < MostKeywords && !Array.Exists(path, word => word.Contains('|', StringComparison.Ordinal)) && seenPaths.Add(string.Join('|', path)))
        {
            paths.Add(string.Join('|', path));
        }
    }

    private void AddWord(string text)
    {
        var keyword = ShownText.CleanLine(text);
        if (keyword.Length is 0 or > LongestKeyword)
        {
            return;
        }

        if (lists.TryGetValue(keyword, out var standing))
        {
            lists[keyword] = standing.Contains(list, StringComparison.Ordinal) ? standing : standing + list;
        }
        else if (found.Count < MostKeywords)
        {
            found.Add(keyword);
            lists[keyword] = list.ToString();
        }
    }

    /// <summary>MWG guidelines 2.0, 5.2: a keyword of the tree counts where it is marked as applied, or, without a mark, where it is a leaf.</summary>
    private static IEnumerable<IReadOnlyList<string>> MwgPaths(TagIndex tags)
    {
        const string Word = "Keyword", Children = "Children[";
        var words = tags.All.Where(tag => tag.Group == "XMP-mwg-kw" && tag.Name.EndsWith("/" + Word, StringComparison.Ordinal)).Take(MostKeywords)
            .DistinctBy(tag => tag.Name).ToDictionary(tag => tag.Name[..^Word.Length], tag => tag.Raw, StringComparer.Ordinal);
        var parents = words.Keys.Select(Parent).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var node in words.Keys)
        {
            var applied = tags.Raw($"XMP-mwg-kw:{node}Applied");
            if (applied is null ? !parents.Contains(node) : applied is "1" or "True" or "true")
            {
                var path = new List<string>();
                for (var at = node; at is not null && path.Count <= DeepestPath; at = Parent(at))
                {
                    path.Insert(0, words.GetValueOrDefault(at, ""));
                }

                yield return path;
            }
        }

        static string? Parent(string node) => node.LastIndexOf(Children, StringComparison.Ordinal) is > 0 and var at ? node[..at] : null;
    }

    /// <summary>ACDSee keeps its tree as XML in one text: <c>&lt;Category Assigned="1"&gt;Berlin&lt;/Category&gt;</c>, one in the other.</summary>
    private static List<IReadOnlyList<string>> AcdSeePaths(string xml)
    {
        var paths = new List<IReadOnlyList<string>>();
        if (xml.Length > LongestTree)
        {
            return paths;
        }

        var open = new List<(string Name, bool Assigned)>();
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (reader.Read() && reader.Depth <= DeepestPath && paths.Count < MostKeywords)
            {
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "Category", IsEmptyElement: false })
                {
                    open.Add(("", reader.GetAttribute("Assigned") == "1"));
                }
                else if (reader is { NodeType: XmlNodeType.Text } && open.Count > 0 && open[^1].Name.Length == 0)
                {
                    open[^1] = (reader.Value, open[^1].Assigned);
                    if (open[^1].Assigned)
                    {
                        paths.Add([.. open.Select(node => node.Name)]);
                    }
                }
                else if (reader is { NodeType: XmlNodeType.EndElement, LocalName: "Category" } && open.Count > 0)
                {
                    open.RemoveAt(open.Count - 1);
                }
            }
        }
        catch (XmlException)
        {
            // What was understood up to here counts.
        }

        return paths;
    }
}
