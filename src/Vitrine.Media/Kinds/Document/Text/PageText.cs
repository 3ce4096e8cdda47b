using System.Text;
using System.Xml;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>
/// Collects a document's text under the limits of <see cref="DocumentText"/>: words of a line, lines of a page, pages. White space between words is one
/// space; empty lines at the beginning and end of a page are dropped.
/// </summary>
internal sealed class PageText
{
    private readonly List<string> pages = [];
    private readonly StringBuilder page = new();
    private int room = DocumentText.MostCharacters;
    private bool spaceDue;

    /// <summary>Nothing more is taken.</summary>
    public bool IsFull => room == 0 || pages.Count == DocumentText.MostPages;

    public bool PageIsBlank => page.Length == 0;

    public int Pages => pages.Count;

    /// <summary>Text of the line at hand; its line ends are spaces.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character) || char.IsControl(character))
            {
                spaceDue = true;
                continue;
            }

            if (room == 0)
            {
                return;
            }

            if (spaceDue && page.Length > 0 && page[^1] != '\n')
            {
                page.Append(' ');
            }

            spaceDue = false;
            page.Append(character);
            room--;
        }
    }

    /// <summary>The text of the node at hand, a piece at a time: a node may be as long as its document.</summary>
    public void AddValue(XmlReader reader)
    {
        if (!reader.CanReadValueChunk)
        {
            Add(reader.Value);
            return;
        }

        var piece = new char[4096];
        while (!IsFull && reader.ReadValueChunk(piece, 0, piece.Length) is > 0 and var count)
        {
            Add(piece.AsSpan(0, count));
        }
    }

    /// <summary>What comes next is another word.</summary>
    public void Space() => spaceDue = true;

    public void EndLine()
    {
        spaceDue = false;
        if (page.Length > 0 && page[^1] != '\n')
        {
            page.Append('\n');
        }
    }

    /// <summary>A text whose lines count as they are, blank ones between paragraphs as well.</summary>
    public void AddLines(ReadOnlySpan<char> text)
    {
        var blank = false;
        foreach (var range in text.SplitAny('\n', '\r', '\u2028', '\u2029'))
        {
            var line = text[range].Trim();
            if (line.IsEmpty)
            {
                blank = page.Length > 0;
                continue;
            }

            if (blank && room > 0)
            {
                page.Append('\n');
            }

            blank = false;
            Add(line);
            EndLine();
        }
    }

    public void EndPage()
    {
        if (pages.Count < DocumentText.MostPages)
        {
            while (page.Length > 0 && page[^1] == '\n')
            {
                page.Length--;
            }

            pages.Add(page.ToString());
        }

        page.Clear();
        spaceDue = false;
    }

    /// <summary>All pages; one that has begun is ended.</summary>
    public DocumentText ToText()
    {
        var full = IsFull;
        if (page.Length > 0 || pages.Count == 0)
        {
            EndPage();
        }

        return new DocumentText(pages) { IsCut = full };
    }
}
