using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Search.Phrases;

/// <summary>A part of a phrase for the screen, as data: the words for it come from the resources of the page.</summary>
/// <param name="Kind">The name of the case, as <c>concept</c>, <c>date</c> or <c>any-of</c>.</param>
/// <param name="Said">As it was typed.</param>
/// <param name="Values">What it means: labels, names of colours, dates of ISO 8601 (from inclusive, until exclusive, empty = open), names of places, numbers.</param>
public sealed record DescribedPart(string Kind, string Said, IReadOnlyList<string> Values)
{
    public bool IsNegated { get; init; }

    public string? ReadAs { get; init; }

    public CountRange? Count { get; init; }

    /// <summary>Names of the colours of a thing.</summary>
    public IReadOnlyList<string> Colours { get; init; } = [];

    /// <summary>The alternatives of <c>any-of</c>.</summary>
    public IReadOnlyList<DescribedPart> Parts { get; init; } = [];
}

/// <summary>Parts of a phrase as short data.</summary>
internal static class PhraseDescription
{
    public static IReadOnlyList<DescribedPart> Of(Understanding understanding, string language) => [.. understanding.Parts.Select(part => Of(part, understanding, language))];

    private static DescribedPart Of(PhrasePart part, Understanding understanding, string language)
    {
        var vocabulary = understanding.Context.Vocabulary;
        var (kind, values) = part switch
        {
            PhrasePart.Concept concept => ("concept", concept.Meanings.Select(key => vocabulary.Find(key)?.Label(language) ?? "")),
            PhrasePart.Colour colour => (colour.OfBackground ? "background" : "colour", Names(colour.Colours, vocabulary, language)),
            PhrasePart.Kind named => ("kind", [SearchFields.NameOf(named.Value)]),
            PhrasePart.Orientation orientation => ("orientation", [orientation.Value]),
            PhrasePart.Date date => (date.IsAdded ? "added" : "date", [Iso(date.From), Iso(date.Until)]),
            PhrasePart.Place place => (place.Named.Level.ToString().ToLowerInvariant(), [place.Named.Name]),
            PhrasePart.Person person => ("person", [person.Name]),
            PhrasePart.Word word => ("word", [word.Said]),
            PhrasePart.Rating rating => ("rating", [Text(rating.Least), Text(rating.Most)]),
            PhrasePart.Measure measure => (measure.What.ToString().ToLowerInvariant(), [measure.Comparison.ToString(), Text(measure.Value)]),
            PhrasePart.Related related => ("relation", [related.Value.ToString().ToLowerInvariant()]),
            _ => ("any-of", Enumerable.Empty<string>()),
        };
        return new DescribedPart(kind, understanding.WordsOf(part), [.. values])
        {
            IsNegated = part.IsNegated,
            ReadAs = part.ReadAs,
            Count = (part as PhrasePart.Concept)?.Count,
            Colours = part is PhrasePart.Concept { Colours: var own } ? [.. Names(own, vocabulary, language)] : [],
            Parts = part is PhrasePart.AnyOf any ? [.. any.Parts.Select(one => Of(one, understanding, language))] : [],
        };
    }

    private static IEnumerable<string> Names(IReadOnlyList<PhraseColour> colours, ConceptVocabulary vocabulary, string language) =>
        colours.Select(colour => vocabulary.FindSlug(colour.Concept)?.Label(language) ?? colour.Name);

    private static string Iso(DateOnly? day) => day?.ToString("O", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static string Text(IFormattable? number) => number?.ToString(null, System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
