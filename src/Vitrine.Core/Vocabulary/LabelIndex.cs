using Vitrine.Core.Search;

namespace Vitrine.Core.Vocabulary;

/// <summary>A concept found by a beginning, and the label that began so.</summary>
public sealed record LabelHit(Concept Concept, ConceptLabel Label);

/// <summary>The words of a vocabulary, folded: exact match by dictionary, beginnings by binary search in a sorted array.</summary>
internal sealed class LabelIndex
{
    private readonly Dictionary<string, Entry[]> exact;
    private readonly Dictionary<string, Entry[]> bare;
    private readonly Start[] starts;

    public LabelIndex(IReadOnlyList<Concept> concepts)
    {
        var entries = concepts.SelectMany(c => c.Labels.Select(l => new Entry(c, l, TextFold.Key(l.Text)))).ToList();
        exact = Group(entries);
        bare = Group(entries.Where(e => e.Bare != e.Key).Select(e => e with { Key = e.Bare }));
        starts = [.. entries.SelectMany(Starts)];
        Array.Sort(starts, (a, b) => string.CompareOrdinal(a.Text, b.Text));
    }

    public IReadOnlyList<Concept> Match(string text, string? language)
    {
        var key = TextFold.Key(text);
        var all = exact.GetValueOrDefault(key) ?? [];
        return First(
            all.Where(e => e.Label.Preferred && e.Speaks(language)),
            all.Where(e => e.Speaks(language)),
            all.Where(e => e.Label.Preferred),
            all,
            bare.GetValueOrDefault(key) ?? []);
    }

    public IReadOnlyList<LabelHit> TypeAhead(string prefix, string? language, int limit)
    {
        var key = TextFold.Key(prefix);
        if (key.Length == 0 || limit <= 0)
        {
            return [];
        }

        var hits = new List<Start>();
        for (var i = FirstFrom(key); i < starts.Length && starts[i].Text.StartsWith(key, StringComparison.Ordinal); i++)
        {
            hits.Add(starts[i]);
        }

        return [.. hits
            .OrderBy(s => s.Entry.Key == key ? 0 : s.AtWord ? 2 : 1)
            .ThenByDescending(s => s.Entry.Speaks(language))
            .ThenByDescending(s => s.Entry.Label.Preferred)
            .ThenBy(s => s.Entry.Key.Length)
            .ThenBy(s => s.Entry.Key, StringComparer.Ordinal)
            .ThenBy(s => s.Entry.Concept.Key)
            .DistinctBy(s => s.Entry.Concept.Key)
            .Take(limit)
            .Select(s => new LabelHit(s.Entry.Concept, s.Entry.Label))];
    }

    private int FirstFrom(string key)
    {
        int low = 0, high = starts.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (string.CompareOrdinal(starts[middle].Text, key) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static IReadOnlyList<Concept> First(params ReadOnlySpan<IEnumerable<Entry>> steps)
    {
        foreach (var step in steps)
        {
            var found = step.Select(e => e.Concept).DistinctBy(c => c.Key).ToList();
            if (found.Count > 0)
            {
                return found;
            }
        }

        return [];
    }

    private static IEnumerable<Start> Starts(Entry entry)
    {
        yield return new Start(entry.Key, entry, AtWord: false);
        for (var i = 1; i < entry.Key.Length; i++)
        {
            if (char.IsLetterOrDigit(entry.Key[i]) && entry.Key[i - 1] is ' ' or '-' or '(')
            {
                yield return new Start(entry.Key[i..], entry, AtWord: true);
            }
        }
    }

    private static Dictionary<string, Entry[]> Group(IEnumerable<Entry> entries) =>
        entries.GroupBy(e => e.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    private sealed record Entry(Concept Concept, ConceptLabel Label, string Key)
    {
        /// <summary>Without a qualifier in brackets at the end.</summary>
        public string Bare => Key.EndsWith(')') && Key.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var at ? Key[..at] : Key;

        public bool Speaks(string? language) => language is not null
            && (Label.Language.Equals(language, StringComparison.OrdinalIgnoreCase)
                || language.StartsWith(Label.Language + "-", StringComparison.OrdinalIgnoreCase));
    }

    private readonly record struct Start(string Text, Entry Entry, bool AtWord);
}
