using System.Globalization;
using Vitrine.Media.Metadata.Mapping;

namespace Vitrine.Media.Metadata;

/// <summary>Stars, and picked or rejected.</summary>
internal static class TagRatings
{
    /// <summary>XMP (−1 rejected … 5, fractions are rounded), EXIF stars, then Microsoft's percentages. Zero is "not rated".</summary>
    public static int? Stars(TagIndex tags, MappedReading reading)
    {
        foreach (var property in reading.Mapping("rating").Read)
        {
            if (tags.Raw(property.Key) is { } raw && TagIndex.Number(raw) is { } number && (property.Rule == "%" ? OfPercent(number) : OfStars(number)) is { } rating)
            {
                return rating;
            }
        }

        return null;
    }

    public static int? Pick(MappedReading reading)
    {
        foreach (var property in reading.Mapping("pick").Read)
        {
            if (reading.Values(property, oneLine: true).FirstOrDefault() is { } pick)
            {
                return int.Parse(pick, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    private static int? OfStars(double stars) =>
        stars is >= -1 and <= 5 and not 0 && (int)Math.Round(stars, MidpointRounding.AwayFromZero) is not 0 and var rating ? rating : null;

    /// <summary>1, 25, 50, 75, 99 are one to five stars.</summary>
    private static int? OfPercent(double percent) =>
        percent is > 0 and <= 100 ? percent < 13 ? 1 : percent < 38 ? 2 : percent < 63 ? 3 : percent < 88 ? 4 : 5 : null;
}
