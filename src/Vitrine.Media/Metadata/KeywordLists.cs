using System.Collections.Frozen;

namespace Vitrine.Media.Metadata;

/// <summary>
/// In which lists of a file a keyword stands. Programs keep several, and one that changes only its own leaves the others as they are: what a person did is seen list by list.
/// A list is known by one sign, which is stored.
/// </summary>
public static class KeywordLists
{
    private static readonly FrozenDictionary<string, char> Signs = new Dictionary<string, char>
    {
        ["XMP-dc:Subject"] = Main,
        ["IPTC:Keywords"] = 'i',
        ["XMP-acdsee:Keywords"] = 'a',
        ["IFD0:XPKeywords"] = 'x',
        ["XMP-lr:HierarchicalSubject"] = 'l',
        ["XMP-mediapro:CatalogSets"] = 'c',
        ["XMP-expressionmedia:CatalogSets"] = 'e',
        ["XMP-digiKam:TagsList"] = 'k',
        ["XMP-microsoft:LastKeywordXMP"] = 'm',
        ["XMP-microsoft:LastKeywordIPTC"] = 'n',
        ["XMP-acdsee:Categories"] = 't',
        ["XMP-mwg-kw:KeywordInfo"] = 'w',
        ["Keys:Keywords"] = 'y',
        ["ItemList:Keyword"] = 'j',
        ["UserData:Keywords"] = 'u',
        ["PDF:Keywords"] = 'p',
        ["XMP-pdf:Keywords"] = 'q',
        ["XML:Keywords"] = 'o',
        ["RIFF:Keywords"] = 'r',
        ["PNG:Keywords"] = 'g',
        ["Vorbis:Keywords"] = 'v',
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The list that every program knows (<c>dc:subject</c>).</summary>
    public const char Main = 'd';

    /// <summary>Keyword, as in <see cref="NormalisedMetadata.Keywords"/> → the signs of the lists that it stands in.</summary>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<EmbeddedTag> tags) => TagKeywords.Read(new TagIndex(tags), Mapping.PropertyMap.Shipped.Required("tag")).Lists;

    /// <summary>
    /// The signs of the lists whose block the file has. Where a program dropped a whole block (all of IPTC, the XMP packet), nobody took single words out of its list.
    /// </summary>
    public static string Held(IReadOnlyList<EmbeddedTag> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var blocks = tags.Select(tag => BlockOf(tag.Group)).ToHashSet(StringComparer.Ordinal);
        return string.Concat(Signs.Where(pair => blocks.Contains(BlockOf(pair.Key[..pair.Key.IndexOf(':', StringComparison.Ordinal)]))).Select(pair => pair.Value));
    }

    internal static char SignOf(string key) => Signs[key];

    private static string BlockOf(string group) => group.StartsWith("XMP-", StringComparison.Ordinal) ? "XMP" : group;
}
