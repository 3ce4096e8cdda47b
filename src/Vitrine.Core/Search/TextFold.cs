using System.Globalization;
using System.Text;

namespace Vitrine.Core.Search;

/// <summary>
/// The form in which texts are compared and looked up: NFKC, lower case, without accents
/// (<c>Straße</c> = <c>STRASSE</c>, <c>Café</c> = <c>cafe</c>, <c>ﬁ</c> = <c>fi</c>). Idempotent, and independent of the system's culture.
/// </summary>
/// <remarks>
/// Only the combining diacritical marks U+0300–U+036F are dropped: marks of Indic scripts are vowels, and the voicing marks of kana
/// tell words apart. Letters that Unicode does not decompose (ß, æ, ø, ł…) are written out as Unicode's case folding and common
/// transliteration do. A lone surrogate and U+FFFE, which .NET refuses to normalise, become U+FFFD.
/// </remarks>
public static class TextFold
{
    private const char NoCharacter = '\ufffe';

    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var parts = Normalize(text, NormalizationForm.FormKD);
        var folded = new StringBuilder(parts.Length);
        foreach (var character in parts)
        {
            if (character is < '\u0300' or > '\u036f')
            {
                Append(folded, character);
            }
        }

        return Normalize(folded.ToString(), NormalizationForm.FormKC);
    }

    /// <summary>Folded, with each run of white space as one space and none at the ends: how labels and names are matched.</summary>
    public static string Key(string text)
    {
        var folded = Fold(text);
        if (IsTidy(folded))
        {
            return folded;
        }

        var key = new StringBuilder(folded.Length);
        foreach (var character in folded)
        {
            if (!char.IsWhiteSpace(character))
            {
                key.Append(character);
            }
            else if (key.Length > 0 && key[^1] != ' ')
            {
                key.Append(' ');
            }
        }

        return key.ToString().TrimEnd();
    }

    /// <summary>Whether all its white space is single spaces between other characters, as in almost every label.</summary>
    private static bool IsTidy(string folded)
    {
        var before = ' ';
        foreach (var character in folded)
        {
            if (char.IsWhiteSpace(character) && (character != ' ' || before == ' '))
            {
                return false;
            }

            before = character;
        }

        return before != ' ' || folded.Length == 0;
    }

    /// <summary>Normalises any text, also one with lone surrogates.</summary>
    internal static string Normalize(string text, NormalizationForm form) =>
        Ascii.IsValid(text) ? text : Whole(text).Normalize(form);

    private static void Append(StringBuilder folded, char character)
    {
        switch (char.ToLowerInvariant(character))
        {
            case 'ß' or 'ẞ':
                folded.Append("ss");
                break;
            case 'æ':
                folded.Append("ae");
                break;
            case 'œ':
                folded.Append("oe");
                break;
            case 'ø':
                folded.Append('o');
                break;
            case 'ł':
                folded.Append('l');
                break;
            case 'đ' or 'ð':
                folded.Append('d');
                break;
            case 'þ':
                folded.Append("th");
                break;
            case 'ı':
                folded.Append('i');
                break;
            case 'ς':
                folded.Append('σ');
                break;
            case var lower:
                folded.Append(lower);
                break;
        }
    }

    private static string Whole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) || text[i] == NoCharacter)
            {
                return Repaired(text);
            }
        }

        return text;
    }

    private static string Repaired(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Lone surrogates are enumerated as U+FFFD. Letters beyond the BMP are lower-cased here, where they are whole.
            whole.Append(
                rune.Value == NoCharacter ? Rune.ReplacementChar
                : Rune.GetUnicodeCategory(rune) == UnicodeCategory.UppercaseLetter ? Rune.ToLowerInvariant(rune)
                : rune);
        }

        return whole.ToString();
    }
}
