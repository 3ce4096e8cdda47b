using System.Xml.Linq;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>The elements whose children, and attributes where that form is allowed, are the properties of one thing.</summary>
internal sealed class XmpHolder(IReadOnlyList<XElement> nodes, bool attributes)
{
    /// <summary>An empty element whose fields are all attributes: it takes child elements only as a description inside of it.</summary>
    public bool AttributesOnly { get; init; }

    public bool Has(XName name) => nodes.Any(node => node.Element(name) is not null || (attributes && node.Attribute(name) is not null));

    /// <summary>A property that stands in other capitals (<c>dc:Creator</c>), which readers take for the same, gets its right name, unless that is there as well.</summary>
    public void Spell(XName name)
    {
        if (Has(name))
        {
            return;
        }

        if (nodes.SelectMany(node => node.Elements()).FirstOrDefault(element => IsAlike(element.Name, name)) is { } element)
        {
            element.Name = name;
        }
        else if (attributes && nodes.SelectMany(node => node.Attributes()).FirstOrDefault(attribute => IsAlike(attribute.Name, name)) is { } attribute)
        {
            var (node, text) = (attribute.Parent!, attribute.Value);
            attribute.Remove();
            node.SetAttributeValue(name, text);
        }
    }

    /// <summary>The property's element. One that stands as an attribute becomes an element.</summary>
    public XElement? Find(XName name)
    {
        if (nodes.Select(node => node.Element(name)).FirstOrDefault(element => element is not null) is { } element)
        {
            return element;
        }

        if (!attributes || nodes.Select(node => node.Attribute(name)).FirstOrDefault(attribute => attribute is not null) is not { } attribute)
        {
            return null;
        }

        var (node, text) = (attribute.Parent!, attribute.Value);
        attribute.Remove();
        var made = new XElement(name, text);
        XmpLayout.Append(AttributesOnly ? Opened(node) : node, made);
        return made;
    }

    /// <summary>The simple text of a property; null where there is none, or it is a list or structure.</summary>
    public string? Text(XName name) =>
        nodes.Select(node => node.Element(name)).FirstOrDefault(element => element is not null) is { } element ? XmpTree.TextOf(element)
        : attributes ? nodes.Select(node => (string?)node.Attribute(name)).FirstOrDefault(text => text is not null) : null;

    /// <summary>Gives a property a simple text, in the form in which it stands; one that is not there yet becomes an element.</summary>
    public void SetText(XName name, string text)
    {
        var there = nodes.Select(node => node.Attribute(name)).FirstOrDefault(attribute => attribute is not null);
        if (there is not null && attributes)
        {
            if (there.Value != text)
            {
                there.Value = text;
            }

            RemoveFrom(nodes.Where(node => node != there.Parent), name);
            foreach (var extra in there.Parent!.Elements(name).ToList())
            {
                XmpLayout.Remove(extra);
            }

            return;
        }

        var element = Make(name);
        if (XmpTree.TextOf(element) != text || element.IsEmpty)
        {
            XmpTree.SetText(element, text);
        }
    }

    /// <summary>The property's element, made where there is none; a second one of its name goes, since XMP knows a property once.</summary>
    public XElement Make(XName name)
    {
        if (Find(name) is { } found)
        {
            foreach (var extra in nodes.SelectMany(node => node.Elements(name)).Where(element => element != found).ToList())
            {
                XmpLayout.Remove(extra);
            }

            return found;
        }

        // Beside its kind, where there is such: that is how other programs lay packets out.
        var node = nodes.FirstOrDefault(one => one.Elements().Any(child => child.Name.Namespace == name.Namespace) || one.Attributes().Any(attribute => attribute.Name.Namespace == name.Namespace)) ?? nodes[0];
        if (AttributesOnly)
        {
            node = Opened(node);
        }

        var made = new XElement(name);
        XmpLayout.Declare(node, name.Namespace);
        XmpLayout.Append(node, made);
        return made;
    }

    public void Remove(XName name) => RemoveFrom(nodes, name);

    /// <summary>Whether nothing is said any more.</summary>
    public bool IsEmpty => nodes.All(node => !node.HasElements && !node.Attributes().Any(XmpTree.IsProperty));

    private static bool IsAlike(XName one, XName other) => one.Namespace == other.Namespace && one.LocalName.Equals(other.LocalName, StringComparison.OrdinalIgnoreCase);

    private void RemoveFrom(IEnumerable<XElement> from, XName name)
    {
        foreach (var node in from.ToList())
        {
            foreach (var element in node.Elements(name).ToList())
            {
                XmpLayout.Remove(element);
            }

            if (attributes)
            {
                node.Attribute(name)?.Remove();
            }
        }
    }

    /// <summary>The description inside of an element whose fields were attributes, with them moved into it.</summary>
    private static XElement Opened(XElement element)
    {
        if (element.Element(XmpTree.Rdf + "Description") is { } there)
        {
            return there;
        }

        var fields = element.Attributes().Where(XmpTree.IsProperty).ToList();
        fields.Remove();
        var description = new XElement(XmpTree.Rdf + "Description", fields);
        XmpLayout.Append(element, description);
        return description;
    }
}
