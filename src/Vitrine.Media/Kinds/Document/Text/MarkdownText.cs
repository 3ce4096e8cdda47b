using Markdig;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>What a Markdown text says once its marks are gone.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseGridTables().UseYamlFrontMatter().UseAutoLinks().Build();

    /// <summary>Longer ones are read as plain text, and so are those that nest deeper than the parser goes.</summary>
    private const int Most = 2_000_000;

    public static DocumentText Read(byte[] content)
    {
        if (content.Length > Most)
        {
            return PlainText.Read(content);
        }

        try
        {
            return HtmlText.Read(Markdown.ToHtml(PlainText.Decode(content), Pipeline));
        }
        catch (ArgumentException)
        {
            return PlainText.Read(content);
        }
    }
}
