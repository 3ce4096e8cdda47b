using System.Globalization;

namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>A text of a graph. <paramref name="Language"/> null = it says none.</summary>
internal readonly record struct SkosText(string Text, string? Language, int Line);

/// <summary>Concepts put together from statements about them, in whatever order they come.</summary>
internal sealed class SkosGraph
{
    public const string Skos = "http://www.w3.org/2004/02/skos/core#";
    public const string Own = "urn:vitrine:ns:1.0#";
    public const string OwnConcept = "urn:vitrine:concept:";
    public const string Type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

    /// <summary>Properties of our own, beside those of SKOS.</summary>
    public static readonly string[] OwnProperties = ["slug", "colour", "neverByAi", "alwaysReview", "exported", "minConfidence"];

    private readonly Dictionary<string, Node> nodes = new(StringComparer.Ordinal);
    private readonly List<LineProblem> problems = [];

    /// <summary>Notes that a subject is a concept.</summary>
    public void Concept(string subject, int line) => Of(subject, line).IsConcept = true;

    /// <summary>A statement whose object is a text. Properties that say nothing of a concept are passed over.</summary>
    public void Say(string subject, string property, SkosText text)
    {
        if (property.StartsWith(Own, StringComparison.Ordinal) && OwnProperties.Contains(property[Own.Length..]))
        {
            Of(subject, text.Line).Own[property[Own.Length..]] = text.Text;
            return;
        }

        var name = property.StartsWith(Skos, StringComparison.Ordinal) ? property[Skos.Length..] : "";
        if (name is not ("prefLabel" or "altLabel" or "hiddenLabel" or "definition"))
        {
            return;
        }

        var node = Of(subject, text.Line);
        if (ConceptText.Language(text.Language) is not { } language)
        {
            problems.Note(text.Line, $"'{ExchangeFormat.Short(text.Language!)}' is no language tag.");
            return;
        }

        if (name == "definition")
        {
            node.Descriptions[language] = text.Text;
        }
        else if (name == "prefLabel")
        {
            node.IsConcept = true;
            if (!node.Labels.TryAdd(language, text.Text) && node.Labels[language] != text.Text)
            {
                problems.Note(text.Line, $"'{ExchangeFormat.Short(subject)}' has two preferred labels in '{language}'. Make one of them an altLabel.");
            }
        }
        else
        {
            node.Synonyms.Add((language, text.Text));
        }
    }

    /// <summary>A statement whose object is another subject.</summary>
    public void Link(string subject, string property, string to, int line)
    {
        if (property == Type)
        {
            if (to == Skos + "Concept")
            {
                Concept(subject, line);
            }

            return;
        }

        switch (property.StartsWith(Skos, StringComparison.Ordinal) ? property[Skos.Length..] : "")
        {
            case "broader":
                Of(subject, line).Broader.Add(to);
                break;
            case "narrower":
                Of(to, line).Broader.Add(subject);
                break;
            case "exactMatch":
                Of(subject, line).Same.Add(to);
                break;
        }
    }

    public ConceptFile File()
    {
        var concepts = nodes.Where(pair => pair.Value.IsConcept).ToArray();
        foreach (var (subject, node) in concepts.Where(pair => pair.Value.Labels.Count == 0 && IdOf(pair.Key) is null))
        {
            problems.Note(node.Line, $"'{ExchangeFormat.Short(subject)}' has no prefLabel.");
        }

        return new ConceptFile([.. concepts.Where(pair => pair.Value.Labels.Count > 0 || IdOf(pair.Key) is not null).Select(pair => Record(pair.Key, pair.Value))], problems);
    }

    private ConceptRecord Record(string subject, Node node)
    {
        ExternalId[] same = [.. node.Same.Append(subject).Select(ExternalId.FromIri).OfType<ExternalId>().Distinct()];
        return new ConceptRecord
        {
            Line = node.Line,
            Name = subject,
            Id = IdOf(subject),
            Slug = node.Own.GetValueOrDefault("slug"),
            Labels = node.Labels.ToDictionary(pair => pair.Key, string? (pair) => pair.Value, StringComparer.Ordinal),
            Synonyms = node.Synonyms.Distinct().GroupBy(synonym => synonym.Language, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(synonym => synonym.Text)], StringComparer.Ordinal),
            Descriptions = node.Descriptions.ToDictionary(pair => pair.Key, string? (pair) => pair.Value, StringComparer.Ordinal),
            Broader = node.Broader.Count == 0 ? null : [.. node.Broader.Where(broader => broader != subject)],
            Colour = node.Own.GetValueOrDefault("colour"),
            NeverByAi = Flag(node, "neverByAi"),
            AlwaysReview = Flag(node, "alwaysReview"),
            Exported = Flag(node, "exported"),
            MinConfidence = node.Own.GetValueOrDefault("minConfidence"),
            ExternalIds = same.GroupBy(id => id.Scheme, StringComparer.Ordinal).ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(id => id.Id)], StringComparer.Ordinal),
            Adds = true,
        };
    }

    private static string? IdOf(string subject) => subject.StartsWith(OwnConcept, StringComparison.Ordinal) ? subject[OwnConcept.Length..] : null;

    private static bool? Flag(Node node, string name) => node.Own.TryGetValue(name, out var said) ? said is "true" or "1" : null;

    private Node Of(string subject, int line)
    {
        if (!nodes.TryGetValue(subject, out var node))
        {
            if (nodes.Count == ExchangeLimits.MostConcepts)
            {
                throw new ConceptFileException(line, string.Create(CultureInfo.InvariantCulture, $"A file has at most {ExchangeLimits.MostConcepts:N0} concepts."));
            }

            nodes[subject] = node = new Node { Line = line };
        }

        return node;
    }

    private sealed class Node
    {
        public int Line { get; init; }
        public bool IsConcept { get; set; }
        public Dictionary<string, string> Labels { get; } = new(StringComparer.Ordinal);
        public List<(string Language, string Text)> Synonyms { get; } = [];
        public Dictionary<string, string> Descriptions { get; } = new(StringComparer.Ordinal);
        public SortedSet<string> Broader { get; } = new(StringComparer.Ordinal);
        public HashSet<string> Same { get; } = new(StringComparer.Ordinal);
        public Dictionary<string, string> Own { get; } = new(StringComparer.Ordinal);
    }
}
