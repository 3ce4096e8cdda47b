using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>An XMP packet cannot be changed without losing something: it is left as it is. The message is a sentence.</summary>
public sealed class XmpRefusedException(string message) : Exception(message);

/// <summary>
/// An XMP packet as XML (ISO 16684-1, 7.3) that is changed in place: what no edit names stays node by node, with its prefixes, order, qualifiers and comments.
/// </summary>
public sealed class XmpPacket
{
    /// <summary>Bytes of white space at the end of a packet, in which other programs can grow it in place (ISO 16684-1, 7.3.2 asks for 2 to 4 KB).</summary>
    private const int Padding = 2048, PaddingLine = 100;
    private const string Begin = "begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"";

    private static readonly XNamespace Rdf = XmpNamespaces.Rdf;
    private static readonly XNamespace Meta = XmpNamespaces.Meta;

    private static readonly XName HasExtension = XNamespace.Get("http://ns.adobe.com/xmp/note/") + "HasExtendedXMP";

    private readonly XDocument document;
    private readonly XmpTree tree;

    private XmpPacket(XDocument document, XElement rdf)
    {
        this.document = document;
        tree = new XmpTree(rdf);
    }

    /// <summary>A packet that says nothing yet.</summary>
    public static XmpPacket Empty()
    {
        var rdf = new XElement(Rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", Rdf.NamespaceName));
        return new XmpPacket(new XDocument(new XElement(Meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", Meta.NamespaceName), "\n ", rdf, "\n")), rdf);
    }

    /// <summary>Reads a packet. One that is empty, or nothing but white space, is <see cref="Empty"/>.</summary>
    /// <exception cref="XmpRefusedException">It is too large, has a document type, is not well formed, or states something twice.</exception>
    public static XmpPacket Parse(ReadOnlySpan<byte> packet)
    {
        try
        {
            if (XmpXml.Text(packet) is not { Length: > 0 } text)
            {
                return Empty();
            }

            if (packet.Length > XmpXml.LargestPacket)
            {
                throw new XmpRefusedException($"The XMP packet has {packet.Length:N0} bytes, which is over the limit of {XmpXml.LargestPacket:N0}.");
            }

            if (XmpXml.Refusal(text) is { } reason)
            {
                throw new XmpRefusedException(reason);
            }

            using var reader = XmlReader.Create(new StringReader(text), XmpXml.Settings());
            var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
            var rdf = document.Descendants(Rdf + "RDF").FirstOrDefault() ?? throw new XmpRefusedException("The XMP packet has no RDF in it.");
            var parsed = new XmpPacket(document, rdf);
            return parsed.tree.Twice is { } twice ? throw new XmpRefusedException($"The XMP packet states {twice.LocalName} twice, so that nobody can tell which counts.") : parsed;
        }
        catch (XmlException)
        {
            throw new XmpRefusedException("The XMP packet is not well formed.");
        }
    }

    /// <summary>Whether a packet could hold regions of ours, found without parsing it: it names our namespace, or is not in UTF-8.</summary>
    public static bool MayHaveRegions(ReadOnlySpan<byte> packet) =>
        packet.IndexOf(Encoding.UTF8.GetBytes(XmpNamespaces.Vitrine)) >= 0 || packet is [0xFE or 0xFF, ..] or [0, ..] or [_, 0, ..];

    /// <summary>Makes properties say what they are to say.</summary>
    /// <param name="namespaces">Prefixes beside the known ones.</param>
    /// <exception cref="FormatException">A path is none.</exception>
    public void Apply(IEnumerable<XmpEdit> edits, IReadOnlyDictionary<string, string>? namespaces = null)
    {
        ArgumentNullException.ThrowIfNull(edits);

        // A namespace that nobody knows would get any prefix, and other programs would show that.
        KeyValuePair<string, string>[] unknown = [.. namespaces?.Where(pair => XmpNamespaces.PrefixOf(pair.Value) is null) ?? []];
        foreach (var edit in edits)
        {
            foreach (var (prefix, uri) in XmpEditor.SaysNothing(edit) ? [] : unknown.Where(pair => edit.Path.Contains(pair.Key + ":", StringComparison.Ordinal)))
            {
                tree.Declare(prefix, uri);
            }

            XmpEditor.Apply(tree, edit, namespaces);
        }
    }

    /// <summary>Takes in what another packet says: the second part of one that was too large for its place.</summary>
    public void Join(XmpPacket other)
    {
        ArgumentNullException.ThrowIfNull(other);
        tree.Top.Remove(HasExtension);
        foreach (var node in other.tree.Nodes)
        {
            tree.Add(node);
        }
    }

    /// <summary>Keywords are applied no more where a tree of keywords says so of them.</summary>
    public void TakeFromTrees(IReadOnlyCollection<string> keywords) => XmpKeywordTrees.Take(tree, keywords);

    /// <summary>Names of people leave the boxes and lists that they stand in.</summary>
    public void TakePersons(IReadOnlyCollection<string> names) => XmpPersons.Take(tree, names);

    /// <summary>The regions of the picture that are ours are replaced by these; those of other programs stay.</summary>
    /// <inheritdoc cref="XmpRegions.Replace"/>
    public void SetRegions(IReadOnlyList<XmpRegion> regions, PictureFrame frame) => XmpRegions.Replace(tree, regions, frame);

    /// <summary>The packet in UTF-8, with the marks of its beginning and end.</summary>
    /// <param name="padding">Whether room is left at its end: for a packet inside of a file.</param>
    public byte[] ToBytes(bool padding)
    {
        var target = new MemoryStream();
        using (var xml = XmlWriter.Create(target, new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize, OmitXmlDeclaration = true, CheckCharacters = true, ConformanceLevel = ConformanceLevel.Fragment }))
        {
            xml.WriteProcessingInstruction("xpacket", Begin);
            xml.WriteWhitespace("\n");
            foreach (var node in document.Nodes().Where(node => node is not (XText or XProcessingInstruction { Target: "xpacket" })))
            {
                node.WriteTo(xml);
                xml.WriteWhitespace("\n");
            }

            if (padding)
            {
                xml.WriteWhitespace(string.Concat(Enumerable.Repeat(new string(' ', PaddingLine - 1) + "\n", Padding / PaddingLine)));
            }

            xml.WriteProcessingInstruction("xpacket", "end=\"w\"");
        }

        return target.ToArray();
    }
}
