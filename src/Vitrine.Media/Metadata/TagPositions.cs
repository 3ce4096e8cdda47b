using System.Globalization;
using System.Text.RegularExpressions;

namespace Vitrine.Media.Metadata;

/// <summary>Where it was taken. Order: EXIF GPS, XMP exif:GPS…, QuickTime's ISO 6709 text. Exactly 0, 0 is what cameras write without a fix and counts as nothing.</summary>
internal static partial class TagPositions
{
    public static (double? Latitude, double? Longitude, double? Altitude) Read(TagIndex tags)
    {
        var position = Pair(Exif(tags, "GPS:GPSLatitude"), Exif(tags, "GPS:GPSLongitude"))
            ?? Pair(Xmp(tags.Raw("XMP-exif:GPSLatitude")), Xmp(tags.Raw("XMP-exif:GPSLongitude")));
        if (position is { } found)
        {
            return (found.Latitude, found.Longitude, Altitude(tags));
        }

        foreach (var key in (string[])["Keys:GPSCoordinates", "UserData:GPSCoordinates", "ItemList:GPSCoordinates"])
        {
            if (tags.Raw(key) is { } text && Iso6709(text) is { } place)
            {
                return place;
            }
        }

        return (null, null, null);
    }

    private static double? Altitude(TagIndex tags)
    {
        if (tags.Raw("GPS:GPSAltitude") is { } exif && TagIndex.Number(exif) is { } metres)
        {
            return Math.Round(tags.Raw("GPS:GPSAltitudeRef") is "1" ? -metres : metres, 6);
        }

        return tags.Raw("XMP-exif:GPSAltitude") is { } xmp && TagIndex.Number(xmp) is { } height
            ? Math.Round(tags.Raw("XMP-exif:GPSAltitudeRef") is "1" ? -height : height, 6)
            : null;
    }

    private static (double Latitude, double Longitude)? Pair(double? latitude, double? longitude) =>
        latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180 && (latitude != 0 || longitude != 0)
            ? (Math.Round(latitude.Value, 8), Math.Round(longitude.Value, 8))
            : null;

    /// <summary>Degrees, minutes and seconds as rationals (or degrees alone); the sign stands in the reference.</summary>
    private static double? Exif(TagIndex tags, string key)
    {
        if (tags.Raw(key) is not { } raw)
        {
            return null;
        }

        var parts = raw.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double degrees = 0;
        for (var (i, scale) = (0, 1.0); i < parts.Length && i < 3; i++, scale *= 60)
        {
            if (TagIndex.Number(parts[i]) is { } number)
            {
                degrees += number / scale;
            }
            else if (parts[i] != "0/0" || i == 0)
            {
                // Seconds of 0/0 mean "not given"; any other zero denominator is damage.
                return null;
            }
        }

        return tags.Raw(key + "Ref")?.Trim().ToUpperInvariant() is "S" or "W" or "SOUTH" or "WEST" ? -degrees : degrees;
    }

    /// <summary>XMP part 2, GPSCoordinate: <c>33,52.128S</c> or <c>33,52,7S</c>; plain decimals are met too.</summary>
    private static double? Xmp(string? text)
    {
        if (text is null)
        {
            return null;
        }

        text = text.Trim();
        if (TagIndex.Number(text) is { } plain)
        {
            return plain;
        }

        var direction = text.Length > 0 ? char.ToUpperInvariant(text[^1]) : ' ';
        if (direction is not ('N' or 'S' or 'E' or 'W'))
        {
            return null;
        }

        double degrees = 0;
        var scale = 1.0;
        foreach (var part in text[..^1].Split(','))
        {
            if (TagIndex.Number(part) is not { } number || number < 0)
            {
                return null;
            }

            degrees += number / scale;
            scale *= 60;
        }

        return direction is 'S' or 'W' ? -degrees : degrees;
    }

    /// <summary>ISO 6709 annex H as QuickTime writes it, <c>+52.520008+013.404954+034.500/</c>; exiftool's own form has blanks.</summary>
    private static (double? Latitude, double? Longitude, double? Altitude)? Iso6709(string text)
    {
        var match = Iso6709Pattern().Match(text.Trim());
        if (!match.Success || Pair(Number(match.Groups[1]), Number(match.Groups[2])) is not { } pair)
        {
            return null;
        }

        return (pair.Latitude, pair.Longitude, match.Groups[3].Success ? Number(match.Groups[3]) : null);

        static double? Number(Group group) => TagIndex.Number(group.Value.TrimStart('+'));
    }

    [GeneratedRegex(@"^([+-]?\d{1,3}(?:\.\d+)?)\s*,?\s*([+-]?\d{1,3}(?:\.\d+)?)(?:\s*,?\s*([+-]?\d{1,6}(?:\.\d+)?))?(?:CRS[A-Za-z0-9_]*)?/?$", RegexOptions.NonBacktracking)]
    private static partial Regex Iso6709Pattern();
}
