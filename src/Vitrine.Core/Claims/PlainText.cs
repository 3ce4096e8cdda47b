using System.Globalization;
using System.Text;

namespace Vitrine.Core.Claims;

/// <summary>Typed or pasted text as a claim keeps it: NFC, without control characters, halves of surrogate pairs, signs that turn the direction of text, and what XML cannot hold.</summary>
public static class PlainText
{
    /// <summary>Whether there is nothing in it that can be seen: only blanks, and signs that have no width.</summary>
    public static bool IsInvisible(string text) =>
        text.EnumerateRunes().All(rune => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800);

    /// <summary>One line: every run of white space is one blank.</summary>
    public static string Line(string text) =>
        string.Join(' ', Legal(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Normalize(NormalizationForm.FormC);

    /// <summary>Several lines, parted by LF; blanks at the ends of lines and empty lines around the text go.</summary>
    public static string Lines(string text) =>
        string.Join('\n', Legal(text).ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim().Normalize(NormalizationForm.FormC);

    /// <summary>Whether a sign turns the direction of what follows and so disguises it (UAX 9: U+202A…U+202E and U+2066…U+2069), or is a mark of byte order.</summary>
    public static bool IsOverride(int value) => value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF;

    private static string Legal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsInvisible(text))
        {
            return "";
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // A half of a pair comes as U+FFFD, which nobody types.
            if (rune.Value is '\n' or '\r' or '\t' || (!Rune.IsControl(rune) && rune.Value is not (0xFFFD or 0xFFFE or 0xFFFF) && !IsOverride(rune.Value)))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }
}
