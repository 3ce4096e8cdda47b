using Vitrine.Media.Metadata.Mapping;

namespace Vitrine.Media.Metadata;

/// <summary>
/// Makes the normalised set out of tags, wherever they come from (our readers and exiftool use the same group and tag names). What a person says is read by the table of properties
/// (<see cref="PropertyMap"/>); for what a camera measures EXIF comes first.
/// For people's texts XMP comes before IPTC before EXIF: most editors keep XMP current and the others for old programs (MWG guidelines 2.0, 5).
/// </summary>
public static class Normaliser
{
    private const int MostPersons = 500;

    public static NormalisedMetadata From(IReadOnlyList<EmbeddedTag> tags, PropertyMap? map = null)
    {
        ArgumentNullException.ThrowIfNull(tags);
        if (tags.Count == 0)
        {
            return new NormalisedMetadata();
        }

        var index = new TagIndex(tags);
        var reading = new MappedReading(index, map ?? PropertyMap.Shipped);
        var scanned = ScannedPictures.Is(index);
        var (taken, offset) = TagDates.Taken(index, reading, scanned);
        var (digitised, digitisedOffset) = TagDates.Digitised(index, reading, scanned, taken);
        var (latitude, longitude, altitude) = TagPositions.Read(index);
        var (keywords, paths, _) = TagKeywords.Read(index, reading.Mapping("tag"));
        var (regions, untyped) = TagRegions.Read(index);
        return new NormalisedMetadata
        {
            TakenAt = taken,
            TakenOffsetMinutes = offset,
            DigitisedAt = digitised,
            DigitisedOffsetMinutes = digitisedOffset,
            CameraMake = Line(index, "IFD0:Make", "XMP-tiff:Make", "Keys:Make", "UserData:Make", "ItemList:Make"),
            CameraModel = Line(index, "IFD0:Model", "XMP-tiff:Model", "Keys:Model", "UserData:Model", "ItemList:Model"),
            Lens = Line(index, "ExifIFD:LensModel", "XMP-exifEX:LensModel", "XMP-aux:Lens", "Keys:LensModel"),
            ExposureTime = index.Positive("ExifIFD:ExposureTime", "IFD0:ExposureTime", "XMP-exif:ExposureTime", "ExifIFD:ShutterSpeedValue"),
            FNumber = index.Positive("ExifIFD:FNumber", "IFD0:FNumber", "XMP-exif:FNumber", "ExifIFD:ApertureValue"),
            Iso = Iso(index),
            FocalLength = index.Positive("ExifIFD:FocalLength", "IFD0:FocalLength", "XMP-exif:FocalLength"),
            Latitude = latitude,
            Longitude = longitude,
            Altitude = altitude,
            Creator = Joined(reading, "creator"),
            Copyright = reading.Text("copyright"),
            Credit = reading.Text("credit", oneLine: true),
            Source = reading.Text("source", oneLine: true),
            UsageTerms = reading.Text("usage-terms"),
            Title = reading.Text("title", oneLine: true),
            Headline = reading.Text("headline", oneLine: true),
            Description = reading.Text("description"),
            AltText = reading.Text("alt-text"),
            Languages = OrNull([.. reading.Mapped.Where(mapping => mapping is { Languages: true } && !mapping.Attribute.StartsWith("field", StringComparison.Ordinal))
                .SelectMany(mapping => reading.Languages(mapping, mapping.Attribute is "title" or "headline"))]),
            Keywords = keywords,
            KeywordPaths = OrNull(paths),
            Persons = OrNull([.. reading.Mapping("person").Read.SelectMany(property => reading.Values(property, oneLine: true)).Concat(TagRegions.Names(regions, untyped, keywords)).Distinct(StringComparer.Ordinal).Take(MostPersons)]),
            Regions = OrNull(regions),
            Place = TagPlaces.Read(reading, "place"),
            PlaceShown = TagPlaces.Read(reading, "place-shown"),
            Rating = TagRatings.Stars(index, reading),
            Label = reading.Text("label", oneLine: true),
            Pick = TagRatings.Pick(reading),
            Software = Line(
                index, "IFD0:Software", "XMP-xmp:CreatorTool", "XMP-tiff:Software", "PNG:Software", "Keys:Software", "UserData:SoftwareVersion", "ItemList:Encoder", "PDF:Creator", "PDF:Producer",
                "XML:Application", "XML:Generator", "RIFF:Software", "ID3:EncoderSettings"),
        };
    }

    /// <summary>What the fields of a library read from a file, in the order of their mappings. One value a field and language; a field of many values has several.</summary>
    public static IReadOnlyList<SaidText> Fields(IReadOnlyList<EmbeddedTag> tags, PropertyMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.Fields.Count == 0)
        {
            return [];
        }

        var reading = new MappedReading(new TagIndex(tags), map);
        return
        [
            .. map.Fields.SelectMany(field => field.IsList
                ? reading.List(field.Read).Select(value => new SaidText(field.Attribute, null, value))
                : Single(reading, field)),
        ];
    }

    private static IEnumerable<SaidText> Single(MappedReading reading, PropertyMapping field)
    {
        IEnumerable<SaidText> single = reading.Text(field.Attribute) is { } text ? [new SaidText(field.Attribute, null, text)] : [];
        return field.Languages ? single.Concat(reading.Languages(field)) : single;
    }

    private static IReadOnlyList<T>? OrNull<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : list;

    private static string? Line(TagIndex tags, params ReadOnlySpan<string> keys) => tags.Line(keys) is { } line ? MappedReading.Cut(line, MappedReading.LongestLine) : null;

    private static string? Joined(MappedReading reading, string attribute) =>
        reading.List(reading.Mapping(attribute).Read) is { Count: > 0 } names ? MappedReading.Cut(string.Join("; ", names), MappedReading.LongestLine) : null;

    /// <summary>65535 says "too large for this tag, look at the next one" (Exif 2.32, PhotographicSensitivity). Of several values the first counts.</summary>
    private static int? Iso(TagIndex tags)
    {
        foreach (var key in (string[])["ExifIFD:ISO", "IFD0:ISO", "ExifIFD:RecommendedExposureIndex", "ExifIFD:StandardOutputSensitivity", "ExifIFD:ISOSpeed", "XMP-exif:ISOSpeedRatings", "XMP-exif:ISO", "XMP-exifEX:PhotographicSensitivity"])
        {
            if (tags.Raw(key)?.Split(' ')[0] is { } first && TagIndex.Number(first) is > 0 and < 10_000_000 and not 65535 and var iso)
            {
                return (int)iso;
            }
        }

        return null;
    }
}
