using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>What a page of HTML shows. It is parsed as a browser would; nothing it names is fetched, nothing it holds is run.</summary>
internal static class HtmlText
{
    private static readonly HashSet<string> Unseen = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "select", "datalist",
    };

    private static readonly HashSet<string> Lines = new(StringComparer.OrdinalIgnoreCase)
    {
        "address", "article", "aside", "blockquote", "br", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tr", "ul", "caption", "body",
    };

    public static DocumentText Read(byte[] content)
    {
        using var stream = new MemoryStream(content, writable: false);
        using var document = new HtmlParser().ParseDocument(stream);
        return Read(document);
    }

    public static DocumentText Read(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        return Read(document);
    }

    /// <summary>Adds what a document shows to the page at hand. A walk without recursion: a hostile page nests without end.</summary>
    public static void AddTo(IDocument document, PageText text)
    {
        INode? node = document.Body;
        var root = node;
        while (node is not null && !text.IsFull)
        {
            if (node is IText words)
            {
                Add(words, text);
            }
            else if (node is IElement element)
            {
                Edge(element, text);
            }

            if (node.FirstChild is { } child && !(node is IElement { LocalName: var name } && Unseen.Contains(name)))
            {
                node = child;
                continue;
            }

            while (node != root && node?.NextSibling is null)
            {
                node = node?.Parent;
                Edge(node as IElement, text);
            }

            node = node == root ? null : node?.NextSibling;
        }

        text.EndLine();
    }

    private static DocumentText Read(IDocument document)
    {
        var text = new PageText();
        if (!string.IsNullOrWhiteSpace(document.Title))
        {
            text.Add(document.Title);
            text.EndLine();
        }

        AddTo(document, text);
        return text.ToText();
    }

    private static void Add(IText words, PageText text)
    {
        if (words.ParentElement is { LocalName: "pre" or "textarea" } || words.ParentElement?.ParentElement is { LocalName: "pre" })
        {
            text.AddLines(words.Data);
        }
        else
        {
            text.Add(words.Data);
        }
    }

    private static void Edge(IElement? element, PageText text)
    {
        if (element is null)
        {
            return;
        }

        if (Lines.Contains(element.LocalName))
        {
            text.EndLine();
        }
        else if (element.LocalName is "td" or "th" or "option" or "img")
        {
            text.Space();
        }
    }
}
