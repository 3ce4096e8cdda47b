using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>Carries out one edit on the RDF of a packet.</summary>
internal static class XmpEditor
{
    /// <summary>A list is not made longer than this for the sake of one member of it.</summary>
    private const int HighestIndex = 100;

    /// <exception cref="FormatException">The path is none.</exception>
    public static void Apply(XmpTree tree, XmpEdit edit, IReadOnlyDictionary<string, string>? namespaces)
    {
        var steps = edit.Path.Split('/');
        Apply(tree.Top, steps, edit, namespaces);
    }

    private static void Apply(XmpHolder holder, ReadOnlySpan<string> steps, XmpEdit edit, IReadOnlyDictionary<string, string>? namespaces)
    {
        var (name, index) = Step(steps[0], namespaces);
        holder.Spell(name);
        if (!holder.Has(name) && (edit.OnlyIfThere || SaysNothing(edit)))
        {
            return;
        }

        if (steps.Length == 1 && index is null)
        {
            Set(holder, name, edit);
            return;
        }

        var property = holder.Make(name);
        var element = index is { } number ? Member(property, number, edit) : property;
        if (element is not null)
        {
            if (steps.Length > 1)
            {
                var structure = XmpTree.StructureOf(element);
                Apply(structure, steps[1..], edit, namespaces);
                Tidy(holder, name, element, structure.IsEmpty);
            }
            else if (edit.Text is { } text)
            {
                XmpTree.SetText(element, Legal(text));
            }
            else
            {
                Tidy(holder, name, element, isEmpty: true);
            }
        }
        else if (XmpTree.ArrayOf(property) is null && XmpTree.TextOf(property) is null or "")
        {
            holder.Remove(name);
        }
    }

    private static void Set(XmpHolder holder, XName name, XmpEdit edit)
    {
        switch (edit.Shape)
        {
            case XmpShape.Simple when edit.Separators is not null:
                XmpLists.SetJoined(holder, name, edit);
                break;
            case XmpShape.Simple when string.IsNullOrEmpty(edit.Text):
                holder.Remove(name);
                break;
            case XmpShape.Simple:
                holder.SetText(name, Legal(edit.Text));
                break;
            case XmpShape.Alternatives:
                XmpLists.SetLanguages(holder, name, edit.Texts);
                break;
            default:
                XmpLists.SetMembers(holder, name, edit);
                break;
        }
    }

    internal static bool SaysNothing(XmpEdit edit) => edit.Shape switch
    {
        XmpShape.Simple => string.IsNullOrEmpty(edit.Text) && edit.Add.Count == 0,
        XmpShape.Alternatives => edit.Texts.Values.All(string.IsNullOrEmpty),
        _ => edit.Items is null or [] && edit.Add.Count == 0,
    };

    /// <summary>The n-th member of a list; null where it is not there and nothing is to be said of it.</summary>
    private static XElement? Member(XElement property, int number, XmpEdit edit)
    {
        if (SaysNothing(edit) && (XmpTree.ArrayOf(property) is not { } there || XmpTree.ItemsOf(there).Count < number))
        {
            return null;
        }

        var array = XmpTree.MakeArray(property, "Bag");
        while (XmpTree.ItemsOf(array).Count < number)
        {
            XmpTree.AddItem(array, null);
        }

        return XmpTree.ItemsOf(array)[number - 1];
    }

    /// <summary>A structure, list or property that says nothing any more goes.</summary>
    private static void Tidy(XmpHolder holder, XName name, XElement element, bool isEmpty)
    {
        if (!isEmpty)
        {
            return;
        }

        if (element.Name == name)
        {
            holder.Remove(name);
            return;
        }

        var array = element.Parent!;
        XmpLayout.Remove(element);
        if (XmpTree.ItemsOf(array).Count == 0)
        {
            holder.Remove(name);
        }
    }

    private static (XName Name, int? Index) Step(string step, IReadOnlyDictionary<string, string>? namespaces)
    {
        if (!step.EndsWith(']'))
        {
            return (XmpNamespaces.Name(step, namespaces), null);
        }

        var bracket = step.IndexOf('[', StringComparison.Ordinal);
        return bracket > 0 && int.TryParse(step.AsSpan(bracket + 1, step.Length - bracket - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index is > 0 and <= HighestIndex
            ? (XmpNamespaces.Name(step[..bracket], namespaces), index)
            : throw new FormatException($"'{step}' is no step of an XMP path: in brackets stands a number from 1 to {HighestIndex}.");
    }

    /// <summary>Without the characters that XML cannot hold.</summary>
    internal static string Legal(string text)
    {
        if (text.All(XmlConvert.IsXmlChar))
        {
            return text;
        }

        var legal = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                legal.Append(text[i]).Append(text[++i]);
            }
            else
            {
                legal.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\ufffd');
            }
        }

        return legal.ToString();
    }
}
