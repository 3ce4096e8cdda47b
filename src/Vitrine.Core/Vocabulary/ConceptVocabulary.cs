using Vitrine.Core.Search;

namespace Vitrine.Core.Vocabulary;

/// <summary>
/// The vocabulary in memory: lookup, broader and narrower concepts, words, and what model labels mean.
/// Immutable, safe to share between threads; a change of the rows makes a new one.
/// </summary>
public sealed class ConceptVocabulary
{
    private readonly Dictionary<long, Concept> byKey;
    private readonly Dictionary<string, Concept> bySlug;
    private readonly Dictionary<string, long[]> byLabel;
    private readonly Dictionary<long, Concept[]> broader;
    private readonly Dictionary<long, Concept[]> narrower;
    private readonly LabelIndex words;

    /// <exception cref="ArgumentException">A key or slug is there twice.</exception>
    public ConceptVocabulary(IEnumerable<Concept> concepts, IEnumerable<LabelMeaning> meanings)
    {
        All = [.. concepts];
        byKey = All.ToDictionary(c => c.Key);
        bySlug = All.Where(c => c.Slug is not null).ToDictionary(c => c.Slug!, StringComparer.Ordinal);
        byLabel = meanings.Where(m => byKey.ContainsKey(m.Concept))
            .GroupBy(m => m.LabelId, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(m => m.Concept).Distinct().ToArray(), StringComparer.Ordinal);
        broader = byKey.ToDictionary(p => p.Key, p => Ancestors(p.Value));
        narrower = All.SelectMany(c => c.Broader.Distinct().Select(b => (Broader: b, Narrower: c)))
            .GroupBy(p => p.Broader)
            .ToDictionary(g => g.Key, g => g.Select(p => p.Narrower).ToArray());
        words = new LabelIndex(All);
    }

    public IReadOnlyList<Concept> All { get; }

    public Concept? Find(long key) => byKey.GetValueOrDefault(key);

    public Concept? FindSlug(string slug) => bySlug.GetValueOrDefault(slug);

    /// <summary>The concepts a model's label means (<c>imagenet/770</c>, <c>coco/person</c>); empty where it means none.</summary>
    public IReadOnlyList<long> OfLabel(string labelId) => byLabel.GetValueOrDefault(labelId) ?? [];

    /// <summary>All broader concepts of a concept, nearest first, each once, without itself; ends also where rows form a circle.</summary>
    public IReadOnlyList<Concept> Closure(long key) => broader.GetValueOrDefault(key) ?? [];

    /// <summary>The directly narrower concepts.</summary>
    public IReadOnlyList<Concept> Narrower(long key) => narrower.GetValueOrDefault(key) ?? [];

    public bool IsBroader(long candidate, long than) => Closure(than).Any(c => c.Key == candidate);

    /// <summary>Whether making <paramref name="broaderKey"/> a broader concept of <paramref name="key"/> would close a circle.</summary>
    public bool WouldCircle(long key, long broaderKey) => key == broaderKey || IsBroader(key, broaderKey);

    /// <summary>
    /// The concepts that <paramref name="text"/> names exactly (case, accents and white space do not count). The first of these that gives any wins:
    /// preferred label in <paramref name="language"/>, synonym in it, preferred label in any language, synonym in any, a label without its
    /// qualifier (<c>crane</c> for <c>crane (bird)</c>). More than one concept means that the word is ambiguous; then nobody but a person may choose.
    /// </summary>
    public IReadOnlyList<Concept> Match(string text, string? language = null) => words.Match(text, language);

    /// <summary>
    /// Concepts with a label or synonym that begins with <paramref name="prefix"/>, or of which a later word does; best first:
    /// whole label, beginning of a label, beginning of a word; preferred labels and those of <paramref name="language"/> first, then by length and text.
    /// </summary>
    public IReadOnlyList<LabelHit> TypeAhead(string prefix, string? language = null, int limit = 10) => words.TypeAhead(prefix, language, limit);

    private Concept[] Ancestors(Concept concept)
    {
        var found = new List<Concept>();
        var seen = new HashSet<long> { concept.Key };
        var next = new Queue<Concept>([concept]);
        while (next.TryDequeue(out var current))
        {
            foreach (var key in current.Broader)
            {
                if (seen.Add(key) && byKey.TryGetValue(key, out var parent))
                {
                    found.Add(parent);
                    next.Enqueue(parent);
                }
            }
        }

        return [.. found];
    }
}
