namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>
/// Word documents: the body with the page breaks that were last seen, then notes, headers and footers, each once
/// (ECMA-376 part 1, section 11.3).
/// </summary>
internal static class WordText
{
    private const string Body = "word/document.xml";

    private static readonly string[] Beside = ["footnotes", "endnotes", "header", "footer"];

    public static DocumentText Read(byte[] content)
    {
        using var parts = new OfficeParts(content);
        var text = new PageText();
        parts.Visit(Body, new ParagraphWalk(text).Visit);
        foreach (var kind in Beside)
        {
            foreach (var (type, part) in parts.Relations(Body).Values.Where(relation => relation.Type == kind).Distinct())
            {
                text.EndLine();
                parts.Visit(part, new ParagraphWalk(text).Visit);
            }
        }

        return text.ToText();
    }
}
