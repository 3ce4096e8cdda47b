using System.Globalization;
using System.Text;

namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>Writes concepts as SKOS in Turtle; what SKOS has no property for in a namespace of our own.</summary>
internal sealed class SkosTurtleWriter : ConceptFileWriter
{
    private readonly TextWriter to;

    public SkosTurtleWriter(TextWriter to)
    {
        this.to = to;
        to.Write("@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix vitrine: <urn:vitrine:ns:1.0#> .\n");
    }

    public override void Add(ConceptRecord record)
    {
        to.Write($"\n<{Escaped(Address(record.Name))}> a skos:Concept");
        foreach (var (property, value) in Statements(record))
        {
            to.Write($" ;\n  {property} {value}");
        }

        to.Write(" .\n");
    }

    /// <summary>The address of a record by its public id, or by its name where it has none.</summary>
    internal static string Address(string name) => !Assets.PublicId.TryParse(name, out _) && name.Contains(':', StringComparison.Ordinal) ? name : SkosGraph.OwnConcept + name;

    private static IEnumerable<(string Property, string Value)> Statements(ConceptRecord record)
    {
        foreach (var (language, label) in record.Labels)
        {
            yield return ("skos:prefLabel", Text(label!, language));
        }

        foreach (var (language, synonyms) in record.Synonyms)
        {
            foreach (var synonym in synonyms)
            {
                yield return ("skos:altLabel", Text(synonym, language));
            }
        }

        foreach (var (language, description) in record.Descriptions)
        {
            yield return ("skos:definition", Text(description!, language));
        }

        foreach (var broader in record.Broader ?? [])
        {
            yield return ("skos:broader", $"<{Escaped(Address(broader))}>");
        }

        foreach (var (scheme, ids) in record.ExternalIds)
        {
            foreach (var id in ids)
            {
                yield return ("skos:exactMatch", $"<{new ExternalId(scheme, id).Iri}>");
            }
        }

        foreach (var (property, value) in OwnOf(record))
        {
            yield return ("vitrine:" + property, value is "true" or "false" || int.TryParse(value, CultureInfo.InvariantCulture, out _) ? value : Text(value, "und"));
        }
    }

    /// <summary>What is not as it is where nothing is said.</summary>
    internal static IEnumerable<(string Property, string Value)> OwnOf(ConceptRecord record)
    {
        foreach (var (property, value) in new[]
        {
            ("slug", record.Slug), ("colour", record.Colour), ("neverByAi", Word(record.NeverByAi)), ("alwaysReview", Word(record.AlwaysReview)), ("exported", Word(record.Exported)),
            ("minConfidence", record.MinConfidence),
        })
        {
            if (value is { Length: > 0 })
            {
                yield return (property, value);
            }
        }

        static string? Word(bool? flag) => flag switch { true => "true", false => "false", null => null };
    }

    private static string Text(string text, string language)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var sign in text)
        {
            _ = sign switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ => quoted.Append(sign),
            };
        }

        return quoted.Append('"').Append(language == "und" ? "" : "@" + language).ToString();
    }

    private static string Escaped(string name)
    {
        var address = new StringBuilder(name.Length);
        foreach (var sign in name)
        {
            _ = sign is <= ' ' or '<' or '>' or '"' or '{' or '}' or '|' or '^' or '`' or '\\' ? address.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:X4}") : address.Append(sign);
        }

        return address.ToString();
    }
}
