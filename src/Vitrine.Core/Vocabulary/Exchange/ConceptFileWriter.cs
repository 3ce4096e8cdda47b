using System.Text;
using Vitrine.Core.Exports;

namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>Writes concepts one after the other, so that few of them need be in memory.</summary>
public abstract class ConceptFileWriter
{
    /// <param name="languages">All that occur; a table has columns for each.</param>
    /// <param name="language">Of the words, in the form that knows one language alone.</param>
    public static ConceptFileWriter Of(string format, TextWriter to, IReadOnlyCollection<string> languages, string language) => format switch
    {
        ExchangeFormat.Csv => new ConceptCsvWriter(to, languages),
        ExchangeFormat.Lightroom => new LightroomWriter(to, language),
        ExchangeFormat.Turtle => new SkosTurtleWriter(to),
        ExchangeFormat.JsonLd => new SkosJsonLdWriter(to),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "an unknown form"),
    };

    /// <param name="record">Whole: a part that is not said is none. Its name and those of its broader concepts are public ids or addresses.</param>
    public abstract void Add(ConceptRecord record);

    public virtual void End()
    {
    }
}

/// <summary>The table of <see cref="ConceptCsv"/>.</summary>
internal sealed class ConceptCsvWriter : ConceptFileWriter
{
    private readonly TextWriter to;
    private readonly string[] languages;

    public ConceptCsvWriter(TextWriter to, IReadOnlyCollection<string> spoken)
    {
        this.to = to;
        languages = [.. spoken.Distinct(StringComparer.Ordinal).OrderBy(language => language switch { "en" => 0, "und" => 2, _ => 1 }).ThenBy(language => language, StringComparer.Ordinal)];
        to.Write(Csv.Mark);
        to.Write(Csv.Row([.. ConceptCsv.Plain[..2], .. Each("label"), .. Each("synonyms"), .. Each("description"), .. ConceptCsv.Plain[2..]]));

        IEnumerable<string> Each(string part) => languages.Select(language => $"{part}:{language}");
    }

    public override void Add(ConceptRecord record) => to.Write(Csv.Row([
        record.Id, record.Slug,
        .. languages.Select(language => record.Labels.GetValueOrDefault(language)),
        .. languages.Select(language => List(record.Synonyms.GetValueOrDefault(language))),
        .. languages.Select(language => record.Descriptions.GetValueOrDefault(language)),
        List(record.Broader), record.Colour, YesNo(record.NeverByAi), YesNo(record.AlwaysReview), YesNo(record.Exported), record.MinConfidence,
        .. ExternalId.Schemes.Select(scheme => List(record.ExternalIds.GetValueOrDefault(scheme))),
    ]));

    private static string? YesNo(bool? flag) => flag switch { true => "true", false => "false", null => null };

    private static string? List(IReadOnlyList<string>? texts) => texts is null ? null
        : string.Join('|', texts.Select(text => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)));
}
