using System.Collections.Frozen;
using System.Xml;
using System.Xml.Linq;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>The namespaces that are written, by the prefix that their specifications prefer (ISO 16684-1; XMP parts 2 and 3; IPTC Photo Metadata 2023.2; MWG 2.0; PLUS 2.0).</summary>
public static class XmpNamespaces
{
    public const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    public const string Meta = "adobe:ns:meta/";

    /// <summary>What no other vocabulary has a word for: user-defined fields, dates that are only about right, marks of our own.</summary>
    public const string Vitrine = "urn:vitrine:ns:1.0#";

    /// <summary>Microsoft's namespace as exiftool writes it; never made anew.</summary>
    internal const string MicrosoftOther = "http://ns.microsoft.com/photo/1.0";

    private static readonly FrozenDictionary<string, XNamespace> Known = new Dictionary<string, XNamespace>
    {
        ["dc"] = "http://purl.org/dc/elements/1.1/",
        ["xmp"] = "http://ns.adobe.com/xap/1.0/",
        ["xmpRights"] = "http://ns.adobe.com/xap/1.0/rights/",
        ["xmpDM"] = "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
        ["xmpMM"] = "http://ns.adobe.com/xap/1.0/mm/",
        ["pdf"] = "http://ns.adobe.com/pdf/1.3/",
        ["photoshop"] = "http://ns.adobe.com/photoshop/1.0/",
        ["tiff"] = "http://ns.adobe.com/tiff/1.0/",
        ["exif"] = "http://ns.adobe.com/exif/1.0/",
        ["Iptc4xmpCore"] = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
        ["Iptc4xmpExt"] = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
        ["plus"] = "http://ns.useplus.org/ldf/xmp/1.0/",
        ["mwg-rs"] = "http://www.metadataworkinggroup.com/schemas/regions/",
        ["mwg-kw"] = "http://www.metadataworkinggroup.com/schemas/keywords/",
        ["stArea"] = "http://ns.adobe.com/xmp/sType/Area#",
        ["stDim"] = "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
        ["lr"] = "http://ns.adobe.com/lightroom/1.0/",
        ["digiKam"] = "http://www.digikam.org/ns/1.0/",
        ["MicrosoftPhoto"] = "http://ns.microsoft.com/photo/1.0/",
        ["MicrosoftPhoto1"] = MicrosoftOther,
        ["MP"] = "http://ns.microsoft.com/photo/1.2/",
        ["MPRI"] = "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
        ["MPReg"] = "http://ns.microsoft.com/photo/1.2/t/Region#",
        ["mediapro"] = "http://ns.iview-multimedia.com/mediapro/1.0/",
        ["expressionmedia"] = "http://ns.microsoft.com/expressionmedia/1.0/",
        ["acdsee"] = "http://ns.acdsee.com/iptc/1.0/",
        ["vitrine"] = Vitrine,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name that <c>prefix:local</c> stands for.</summary>
    /// <param name="more">Prefixes beside the known ones, such as those of user-defined fields; they come first.</param>
    /// <exception cref="FormatException">The prefix is unknown, or it is no XML name.</exception>
    public static XName Name(string qualified, IReadOnlyDictionary<string, string>? more = null)
    {
        ArgumentNullException.ThrowIfNull(qualified);
        var colon = qualified.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw new FormatException($"'{qualified}' is no XMP property: it has no prefix.");
        }

        var prefix = qualified[..colon];
        var space = more is not null && more.TryGetValue(prefix, out var uri) ? XNamespace.Get(uri) : Known.GetValueOrDefault(prefix);
        try
        {
            return space is { NamespaceName.Length: > 0 } ? space + XmlConvert.VerifyNCName(qualified[(colon + 1)..]) : throw new FormatException($"The XMP prefix '{prefix}' is not known.");
        }
        catch (XmlException)
        {
            throw new FormatException($"'{qualified}' is no XMP property: '{qualified[(colon + 1)..]}' is no XML name.");
        }
    }

    /// <summary>The prefix that is preferred for a namespace; null where it is not known.</summary>
    internal static string? PrefixOf(XNamespace space) =>
        space.NamespaceName == Rdf ? "rdf" : Known.FirstOrDefault(pair => pair.Value == space) is { Key: { } prefix } ? prefix : null;
}
