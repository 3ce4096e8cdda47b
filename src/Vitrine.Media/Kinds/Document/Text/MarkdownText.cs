using Markdig;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>What a Markdown text says once its marks are gone.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseGridTables().UseYamlFrontMatter().UseAutoLinks().Build();

    public static DocumentText Read(byte[] content) => HtmlText.Read(Markdown.ToHtml(PlainText.Decode(content), Pipeline));
}
