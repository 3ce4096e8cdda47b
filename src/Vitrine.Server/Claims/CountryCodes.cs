using System.Collections.Frozen;
using System.Globalization;
using Vitrine.Core.Search;

namespace Vitrine.Server.Claims;

/// <summary>ISO 3166-1 alpha-2 codes from what files say of a country: two or three letters, or its name in English, in its own language, or in that of the reader.</summary>
internal static class CountryCodes
{
    private static readonly Lazy<FrozenDictionary<string, string>> Codes = new(Build);

    /// <summary>The code; the name as it is where nobody knows it; null where neither is given.</summary>
    public static string? Of(string? code, string? name) =>
        Find(code) ?? Find(name) ?? (string.IsNullOrWhiteSpace(name) ? string.IsNullOrWhiteSpace(code) ? null : code.Trim() : name.Trim());

    private static string? Find(string? text) => text is { Length: < 100 } && Codes.Value.TryGetValue(TextFold.Key(text.Trim()), out var code) ? code : null;

    private static FrozenDictionary<string, string> Build()
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var region in CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(RegionOf).OfType<RegionInfo>().Where(region => region.TwoLetterISORegionName.Length == 2 && region.TwoLetterISORegionName.All(char.IsAsciiLetterUpper)).OrderBy(region => region.Name, StringComparer.Ordinal))
        {
            foreach (var name in (string[])[region.TwoLetterISORegionName, region.ThreeLetterISORegionName, region.EnglishName, region.NativeName, region.DisplayName])
            {
                if (name.Length > 1)
                {
                    codes.TryAdd(TextFold.Key(name), region.TwoLetterISORegionName);
                }
            }
        }

        // Names that people write and no list has.
        foreach (var (name, code) in ((string, string)[])[("usa", "US"), ("u.s.a.", "US"), ("united states of america", "US"), ("uk", "GB"), ("great britain", "GB"), ("england", "GB"), ("scotland", "GB"), ("wales", "GB"), ("holland", "NL"), ("czech republic", "CZ"), ("russia", "RU"), ("south korea", "KR")])
        {
            codes.TryAdd(TextFold.Key(name), code);
        }

        return codes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static RegionInfo? RegionOf(CultureInfo culture)
    {
        try
        {
            return new RegionInfo(culture.Name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
