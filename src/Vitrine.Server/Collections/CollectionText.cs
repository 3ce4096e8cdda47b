using System.Buffers;
using System.Globalization;
using System.Text;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Collections;

/// <summary>What people write of a collection: its name and its description, in the form in which they are kept.</summary>
internal static class CollectionText
{
    public const int LongestName = 255;
    public const int LongestDescription = 10_000;

    /// <summary>Marks that turn the direction of writing for all that follows them, beyond the name itself.</summary>
    private static readonly SearchValues<char> Turns = SearchValues.Create("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069");

    /// <summary>The name in NFC, with one space where there is white space and none at the ends.</summary>
    /// <exception cref="RequestRefusedException">It is none that a collection can have.</exception>
    public static string Name(string? name) => name?.Contains('/', StringComparison.Ordinal) == true
        ? throw Bad("A collection's name has no slash (/): collections do not lie in each other.")
        : Name(name, "collection");

    /// <summary>The name of something else that is named as collections are, but may have a slash in it.</summary>
    /// <param name="what">What it is, as sentences call it.</param>
    /// <exception cref="RequestRefusedException">It is no name.</exception>
    public static string Name(string? name, string what)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Bad($"A {what} needs a name.");
        }

        if (Broken(name) || name.Any(sign => char.IsControl(sign) || sign is '\u2028' or '\u2029') || name.AsSpan().ContainsAny(Turns))
        {
            throw Bad($"A {what}'s name has no line breaks, and no characters that control how text is shown.");
        }

        var clean = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Normalize(NormalizationForm.FormC);
        return clean.EnumerateRunes().Count() > LongestName ? throw Bad($"A {what}'s name has at most {LongestName} characters.")
            : clean.EnumerateRunes().Any(IsSeen) ? clean
            : throw Bad($"A {what}'s name has at least one letter, digit or sign that can be seen.");
    }

    /// <summary>The description in NFC, with plain line breaks and no white space at the ends; empty where there is none.</summary>
    /// <exception cref="RequestRefusedException">It is too long, or no text.</exception>
    public static string Description(string? description)
    {
        var text = (description ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
        if (Broken(text) || text.Any(sign => char.IsControl(sign) && sign is not ('\n' or '\t')))
        {
            throw Bad("A description has no characters that control how text is shown.");
        }

        return text.EnumerateRunes().Count() > LongestDescription
            ? throw Bad($"A description has at most {LongestDescription:N0} characters.")
            : text.Normalize(NormalizationForm.FormC);
    }

    /// <summary>Half a surrogate pair, or what .NET takes for no character at all.</summary>
    private static bool Broken(string text) => text.AsSpan().ContainsAny('\ufffe', '\uffff') || Pipeline.Storable.Text(text) != text;

    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.OtherNotAssigned);

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
