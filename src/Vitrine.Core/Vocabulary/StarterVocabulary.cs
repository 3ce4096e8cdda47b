using System.Reflection;
using System.Security.Cryptography;

namespace Vitrine.Core.Vocabulary;

/// <summary>A concept as it ships: named by slug, broader concepts by slug.</summary>
public sealed record StarterConcept(string Slug, IReadOnlyList<string> Broader, ConceptFlags Flags, IReadOnlyList<ConceptLabel> Labels);

/// <summary>
/// The vocabulary every library starts with: words that people use for what pictures, films and documents show, in English, German, French and Spanish,
/// and what the labels of ImageNet (1,000), COCO (80), the Open Images detector (23), <c>face</c> and the values of <c>looks</c> mean in it.
/// </summary>
public static class StarterVocabulary
{
    private const string Data = "Vitrine.Core.Vocabulary.Data.";

    /// <summary>Languages whose words stand in a file of their own; English and German stand with the concepts.</summary>
    private static readonly string[] OwnFiles = ["fr", "es"];

    private static readonly Lazy<IReadOnlyList<StarterConcept>> LazyConcepts = new(ReadConcepts);
    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyList<string>>> LazyLabels = new(ReadLabels);

    /// <summary>The concepts in the order of the file.</summary>
    public static IReadOnlyList<StarterConcept> Concepts => LazyConcepts.Value;

    /// <summary>Label id (<c>imagenet/770</c>) → slugs.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Labels => LazyLabels.Value;

    /// <summary>SHA-256 over the concepts and their words, lower-case hex: another one means that a library may have something to learn.</summary>
    public static string Digest { get; } = Hash(["concepts.tsv", .. OwnFiles.Select(WordsFile)]);

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
        var others = OwnFiles.Select(language => (Language: language, Words: ReadWords(language))).ToArray();
        var concepts = new List<StarterConcept>();
        foreach (var line in Lines("concepts.tsv"))
        {
            if (line.Split('\t') is not [var slug, var broader, var flags, var en, var enSynonyms, var de, var deSynonyms])
            {
                throw new FormatException($"concepts.tsv: a line that does not have seven columns: {line}");
            }

            concepts.Add(new StarterConcept(
                slug,
                List(broader),
                Flags(List(flags)),
                [.. Words("en", en, enSynonyms), .. Words("de", de, deSynonyms), .. others.SelectMany(other => other.Words.GetValueOrDefault(slug) ?? [])]));
        }

        return concepts;
    }

    private static Dictionary<string, ConceptLabel[]> ReadWords(string language)
    {
        var words = new Dictionary<string, ConceptLabel[]>(StringComparer.Ordinal);
        foreach (var line in Lines(WordsFile(language)))
        {
            if (line.Split('\t') is not [var slug, var preferred, var synonyms])
            {
                throw new FormatException($"{WordsFile(language)}: a line that does not have three columns: {line}");
            }

            words.Add(slug, [.. Words(language, preferred, synonyms)]);
        }

        return words;
    }

    private static string WordsFile(string language) => $"words.{language}.tsv";

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
        using var reader = new StreamReader(Open(file));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }

    private static string Hash(string[] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            using var stream = Open(file);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Stream Open(string file) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(Data + file) ?? throw new FileNotFoundException($"{file} is not part of this build");
}
