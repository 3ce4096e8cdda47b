using System.Buffers;
using System.Text;
using System.Xml;

namespace Vitrine.Media.Metadata;

/// <summary>XMP packets as XML: what is looked at before anything is built of them, since building and XmpCore recurse.</summary>
internal static class XmpXml
{
    public const int LargestPacket = 4 << 20;
    private const int Deepest = 64, MostElements = 60_000;
    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    /// <summary>Of one structure. XmpCore looks through all of them for each one.</summary>
    private const int MostProperties = 3_000;

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
            var (siblings, isList) = (new int[Deepest + 2], new bool[Deepest + 2]);
            for (var elements = 0; reader.Read();)
            {
                if (reader.NodeType == XmlNodeType.Element && reader.Depth <= Deepest)
                {
                    siblings[reader.Depth + 1] = 0;
                    isList[reader.Depth] = reader is { NamespaceURI: Rdf, LocalName: "Bag" or "Seq" or "Alt" };
                    if (reader.AttributeCount > MostProperties || (++siblings[reader.Depth] > MostProperties && !isList[Math.Max(0, reader.Depth - 1)]))
                    {
                        return "The XMP metadata has too many properties in one place and was not read.";
                    }
                }

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
}
