namespace Vitrine.Contracts;

/// <summary>What a document says.</summary>
/// <param name="Pages">Pages, slides or sheets of the document; 0 where nothing could be read.</param>
/// <param name="Cut">Whether the document says more than is kept.</param>
/// <param name="Next">The page to ask for next; null at the end.</param>
public sealed record TextPages(int Pages, bool Cut, IReadOnlyList<TextPage> Items, int? Next);

/// <param name="Page">From 1.</param>
public sealed record TextPage(int Page, string Text);

/// <summary>Where a search's words stand in a document, with the words around them.</summary>
public sealed record FoundText(int Page, string Text);
