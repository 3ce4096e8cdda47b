using System.Text;
using System.Xml;
using Vitrine.Media.Metadata.Mapping;
using Vitrine.Media.Metadata.Writing;
using XmpCore;
using XmpCore.Options;

namespace Vitrine.Media.Metadata;

/// <summary>
/// XMP (ISO 16684-1), flattened: group <c>XMP-dc</c>, name <c>Subject</c>; one tag per list item; fields of structures as <c>RegionList[1]/Name</c>;
/// other languages as <c>Title-de</c>. Prefixes and capitals are exiftool's. Document types, deep nesting and very large packets are refused before XmpCore sees them.
/// </summary>
internal static class XmpReader
{
    private static readonly string Microsoft = PropertyMap.Shipped.Namespaces["MicrosoftPhoto"];

    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.Ordinal)
    {
        ["Iptc4xmpCore"] = "iptcCore",
        ["Iptc4xmpExt"] = "iptcExt",
        ["MicrosoftPhoto"] = "microsoft",
        ["photomechanic"] = "photomech",
        ["xap"] = "xmp",
    };

    // A packet may call a namespace as it likes; known ones get the name that the table of properties uses.
    static XmpReader()
    {
        foreach (var (prefix, uri) in PropertyMap.Shipped.Namespaces)
        {
            XmpMetaFactory.SchemaRegistry.RegisterNamespace(uri, prefix);
        }
    }

    public static void Read(ReadOnlySpan<byte> packet, TagList into)
    {
        if (packet.Length > XmpXml.LargestPacket)
        {
            into.Report("xmp-too-large", $"An XMP packet of {packet.Length:N0} bytes is over the limit of {XmpXml.LargestPacket:N0} and was not read.");
            return;
        }

        try
        {
            var text = XmpXml.Text(packet);
            if (text.Length > 0)
            {
                // Microsoft's namespace stands with and without a stroke at its end: exiftool takes it away. Both are one.
                Flatten(XmpMetaFactory.ParseFromXDocument(XmpXml.Load(text, uri => uri == XmpNamespaces.MicrosoftOther ? Microsoft : uri), new ParseOptions { StrictAliasing = false }), into);
            }
        }
        catch (XmpRefusedException refused)
        {
            into.Report("xmp-refused", refused.Message);
        }
        catch (XmpException)
        {
            into.Report("xmp-broken", "The XMP metadata is XML that breaks the rules of RDF or XMP, and was not read.");
        }
        catch (Exception e) when (e is XmlException or FormatException or ArgumentException or InvalidOperationException or InvalidCastException or NullReferenceException or IndexOutOfRangeException)
        {
            into.Report("xmp-broken", "The XMP metadata is not well formed and was not read.");
        }
    }

    private static void Flatten(IXmpMeta meta, TagList into)
    {
        var properties = meta.Properties.Where(property => property.Path is not null).ToList();
        var languages = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in properties)
        {
            if (property.Path.EndsWith("/xml:lang", StringComparison.Ordinal))
            {
                languages[property.Path[..^9]] = property.Value;
            }
        }

        foreach (var property in properties)
        {
            var options = property.Options;
            if (string.IsNullOrEmpty(property.Value) || options.IsArray || options.IsStruct || options.IsQualifier || property.Path.EndsWith("/xml:lang", StringComparison.Ordinal))
            {
                continue;
            }

            if (into.IsFull)
            {
                into.Add("XMP", "More", property.Value);
                return;
            }

            var (group, name) = GroupAndName(property.Path);
            var language = languages.GetValueOrDefault(property.Path);
            into.Add(group, language is null or "x-default" ? name : $"{name}-{language}", property.Value);
        }
    }

    /// <summary><c>dc:subject[2]</c> → (<c>XMP-dc</c>, <c>Subject</c>).</summary>
    private static (string Group, string Name) GroupAndName(string path)
    {
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        var prefix = colon < 0 ? "" : path[..colon];
        var name = new StringBuilder(path.Length);
        foreach (var step in path.Split('/'))
        {
            var local = step[(step.IndexOf(':', StringComparison.Ordinal) + 1)..];
            if (local.Length > 0)
            {
                name.Append(name.Length > 0 ? "/" : "").Append(char.ToUpperInvariant(local[0])).Append(local, 1, local.Length - 1);
            }
        }

        var text = name.ToString();
        var bracket = text.EndsWith(']') ? text.LastIndexOf('[') : -1;
        return ($"XMP-{Prefixes.GetValueOrDefault(prefix, prefix)}", bracket > 0 ? text[..bracket] : text);
    }
}
