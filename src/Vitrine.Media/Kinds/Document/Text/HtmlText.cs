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

    /// <summary>Bytes, or characters, of a page that are parsed, and tags in them: a tree takes fifty times as much, or some hundred bytes a tag.</summary>
    private const int Most = 3_000_000;
    private const int MostTags = 250_000;

    /// <summary>Tables out of order and formats left open are put right by a parser at a cost that grows with the square of their number.</summary>
    private static readonly TimeSpan ParseLimit = TimeSpan.FromSeconds(15);

    public static DocumentText Read(byte[] content) => Read(content, ParseLimit);

    /// <exception cref="BadFileException">Parsing took longer than <paramref name="limit"/>.</exception>
    public static DocumentText Read(byte[] content, TimeSpan limit)
    {
        var length = Length<byte>(content, (byte)'<');
        using var document = Parse(content, length, limit);
        return Read(document, length < content.Length);
    }

    public static DocumentText Read(string html)
    {
        var length = Length<char>(html, '<');
        using var document = Parse((parser, cancel) => parser.ParseDocumentAsync(html[..length], cancel), ParseLimit);
        return Read(document, length < html.Length);
    }

    /// <summary>Adds what a page shows to the page at hand.</summary>
    public static void AddTo(byte[] content, PageText text)
    {
        using var document = Parse(content, Length<byte>(content, (byte)'<'), ParseLimit);
        AddTo(document, text);
    }

    /// <summary>Adds what a document shows to the page at hand. A walk without recursion: a hostile page nests without end.</summary>
    private static void AddTo(IDocument document, PageText text)
    {
        // By position: asking a node for its neighbour makes the parser's library look for it from the start.
        var open = new Stack<(INode Node, int Next)>();
        if (document.Body is { } body)
        {
            open.Push((body, 0));
        }

        while (open.TryPop(out var at) && !text.IsFull)
        {
            if (at.Next == at.Node.ChildNodes.Length)
            {
                Edge(at.Node as IElement, text);
                continue;
            }

            var child = at.Node.ChildNodes[at.Next];
            open.Push((at.Node, at.Next + 1));
            if (child is IText words)
            {
                Add(words, text);
            }
            else if (child is IElement element)
            {
                Edge(element, text);
                if (!Unseen.Contains(element.LocalName))
                {
                    open.Push((element, 0));
                }
            }
        }

        text.EndLine();
    }

    /// <summary>How much of a page is parsed.</summary>
    private static int Length<T>(ReadOnlySpan<T> page, T tag)
        where T : IEquatable<T>
    {
        page = page[..Math.Min(page.Length, Most)];
        var length = 0;
        for (var tags = 0; tags < MostTags; tags++)
        {
            var next = page[length..].IndexOf(tag);
            if (next < 0)
            {
                return page.Length;
            }

            length += next + 1;
        }

        // The last one is left out whole.
        return length - 1;
    }

    private static IDocument Parse(byte[] content, int length, TimeSpan limit)
    {
        using var stream = new MemoryStream(content, 0, length, writable: false);
        return Parse((parser, cancel) => parser.ParseDocumentAsync(stream, cancel), limit);
    }

    private static IDocument Parse(Func<HtmlParser, CancellationToken, Task<AngleSharp.Html.Dom.IHtmlDocument>> parse, TimeSpan limit)
    {
        using var overdue = new CancellationTokenSource(limit);
        try
        {
            // All bytes are at hand: nothing is waited for.
            return parse(new HtmlParser(), overdue.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new BadFileException(Codes.TooLarge, "The page's text takes too long to read: its elements are too tangled.");
        }
    }

    private static DocumentText Read(IDocument document, bool isCut)
    {
        var text = new PageText();
        if (!string.IsNullOrWhiteSpace(document.Title))
        {
            text.Add(document.Title);
            text.EndLine();
        }

        AddTo(document, text);
        var read = text.ToText();
        return read with { IsCut = read.IsCut || isCut };
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
