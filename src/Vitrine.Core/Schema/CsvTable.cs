using Vitrine.Core.Exports;

namespace Vitrine.Core.Schema;

/// <summary>A table of which the first row names the columns, each once, as <see cref="CsvReader"/> reads it.</summary>
/// <param name="Header">The cells of the first row.</param>
/// <param name="Rows">Each as long as the header: missing cells are empty.</param>
public sealed record CsvTable(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public const int MostRows = 200_000;
    public const int MostColumns = 200;

    /// <returns>The table, or a sentence that says in which line it breaks.</returns>
    public static (CsvTable? Table, string? Trouble) Read(string text)
    {
        List<string>? header = null;
        var rows = new List<IReadOnlyList<string>>();
        foreach (var row in CsvReader.Rows(text))
        {
            if ((row.Problem ?? (header is null ? TroubleOf(row.Cells) : row.Cells.Skip(header.Count).Any(cell => cell.Length > 0)
                ? $"The row has {row.Cells.Count} cells; the first row names {header.Count}." : null)) is { } trouble)
            {
                return (null, $"Line {row.Line}: {trouble}");
            }

            if (header is null)
            {
                header = [.. row.Cells.Select(cell => cell.Trim())];
            }
            else if (rows.Count == MostRows)
            {
                return (null, $"A table has at most {MostRows} rows.");
            }
            else
            {
                rows.Add([.. row.Cells.Take(header.Count).Select(Csv.Plain).Concat(Enumerable.Repeat("", Math.Max(0, header.Count - row.Cells.Count)))]);
            }
        }

        return header is null ? (null, "The table is empty: its first row names the columns.") : (new CsvTable(header, rows), null);
    }

    private static string? TroubleOf(IReadOnlyList<string> header) => header.Count > MostColumns ? $"A table has at most {MostColumns} columns."
        : header.GroupBy(cell => cell.Trim(), StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? $"The column \"{FieldReader.Short(twice.Key)}\" is there twice." : null;
}
