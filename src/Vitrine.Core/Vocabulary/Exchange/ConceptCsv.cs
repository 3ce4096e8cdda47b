using System.Globalization;
using System.Text;
using Vitrine.Core.Exports;

namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>
/// Vitrine's own table of concepts, one a row: <c>id, slug, broader, colour, neverByAi, alwaysReview, exported, minConfidence, wikidata, aat, tgn</c>,
/// and for each language <c>label:en, synonyms:en, description:en</c>. Several values in a cell are parted by <c>|</c>; a bar or backslash within one has
/// a backslash before it. A column that is not there is left as it is; an empty cell takes away.
/// </summary>
internal static class ConceptCsv
{
    internal static readonly string[] Plain = ["id", "slug", "broader", "colour", "neverByAi", "alwaysReview", "exported", "minConfidence", .. ExternalId.Schemes];

    public static ConceptFile Read(string text)
    {
        string[]? columns = null;
        var (records, problems) = (new List<ConceptRecord>(), new List<LineProblem>());
        foreach (var row in CsvReader.Rows(text))
        {
            if (row.Problem is { } trouble)
            {
                throw new ConceptFileException(row.Line, trouble);
            }

            if (columns is null)
            {
                columns = Columns(row.Cells);
            }
            else if (records.Count == ExchangeLimits.MostConcepts)
            {
                throw new ConceptFileException(row.Line, $"A file has at most {ExchangeLimits.MostConcepts:N0} concepts.");
            }
            else if (row.Cells.Count > columns.Length)
            {
                problems.Note(row.Line, $"The row has {row.Cells.Count} cells, the first line names {columns.Length} columns.");
            }
            else if (Record(row.Line, columns, [.. row.Cells.Select(Csv.Plain)], problems) is { } record)
            {
                records.Add(record);
            }
        }

        if (columns is null)
        {
            throw new ConceptFileException(1, "The table is empty. Its first line names the columns, such as id,label:en,broader.");
        }

        return new ConceptFile(records, problems);
    }

    /// <summary>Null where a cell is wrong.</summary>
    private static ConceptRecord? Record(int line, string[] columns, List<string> cells, List<LineProblem> problems)
    {
        string? Cell(string column) => Array.IndexOf(columns, column) is var at and >= 0 && at < cells.Count ? cells[at].Trim() : null;
        IEnumerable<(string Language, string Text)> Of(string part) => columns.Zip(cells)
            .Where(pair => pair.First.StartsWith(part + ":", StringComparison.Ordinal)).Select(pair => (pair.First[(part.Length + 1)..], pair.Second.Trim()));
        bool? Flag(string column) => Cell(column) is not { Length: > 0 } said ? null
            : said.ToLowerInvariant() switch { "true" or "yes" or "1" => true, "false" or "no" or "0" => false, _ => Wrong(column, said) };
        var whole = true;
        bool? Wrong(string column, string said)
        {
            whole = false;
            problems.Note(line, $"{column} is true or false, not '{ExchangeFormat.Short(said)}'.");
            return null;
        }

        var (id, slug) = (Cell("id"), Cell("slug"));
        var record = new ConceptRecord
        {
            Line = line,
            Name = id is { Length: > 0 } ? id : slug is { Length: > 0 } ? slug : string.Create(CultureInfo.InvariantCulture, $"row {line}"),
            Id = id is { Length: > 0 } ? id : null,
            Slug = slug is { Length: > 0 } ? slug : null,
            Labels = Of("label").ToDictionary(cell => cell.Language, cell => cell.Text.Length > 0 ? cell.Text : null, StringComparer.Ordinal),
            Synonyms = Of("synonyms").ToDictionary(cell => cell.Language, cell => Parts(cell.Text), StringComparer.Ordinal),
            Descriptions = Of("description").ToDictionary(cell => cell.Language, cell => cell.Text.Length > 0 ? cell.Text : null, StringComparer.Ordinal),
            Broader = Cell("broader") is { } broader ? Parts(broader) : null,
            Colour = Cell("colour"),
            NeverByAi = Flag("neverByAi"),
            AlwaysReview = Flag("alwaysReview"),
            Exported = Flag("exported"),
            MinConfidence = Cell("minConfidence"),
            ExternalIds = ExternalId.Schemes.Where(scheme => Cell(scheme) is not null).ToDictionary(scheme => scheme, scheme => Parts(Cell(scheme)!), StringComparer.Ordinal),
        };
        return whole ? record : null;
    }

    private static string[] Columns(IReadOnlyList<string> header)
    {
        string[] columns = [.. header.Select(cell => Column(cell.Trim()))];
        if (columns.GroupBy(column => column, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ConceptFileException(1, $"The column '{twice.Key}' is there twice.");
        }

        return columns.Any(column => column is "id" or "slug" || column.StartsWith("label:", StringComparison.Ordinal)) ? columns
            : throw new ConceptFileException(1, "No column says which concepts the rows are. Name at least one of id, slug or label:LANGUAGE.");
    }

    private static string Column(string said)
    {
        if (Array.Find(Plain, name => name.Equals(said, StringComparison.OrdinalIgnoreCase)) is { } plain)
        {
            return plain;
        }

        var parts = said.Split(':', 2);
        return parts[0].ToLowerInvariant() is "label" or "synonyms" or "description" && ConceptText.Language(parts.ElementAtOrDefault(1)) is { } language
            ? $"{parts[0].ToLowerInvariant()}:{language}"
            : throw new ConceptFileException(1, $"'{ExchangeFormat.Short(said)}' is no column. There are {string.Join(", ", Plain)}, label:LANGUAGE, synonyms:LANGUAGE and description:LANGUAGE.");
    }

    private static IReadOnlyList<string> Parts(string cell)
    {
        var (parts, part) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < cell.Length; i++)
        {
            if (cell[i] == '\\' && i + 1 < cell.Length && cell[i + 1] is '\\' or '|')
            {
                part.Append(cell[++i]);
            }
            else if (cell[i] == '|')
            {
                parts.Add(part.ToString().Trim());
                part.Clear();
            }
            else
            {
                part.Append(cell[i]);
            }
        }

        return [.. parts.Append(part.ToString().Trim()).Where(text => text.Length > 0)];
    }
}
