using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Vitrine.Core.Search;

namespace Vitrine.Core.Places;

/// <summary>A country or territory of ISO 3166-1 (and Kosovo, which has the user-assigned XK).</summary>
/// <param name="Alpha2">As claims hold it.</param>
/// <param name="Alpha3">As IPTC IIM writes it.</param>
/// <param name="Number">ISO 3166-1 numeric; 0 where it has none.</param>
/// <param name="Also">What people call it besides.</param>
public sealed record Country(string Alpha2, string Alpha3, int Number, string English, string German, string French, string Spanish, IReadOnlyList<string> Also)
{
    /// <summary>Its name in a language (BCP 47; what follows the first hyphen does not count); English where there is none.</summary>
    public string NameIn(string? language) => (language ?? "").Split('-')[0].ToLowerInvariant() switch
    {
        "de" => German,
        "fr" => French,
        "es" => Spanish,
        _ => English,
    };

    /// <summary>All of its names, once each.</summary>
    public IEnumerable<string> Names => new[] { English, German, French, Spanish }.Concat(Also).Distinct(StringComparer.Ordinal);
}

/// <summary>The countries, with names as Unicode's CLDR has them in English, German, French and Spanish.</summary>
public static class Countries
{
    public static readonly IReadOnlyList<Country> All = Read();

    private static readonly FrozenDictionary<string, Country> ByCode = All
        .SelectMany(country => new[] { (Code: country.Alpha2, Country: country), (Code: country.Alpha3, Country: country) }).ToFrozenDictionary(pair => pair.Code, pair => pair.Country, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Country> ByName = All
        .SelectMany(country => country.Names.Select(name => (Key: TextFold.Key(name), country)))
        .GroupBy(pair => pair.Key, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.First().country, StringComparer.Ordinal);

    private static readonly FrozenDictionary<int, Country> ByNumber = All.Where(country => country.Number > 0).ToFrozenDictionary(country => country.Number);

    /// <summary>The country of an ISO code of two or three letters; null where there is none.</summary>
    public static Country? OfCode(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    /// <summary>The country of an ISO 3166-1 number.</summary>
    public static Country? OfNumber(int number) => ByNumber.GetValueOrDefault(number);

    /// <summary>The country of a code, or of a name in any of its languages, case and accents folded; null where none is called so.</summary>
    public static Country? Find(string text) => OfCode(text.Trim()) ?? ByName.GetValueOrDefault(TextFold.Key(text));

    /// <summary>What a claim's country is called in a language; a text that is no code stays as it is.</summary>
    public static string NameOf(string country, string? language) => OfCode(country)?.NameIn(language) ?? country;

    private static Country[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Vitrine.Core.Places.Data.countries.tsv")
            ?? throw new FileNotFoundException("countries.tsv is not part of this build");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => Row(line.Split('\t')))];
    }

    private static Country Row(string[] columns) => new(
        columns[0], columns[1], int.Parse(columns[2], CultureInfo.InvariantCulture), columns[3], columns[4], columns[5], columns[6],
        columns[7].Split('|', StringSplitOptions.RemoveEmptyEntries));
}
