using System.Xml.Linq;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>
/// The RDF of a packet in the forms that XMP allows (ISO 16684-1, 7 and annex C.2): a property is a child element or an attribute of a description, of which
/// there may be several; a structure is a nested description, an element with <c>parseType="Resource"</c>, or an empty element with attributes;
/// a value with qualifiers stands in <c>rdf:value</c>.
/// </summary>
internal sealed class XmpTree(XElement rdf)
{
    public static readonly XNamespace Rdf = XmpNamespaces.Rdf;
    private static readonly XName About = Rdf + "about", ParseType = Rdf + "parseType", Value = Rdf + "value", Description = Rdf + "Description", Item = Rdf + "li";
    private static readonly XName[] Arrays = [Rdf + "Bag", Rdf + "Seq", Rdf + "Alt"];
    private static readonly XName[] OfSyntax = [About, ParseType, Rdf + "ID", Rdf + "nodeID", Rdf + "resource", Rdf + "datatype", XNamespace.Xml + "lang"];

    /// <summary>The descriptions, each with its properties.</summary>
    public IEnumerable<XElement> Nodes => rdf.Elements();

    /// <summary>A property that the descriptions of the file state twice, so that nobody can tell which counts; null where there is none.</summary>
    public XName? Twice => Nodes.SelectMany(node => node.Elements().Select(element => element.Name).Concat(node.Attributes().Where(IsProperty).Select(attribute => attribute.Name)))
        .GroupBy(name => name).FirstOrDefault(same => same.Count() > 1)?.Key;

    /// <summary>Takes in a description of another packet, with the prefixes that it uses.</summary>
    public void Add(XElement node)
    {
        var copy = new XElement(node);
        foreach (var declared in node.Ancestors().SelectMany(one => one.Attributes()).Where(one => one.IsNamespaceDeclaration && copy.Attribute(one.Name) is null))
        {
            copy.SetAttributeValue(declared.Name, declared.Value);
        }

        XmpLayout.Append(rdf, copy);
    }

    /// <summary>Gives a namespace a prefix in the whole packet, unless it has one or the prefix stands for another.</summary>
    public void Declare(string prefix, XNamespace space)
    {
        if (rdf.GetPrefixOfNamespace(space) is null && rdf.GetNamespaceOfPrefix(prefix) is null)
        {
            rdf.Add(new XAttribute(XNamespace.Xmlns + prefix, space.NamespaceName));
        }
    }

    /// <summary>What holds the properties of the whole file.</summary>
    public XmpHolder Top
    {
        get
        {
            var nodes = rdf.Elements().ToList();
            var about = nodes.Select(node => (string?)node.Attribute(About)).FirstOrDefault(one => !string.IsNullOrEmpty(one)) ?? "";
            List<XElement> ours = [.. nodes.Where(node => (string?)node.Attribute(About) is null or "" || (string?)node.Attribute(About) == about)];
            if (ours.Count == 0)
            {
                var node = new XElement(Description, new XAttribute(About, about));
                XmpLayout.Append(rdf, node);
                ours.Add(node);
            }

            return new XmpHolder(ours, attributes: true);
        }
    }

    /// <summary>Whether an attribute states a property, rather than belonging to XML or RDF.</summary>
    public static bool IsProperty(XAttribute attribute) =>
        !attribute.IsNamespaceDeclaration && attribute.Name.Namespace != XNamespace.Xml && attribute.Name.NamespaceName.Length > 0 && !OfSyntax.Contains(attribute.Name);

    /// <summary>The list in a property's element, or in the <c>rdf:value</c> of it.</summary>
    public static XElement? ArrayOf(XElement property) => property.Elements().FirstOrDefault(child => Arrays.Contains(child.Name))
        ?? (Qualified(property) is { } value ? ArrayOf(value) : null);

    /// <summary>The members of a list.</summary>
    public static IReadOnlyList<XElement> ItemsOf(XElement array) => [.. array.Elements(Item)];

    /// <summary>The simple text of a property or member; null where it is a list or a structure.</summary>
    public static string? TextOf(XElement element)
    {
        if (Qualified(element) is { } value)
        {
            return TextOf(value);
        }

        return element.HasElements || (string?)element.Attribute(ParseType) == "Resource" || element.Attributes().Any(IsProperty) ? null
            : (string?)element.Attribute(Rdf + "resource") ?? element.Value;
    }

    /// <summary>Gives a property or member another simple text; its qualifiers stay, any other value it had goes.</summary>
    public static void SetText(XElement element, string text)
    {
        if (Qualified(element) is { } value && !value.HasElements)
        {
            value.Value = text;
            return;
        }

        element.Attribute(Rdf + "resource")?.Remove();
        element.Attribute(ParseType)?.Remove();
        element.Attributes().Where(IsProperty).Remove();
        element.Value = text;
    }

    /// <summary>The list of a property, made where it has none; a single text that stood there becomes its first member, with its qualifiers.</summary>
    /// <exception cref="XmpRefusedException">A structure stands there, which is no member of a list of texts.</exception>
    public static XElement MakeArray(XElement property, string kind)
    {
        if (ArrayOf(property) is { } there)
        {
            return there;
        }

        var was = TextOf(property);
        if (was is null && FindStructure(property) is { IsEmpty: false })
        {
            throw new XmpRefusedException($"The XMP property {property.Name.LocalName} holds a structure where a list belongs.");
        }

        var item = was is not null && Qualified(property) is not null ? new XElement(Item, property.Attribute(ParseType), property.Nodes())
            : string.IsNullOrWhiteSpace(was) ? null : new XElement(Item, was);
        property.Attribute(ParseType)?.Remove();
        property.Attribute(Rdf + "resource")?.Remove();
        property.RemoveNodes();
        var array = new XElement(Rdf + kind);
        XmpLayout.Append(property, array);
        if (item is not null)
        {
            XmpLayout.Append(array, item);
        }

        return array;
    }

    public static XElement AddItem(XElement array, string? text)
    {
        var item = text is null ? new XElement(Item) : new XElement(Item, text);
        XmpLayout.Append(array, item);
        return item;
    }

    /// <summary>What holds the fields of a structure, in whatever form it stands; null where it is none.</summary>
    public static XmpHolder? FindStructure(XElement element)
    {
        if ((string?)element.Attribute(ParseType) == "Resource")
        {
            return Qualified(element) is { } value ? FindStructure(value) : new XmpHolder([element], attributes: false);
        }

        if (element.Elements().FirstOrDefault(child => !Arrays.Contains(child.Name)) is { } node)
        {
            return new XmpHolder([node], attributes: true);
        }

        return !element.HasElements && element.Attributes().Any(IsProperty) ? new XmpHolder([element], attributes: true) { AttributesOnly = true } : null;
    }

    /// <summary>The same, made of what is none.</summary>
    public static XmpHolder StructureOf(XElement element)
    {
        if (FindStructure(element) is { } there)
        {
            return there;
        }

        if ((string?)element.Attribute(ParseType) == "Resource" && Qualified(element) is { } value)
        {
            return StructureOf(value);
        }

        element.RemoveNodes();
        element.Attribute(Rdf + "resource")?.Remove();
        element.SetAttributeValue(ParseType, "Resource");
        return new XmpHolder([element], attributes: false);
    }

    /// <summary>Where a value with qualifiers stands: <c>parseType="Resource"</c>, or a nested description, with <c>rdf:value</c>.</summary>
    private static XElement? Qualified(XElement element) =>
        (string?)element.Attribute(ParseType) == "Resource" ? element.Element(Value) : element.Element(Description)?.Element(Value);
}
