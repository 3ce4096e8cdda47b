using System.Text;

namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>The forms in which vocabularies are exchanged.</summary>
public static class ExchangeFormat
{
    public const string Csv = "csv";
    public const string Lightroom = "lightroom";
    public const string Turtle = "turtle";
    public const string JsonLd = "jsonld";

    public static readonly IReadOnlyList<string> All = [Csv, Lightroom, Turtle, JsonLd];

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The form that a file's name says; null where it says none.</summary>
    public static string? OfName(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".csv" or ".tsv" => Csv,
        ".txt" => Lightroom,
        ".ttl" => Turtle,
        ".jsonld" or ".json" => JsonLd,
        _ => null,
    };

    public static string ExtensionOf(string format) => format switch { Csv => ".csv", Lightroom => ".txt", Turtle => ".ttl", _ => ".jsonld" };

    public static string MediaTypeOf(string format) => format switch
    {
        Csv => "text/csv; charset=utf-8",
        Lightroom => "text/plain; charset=utf-8",
        Turtle => "text/turtle; charset=utf-8",
        _ => "application/ld+json",
    };

    /// <summary>Reads a file.</summary>
    /// <param name="language">Of labels that have none in the file.</param>
    /// <exception cref="ConceptFileException">It is no such file, or too large.</exception>
    public static ConceptFile Read(string format, byte[] bytes, string language = "und")
    {
        if (bytes.Length > ExchangeLimits.MostBytes)
        {
            throw new ConceptFileException(1, $"The file is larger than {ExchangeLimits.MostBytes / 1024 / 1024} MB.");
        }

        var file = format switch
        {
            Csv => ConceptCsv.Read(Decode(bytes)),
            Lightroom => LightroomList.Read(Decode(bytes), language),
            Turtle => SkosTurtle.Read(Decode(bytes)),
            JsonLd => SkosJsonLd.Read(bytes),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "an unknown form"),
        };
        return Unique(file);
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            var text = Strict.GetString(bytes.AsSpan(bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0));
            return text.Contains('\0', StringComparison.Ordinal)
                ? throw new ConceptFileException(1 + text.AsSpan(0, text.IndexOf('\0', StringComparison.Ordinal)).Count('\n'), "This is no text in UTF-8: it has NUL characters.")
                : text;
        }
        catch (DecoderFallbackException wrong)
        {
            throw new ConceptFileException(1 + bytes.AsSpan(0, Math.Max(0, wrong.Index)).Count((byte)'\n'), "This is no text in UTF-8. Save the file as UTF-8 and try again.");
        }
    }

    /// <summary>Of records with the same name the first counts.</summary>
    private static ConceptFile Unique(ConceptFile file)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var problems = file.Problems.ToList();
        var records = new List<ConceptRecord>(file.Records.Count);
        foreach (var record in file.Records)
        {
            if (seen.TryAdd(record.Name, record.Line))
            {
                records.Add(record);
            }
            else
            {
                problems.Note(record.Line, $"The concept '{Short(record.Name)}' is in line {seen[record.Name]} already.");
            }
        }

        return new ConceptFile(records, problems);
    }

    /// <summary>What an address of ours says: the public id; any other text as it is.</summary>
    public static string Plain(string name) => name.StartsWith(SkosGraph.OwnConcept, StringComparison.Ordinal) ? name[SkosGraph.OwnConcept.Length..] : name;

    /// <summary>A text as far as a sentence can quote it.</summary>
    public static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
