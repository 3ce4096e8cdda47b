using System.Xml.Linq;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>Lists and texts in languages: members that stay keep their elements, with the qualifiers that other programs gave them.</summary>
internal static class XmpLists
{
    private const string Default = "x-default";
    private static readonly XName Language = XNamespace.Xml + "lang";

    public static void SetMembers(XmpHolder holder, XName name, XmpEdit edit)
    {
        var add = holder.Has(name) ? edit.Add : edit.Whole ?? edit.Add;
        var property = holder.Make(name);
        var array = XmpTree.MakeArray(property, edit.Shape == XmpShape.Seq ? "Seq" : "Bag");
        if (edit.Items is { } wanted)
        {
            Replace(array, [.. wanted.Select(XmpEditor.Legal).Distinct(StringComparer.Ordinal)]);
        }
        else
        {
            Change(array, [.. add.Select(XmpEditor.Legal)], [.. edit.Remove.Select(XmpEditor.Legal)], edit.PathSeparator);
        }

        if (XmpTree.ItemsOf(array).Count == 0)
        {
            holder.Remove(name);
        }
    }

    /// <summary>A list that stands in one text: what is not named stays as it is written.</summary>
    public static void SetJoined(XmpHolder holder, XName name, XmpEdit edit)
    {
        if (holder.Text(name) is not { } text)
        {
            return;
        }

        var parts = text.Split([.. edit.Separators!]).ToList();
        var sign = text.FirstOrDefault(edit.Separators!.Contains, edit.Separators![0]);
        var remove = edit.Remove.Except(edit.Add, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var gone = parts.RemoveAll(part => remove.Contains(ShownText.CleanLine(part)) || string.IsNullOrWhiteSpace(part));
        string[] add = [.. edit.Add.Select(XmpEditor.Legal).Except(parts.Select(ShownText.CleanLine), StringComparer.Ordinal)];
        if (gone + add.Length == 0)
        {
            return;
        }

        if (parts.Count + add.Length == 0)
        {
            holder.Remove(name);
            return;
        }

        holder.SetText(name, string.Join(sign, parts.Concat(add.Select(word => " " + word))).Trim());
    }

    /// <summary>
    /// Texts by language. There is always a default and it comes first (ISO 16684-1, 8.2.2.4): one that only repeated a language goes on repeating it, and
    /// where none was set it repeats the English one, else the first.
    /// </summary>
    public static void SetLanguages(XmpHolder holder, XName name, IReadOnlyDictionary<string, string?> texts)
    {
        var property = holder.Make(name);
        var array = XmpTree.ArrayOf(property);
        if (array is null)
        {
            // A text that stood there alone is the default.
            array = XmpTree.MakeArray(property, "Alt");
            if (XmpTree.ItemsOf(array) is [var alone, ..])
            {
                alone.SetAttributeValue(Language, Default);
            }
        }

        var repeated = Find(array, Default) is { } standing && !texts.ContainsKey("")
            ? XmpTree.ItemsOf(array).FirstOrDefault(item => item != standing && XmpTree.TextOf(item) == XmpTree.TextOf(standing))
            : null;
        foreach (var (language, text) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Set(array, language.Length == 0 ? Default : language, text);
        }

        Settle(array, repeated, mayStay: repeated is null && !(texts.TryGetValue("", out var said) && string.IsNullOrEmpty(said)));
        if (XmpTree.ItemsOf(array).Count == 0)
        {
            holder.Remove(name);
        }
    }

    private static void Set(XElement array, string language, string? text)
    {
        var item = Find(array, language);
        if (string.IsNullOrEmpty(text))
        {
            if (item is not null)
            {
                XmpLayout.Remove(item);
            }

            return;
        }

        text = XmpEditor.Legal(text);
        if (item is null)
        {
            item = XmpTree.AddItem(array, text);
            item.SetAttributeValue(Language, language);
        }
        else if (XmpTree.TextOf(item) != text)
        {
            XmpTree.SetText(item, text);
        }
    }

    /// <param name="repeated">The item whose text the default repeated.</param>
    /// <param name="mayStay">Whether a default that is there says something of its own.</param>
    private static void Settle(XElement array, XElement? repeated, bool mayStay)
    {
        var items = XmpTree.ItemsOf(array);
        List<XElement> named = [.. items.Where(item => item.Attribute(Language)?.Value is { } language && !string.Equals(language, Default, StringComparison.OrdinalIgnoreCase))];
        var first = named.Find(item => item.Attribute(Language)!.Value.Split('-')[0].Equals("en", StringComparison.OrdinalIgnoreCase)) ?? named.FirstOrDefault();
        var standing = Find(array, Default);
        var source = repeated?.Parent is null ? first : repeated;
        if (!mayStay && standing is not null)
        {
            if (source is null)
            {
                XmpLayout.Remove(standing);
                return;
            }

            if (XmpTree.TextOf(source) is { } text && XmpTree.TextOf(standing) != text)
            {
                XmpTree.SetText(standing, text);
            }
        }
        else if (standing is null && source is not null && XmpTree.TextOf(source) is { } copied)
        {
            standing = XmpTree.AddItem(array, copied);
            standing.SetAttributeValue(Language, Default);
        }

        if (standing is not null && XmpTree.ItemsOf(array) is [var head, ..] && head != standing)
        {
            XmpLayout.Remove(standing);
            head.AddBeforeSelf(standing, head.PreviousNode is XText space ? new XText(space) : new XText("\n"));
        }
    }

    private static XElement? Find(XElement array, string language) =>
        XmpTree.ItemsOf(array).FirstOrDefault(item => string.Equals((string?)item.Attribute(Language) ?? Default, language, StringComparison.OrdinalIgnoreCase));

    /// <summary>Members that are no simple text are no one's to take out here.</summary>
    private static void Replace(XElement array, IReadOnlyList<string> wanted)
    {
        var there = XmpTree.ItemsOf(array).Where(item => XmpTree.TextOf(item) is not null).ToList();
        if (there.Select(item => XmpTree.TextOf(item)!).SequenceEqual(wanted, StringComparer.Ordinal))
        {
            return;
        }

        var kept = there.GroupBy(item => XmpTree.TextOf(item)!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var item in there)
        {
            XmpLayout.Remove(item);
        }

        foreach (var text in wanted)
        {
            if (kept.TryGetValue(text, out var item))
            {
                XmpLayout.Append(array, item);
            }
            else
            {
                XmpTree.AddItem(array, text);
            }
        }
    }

    private static void Change(XElement array, HashSet<string> add, HashSet<string> remove, char? separator)
    {
        foreach (var item in XmpTree.ItemsOf(array))
        {
            if (XmpTree.TextOf(item) is { } text && !add.Remove(text) && remove.Contains(ShownText.CleanLine(separator is { } sign ? text.TrimEnd(sign)[(text.TrimEnd(sign).LastIndexOf(sign) + 1)..] : text)))
            {
                XmpLayout.Remove(item);
            }
        }

        foreach (var text in add)
        {
            XmpTree.AddItem(array, text);
        }
    }
}
