using Vitrine.Core.Assets;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>What a document says, page by page: a page, slide or sheet each; a text without pages is one.</summary>
/// <param name="Pages">In order, the first is page 1; a page that says nothing is empty. Lines end in <c>\n</c>.</param>
public sealed record DocumentText(IReadOnlyList<string> Pages)
{
    /// <summary>Characters kept of one document; the rest is left out.</summary>
    public const int MostCharacters = 10_000_000;

    /// <summary>Pages kept of one document.</summary>
    public const int MostPages = 20_000;

    /// <summary>Whether there was more than is kept.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether any page says anything; a scan says nothing.</summary>
    public bool HasWords => Pages.Any(page => !string.IsNullOrWhiteSpace(page));
}

/// <summary>What came of looking for a document's text: the text, or why there is none. Both are null for formats that hold none.</summary>
public readonly record struct TextReading(DocumentText? Text, Problem? Failure);
