using System.Globalization;

namespace Vitrine.Core.Search.Phrases;

internal enum TokenForm
{
    Word,
    Number,

    /// <summary>A dash, slash, point or comma between two digits, or a dash that touches the word behind it only.</summary>
    Sign,
}

/// <summary>A word, a number or a sign of a phrase.</summary>
/// <param name="Word">Folded; never empty.</param>
/// <param name="IsCapital">Begins with a capital letter.</param>
internal readonly record struct PhraseToken(int Start, int Length, string Word, TokenForm Form, bool IsCapital)
{
    public int End => Start + Length;

    /// <summary>The word as which it was read where it was misspelt.</summary>
    public string? ReadAs { get; init; }
}

/// <summary>
/// Cuts texts into words. Hyphens and apostrophes part words ("t-shirt" = "t shirt", "l'été" = "l", "été"), and so does the change between letters and
/// digits ("10MB", "90er"); labels of the vocabulary are cut in the same way, so that spelling with or without a hyphen does not matter.
/// </summary>
internal static class PhraseTokens
{
    /// <summary>A dash before a word and behind a blank: who knows the query language writes "not" so.</summary>
    public const string Minus = "!";

    public static List<PhraseToken> Cut(string text, int length)
    {
        var tokens = new List<PhraseToken>();
        for (var at = 0; at < length;)
        {
            var from = at;
            if (char.IsAsciiDigit(text[at]))
            {
                for (at++; at < length && char.IsAsciiDigit(text[at]); at++)
                {
                }

                at = EndOfThousands(text, from, at, length);
                var digits = text[from..at].Replace(",", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
                tokens.Add(new PhraseToken(from, at - from, digits, digits.Length <= 9 ? TokenForm.Number : TokenForm.Word, false));
            }
            else if (IsSign(text, at, length))
            {
                tokens.Add(new PhraseToken(at++, 1, text[from] is '–' ? "-" : text[from].ToString(), TokenForm.Sign, false));
            }
            else if (IsMinus(text, at, length))
            {
                tokens.Add(new PhraseToken(at++, 1, Minus, TokenForm.Sign, false));
            }
            else if (IsOfWord(text[at]))
            {
                for (at++; at < length && IsOfWord(text[at]); at++)
                {
                }

                // What folds to nothing, as a lone accent does, is no word.
                var word = TextFold.Fold(text[from..at]).Trim();
                if (word.Length > 0)
                {
                    tokens.Add(new PhraseToken(from, at - from, word, TokenForm.Word, char.IsUpper(text[from])));
                }
            }
            else
            {
                at++;
            }
        }

        return tokens;
    }

    /// <summary>The words of a label.</summary>
    public static IEnumerable<string> Words(string label) => Cut(label, label.Length).Where(token => token.Form != TokenForm.Sign).Select(token => token.Word);

    /// <summary>Behind the groups of three digits of a number such as 10,000 or 1.000.000; a date or a decimal has no such groups.</summary>
    private static int EndOfThousands(string text, int from, int at, int length)
    {
        if (at - from > 3 || text[from] == '0' || at >= length || text[at] is not (',' or '.') || (from > 1 && text[from - 1] is ',' or '.'))
        {
            return at;
        }

        var end = at;
        for (var group = at; group + 3 < length && text[group] == text[at] && text.AsSpan(group + 1, 3).IndexOfAnyExceptInRange('0', '9') < 0; group += 4)
        {
            end = group + 4;
        }

        return end < length && (char.IsAsciiDigit(text[end]) || (text[end] is ',' or '.' && end + 1 < length && char.IsAsciiDigit(text[end + 1]))) ? at : end;
    }

    private static bool IsSign(string text, int at, int length) => text[at] is '-' or '–' or '/' or '.' or ','
        && at > 0 && char.IsAsciiDigit(text[at - 1]) && at + 1 < length && char.IsAsciiDigit(text[at + 1]);

    private static bool IsMinus(string text, int at, int length) => text[at] == '-' && (at == 0 || char.IsWhiteSpace(text[at - 1])) && at + 1 < length && char.IsLetter(text[at + 1]);

    private static bool IsOfWord(char letter) => !char.IsAsciiDigit(letter) && char.GetUnicodeCategory(letter) is not (
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control
        or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
        or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation);
}
