using System.Xml.Linq;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>White space and prefixes of what is put into a packet and taken out of it, in the way of what stands around.</summary>
internal static class XmpLayout
{
    private const int Step = 1;

    /// <summary>Puts an element at the end of another, on a line of its own.</summary>
    public static void Append(XElement parent, XElement child)
    {
        var depth = parent.AncestorsAndSelf().Count() - 1;
        var last = parent.Elements().LastOrDefault();
        if (last is not null)
        {
            // As the one before it is set; what follows that one, also a comment, stays where it is.
            var before = last.PreviousNode is XText { Value: var space } && string.IsNullOrWhiteSpace(space) && space.Contains('\n', StringComparison.Ordinal) ? space : Line(depth + Step);
            last.AddAfterSelf(new XText(before), child);
            return;
        }

        if (parent.Nodes().All(node => node is XText text && string.IsNullOrWhiteSpace(text.Value)))
        {
            parent.RemoveNodes();
        }

        parent.Add(new XText(Line(depth + Step)), child, new XText(Line(depth)));
    }

    /// <summary>Takes an element out together with the line it stood on.</summary>
    public static void Remove(XElement element)
    {
        if (element.PreviousNode is XText text && string.IsNullOrWhiteSpace(text.Value))
        {
            text.Remove();
        }

        var parent = element.Parent!;
        element.Remove();
        if (!parent.HasElements && parent.Nodes().All(node => node is XText left && string.IsNullOrWhiteSpace(left.Value)))
        {
            parent.RemoveNodes();
        }
    }

    /// <summary>Gives a namespace its prefix at an element where none is in scope: the preferred one, or that with a number where it stands for something else.</summary>
    public static void Declare(XElement at, XNamespace space)
    {
        if (at.GetPrefixOfNamespace(space) is not null)
        {
            return;
        }

        var wanted = XmpNamespaces.PrefixOf(space) ?? "ns";
        var prefix = wanted;
        for (var number = 1; at.GetNamespaceOfPrefix(prefix) is not null; number++)
        {
            prefix = $"{wanted}{number}";
        }

        at.Add(new XAttribute(XNamespace.Xmlns + prefix, space.NamespaceName));
    }

    private static string Line(int depth) => "\n" + new string(' ', depth * Step);
}
