using Lucene.Net.Analysis.De;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Es;
using Lucene.Net.Analysis.Fr;

namespace Vitrine.Server.Search.Words;

/// <summary>
/// What a word is without its ending: light stemmers, which take away plural and gender and leave derivations alone (English: Harman's S-stemmer; German, French and Spanish: Savoy's
/// light stemmers; as Lucene has them).
/// </summary>
internal static class Stems
{
    /// <summary>The languages that there are stemmers for.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de", "fr", "es"];

    /// <param name="word">Folded.</param>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    public static string Of(string word, string language)
    {
        // One takes a letter more than it has as it works.
        var letters = new char[word.Length + 1];
        word.CopyTo(letters);
        var length = language switch
        {
            "en" => WithoutE(letters, new EnglishMinimalStemmer().Stem(letters, word.Length)),
            "de" => new GermanLightStemmer().Stem(letters, word.Length),
            "fr" => new FrenchLightStemmer().Stem(letters, word.Length),
            "es" => new SpanishLightStemmer().Stem(letters, word.Length),
            _ => word.Length,
        };
        return new string(letters, 0, length);
    }

    /// <summary>Of <em>boxes</em>, <em>dresses</em> and <em>watches</em> the S-stemmer leaves an e that their singular has not.</summary>
    private static int WithoutE(ReadOnlySpan<char> letters, int length) => letters[..length] is [.., 's', 's', 'e'] or [.., 'x', 'e'] or [.., 'z', 'z', 'e'] or [.., 'c' or 's', 'h', 'e'] ? length - 1 : length;
}
