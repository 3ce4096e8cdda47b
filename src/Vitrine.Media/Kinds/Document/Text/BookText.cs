using System.Xml;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>EPUB: the chapters in reading order, one page each (EPUB 3.3, sections 4.2 and 5).</summary>
internal static class BookText
{
    private const int LargestChapter = 16 << 20;

    public static DocumentText Read(byte[] content)
    {
        using var parts = new OfficeParts(content);
        string? package = null;
        parts.Visit("META-INF/container.xml", reader => package ??= reader is { NodeType: XmlNodeType.Element, LocalName: "rootfile" } ? reader.GetAttribute("full-path") : null);
        var text = new PageText();
        foreach (var chapter in package is null ? [] : Chapters(parts, package))
        {
            if (text.IsFull)
            {
                break;
            }

            if (parts.Content(chapter, LargestChapter) is { } page)
            {
                HtmlText.AddTo(page, text);
            }

            text.EndPage();
        }

        return text.ToText();
    }

    private static List<string> Chapters(OfficeParts parts, string package)
    {
        var folder = OfficeParts.FolderOf(package);
        var items = new Dictionary<string, string>(StringComparer.Ordinal);
        var order = new List<string>();
        parts.Visit(package, reader =>
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                return;
            }

            if (reader.LocalName == "item" && reader.GetAttribute("id") is { } id && reader.GetAttribute("href") is { } address)
            {
                items[id] = OfficeParts.Resolve(folder, Uri.UnescapeDataString(address));
            }
            else if (reader.LocalName == "itemref" && reader.GetAttribute("idref") is { } reference)
            {
                order.Add(reference);
            }
        });
        return [.. order.Where(items.ContainsKey).Select(id => items[id]).Distinct(StringComparer.Ordinal)];
    }
}
