using System.Globalization;
using System.Text;
using Vitrine.Core.Claims;

namespace Vitrine.Media.Metadata;

/// <summary>Text as it may be shown: no control characters, no bidirectional overrides, line ends as <c>\n</c>, no white space around it.</summary>
internal static class ShownText
{
    /// <summary>Several lines are kept.</summary>
    public static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return text.Trim();
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !(Rune.IsControl(rune) || PlainText.IsOverride(rune.Value) || rune == Rune.ReplacementChar))
            {
                clean.Append(rune);
            }
        }

        return clean.ToString().Trim();
    }

    /// <summary>One line: a name, a title, a keyword.</summary>
    public static string CleanLine(string text)
    {
        var clean = Clean(text);
        return clean.AsSpan().IndexOfAny('\n', '\t') < 0 ? clean : string.Join(' ', clean.Split((char[])['\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>Invariant text of a number, with no more digits than it has.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
