using System.Collections.Frozen;
using Vitrine.Core.Places;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Search.Phrases;

/// <summary>How large a place is.</summary>
public enum PlaceLevel
{
    Country,
    Region,
    Town,
}

/// <summary>A place that a text names.</summary>
/// <param name="Name">By which a query asks for it; not empty.</param>
public sealed record NamedPlace(PlaceLevel Level, string Name);

/// <summary>Who reads a phrase, and when: what words name and what "last summer" means depends on it.</summary>
/// <param name="Vocabulary">Whose labels and synonyms are understood.</param>
/// <param name="Today">The date on the reader's clock, years 1000–9000.</param>
public sealed record PhraseContext(ConceptVocabulary Vocabulary, DateOnly Today)
{
    private static readonly FrozenDictionary<string, Country> CountryNames = Countries.All
        .SelectMany(country => country.Names.Select(name => (Key: TextFold.Key(name), country)))
        .GroupBy(pair => pair.Key, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.First().country, StringComparer.Ordinal);

    public DateOnly Today { get; } = Today.Year is >= 1000 and <= 9000 ? Today : throw new ArgumentOutOfRangeException(nameof(Today), Today, "years 1000–9000");

    /// <summary>Preferred languages (BCP 47), best first. They decide where a phrase could be in several; others are understood all the same.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["en"];

    /// <summary>Summer is December to February.</summary>
    public bool IsSouthern { get; init; }

    /// <summary>The library whose own concepts count beside the shared ones; null = all.</summary>
    public long? Library { get; init; }

    /// <summary>What place a text of one to four words names; null = none. It may be asked for any word of the phrase.</summary>
    public Func<string, NamedPlace?> PlaceOf { get; init; } = CountryOf;

    /// <summary>Whether a text of one to three words names a person. It may be asked for any word of the phrase.</summary>
    public Func<string, bool> IsPerson { get; init; } = _ => false;

    /// <summary>Whether a word is one of a name of several. What else the word means comes first.</summary>
    public Func<string, bool> IsNamePart { get; init; } = _ => false;

    /// <summary>The country of a name in English, German, French or Spanish. Codes do not count: "in" and "de" would be countries.</summary>
    public static NamedPlace? CountryOf(string text) =>
        CountryNames.TryGetValue(TextFold.Key(text), out var country) ? new NamedPlace(PlaceLevel.Country, country.English) : null;
}
