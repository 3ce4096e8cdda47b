namespace Vitrine.Media.Metadata;

/// <summary>
/// Keywords: the union of all places where programs keep them, in this order, compared case-sensitively: XMP dc:subject, IPTC Keywords, XPKeywords,
/// the leaves of hierarchies (Lightroom, digiKam, Microsoft, Media Pro, MWG), QuickTime, PDF and office documents, RIFF.
/// </summary>
internal static class TagKeywords
{
    private const int MostKeywords = 1_000, LongestKeyword = 500;

    public static IReadOnlyList<string> Read(TagIndex tags)
    {
        var found = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);

        // XMP bags and IPTC lists are lists already: a comma belongs to the keyword. In a document dc:subject is a sentence.
        if (tags.Raw("XML:Application") is null && tags.Raw("XML:Generator") is null && tags.Raw("XML:CreateDate") is null)
        {
            AddWhole("XMP-dc:Subject");
        }

        AddWhole("IPTC:Keywords");
        AddSplit(";", "IFD0:XPKeywords");
        AddLeaves('|', "XMP-lr:HierarchicalSubject", "XMP-mediapro:CatalogSets");
        AddLeaves('/', "XMP-digiKam:TagsList", "XMP-microsoft:LastKeywordXMP");
        foreach (var keyword in MwgKeywords(tags))
        {
            Add(keyword);
        }

        AddSplit(",;", "Keys:Keywords", "ItemList:Keyword", "UserData:Keywords", "PDF:Keywords", "XMP-pdf:Keywords", "XML:Keywords", "RIFF:Keywords", "PNG:Keywords");
        return found;

        void Add(string text)
        {
            var keyword = ShownText.CleanLine(text);
            if (keyword.Length is > 0 and <= LongestKeyword && found.Count < MostKeywords && seen.Add(keyword))
            {
                found.Add(keyword);
            }
        }

        void AddWhole(string key)
        {
            foreach (var tag in tags.Find(key))
            {
                Add(tag.Raw);
            }
        }

        void AddSplit(string separators, params ReadOnlySpan<string> keys)
        {
            foreach (var key in keys)
            {
                foreach (var tag in tags.Find(key))
                {
                    foreach (var part in tag.Raw.Split([.. separators]))
                    {
                        Add(part);
                    }
                }
            }
        }

        void AddLeaves(char separator, params ReadOnlySpan<string> keys)
        {
            foreach (var key in keys)
            {
                foreach (var tag in tags.Find(key))
                {
                    Add(tag.Raw[(tag.Raw.TrimEnd(separator).LastIndexOf(separator) + 1)..].TrimEnd(separator));
                }
            }
        }
    }

    /// <summary>MWG guidelines 2.0, 5.2: a keyword of the tree counts where it is marked as applied, or, without a mark, where it is a leaf.</summary>
    private static IEnumerable<string> MwgKeywords(TagIndex tags)
    {
        var words = tags.All.Where(tag => tag.Group == "XMP-mwg-kw" && tag.Name.EndsWith("/Keyword", StringComparison.Ordinal)).ToList();
        foreach (var word in words)
        {
            var node = word.Name[..^"Keyword".Length];
            var applied = tags.Raw($"XMP-mwg-kw:{node}Applied");
            var isLeaf = !words.Exists(other => other.Name.StartsWith($"{node}Children", StringComparison.Ordinal));
            if (applied is null ? isLeaf : applied is "1" or "True" or "true")
            {
                yield return word.Raw;
            }
        }
    }
}
