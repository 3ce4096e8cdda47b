using System.Text;

namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>Rows of a table (RFC 4180; commas, semicolons or tabs, whichever the first line has most of), each with the line at which it begins.</summary>
internal sealed class CsvRows(string text)
{
    private const int MostCells = 500;

    private readonly char separator = SeparatorOf(text);
    private int at;
    private int line = 1;

    /// <summary>The next row; null at the end.</summary>
    /// <exception cref="ConceptFileException">A quotation mark is wrong, or a cell or row too long.</exception>
    public (int Line, List<string> Cells)? Next()
    {
        if (at >= text.Length)
        {
            return null;
        }

        var began = line;
        var cells = new List<string>();
        while (true)
        {
            if (cells.Count == MostCells)
            {
                throw new ConceptFileException(began, $"A row has at most {MostCells} cells.");
            }

            cells.Add(Unprotected(Cell()));
            if (at >= text.Length)
            {
                return (began, cells);
            }

            if (text[at] == separator)
            {
                at++;
                continue;
            }

            at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
            line++;
            return (began, cells);
        }
    }

    private string Cell()
    {
        if (at < text.Length && text[at] == '"')
        {
            return Quoted();
        }

        var end = text.AsSpan(at).IndexOfAny(separator, '\r', '\n') is >= 0 and var found ? at + found : text.Length;
        RequireShort(end - at);
        var cell = text[at..end];
        at = end;
        return cell;
    }

    private string Quoted()
    {
        var began = line;
        var cell = new StringBuilder();
        at++;
        while (true)
        {
            var end = text.IndexOf('"', at);
            if (end < 0)
            {
                throw new ConceptFileException(began, "A cell begins with a quotation mark that is never closed.");
            }

            RequireShort(cell.Length + end - at);
            line += text.AsSpan(at, end - at).Count('\n');
            cell.Append(text, at, end - at);
            at = end + 1;
            if (at >= text.Length || text[at] == separator || text[at] is '\r' or '\n')
            {
                return cell.ToString();
            }

            if (text[at] != '"')
            {
                throw new ConceptFileException(line, "Behind the quotation mark that closes a cell comes another character. A quotation mark within a cell is written twice.");
            }

            cell.Append('"');
            at++;
        }
    }

    private void RequireShort(int length)
    {
        if (length > ExchangeLimits.LongestText)
        {
            throw new ConceptFileException(line, $"A cell has at most {ExchangeLimits.LongestText:N0} characters.");
        }
    }

    /// <summary>Without the apostrophe that keeps spreadsheets from taking a cell for a formula.</summary>
    private static string Unprotected(string cell) => cell is ['\'', '=' or '+' or '-' or '@' or '\'' or '\t' or '\r' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..] ? cell[1..] : cell;

    private static char SeparatorOf(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var first = text.AsSpan(0, Math.Min(end < 0 ? text.Length : end, ExchangeLimits.LongestText));
        var (commas, semicolons, tabs) = (first.Count(','), first.Count(';'), first.Count('\t'));
        return tabs > commas && tabs > semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }
}
