using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Search.Phrases;

/// <summary>
/// Reads what people say in ordinary language, in English, German, French and Spanish, without a model: by a committed grammar and the vocabulary.
/// Any text gives an understanding, never an exception, in time linear to its length but for what a window of a few words holds.
/// </summary>
public static class PhraseReader
{
    /// <summary>Characters behind these are not read.</summary>
    public const int LongestPhrase = 500;

    private const double RankCost = 0.02;
    private const double NotPreferredCost = 0.1;

    /// <summary>A language that takes all words for filler has not explained them.</summary>
    private const double NothingCost = 0.5;

    /// <summary>Less so with words that are more than articles: "man" is a word of a German sentence, and by itself somebody in English.</summary>
    private const double OnlyFillerCost = 0.7;

    /// <summary>A word such as "with" has something behind it: "red hat" ends with no German verb.</summary>
    private const double LooseEndCost = 0.6;

    /// <summary>Gets a vocabulary ready to be read with, which takes seconds where it is large; else whoever reads first with it waits for that.</summary>
    public static void Prepare(ConceptVocabulary vocabulary) => PhraseVocabulary.Of(vocabulary);

    public static Understanding Read(string text, PhraseContext context)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(context);
        var length = Math.Min(text.Length, LongestPhrase);
        if (length < text.Length && char.IsHighSurrogate(text[length - 1]))
        {
            length--;
        }

        var lookup = new Lexemes(text, context);
        var tokens = WordRepair.Of(PhraseTokens.Cut(text, length), text, lookup, context);
        var lexemes = lookup.Of(tokens);
        LanguageWords? best = null;
        var cost = double.PositiveInfinity;
        List<Chunk> path = [];
        foreach (var language in PhraseGrammar.Languages)
        {
            var chunks = ChunkMatcher.Match(lexemes, context, language.Language);
            var read = BestPath.Of(chunks, tokens);
            var total = read.Cost + Preference(language.Language, context) + (read.Chunks.Any(chunk => chunk.Part is not null) ? 0 : NothingCost + (read.Chunks.Any(chunk => chunk is { Class: WordClass.Filler, IsUnknown: false }) ? OnlyFillerCost : 0))
                + (read.Chunks is [.., { Class: WordClass.Relation }] ? LooseEndCost : 0);
            if (total < cost)
            {
                (best, cost, path) = (language, total, Modifiers.WithoutLooseColours(read.Chunks, chunks, language.ColourFollows));
            }
        }

        var (parts, segments) = new PhraseAssembler(path, tokens, text, best!.ColourFollows).Assemble(length);
        return new Understanding(text, best.Language, parts, segments, context);
    }

    /// <summary>Decides only between languages that explain a phrase equally well.</summary>
    private static double Preference(string language, PhraseContext context)
    {
        for (var rank = 0; rank < context.Languages.Count; rank++)
        {
            if (context.Languages[rank].Split('-')[0].Equals(language, StringComparison.OrdinalIgnoreCase))
            {
                return Math.Min(rank * RankCost, NotPreferredCost);
            }
        }

        return NotPreferredCost;
    }
}
