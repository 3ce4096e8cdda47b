using System.Xml;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>Texts, tables and slides of OpenDocument: <c>content.xml</c> (OpenDocument 1.2 part 1, sections 5, 6 and 9). A sheet, slide or page is a page.</summary>
internal static class OpenDocumentText
{
    public static DocumentText Read(byte[] content)
    {
        using var parts = new OfficeParts(content);
        var text = new PageText();
        parts.Visit("content.xml", new Walk(text).Visit);
        return text.ToText();
    }

    private sealed class Walk(PageText into)
    {
        private const string Table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";

        private readonly SkippedPart skipped = new();
        private int paragraphs;
        private int cells;
        private int tables;
        private bool isSheets;

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
                case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA when paragraphs > 0:
                    into.AddValue(reader);
                    break;
                case XmlNodeType.EndElement:
                    End(reader.LocalName);
                    break;
            }
        }

        private void Begin(XmlReader reader)
        {
            var holds = reader.IsEmptyElement ? 0 : 1;
            switch (reader.LocalName)
            {
                case "tracked-changes" or "forms":
                    skipped.Begin(reader);
                    break;
                case "spreadsheet":
                    isSheets = true;
                    break;
                case "table" when holds > 0:
                    tables++;
                    if (isSheets && tables == 1)
                    {
                        into.Add(reader.GetAttribute("name", Table) ?? "");
                        into.EndLine();
                    }

                    break;
                case "table-cell":
                    cells += holds;
                    into.Space();
                    break;
                case "p" or "h":
                    paragraphs += holds;
                    break;
                case "s" or "tab":
                    into.Space();
                    break;
                case "line-break":
                    Line();
                    break;
                case "soft-page-break" when cells == 0 && paragraphs == 0 && !into.PageIsBlank:
                    into.EndPage();
                    break;
            }
        }

        private void End(string name)
        {
            switch (name)
            {
                case "p" or "h":
                    paragraphs--;
                    Line();
                    break;
                case "table-cell":
                    cells--;
                    break;
                case "table-row":
                    into.EndLine();
                    break;
                case "table":
                    tables--;
                    if (isSheets && tables == 0)
                    {
                        into.EndPage();
                    }

                    break;
                case "page":
                    into.EndPage();
                    break;
            }
        }

        private void Line()
        {
            if (cells > 0)
            {
                into.Space();
            }
            else
            {
                into.EndLine();
            }
        }
    }
}
