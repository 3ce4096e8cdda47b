using Vitrine.Core.Search;

namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>
/// A keyword list as Lightroom Classic writes it (File ▸ Export Keywords): a keyword a line, one tab more for each step down; <c>{a synonym}</c> below its keyword;
/// <c>[in brackets]</c> what is not exported. A keyword that stands in several places is one concept with several broader ones.
/// </summary>
internal static class LightroomList
{
    internal const int Deepest = 100;

    public static ConceptFile Read(string text, string language)
    {
        var found = new Dictionary<string, Found>(StringComparer.Ordinal);
        var problems = new List<LineProblem>();
        var path = new List<Found>();
        var number = 0;
        foreach (var range in text.AsSpan().EnumerateLines())
        {
            number++;
            if (range.IsWhiteSpace())
            {
                continue;
            }

            if (range.Length > ExchangeLimits.LongestText)
            {
                throw new ConceptFileException(number, $"A line has at most {ExchangeLimits.LongestText:N0} characters.");
            }

            var depth = range.Length - range.TrimStart('\t').Length;
            var word = range.Trim().ToString();
            if (depth > path.Count)
            {
                throw new ConceptFileException(number, $"This line stands {depth} tabs in, but what it belongs to would have to stand {path.Count} in. Each step down is one tab.");
            }

            if (depth >= Deepest)
            {
                throw new ConceptFileException(number, $"A list goes at most {Deepest} steps down.");
            }

            if (word is ['{', .., '}'])
            {
                Synonym(path, depth, word[1..^1].Trim(), number);
                continue;
            }

            if (found.Count == ExchangeLimits.MostConcepts)
            {
                throw new ConceptFileException(number, $"A file has at most {ExchangeLimits.MostConcepts:N0} concepts.");
            }

            var exported = word is not ['[', .., ']'];
            word = exported ? word : word[1..^1].Trim();
            if (word.Length == 0)
            {
                problems.Note(number, "A keyword has at least one letter.");
                continue;
            }

            var key = TextFold.Key(word);
            if (!found.TryGetValue(key, out var one))
            {
                found[key] = one = new Found(word, key, number, exported);
            }

            path.RemoveRange(depth, path.Count - depth);
            one.Stands(path.Count > 0 ? path[^1].Key : null);
            path.Add(one);
        }

        return new ConceptFile([.. found.Values.Select(one => one.Record(language))], problems);
    }

    private static void Synonym(List<Found> path, int depth, string synonym, int line)
    {
        if (depth == 0 || path.Count < depth)
        {
            throw new ConceptFileException(line, "A synonym in braces stands below its keyword, one tab further in.");
        }

        if (synonym.Length > 0)
        {
            path[depth - 1].Synonyms.Add(synonym);
        }
    }

    private sealed class Found(string word, string key, int line, bool exported)
    {
        private readonly HashSet<string> broader = new(StringComparer.Ordinal);
        private int places;

        public string Key => key;

        public List<string> Synonyms { get; } = [];

        public void Stands(string? below)
        {
            places++;
            if (below is not null && below != key)
            {
                broader.Add(below);
            }
        }

        public ConceptRecord Record(string language) => new()
        {
            Line = line,
            Name = key,
            Labels = new Dictionary<string, string?> { [language] = word },
            Synonyms = Synonyms.Count == 0 ? new Dictionary<string, IReadOnlyList<string>>() : new Dictionary<string, IReadOnlyList<string>> { [language] = [.. Synonyms.Distinct(StringComparer.Ordinal)] },
            Broader = broader.Count == 0 ? null : [.. broader],
            Exported = exported ? null : false,
            Adds = true,
            Remark = places > 1 ? $"It stands in {places} places: it becomes one concept with several broader ones. To keep them apart, add qualifiers in brackets." : null,
        };
    }
}
