using System.Reflection;

namespace Vitrine.Core.Vocabulary;

/// <summary>A concept as it ships: named by slug, broader concepts by slug.</summary>
public sealed record StarterConcept(string Slug, IReadOnlyList<string> Broader, ConceptFlags Flags, IReadOnlyList<ConceptLabel> Labels);

/// <summary>
/// The vocabulary every library starts with: words that people use for what the starter models can tell, in English and German,
/// and what the labels of ImageNet (1,000), COCO (80), the Open Images detector (23), <c>face</c> and the values of <c>looks</c> mean in it.
/// </summary>
public static class StarterVocabulary
{
    private static readonly Lazy<IReadOnlyList<StarterConcept>> LazyConcepts = new(ReadConcepts);
    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyList<string>>> LazyLabels = new(ReadLabels);

    /// <summary>The concepts in the order of the file.</summary>
    public static IReadOnlyList<StarterConcept> Concepts => LazyConcepts.Value;

    /// <summary>Label id (<c>imagenet/770</c>) → slugs.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Labels => LazyLabels.Value;

    /// <summary>The starter vocabulary with the keys that <paramref name="keyOf"/> gives its slugs; without it, numbered from 1 in file order.</summary>
    public static ConceptVocabulary Build(Func<string, long>? keyOf = null)
    {
        var keys = Concepts.Select((c, i) => (c.Slug, Key: keyOf?.Invoke(c.Slug) ?? i + 1L)).ToDictionary(p => p.Slug, p => p.Key, StringComparer.Ordinal);
        return new ConceptVocabulary(
            Concepts.Select(c => new Concept
            {
                Key = keys[c.Slug],
                Slug = c.Slug,
                Labels = c.Labels,
                Broader = [.. c.Broader.Select(b => keys[b])],
                Flags = c.Flags,
            }),
            Labels.SelectMany(l => l.Value.Select(slug => new LabelMeaning(l.Key, keys[slug]))));
    }

    private static List<StarterConcept> ReadConcepts()
    {
        var concepts = new List<StarterConcept>();
        foreach (var line in Lines("concepts.tsv"))
        {
            if (line.Split('\t') is not [var slug, var broader, var flags, .. var words])
            {
                throw new FormatException($"concepts.tsv: a line with too few columns: {line}");
            }

            concepts.Add(new StarterConcept(slug, List(broader), Flags(List(flags)), [.. Words("en", words[0], words[1]), .. Words("de", words[2], words[3])]));
        }

        return concepts;
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadLabels() =>
        Lines("labels.tsv").Select(line => line.Split('\t')).ToDictionary(c => c[0], c => (IReadOnlyList<string>)List(c[1]), StringComparer.Ordinal);

    private static IEnumerable<ConceptLabel> Words(string language, string preferred, string synonyms) =>
        (preferred.Length == 0 ? [] : new[] { new ConceptLabel(language, preferred, Preferred: true) })
            .Concat(List(synonyms).Select(s => new ConceptLabel(language, s, Preferred: false)));

    private static string[] List(string column) => column.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static ConceptFlags Flags(string[] names) => names.Aggregate(ConceptFlags.None, (flags, name) => flags | name switch
    {
        "never-by-ai" => ConceptFlags.NeverByAi,
        "always-review" => ConceptFlags.AlwaysReview,
        _ => throw new FormatException($"concepts.tsv: unknown flag '{name}'"),
    });

    private static IEnumerable<string> Lines(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Vitrine.Core.Vocabulary.Data.{file}")
            ?? throw new FileNotFoundException($"{file} is not part of this build");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
