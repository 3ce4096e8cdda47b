using System.Buffers;
using System.Globalization;

namespace Vitrine.Core.Exports;

/// <summary>Tables that spreadsheets read (RFC 4180).</summary>
public static class Csv
{
    /// <summary>Before the first line: UTF-8 with its mark, so that spreadsheets read it as such.</summary>
    public const string Mark = "\ufeff";

    /// <summary>What makes quotes necessary, whichever of them parts the cells.</summary>
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n;\t");

    /// <summary>One row with its line end.</summary>
    public static string Row(params IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    /// <summary>
    /// A cell: quoted where it must be; one that a spreadsheet would take for a formula gets an apostrophe before it, also where
    /// it begins with such a sign in full width, which some of them take for the same. Numbers keep their sign.
    /// </summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        if (BeginsAsFormula(text) && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            text = "'" + text;
        }

        return text.AsSpan().IndexOfAny(Quoted) >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    /// <summary>The text that <see cref="Cell"/> wrote, its quotes read already: without the apostrophe that it was given.</summary>
    public static string Plain(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.StartsWith('\'') && BeginsAsFormula(cell) ? cell[1..] : cell;
    }

    /// <summary>Apostrophes before the sign count in: what has some of its own gets one more, so that taking one away is right for all.</summary>
    private static bool BeginsAsFormula(string text) =>
        text.AsSpan().TrimStart('\'') is [var first, ..] && first is '=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20' or '\t' or '\r';
}
