using Vitrine.Core.Search.Phrases;
using Vitrine.Core.Vocabulary;

namespace Vitrine.Core.Tests.Search.Phrases;

/// <summary>A phrase and what is to be understood of it.</summary>
internal sealed record PhraseCase(string Language, string Phrase, string Expected);

/// <summary>The phrases of the tables, and the world in which they are read: 15 April 2026, a Wednesday, with some places and people.</summary>
internal static class PhraseTables
{
    public static readonly string[] Languages = ["en", "de", "fr", "es"];

    private static readonly ConceptVocabulary Vocabulary = StarterVocabulary.Build();

    private static readonly Dictionary<string, NamedPlace> Places = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Tuscany"] = new(PlaceLevel.Region, "Tuscany"), ["Toskana"] = new(PlaceLevel.Region, "Tuscany"), ["Toscane"] = new(PlaceLevel.Region, "Tuscany"), ["Toscana"] = new(PlaceLevel.Region, "Tuscany"),
        ["Brittany"] = new(PlaceLevel.Region, "Brittany"), ["Bretagne"] = new(PlaceLevel.Region, "Brittany"), ["Bayern"] = new(PlaceLevel.Region, "Bavaria"), ["Bavaria"] = new(PlaceLevel.Region, "Bavaria"),
        ["Provence"] = new(PlaceLevel.Region, "Provence"), ["Andalucía"] = new(PlaceLevel.Region, "Andalusia"), ["Normandie"] = new(PlaceLevel.Region, "Normandy"), ["California"] = new(PlaceLevel.Region, "California"),
        ["Paris"] = new(PlaceLevel.Town, "Paris"), ["París"] = new(PlaceLevel.Town, "Paris"), ["Rom"] = new(PlaceLevel.Town, "Rome"), ["Roma"] = new(PlaceLevel.Town, "Rome"), ["Rome"] = new(PlaceLevel.Town, "Rome"),
    };

    private static readonly HashSet<string> Towns = new(StringComparer.OrdinalIgnoreCase)
    {
        "Lyon", "London", "Berlin", "Madrid", "Barcelona", "New York", "Hamburg", "Sevilla", "Bordeaux", "Nice", "Essen", "Marseille", "Tokyo", "Lisbon", "Split", "Bar", "Wien", "Valencia", "San Francisco",
    };

    private static readonly HashSet<string> People = new(StringComparer.OrdinalIgnoreCase) { "Anna", "Ben", "Pierre", "Sophie", "Carlos", "Lucía", "Maria", "Rose", "Anna Schmidt", "Tom", "Oma" };

    public static PhraseContext Context(params string[] languages) => new(Vocabulary, new DateOnly(2026, 4, 15))
    {
        Languages = languages,
        PlaceOf = name => Places.GetValueOrDefault(name) ?? (Towns.TryGetValue(name, out var town) ? new NamedPlace(PlaceLevel.Town, town) : PhraseContext.CountryOf(name)),
        IsPerson = People.Contains,
        IsNamePart = name => People.Any(person => person.Contains(' ', StringComparison.Ordinal) && person.Split(' ').Contains(name)),
    };

    public static IReadOnlyList<PhraseCase> Of(string table, string language)
    {
        using var reader = new StreamReader(typeof(PhraseTables).Assembly.GetManifestResourceStream($"Vitrine.Core.Tests.Search.Phrases.{table}.{language}.tsv")!);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')).Select(columns => new PhraseCase(language, columns[0], columns[1]))];
    }

    public static string Read(PhraseCase one) => PhraseNotation.Of(PhraseReader.Read(one.Phrase, Context(one.Language)));
}
