namespace Vitrine.Core.Vocabulary;

/// <summary>Which concepts the slugs of the starter vocabulary and the labels of models name, by key.</summary>
internal sealed class ConceptMeanings
{
    /// <summary>The label sets of detectors.</summary>
    private static readonly string[] LocatedSets = ["coco", "oid", "face"];

    private readonly Dictionary<string, long> slugs;
    private readonly Dictionary<string, long[]> labels;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>>? words;

    private ConceptMeanings(Dictionary<string, long> slugs, Dictionary<string, long[]> labels, IReadOnlyDictionary<string, IReadOnlyList<string>>? words) =>
        (this.slugs, this.labels, this.words) = (slugs, labels, words);

    public static ConceptMeanings Of(IReadOnlyCollection<Concept> concepts, IEnumerable<LabelMeaning> meanings)
    {
        var keys = concepts.Select(concept => concept.Key).ToHashSet();
        return new ConceptMeanings(
            Slugs(concepts),
            meanings.Where(meaning => keys.Contains(meaning.Concept))
                .GroupBy(meaning => meaning.LabelId, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Select(meaning => meaning.Concept).Distinct().ToArray(), StringComparer.Ordinal),
            null);
    }

    /// <param name="words">Label → slugs.</param>
    /// <param name="mergedSlugs">Slugs of concepts that were merged into others.</param>
    public static ConceptMeanings Of(IReadOnlyCollection<Concept> concepts, IReadOnlyDictionary<string, IReadOnlyList<string>> words, IReadOnlyDictionary<string, long> mergedSlugs)
    {
        var slugs = Slugs(concepts);
        foreach (var (slug, key) in mergedSlugs)
        {
            slugs[slug] = key;
        }

        return Of(slugs, words);
    }

    public long? KeyOf(string slug) => slugs.TryGetValue(slug, out var key) ? key : null;

    /// <summary>Concepts that some model has a label for.</summary>
    public IReadOnlySet<long> Labelled => field ??= labels.Values.SelectMany(keys => keys).ToHashSet();

    /// <summary>Concepts that some detector has a label for, and draws a box around each of them.</summary>
    public IReadOnlySet<long> Located => field ??= labels.Where(label => LocatedSets.Any(set => label.Key == set || label.Key.StartsWith(set + "/", StringComparison.Ordinal))).SelectMany(label => label.Value).ToHashSet();

    public long[] OfLabel(string label) => labels.GetValueOrDefault(label) ?? [];

    /// <summary>The same with the slugs of concepts that came or changed.</summary>
    public ConceptMeanings With(IEnumerable<Concept> concepts)
    {
        var more = concepts.Where(concept => concept.Slug is not null && KeyOf(concept.Slug) != concept.Key).ToArray();
        if (more.Length == 0)
        {
            return this;
        }

        var known = new Dictionary<string, long>(slugs, StringComparer.Ordinal);
        foreach (var concept in more)
        {
            known[concept.Slug!] = concept.Key;
        }

        return words is null ? new ConceptMeanings(known, labels, null) : Of(known, words);
    }

    private static ConceptMeanings Of(Dictionary<string, long> slugs, IReadOnlyDictionary<string, IReadOnlyList<string>> words) => new(
        slugs,
        words.Select(label => (label.Key, Meant: label.Value.Where(slugs.ContainsKey).Select(slug => slugs[slug]).Distinct().ToArray()))
            .Where(label => label.Meant.Length > 0)
            .ToDictionary(label => label.Key, label => label.Meant, StringComparer.Ordinal),
        words);

    private static Dictionary<string, long> Slugs(IReadOnlyCollection<Concept> concepts) =>
        concepts.Where(concept => concept.Slug is not null).ToDictionary(concept => concept.Slug!, concept => concept.Key, StringComparer.Ordinal);
}
