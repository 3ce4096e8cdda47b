using System.Globalization;
using Vitrine.Core.Claims;
using Vitrine.Media.Metadata.Mapping;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>A place as its words in XMP and IPTC, and its position as XMP and EXIF have it.</summary>
internal static class WrittenPlaces
{
    /// <summary>Read before the plain properties where a file has it.</summary>
    private const string Created = "Iptc4xmpExt:LocationCreated[1]/Iptc4xmpExt:";

    public static void Add(EditLists edits, PropertyMapping mapping, ClaimValue.Place? place, Func<string, string?> countryName)
    {
        var country = place?.Country is { Length: > 0 } code ? countryName(code) ?? code : null;
        edits.Xmp.AddRange(mapping.Write.Where(written => written.IsXmp).Select(written => XmpEdit.Simple(written.Path, Part(written.Path, place, country))));
        foreach (var part in (string[])["City", "ProvinceState", "CountryName", "CountryCode"])
        {
            edits.Xmp.Add(XmpEdit.Simple(Created + part, Part(part, place, country)) with { OnlyIfThere = true });
        }

        foreach (var tag in mapping.Write.Where(written => !written.IsXmp).Select(written => written.Path))
        {
            Legacy(edits, tag, Part(tag, place, country));
        }
    }

    /// <summary>In English, as IPTC's readers expect it.</summary>
    public static string? CountryName(string code)
    {
        try
        {
            return new RegionInfo(code).EnglishName is { Length: > 0 } name && !name.StartsWith("Unknown", StringComparison.Ordinal) ? name : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A GPS coordinate as "DDD,MM.mmmmmmk" (XMP specification part 2, 1.2.7.4).</summary>
    public static string? Coordinate(double? degrees, char positive, char negative)
    {
        if (degrees is not { } value || !double.IsFinite(value))
        {
            return null;
        }

        var whole = (int)Math.Abs(value);
        var minutes = (Math.Abs(value) - whole) * 60;
        return string.Create(CultureInfo.InvariantCulture, $"{whole},{minutes:0.000000}{(value < 0 ? negative : positive)}");
    }

    private static void Legacy(EditLists edits, string tag, string? value)
    {
        if (!tag.StartsWith("GPS:", StringComparison.Ordinal))
        {
            edits.Legacy.Add(new LegacyEdit(tag) { Values = value is null ? [] : [value] });
            return;
        }

        // EXIF keeps the side apart from the number.
        edits.Legacy.Add(new LegacyEdit(tag) { Values = value is null ? [] : [value.TrimStart('-')] });
        var (positive, negative) = tag.EndsWith("Latitude", StringComparison.Ordinal) ? ("N", "S") : ("E", "W");
        edits.Legacy.Add(new LegacyEdit(tag + "Ref") { Values = value is null ? [] : [value.StartsWith('-') ? negative : positive] });
    }

    private static string? Part(string name, ClaimValue.Place? place, string? country)
    {
        var part = name[(name.LastIndexOfAny([':', '/']) + 1)..];
        var legacy = name.StartsWith("GPS:", StringComparison.Ordinal);
        return part switch
        {
            "City" => place?.Town,
            "State" or "Province-State" or "ProvinceState" => place?.Region,
            "Country" or "Country-PrimaryLocationName" or "CountryName" => country,
            "CountryCode" => place?.Country,
            "Country-PrimaryLocationCode" => place?.Country is { } code ? ThreeLetters(code) : null,
            "GPSLatitude" => legacy ? Degrees(place?.Latitude) : Coordinate(place?.Latitude, 'N', 'S'),
            "GPSLongitude" => legacy ? Degrees(place?.Longitude) : Coordinate(place?.Longitude, 'E', 'W'),
            _ => null,
        };
    }

    private static string? Degrees(double? degrees) => degrees is { } value && double.IsFinite(value) ? value.ToString("0.########", CultureInfo.InvariantCulture) : null;

    /// <summary>IPTC wants ISO 3166-1 in three letters.</summary>
    private static string ThreeLetters(string code)
    {
        try
        {
            return new RegionInfo(code).ThreeLetterISORegionName is { Length: 3 } three ? three : code;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }
}
