using System.Text;
using System.Xml.Linq;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Writing;

namespace Vitrine.Media.Tests.Metadata.Writing;

/// <summary>Top-level properties of a packet, each as text that is equal where they say the same: without white space between elements, prefixes and the order of attributes.</summary>
internal static class CanonicalXmp
{
    private static readonly XNamespace Rdf = XmpNamespaces.Rdf;

    public static SortedDictionary<string, string> Of(ReadOnlySpan<byte> packet)
    {
        var text = XmpXml.Text(packet);
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (text.IndexOf('<', StringComparison.Ordinal) is var first && first < 0)
        {
            return properties;
        }

        foreach (var node in XDocument.Parse(text[first..(text.LastIndexOf('>') + 1)]).Descendants(Rdf + "RDF").First().Elements())
        {
            foreach (var attribute in node.Attributes().Where(one => !one.IsNamespaceDeclaration && one.Name.Namespace != Rdf && one.Name.Namespace != XNamespace.Xml))
            {
                properties[attribute.Name.ToString()] = attribute.Value;
            }

            foreach (var element in node.Elements())
            {
                properties[element.Name.ToString()] = Text(element);
            }
        }

        return properties;
    }

    private static string Text(XElement element)
    {
        var text = new StringBuilder();
        Write(element, text);
        return text.ToString();
    }

    private static void Write(XElement element, StringBuilder text)
    {
        // A property in its short form, an attribute, says the same as one in its long form.
        if (!element.HasAttributes && !element.HasElements && element.Parent?.Parent?.Name == Rdf + "RDF")
        {
            text.Append(element.Value);
            return;
        }

        text.Append('<').Append(element.Name);
        foreach (var attribute in element.Attributes().Where(one => !one.IsNamespaceDeclaration).OrderBy(one => one.Name.ToString(), StringComparer.Ordinal))
        {
            text.Append(' ').Append(attribute.Name).Append('=').Append(attribute.Value);
        }

        text.Append('>');
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XElement child:
                    Write(child, text);
                    break;
                case XText space when element.HasElements && string.IsNullOrWhiteSpace(space.Value):
                    break;
                case XText words:
                    text.Append(words.Value);
                    break;
                default:
                    text.Append(node);
                    break;
            }
        }

        text.Append("</>");
    }
}
