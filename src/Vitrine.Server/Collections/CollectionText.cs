using System.Buffers;
using System.Globalization;
using System.Text;
using Vitrine.Core.Search;
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
        ? throw Bad(new(RefusalSentences.NoSlash))
        : Name(name, RefusalSentences.Collection);

    /// <summary>The name of something else that is named as collections are, but may have a slash in it.</summary>
    /// <param name="what">What it is: one of <see cref="RefusalSentences"/>.</param>
    /// <exception cref="RequestRefusedException">It is no name.</exception>
    public static string Name(string? name, string what)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Bad(new(RefusalSentences.NeedsName, new QuerySentence(what)));
        }

        if (Broken(name) || name.Any(sign => char.IsControl(sign) || sign is '\u2028' or '\u2029') || name.AsSpan().ContainsAny(Turns))
        {
            throw Bad(new(RefusalSentences.NameOfOneLine, new QuerySentence(what)));
        }

        var clean = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Normalize(NormalizationForm.FormC);
        return clean.EnumerateRunes().Count() > LongestName ? throw Bad(new(RefusalSentences.NameTooLong, new QuerySentence(what), LongestName))
            : clean.EnumerateRunes().Any(IsSeen) ? clean
            : throw Bad(new(RefusalSentences.NameUnseen, new QuerySentence(what)));
    }

    /// <summary>The description in NFC, with plain line breaks and no white space at the ends; empty where there is none.</summary>
    /// <exception cref="RequestRefusedException">It is too long, or no text.</exception>
    public static string Description(string? description)
    {
        var text = (description ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
        if (Broken(text) || text.Any(sign => char.IsControl(sign) && sign is not ('\n' or '\t')))
        {
            throw Bad(new(RefusalSentences.DescriptionUnprintable));
        }

        return text.EnumerateRunes().Count() > LongestDescription
            ? throw Bad(new(RefusalSentences.DescriptionTooLong, LongestDescription))
            : text.Normalize(NormalizationForm.FormC);
    }

    /// <summary>Half a surrogate pair, or what .NET takes for no character at all.</summary>
    private static bool Broken(string text) => text.AsSpan().ContainsAny('\ufffe', '\uffff') || Pipeline.Storable.Text(text) != text;

    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.OtherNotAssigned);

    private static RequestRefusedException Bad(QuerySentence sentence) => new(StatusCodes.Status400BadRequest, sentence);
}
