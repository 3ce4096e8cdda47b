using System.Runtime.CompilerServices;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Search.Phrases;

/// <summary>A label of a concept.</summary>
/// <param name="Rank">0 preferred, 1 synonym, 2 preferred and 3 synonym without what stands in brackets behind it.</param>
internal readonly record struct PhraseLabel(long Concept, string Language, int Rank);

/// <summary>The labels of a vocabulary by their words, so that hyphens, apostrophes and endings do not matter. Made once for each state of a vocabulary.</summary>
internal sealed class PhraseVocabulary
{
    private static readonly ConditionalWeakTable<ConceptVocabulary, PhraseVocabulary> Made = [];

    private readonly HashSet<long> colours;

    private PhraseVocabulary(ConceptVocabulary vocabulary)
    {
        Concepts = vocabulary;
        var words = new List<string>();
        foreach (var concept in vocabulary.All)
        {
            foreach (var label in concept.Labels)
            {
                Add(concept.Key, label, label.Text, label.Preferred ? 0 : 1, words);
                if (label.Text.EndsWith(')') && label.Text.IndexOf(" (", StringComparison.Ordinal) is > 0 and var bracket)
                {
                    Add(concept.Key, label, label.Text[..bracket], label.Preferred ? 2 : 3, words);
                }
            }
        }

        Spelling = new Misspellings(words.Concat(PhraseGrammar.Languages.SelectMany(language => language.Words.SingleWords)));
        colours = vocabulary.FindSlug("colour") is { } colour ? Below(vocabulary, colour.Key) : [];
    }

    public ConceptVocabulary Concepts { get; }

    public WordTrie<PhraseLabel> Labels { get; } = new();

    public Misspellings Spelling { get; }

    public static PhraseVocabulary Of(ConceptVocabulary vocabulary) => Made.GetValue(vocabulary, known => new PhraseVocabulary(known));

    /// <summary>The colour that a concept is; null where it is none. A shade has the name of the colour that is broader.</summary>
    public PhraseColour? ColourOf(long key)
    {
        if (!colours.Contains(key) || Concepts.Find(key) is not { Slug: { } slug } concept)
        {
            return null;
        }

        var broadest = Concepts.Closure(key).Append(concept).FirstOrDefault(one => one.Slug is not null && LooksName(one.Slug) is not null);
        return new PhraseColour(broadest is null ? slug : LooksName(broadest.Slug!)!, slug);
    }

    private static string? LooksName(string slug) => slug switch
    {
        "orange-colour" => "orange",
        "turquoise" => "teal",
        "red" or "yellow" or "green" or "blue" or "purple" or "pink" or "brown" or "beige" or "black" or "white" or "grey" => slug,
        _ => null,
    };

    private static HashSet<long> Below(ConceptVocabulary vocabulary, long key)
    {
        var found = new HashSet<long>();
        var open = new Stack<long>([key]);
        while (open.TryPop(out var one))
        {
            foreach (var narrower in vocabulary.Narrower(one).Where(narrower => found.Add(narrower.Key)))
            {
                open.Push(narrower.Key);
            }
        }

        return found;
    }

    private void Add(long concept, ConceptLabel label, string text, int rank, List<string> single)
    {
        var words = PhraseTokens.Words(text).ToList();
        var language = label.Language.Split('-')[0].ToLowerInvariant();

        // "No people" is people and a word that negates them, not something that is shown.
        if (words.Count == 0 || (words.Count > 1 && PhraseGrammar.Languages.Any(one => one.Language == language && Negates(one, words[0]))))
        {
            return;
        }

        Labels.Add(words, new PhraseLabel(concept, language, rank));
        if (words.Count == 1)
        {
            single.Add(words[0]);
        }
    }

    private static bool Negates(LanguageWords language, string word) =>
        language.Words.TryStep(WordTrie<GrammarWord>.Root, word, out var node) && language.Words.At(node).Any(one => one.Class == WordClass.Not);
}
