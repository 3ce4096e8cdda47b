namespace Vitrine.Core.Search.Phrases;

/// <summary>A form of a word that the dictionary may have.</summary>
/// <param name="Cost">Grows with how much was changed; 0 = as it stands there.</param>
/// <param name="IsOfPhrase">Only words of a label of several change so: "weißem Hintergrund" is "weißer Hintergrund", but "schöne" is no schooner.</param>
internal readonly record struct WordForm(string Word, double Cost, bool IsOfPhrase = false);

/// <summary>Which forms of a word a language knows: irregular ones by a table, the rest by endings that are exchanged. The dictionary decides which of them are words.</summary>
internal sealed class Inflections
{
    /// <summary>What is left of a word without its ending has at least so many letters.</summary>
    private const int ShortestStem = 2;

    private const double FirstCost = 0.05;
    private const double NextCost = 0.002;

    private readonly List<(string From, string To, bool IsOfPhrase)> endings = [];
    private readonly Dictionary<string, List<string>> irregular = new(StringComparer.Ordinal);
    private readonly List<(string Written, string Folded)> spellings = [];

    /// <summary>The words to which irregular forms lead.</summary>
    public IEnumerable<string> IrregularWords => irregular.Values.SelectMany(words => words).Distinct(StringComparer.Ordinal);

    public void AddEnding(string from, string to, bool isOfPhrase) => endings.Add((from, to, isOfPhrase));

    public void AddForm(string form, string word)
    {
        if (!irregular.TryGetValue(form, out var words))
        {
            irregular.Add(form, words = []);
        }

        words.Add(word);
    }

    /// <summary>Another way to write letters: "ae" for what folds to "a".</summary>
    public void AddSpelling(string written, string folded) => spellings.Add((written, folded));

    /// <summary>The word itself first, then its forms, the likeliest first.</summary>
    public IEnumerable<WordForm> Of(string word)
    {
        yield return new WordForm(word, 0);
        var cost = FirstCost;
        foreach (var known in irregular.GetValueOrDefault(word) ?? [])
        {
            yield return new WordForm(known, cost);
        }

        foreach (var written in Spelt(word))
        {
            foreach (var (from, to, isOfPhrase) in endings)
            {
                if (written.Length - from.Length >= ShortestStem && written.EndsWith(from, StringComparison.Ordinal))
                {
                    yield return new WordForm(string.Concat(written.AsSpan(0, written.Length - from.Length), to), cost += NextCost, isOfPhrase);
                }
            }

            if (written != word)
            {
                yield return new WordForm(written, cost += NextCost);
            }
        }
    }

    private IEnumerable<string> Spelt(string word)
    {
        yield return word;
        var other = spellings.Aggregate(word, (text, spelling) => text.Replace(spelling.Written, spelling.Folded, StringComparison.Ordinal));
        if (other != word)
        {
            yield return other;
        }
    }
}
