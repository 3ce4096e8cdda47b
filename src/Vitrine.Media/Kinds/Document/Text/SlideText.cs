using System.Xml;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>Slides in the order in which they are shown, each with its notes (ECMA-376 part 1, section 13.3).</summary>
internal static class SlideText
{
    private const string Presentation = "ppt/presentation.xml";

    public static DocumentText Read(byte[] content)
    {
        using var parts = new OfficeParts(content);
        var relations = parts.Relations(Presentation);
        var slides = new List<string>();
        parts.Visit(Presentation, reader =>
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "sldId" } && OfficeParts.RelationId(reader) is { } id && relations.TryGetValue(id, out var slide))
            {
                slides.Add(slide.Part);
            }
        });

        var text = new PageText();
        foreach (var slide in slides.Distinct(StringComparer.Ordinal))
        {
            if (text.IsFull)
            {
                break;
            }

            parts.Visit(slide, new ParagraphWalk(text).Visit);
            foreach (var (_, notes) in parts.Relations(slide).Values.Where(relation => relation.Type == "notesSlide"))
            {
                text.EndLine();
                parts.Visit(notes, new ParagraphWalk(text).Visit);
            }

            text.EndPage();
        }

        return text.ToText();
    }
}
