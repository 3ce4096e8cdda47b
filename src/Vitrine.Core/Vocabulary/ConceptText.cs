using System.Buffers;
using System.Globalization;
using System.Text;
using Vitrine.Core.Claims;

namespace Vitrine.Core.Vocabulary;

/// <summary>What people and files write of concepts, in the form in which it is kept. What is wrong is answered as a sentence.</summary>
public static class ConceptText
{
    public const int LongestLabel = 200;
    public const int LongestDescription = 10_000;

    /// <summary>Labels of one concept, synonyms and all languages together.</summary>
    public const int MostLabels = 500;
    public const int MostBroader = 50;
    public const int MostExternalIds = 50;

    /// <summary>Marks that turn the direction of writing for all that follows them.</summary>
    private static readonly SearchValues<char> Turns = SearchValues.Create("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069");

    /// <summary>A label in NFC, with single spaces; <paramref name="wrong"/> says why it is none.</summary>
    public static string Label(string? text, out string? wrong)
    {
        wrong = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            wrong = "A label has at least one character that can be seen.";
            return "";
        }

        if (!IsText(text) || text.Any(sign => (char.IsControl(sign) && sign != '\t') || sign is '\u2028' or '\u2029') || text.AsSpan().ContainsAny(Turns))
        {
            wrong = "A label is one line, without characters that control how text is shown.";
            return "";
        }

        var clean = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Normalize(NormalizationForm.FormC);
        wrong = clean.Length > LongestLabel ? $"A label has at most {LongestLabel} characters."
            : !clean.EnumerateRunes().Any(IsSeen) ? "A label has at least one letter, digit or sign that can be seen."
            : null;
        return clean;
    }

    /// <summary>A description in NFC with plain line breaks; empty where there is none.</summary>
    public static string Description(string? text, out string? wrong)
    {
        var plain = (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Trim();
        wrong = !IsText(plain) || plain.Any(sign => char.IsControl(sign) && sign is not ('\n' or '\t')) ? "A description has no characters that control how text is shown."
            : plain.Length > LongestDescription ? $"A description has at most {LongestDescription.ToString("N0", CultureInfo.InvariantCulture)} characters."
            : null;
        return wrong is null ? plain.Normalize(NormalizationForm.FormC) : "";
    }

    /// <summary>A language tag as it is kept: <c>en</c>, <c>de-AT</c>, <c>zh-Hant</c>; null where it is none. Empty is <c>und</c>, no language.</summary>
    public static string? Language(string? tag) => LanguageTag.TryNormal(tag, out var language) ? language ?? "und" : null;

    /// <summary>0xRRGGBB of <c>#rrggbb</c>; null where it is none.</summary>
    public static int? Colour(string text) =>
        text is ['#', .. { Length: 6 } digits] && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var colour) ? colour : null;

    public static string? Colour(int? colour) => colour is { } rgb ? string.Create(CultureInfo.InvariantCulture, $"#{rgb:x6}") : null;

    /// <summary>Neither half a surrogate pair, nor a NUL, nor what .NET takes for no character.</summary>
    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\0' or '\ufffe' or '\uffff' || char.IsLowSurrogate(text[i]) || (char.IsHighSurrogate(text[i]) && (i + 1 == text.Length || !char.IsLowSurrogate(text[++i]))))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.OtherNotAssigned);
}
