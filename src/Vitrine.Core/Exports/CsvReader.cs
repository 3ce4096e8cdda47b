using System.Globalization;
using System.Text;

namespace Vitrine.Core.Exports;

/// <summary>One row of a table as it was read.</summary>
/// <param name="Line">The line of the text in which it begins, from 1.</param>
/// <param name="Problem">Why it cannot be used; the cells are then those that could be read.</param>
public sealed record CsvRow(int Line, IReadOnlyList<string> Cells, string? Problem);

/// <summary>
/// Reads tables as spreadsheets write them (RFC 4180), row by row in bounded memory: parted by commas, semicolons or tabs, whichever the first line uses; quotes may hold line
/// ends. A broken row is told and the reading goes on behind it.
/// </summary>
public sealed class CsvReader(TextReader text)
{
    /// <summary>Letters of a cell, and cells of a row.</summary>
    public const int LongestCell = 100_000, MostCells = 2_000;

    private readonly StringBuilder cell = new();
    private readonly char[] buffer = new char[16 * 1024];
    private int at, end;
    private int line = 1;
    private char separator;

    /// <summary>What parts the cells; known after the first row.</summary>
    public char Separator => separator;

    /// <summary>Opens a file: UTF-8 with or without its mark, UTF-16 with its mark. Bytes that are none become U+FFFD.</summary>
    public static StreamReader Open(Stream bytes) => new(bytes, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, 64 * 1024, leaveOpen: true);

    /// <summary>The rows of a text that is here already, mark or not; none of them is empty.</summary>
    public static IEnumerable<CsvRow> Rows(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var all = new StringReader(text.StartsWith('\ufeff') ? text[1..] : text);
        var reader = new CsvReader(all);

        // A text that is here never lets anybody wait.
        while (reader.ReadAsync().GetAwaiter().GetResult() is { } row)
        {
            yield return row;
        }
    }

    /// <summary>The next row that is not empty; null at the end.</summary>
    public async Task<CsvRow?> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            await FillAsync(cancellationToken);
            if (Peek() < 0)
            {
                return null;
            }

            if (separator == 0)
            {
                separator = await SeparatorAsync(cancellationToken);
            }

            var row = await RowAsync(cancellationToken);
            if (row.Problem is not null || row.Cells.Any(one => one.Length > 0))
            {
                return row;
            }
        }
    }

    private async Task<CsvRow> RowAsync(CancellationToken cancellationToken)
    {
        var (cells, begin) = (new List<string>(), line);
        string? problem = null;
        while (true)
        {
            var (said, wrong, isLast) = await CellAsync(cancellationToken);
            problem ??= wrong;
            if (cells.Count < MostCells)
            {
                cells.Add(said);
            }
            else
            {
                problem ??= $"A row has at most {MostCells} cells.";
            }

            if (isLast)
            {
                return new CsvRow(begin, cells, problem);
            }
        }
    }

    private async Task<(string Cell, string? Problem, bool IsLast)> CellAsync(CancellationToken cancellationToken)
    {
        cell.Clear();
        string? problem = null;
        var (quoted, wasQuoted, begin) = (false, false, line);
        while (true)
        {
            await FillAsync(cancellationToken);
            var letter = Take();
            if (letter < 0)
            {
                return (cell.ToString(), quoted ? $"The quote that begins in line {begin} is never closed." : problem, true);
            }

            if (quoted)
            {
                if (letter != '"')
                {
                    problem ??= Keep((char)letter);
                }
                else
                {
                    await FillAsync(cancellationToken);
                    quoted = Peek() == '"';
                    var same = quoted ? Keep((char)Take()) : null;
                    problem ??= same;
                }
            }
            else if (letter == '"' && cell.Length == 0 && !wasQuoted)
            {
                (quoted, wasQuoted) = (true, true);
            }
            else if (letter == separator || letter is '\n' or '\r')
            {
                await FillAsync(cancellationToken);
                if (letter == '\r' && Peek() == '\n')
                {
                    Take();
                }

                return (cell.ToString(), problem, letter != separator);
            }
            else
            {
                problem ??= wasQuoted ? "Text follows the quote that closes a cell. A quote within a cell is written twice." : Keep((char)letter);
            }
        }
    }

    private string? Keep(char letter)
    {
        if (letter is '\0' or '\uFFFD')
        {
            return letter == '\0' ? "A cell holds a NUL character." : "A cell holds bytes that are not UTF-8. Save the table as CSV UTF-8.";
        }

        if (cell.Length == LongestCell)
        {
            return string.Create(CultureInfo.InvariantCulture, $"A cell has at most {LongestCell:N0} characters.");
        }

        cell.Append(letter);
        return null;
    }

    /// <summary>Of the three the one that stands in the first line most often, outside of quotes.</summary>
    private async Task<char> SeparatorAsync(CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken);
        if (end - at < buffer.Length / 2 && at > 0)
        {
            buffer.AsSpan(at, end - at).CopyTo(buffer);
            (at, end) = (0, end - at);
        }

        if (end < buffer.Length)
        {
            end += await text.ReadBlockAsync(buffer.AsMemory(end, buffer.Length - end), cancellationToken);
        }

        var (quoted, counts) = (false, new Dictionary<char, int> { [','] = 0, [';'] = 0, ['\t'] = 0 });
        foreach (var letter in buffer.AsSpan(at, end - at))
        {
            quoted ^= letter == '"';
            if (!quoted && letter is '\n' or '\r')
            {
                break;
            }

            if (!quoted && counts.TryGetValue(letter, out var count))
            {
                counts[letter] = count + 1;
            }
        }

        return counts.MaxBy(pair => pair.Value).Key;
    }

    private int Peek() => at < end ? buffer[at] : -1;

    private int Take()
    {
        var letter = Peek();
        at += letter >= 0 ? 1 : 0;
        line += letter == '\n' ? 1 : 0;
        return letter;
    }

    /// <summary>Has the next letter at hand, if there is one; seldom more than a look.</summary>
    private ValueTask FillAsync(CancellationToken cancellationToken) => at < end ? ValueTask.CompletedTask : MoreAsync(cancellationToken);

    private async ValueTask MoreAsync(CancellationToken cancellationToken) => (at, end) = (0, await text.ReadAsync(buffer, cancellationToken));
}
