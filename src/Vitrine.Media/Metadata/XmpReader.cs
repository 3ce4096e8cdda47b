using System.Text;
using System.Xml;
using System.Xml.Linq;
using Vitrine.Media.Metadata.Mapping;
using XmpCore;
using XmpCore.Options;

namespace Vitrine.Media.Metadata;

/// <summary>
/// XMP (ISO 16684-1), flattened: group <c>XMP-dc</c>, name <c>Subject</c>; one tag per list item; fields of structures as <c>RegionList[1]/Name</c>;
/// other languages as <c>Title-de</c>. Prefixes and capitals are exiftool's. Document types, deep nesting and very large packets are refused before XmpCore sees them.
/// </summary>
internal static class XmpReader
{
    private const int LargestPacket = 4 << 20, Deepest = 64, MostElements = 60_000;

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
        if (packet.Length > LargestPacket)
        {
            into.Report("xmp-too-large", $"An XMP packet of {packet.Length:N0} bytes is over the limit of {LargestPacket:N0} and was not read.");
            return;
        }

        try
        {
            var text = Text(packet);
            if (text.Length == 0 || Refusal(text) is { } reason && Refuse(reason, into))
            {
                return;
            }

            using var reader = XmlReader.Create(new StringReader(text), Settings());
            var meta = XmpMetaFactory.ParseFromXDocument(WithoutCData(XDocument.Load(reader)), new ParseOptions { StrictAliasing = false });
            Flatten(meta, into);
        }
        catch (Exception e) when (e is XmlException or XmpException or FormatException or ArgumentException or InvalidOperationException or InvalidCastException or NullReferenceException or IndexOutOfRangeException)
        {
            into.Report("xmp-broken", "The XMP metadata is not well formed and was not read.");
        }
    }

    /// <summary>XmpCore takes text with a CDATA section in it for something else than text.</summary>
    private static XDocument WithoutCData(XDocument document)
    {
        foreach (var element in document.DescendantNodes().OfType<XCData>().Select(section => section.Parent).OfType<XElement>().Distinct().Where(element => !element.HasElements).ToList())
        {
            element.Value = element.Value;
        }

        return document;
    }

    private static bool Refuse(string reason, TagList into)
    {
        into.Report("xmp-refused", reason);
        return true;
    }

    // XmpCore stumbles over comments between properties.
    private static XmlReaderSettings Settings() => new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, MaxCharactersFromEntities = 1024, MaxCharactersInDocument = 2 * LargestPacket };

    /// <summary>Reads through the packet once without building anything: building and XmpCore recurse.</summary>
    private static string? Refusal(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), Settings());
        try
        {
            for (var elements = 0; reader.Read();)
            {
                elements += reader.NodeType == XmlNodeType.Element ? 1 + reader.AttributeCount : 0;
                if (reader.Depth > Deepest || elements > MostElements)
                {
                    return reader.Depth > Deepest ? "The XMP metadata is nested too deeply and was not read." : "The XMP metadata has too many elements and was not read.";
                }
            }

            return null;
        }
        catch (XmlException) when (text.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) || text.Contains("<!ENTITY", StringComparison.OrdinalIgnoreCase))
        {
            return "The XMP metadata has a document type, which is never processed.";
        }
    }

    /// <summary>The packet as text from the first tag to the last, without characters that XML forbids.</summary>
    private static string Text(ReadOnlySpan<byte> packet)
    {
        var text = packet switch
        {
            [0xFE, 0xFF, ..] or [0, (byte)'<', ..] => Encoding.BigEndianUnicode.GetString(packet),
            [0xFF, 0xFE, ..] or [(byte)'<', 0, ..] => Encoding.Unicode.GetString(packet),
            _ => LegacyText.Decode(packet),
        };
        var (first, last) = (text.IndexOf('<', StringComparison.Ordinal), text.LastIndexOf('>'));
        if (first < 0 || last < first)
        {
            return "";
        }

        text = text[first..(last + 1)];
        return text.AsSpan().ContainsAny(Forbidden) ? string.Concat(text.Where(c => !Forbidden.Contains(c))) : text;
    }

    private static readonly System.Buffers.SearchValues<char> Forbidden =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c is not ('\t' or '\n' or '\r')).Select(c => (char)c), '\uFFFE', '\uFFFF']);

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
