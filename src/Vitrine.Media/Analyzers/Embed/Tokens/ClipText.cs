using System.Globalization;
using System.Net;
using System.Text;

namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>
/// Texts as CLIP's own tokenizer takes them (openai/CLIP, <c>simple_tokenizer.py</c>): HTML entities are read, white space is one blank, letters are small, and words, single digits and
/// runs of other signs stand alone. Of what ftfy mends there, quotes, ligatures, full width and control characters are.
/// </summary>
internal static class ClipText
{
    /// <summary>What no word of any language reaches; beyond it a text is not read.</summary>
    public const int MostLetters = 8_192;

    private static readonly string[] Endings = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    /// <summary>What ftfy writes for signs that programs put in the place of plain ones.</summary>
    private static readonly Dictionary<char, string> Plain = new()
    {
        ['\u2018'] = "'", ['\u2019'] = "'", ['\u201a'] = "'", ['\u201c'] = "\"", ['\u201d'] = "\"", ['\u201e'] = "\"",
        ['\ufb00'] = "ff", ['\ufb01'] = "fi", ['\ufb02'] = "fl", ['\ufb03'] = "ffi", ['\ufb04'] = "ffl", ['\u3000'] = " ",
    };

    public static string Clean(string text)
    {
        var plain = new StringBuilder();
        foreach (var letter in Whole(text))
        {
            if (Plain.TryGetValue(letter, out var instead))
            {
                plain.Append(instead);
            }
            else if (letter is >= '\uff01' and <= '\uff5e')
            {
                plain.Append((char)(letter - 0xfee0));
            }
            else if (letter is '\t' or '\n' or '\r' || char.GetUnicodeCategory(letter) != UnicodeCategory.Control)
            {
                plain.Append(letter);
            }
        }

        var read = WebUtility.HtmlDecode(WebUtility.HtmlDecode(plain.ToString().Normalize(NormalizationForm.FormC)));
        return Lower(OneBlank(read));
    }

    /// <summary>The beginning of a text, without halves of letters: those stand for nothing, and no normal form takes them.</summary>
    public static string Whole(string text)
    {
        var whole = new StringBuilder();
        foreach (var letter in text.AsSpan(0, Math.Min(text.Length, MostLetters)).EnumerateRunes())
        {
            whole.Append(letter.ToString());
        }

        return whole.ToString();
    }

    /// <summary>White space of any kind and length as one blank, none at the ends.</summary>
    public static string OneBlank(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>As Python and Rust do, which write a capital I with a dot as two signs; no culture has a say.</summary>
    public static string Lower(string text) => text.Replace("\u0130", "i\u0307", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>The words of a cleaned text: an English ending, letters, one digit, or other signs; blanks are in none.</summary>
    public static IEnumerable<string> Words(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = LengthAt(text, at);
            if (length > 0)
            {
                yield return text.Substring(at, length);
            }

            at += Math.Max(length, 1);
        }
    }

    private static int LengthAt(string text, int at)
    {
        if (Endings.FirstOrDefault(ending => string.CompareOrdinal(text, at, ending, 0, ending.Length) == 0) is { } found)
        {
            return found.Length;
        }

        var first = Rune.GetRuneAt(text, at);
        if (Rune.IsWhiteSpace(first))
        {
            return 0;
        }

        if (IsDigit(first))
        {
            return first.Utf16SequenceLength;
        }

        var letters = Rune.IsLetter(first);
        var end = at + first.Utf16SequenceLength;
        while (end < text.Length && Rune.GetRuneAt(text, end) is var next && !Rune.IsWhiteSpace(next) && !IsDigit(next) && Rune.IsLetter(next) == letters)
        {
            end += next.Utf16SequenceLength;
        }

        return end - at;
    }

    /// <summary>Unicode's numbers of all kinds, as <c>\p{N}</c>.</summary>
    private static bool IsDigit(Rune letter) => Rune.GetUnicodeCategory(letter) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
