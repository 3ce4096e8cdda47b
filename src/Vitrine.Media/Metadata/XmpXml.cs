using System.Buffers;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Vitrine.Media.Metadata.Writing;

namespace Vitrine.Media.Metadata;

/// <summary>XMP packets as XML: what is looked at before anything is built of them, since building and XmpCore recurse.</summary>
internal static class XmpXml
{
    public const int LargestPacket = 4 << 20;
    private const int Deepest = 64, MostElements = 60_000;
    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    /// <summary>Of one structure. XmpCore looks through all of them for each one.</summary>
    private const int MostProperties = 3_000;

    private const string Typed = "The XMP metadata has a document type, which is never processed.";

    private static readonly SearchValues<char> Forbidden =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c is not ('\t' or '\n' or '\r')).Select(c => (char)c), '\uFFFE', '\uFFFF']);

    /// <param name="bare">Without comments and processing instructions, over which XmpCore stumbles.</param>
    public static XmlReaderSettings Settings(bool bare = false) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = bare,
        IgnoreProcessingInstructions = bare,
        MaxCharactersFromEntities = 1024,
        MaxCharactersInDocument = 2 * LargestPacket,
    };

    /// <summary>Reads through the packet once without building anything. A sentence where it is refused.</summary>
    /// <exception cref="XmlException">It is not well formed.</exception>
    public static string? Refusal(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), Settings());
        try
        {
            var limits = new Limits();
            while (reader.Read())
            {
                if (limits.Refusal(reader) is { } reason)
                {
                    return reason;
                }
            }

            return null;
        }
        catch (XmlException) when (HasType(text))
        {
            return Typed;
        }
    }

    /// <summary>The packet as a tree as XmpCore takes it, without comments, processing instructions and CDATA sections, built within the limits.</summary>
    /// <param name="rename">Another namespace for one that has two names; itself for all others.</param>
    /// <exception cref="XmpRefusedException">It is over a limit, or has a document type.</exception>
    /// <exception cref="XmlException">It is not well formed.</exception>
    public static XDocument Load(string text, Func<string, string> rename)
    {
        using var reader = XmlReader.Create(new StringReader(text), Settings(bare: true));
        try
        {
            var (document, limits) = (new XDocument(), new Limits());
            XContainer at = document;
            var words = new StringBuilder();
            while (reader.Read())
            {
                if (limits.Refusal(reader) is { } reason)
                {
                    throw new XmpRefusedException(reason);
                }

                // Text comes in as many pieces as there are sections and comments in it.
                if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
                {
                    words.Append(reader.Value);
                    continue;
                }

                if (words.Length > 0)
                {
                    (at as XElement)?.Add(words.ToString());
                    words.Clear();
                }

                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        var element = ElementOf(reader, rename);
                        at.Add(element);
                        at = reader.IsEmptyElement ? at : element;
                        break;
                    case XmlNodeType.EndElement:
                        at = at.Parent ?? (XContainer)document;
                        break;
                }
            }

            return document;
        }
        catch (XmlException) when (HasType(text))
        {
            throw new XmpRefusedException(Typed);
        }
    }

    private static XElement ElementOf(XmlReader reader, Func<string, string> rename)
    {
        var element = new XElement(XName.Get(reader.LocalName, rename(reader.NamespaceURI)));
        while (reader.MoveToNextAttribute())
        {
            element.SetAttributeValue(XName.Get(reader.LocalName, reader.Prefix.Length == 0 ? "" : rename(reader.NamespaceURI)), reader.Value);
        }

        reader.MoveToElement();
        return element;
    }

    private static bool HasType(string text) => text.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) || text.Contains("<!ENTITY", StringComparison.OrdinalIgnoreCase);

    /// <summary>The packet as text from the first tag to the last, without characters that XML forbids.</summary>
    public static string Text(ReadOnlySpan<byte> packet)
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

    /// <summary>How much was met so far.</summary>
    private sealed class Limits
    {
        private readonly int[] siblings = new int[Deepest + 2];
        private readonly bool[] isList = new bool[Deepest + 2];
        private int elements;

        /// <summary>A sentence where the node that the reader stands at is one too many.</summary>
        public string? Refusal(XmlReader reader)
        {
            if (reader.Depth > Deepest)
            {
                return "The XMP metadata is nested too deeply and was not read.";
            }

            if (reader.NodeType != XmlNodeType.Element)
            {
                return null;
            }

            siblings[reader.Depth + 1] = 0;
            isList[reader.Depth] = reader is { NamespaceURI: Rdf, LocalName: "Bag" or "Seq" or "Alt" };
            if (reader.AttributeCount > MostProperties || (++siblings[reader.Depth] > MostProperties && !isList[Math.Max(0, reader.Depth - 1)]))
            {
                return "The XMP metadata has too many properties in one place and was not read.";
            }

            elements += 1 + reader.AttributeCount;
            return elements > MostElements ? "The XMP metadata has too many elements and was not read." : null;
        }
    }
}
