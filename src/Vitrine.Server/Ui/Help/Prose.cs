using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Vitrine.Server.Ui.Help;

/// <summary>
/// The help's texts as HTML. Empty lines part paragraphs, lines that begin with <c>- </c> are a list; within them <c>`code`</c>,
/// <c>**strong**</c>, <c>*said so*</c> and <c>[text](address)</c>, whose address lies on this server. Nothing else is markup.
/// </summary>
internal static partial class Prose
{
    public static MarkupString Of(string text)
    {
        var html = new StringBuilder();
        foreach (var part in text.Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            html.Append(part.StartsWith("- ", StringComparison.Ordinal)
                ? $"<ul>{string.Concat(part.Split('\n').Select(line => $"<li>{Inline(line[2..])}</li>"))}</ul>"
                : $"<p>{Inline(part)}</p>");
        }

        return new MarkupString(html.ToString());
    }

    private static string Inline(string text) => Marks().Replace(Plain(text), found =>
        found.Groups["code"] is { Success: true } code ? $"<code>{code.Value}</code>"
        : found.Groups["strong"] is { Success: true } strong ? $"<strong>{strong.Value}</strong>"
        : found.Groups["em"] is { Success: true } em ? $"<em>{em.Value}</em>"
        : $"<a class=\"link\" href=\"{found.Groups["to"].Value}\">{found.Groups["text"].Value}</a>");

    private static string Plain(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    [GeneratedRegex(@"`(?<code>[^`]+)`|\*\*(?<strong>[^*]+)\*\*|\*(?<em>[^*]+)\*|\[(?<text>[^\]]+)\]\((?<to>[/#][^)\s]*)\)")]
    private static partial Regex Marks();
}
