namespace Vitrine.Core.Search.Phrases;

/// <summary>English words that say something only among others: articles, prepositions, "show me", "there is". A sentence of nothing else is like almost every picture, and means none.</summary>
public static class FunctionWords
{
    private static readonly LanguageWords English = PhraseGrammar.Languages.Single(language => language.Language == "en");

    /// <summary>Whether a text has words, and all of them are such.</summary>
    public static bool AreAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] words = [.. PhraseTokens.Words(text)];
        var reached = new bool[words.Length + 1];
        reached[0] = true;
        for (var from = 0; from < words.Length; from++)
        {
            var node = WordTrie<GrammarWord>.Root;
            for (var at = from; reached[from] && at < words.Length && English.Words.TryStep(node, words[at], out node); at++)
            {
                reached[at + 1] |= English.Words.At(node).Any(IsOne);
            }
        }

        return words.Length > 0 && reached[^1];
    }

    private static bool IsOne(GrammarWord word) => word is
    {
        Class: WordClass.One or WordClass.Glue or WordClass.Relation or WordClass.And or WordClass.Or or WordClass.Not or WordClass.To or WordClass.When or WordClass.At or WordClass.This
    } or { Class: WordClass.Filler, Value: not "file" };
}
