using System.Xml;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>
/// Paragraphs and tables of WordprocessingML and DrawingML, which name them alike (ECMA-376 part 1, sections 17.3, 17.4, 21.1.2): a paragraph is a line,
/// a table row is a line with a space between its cells.
/// </summary>
internal sealed class ParagraphWalk(PageText into)
{
    private readonly SkippedPart skipped = new();
    private int cells;
    private bool inText;

    /// <summary>Whether the shape at hand holds a slide's number, date or footer, which say nothing about it.</summary>
    private bool inFurniture;

    public void Visit(XmlReader reader)
    {
        if (skipped.Covers(reader))
        {
            return;
        }

        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                Begin(reader);
                break;
            case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA when inText && !inFurniture:
                into.AddValue(reader);
                break;
            case XmlNodeType.EndElement:
                End(reader.LocalName);
                break;
        }
    }

    private void Begin(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            // The other form of what its sibling says; what was deleted with changes tracked.
            case "Fallback" or "del" or "moveFrom":
                skipped.Begin(reader);
                break;
            case "t":
                inText = !reader.IsEmptyElement;
                break;
            case "tab" or "cr":
                into.Space();
                break;
            case "br":
                Break(reader.GetAttribute("type", reader.NamespaceURI));
                break;
            case "lastRenderedPageBreak" when !into.PageIsBlank:
                into.EndPage();
                break;
            case "tc":
                cells += reader.IsEmptyElement ? 0 : 1;
                into.Space();
                break;
            case "sp":
                inFurniture = false;
                break;
            case "ph":
                inFurniture = reader.GetAttribute("type") is "sldNum" or "dt" or "ftr";
                break;
        }
    }

    private void Break(string? type)
    {
        if (type == "page" && !into.PageIsBlank && cells == 0)
        {
            into.EndPage();
        }
        else if (cells > 0)
        {
            into.Space();
        }
        else
        {
            into.EndLine();
        }
    }

    private void End(string name)
    {
        switch (name)
        {
            case "t":
                inText = false;
                break;
            case "p" when cells > 0:
                into.Space();
                break;
            case "p" or "tr":
                into.EndLine();
                break;
            case "tc":
                cells--;
                break;
        }
    }
}
