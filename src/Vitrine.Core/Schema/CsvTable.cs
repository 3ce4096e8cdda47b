using System.Text;

namespace Vitrine.Core.Schema;

/// <summary>A table that was read from text (RFC 4180; commas, semicolons or tabs, whichever the first line has most of).</summary>
/// <param name="Header">The cells of the first row.</param>
/// <param name="Rows">Each as long as the header: missing cells are empty.</param>
public sealed record CsvTable(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public const int MostRows = 200_000;
    public const int MostColumns = 200;
    public const int LongestCell = 64_000;

    /// <returns>The table, or a sentence that says in which row it breaks.</returns>
    public static (CsvTable? Table, string? Trouble) Read(string text)
    {
        var from = text.StartsWith('\ufeff') ? 1 : 0;
        var firstLine = text.AsSpan(from);
        firstLine = firstLine[..(firstLine.IndexOfAny('\r', '\n') is >= 0 and var end ? end : firstLine.Length)];
        var separator = Separator(firstLine);
        var reader = new Reader(text, from, separator);
        if (reader.Row() is not { } header || header.All(string.IsNullOrWhiteSpace))
        {
            return (null, reader.Trouble ?? "The table is empty: its first row names the columns.");
        }

        header = [.. header.Select(cell => cell.Trim())];
        if (header.GroupBy(cell => cell, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            return (null, $"The column \"{FieldReader.Short(twice.Key)}\" is there twice.");
        }

        var rows = new List<IReadOnlyList<string>>();
        while (reader.Row() is { } row)
        {
            if (row.Count == 1 && row[0].Length == 0)
            {
                continue;
            }

            if (row.Count > header.Count && row.Skip(header.Count).Any(cell => cell.Length > 0))
            {
                return (null, $"Row {rows.Count + 2} has {row.Count} cells; the first row names {header.Count}.");
            }

            if (rows.Count == MostRows)
            {
                return (null, $"A table has at most {MostRows} rows.");
            }

            rows.Add([.. row.Take(header.Count).Concat(Enumerable.Repeat("", Math.Max(0, header.Count - row.Count)))]);
        }

        return reader.Trouble is { } trouble ? (null, trouble) : (new CsvTable(header, rows), null);
    }

    private static char Separator(ReadOnlySpan<char> line)
    {
        var best = ',';
        foreach (var candidate in (char[])[';', '\t'])
        {
            best = line.Count(candidate) > line.Count(best) ? candidate : best;
        }

        return best;
    }

    private sealed class Reader(string text, int at, char separator)
    {
        private int row;

        public string? Trouble { get; private set; }

        /// <summary>The next row; null at the end, and where something is wrong.</summary>
        public List<string>? Row()
        {
            if (Trouble is not null || at >= text.Length)
            {
                return null;
            }

            row++;
            var cells = new List<string>();
            while (true)
            {
                if (cells.Count == MostColumns)
                {
                    return Stop($"Row {row} has more than {MostColumns} cells.");
                }

                if (Cell() is not { } cell)
                {
                    return null;
                }

                cells.Add(cell);
                if (at < text.Length && text[at] == separator)
                {
                    at++;
                    continue;
                }

                at += at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 1;
                return cells;
            }
        }

        private string? Cell()
        {
            if (at < text.Length && text[at] == '"')
            {
                return Quoted();
            }

            var start = at;
            while (at < text.Length && text[at] != separator && text[at] is not ('\r' or '\n'))
            {
                at++;
            }

            return Sized(text[start..at]);
        }

        private string? Quoted()
        {
            var cell = new StringBuilder();
            for (at++; at < text.Length; at++)
            {
                if (text[at] != '"')
                {
                    cell.Append(text[at]);
                }
                else if (at + 1 < text.Length && text[at + 1] == '"')
                {
                    cell.Append('"');
                    at++;
                }
                else
                {
                    at++;
                    return at == text.Length || text[at] == separator || text[at] is '\r' or '\n' ? Sized(cell.ToString())
                        : Say($"In row {row} something stands behind a closing quotation mark.");
                }
            }

            return Say($"In row {row} a quotation mark is opened and not closed.");
        }

        /// <summary>Without the apostrophe with which tables keep a text from being a formula.</summary>
        private string? Sized(string cell) => cell.Length > LongestCell
            ? Say($"A cell of row {row} has {cell.Length} characters; at most {LongestCell} are taken.")
            : cell is ['\'', '=' or '+' or '-' or '@', ..] ? cell[1..] : cell;

        private string? Say(string trouble)
        {
            Trouble = trouble;
            return null;
        }

        private List<string>? Stop(string trouble)
        {
            Trouble = trouble;
            return null;
        }
    }
}
