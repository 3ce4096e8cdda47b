using Vitrine.Core.Search;

namespace Vitrine.Server.Search;

/// <summary>A word that is looked for, as <see cref="SearchTerms"/> makes them.</summary>
/// <param name="IsWhole">Whether it has to stand there whole; else what begins so will do.</param>
internal readonly record struct AskedWord(string Term, bool IsWhole)
{
    /// <summary>Words anywhere; in quotation marks whole ones.</summary>
    public static IReadOnlyList<AskedWord> Of(Query.Words words) => Of(words.Content, words.IsPhrase);

    /// <summary>The words that a field is compared with; in quotation marks whole ones.</summary>
    public static IReadOnlyList<AskedWord> Of(QueryValue.Text text) => Of(text.Content, text.IsPhrase);

    /// <summary>Several words in quotation marks, which have to follow each other in one text; null where there are none or one, or no quotation marks.</summary>
    /// <remarks>Of writing without gaps only the last needs not be whole: each two neighbours are a word.</remarks>
    public static IReadOnlyList<AskedWord>? InOrder(string content, bool isPhrase) =>
        isPhrase && SearchTerms.Sequence(content) is { Count: > 1 } terms ? [.. terms.Select((term, at) => new AskedWord(term, at < terms.Count - 1 || !SearchTerms.IsUnspaced(term)))] : null;

    /// <summary>What all have to hold, without signs beside words: "salt &amp; pepper" is two words, of which neither is a sign that could stand anywhere. Nothing but signs stay.</summary>
    public static IReadOnlyList<Query> WithoutSigns(IReadOnlyList<Query> all)
    {
        Query[] words = [.. all.Where(one => one is not Query.Words { IsPhrase: false } word || SearchTerms.Of(word.Content, most: 1).Count > 0)];
        return words.Length is 0 || words.Length == all.Count ? all : words;
    }

    /// <summary>Whether a word of a text is what is looked for.</summary>
    /// <param name="word">Folded, however long.</param>
    public bool Fits(string word) => IsWhole && Term.Length < SearchTerms.Longest ? word == Term : word.StartsWith(Term, StringComparison.Ordinal);

    /// <summary>Nobody knows where a word of Chinese or Japanese ends: it is found by any part, also in quotation marks.</summary>
    private static IReadOnlyList<AskedWord> Of(string content, bool whole) => [.. SearchTerms.Of(content).Select(term => new AskedWord(term, whole && !SearchTerms.IsUnspaced(term)))];
}
