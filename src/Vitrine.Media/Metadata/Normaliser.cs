using System.Globalization;

namespace Vitrine.Media.Metadata;

/// <summary>
/// Makes the normalised set out of tags, wherever they come from (our readers and exiftool use the same group and tag names). Each list below is an order of preference.
/// For people's texts XMP comes before IPTC before EXIF: most editors keep XMP current and the others for old programs (MWG guidelines 2.0, 5).
/// For what a camera measures EXIF comes first.
/// </summary>
public static class Normaliser
{
    private const int LongestDescription = 20_000, LongestLine = 2_000;

    private static readonly string[] TitleKeys =
    [
        "XMP-dc:Title", "IPTC:ObjectName", "IFD0:XPTitle", "Keys:Title", "Keys:DisplayName", "ItemList:Title", "UserData:Title", "PNG:Title", "PDF:Title", "RIFF:Title", "ID3:Title", "Vorbis:Title",
        "XMP-photoshop:Headline", "IPTC:Headline",
    ];

    private static readonly string[] DescriptionKeys =
    [
        "XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription", "ExifIFD:UserComment", "IFD0:XPComment", "IFD0:XPSubject", "Keys:Description", "Keys:Comment",
        "ItemList:Description", "ItemList:LongDescription", "ItemList:Comment", "UserData:Description", "UserData:Comment", "PNG:Description", "PNG:Comment", "PDF:Subject",
        "RIFF:Description", "RIFF:Comment", "ID3:Comment", "Vorbis:Description", "GIF:Comment", "File:Comment",
    ];

    private static readonly string[] CreatorKeys =
    [
        "XMP-dc:Creator", "IPTC:By-line", "IFD0:Artist", "IFD0:XPAuthor", "Keys:Author", "Keys:Artist", "ItemList:Artist", "ItemList:Author", "UserData:Author", "UserData:Artist", "UserData:Performer",
        "PNG:Author", "PDF:Author", "RIFF:Artist", "ID3:Artist", "Vorbis:Artist",
    ];

    private static readonly string[] CopyrightKeys =
    [
        "XMP-dc:Rights", "IPTC:CopyrightNotice", "IFD0:Copyright", "Keys:Copyright", "ItemList:Copyright", "UserData:Copyright", "PNG:Copyright", "RIFF:Copyright", "ID3:Copyright", "Vorbis:Copyright",
    ];

    /// <summary>What cameras and programs put where a person's words belong.</summary>
    private static readonly string[] Placeholders =
    [
        "OLYMPUS DIGITAL CAMERA", "MINOLTA DIGITAL CAMERA", "KONICA MINOLTA DIGITAL CAMERA", "SONY DSC", "SAMSUNG", "DIGITAL CAMERA", "Exif_JPEG_PICTURE", "default", "Default description",
        "Exif JPEG", "MEDION DIGITAL CAMERA", "SAMSUNG DIGITAL CAMERA", "Untitled", "LEAD Technologies Inc.", "AppleMark", "File written by Adobe Photoshop", "CREATOR: gd-jpeg", "Created with GIMP",
    ];

    public static NormalisedMetadata From(IReadOnlyList<EmbeddedTag> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        if (tags.Count == 0)
        {
            return new NormalisedMetadata();
        }

        var index = new TagIndex(tags);
        var (taken, offset) = TagDates.Taken(index);
        var (latitude, longitude, altitude) = TagPositions.Read(index);
        return new NormalisedMetadata
        {
            TakenAt = taken,
            TakenOffsetMinutes = offset,
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
            Creator = Creator(index),
            Copyright = Text(index, CopyrightKeys, LongestDescription),
            Credit = Line(index, "XMP-photoshop:Credit", "IPTC:Credit"),
            Title = Text(index, TitleKeys, LongestLine, oneLine: true),
            Description = Text(index, DescriptionKeys, LongestDescription),
            Keywords = TagKeywords.Read(index),
            Rating = Rating(index),
            Software = Line(
                index, "IFD0:Software", "XMP-xmp:CreatorTool", "XMP-tiff:Software", "PNG:Software", "Keys:Software", "UserData:SoftwareVersion", "ItemList:Encoder", "PDF:Creator", "PDF:Producer",
                "XML:Application", "XML:Generator", "RIFF:Software", "ID3:EncoderSettings"),
        };
    }

    private static string? Line(TagIndex tags, params ReadOnlySpan<string> keys) => Cut(tags.Line(keys), LongestLine);

    private static string? Text(TagIndex tags, string[] keys, int longest, bool oneLine = false)
    {
        foreach (var key in keys)
        {
            foreach (var tag in InBestLanguage(tags, key))
            {
                var text = oneLine ? ShownText.CleanLine(tag.Raw) : ShownText.Clean(tag.Raw);
                if (text.Length > 0 && !Array.Exists(Placeholders, placeholder => text.StartsWith(placeholder, StringComparison.OrdinalIgnoreCase) && (text.Length == placeholder.Length || placeholder.Length > 20 || placeholder.StartsWith("CREATOR", StringComparison.Ordinal))))
                {
                    return Cut(text, longest);
                }
            }
        }

        return null;
    }

    /// <summary>Without a default language the first one that is there.</summary>
    private static IReadOnlyList<EmbeddedTag> InBestLanguage(TagIndex tags, string key)
    {
        var found = tags.Find(key);
        if (found.Count > 0 || !key.StartsWith("XMP-dc:", StringComparison.Ordinal))
        {
            return found;
        }

        var name = key["XMP-dc:".Length..] + "-";
        return [.. tags.All.Where(tag => tag.Group == "XMP-dc" && tag.Name.StartsWith(name, StringComparison.Ordinal)).Take(1)];
    }

    private static string? Creator(TagIndex tags)
    {
        foreach (var key in CreatorKeys)
        {
            var names = tags.Find(key).Select(tag => ShownText.CleanLine(tag.Raw)).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Take(50).ToList();
            if (names.Count > 0)
            {
                return Cut(string.Join("; ", names), LongestLine);
            }
        }

        return null;
    }

    /// <summary>65535 says "too large for this tag, look at the next one" (Exif 2.32, PhotographicSensitivity). Of several values the first counts.</summary>
    private static int? Iso(TagIndex tags)
    {
        foreach (var key in (string[])["ExifIFD:ISO", "IFD0:ISO", "ExifIFD:RecommendedExposureIndex", "ExifIFD:StandardOutputSensitivity", "ExifIFD:ISOSpeed", "XMP-exif:ISOSpeedRatings", "XMP-exifEX:PhotographicSensitivity"])
        {
            if (tags.Raw(key)?.Split(' ')[0] is { } first && TagIndex.Number(first) is > 0 and < 10_000_000 and not 65535 and var iso)
            {
                return (int)iso;
            }
        }

        return null;
    }

    /// <summary>XMP (−1 rejected … 5, fractions are rounded), EXIF stars, then Microsoft's percentages. Zero is "not rated".</summary>
    private static int? Rating(TagIndex tags)
    {
        foreach (var key in (string[])["XMP-xmp:Rating", "IFD0:Rating", "Keys:UserRating"])
        {
            if (tags.Raw(key) is { } raw && TagIndex.Number(raw) is >= -1 and <= 5 and not 0 and var stars && (int)Math.Round(stars, MidpointRounding.AwayFromZero) is not 0 and var rating)
            {
                return rating;
            }
        }

        foreach (var key in (string[])["IFD0:RatingPercent", "XMP-microsoft:Rating", "XMP-microsoft:RatingPercent"])
        {
            // 1, 25, 50, 75, 99 are one to five stars.
            if (tags.Raw(key) is { } raw && TagIndex.Number(raw) is > 0 and <= 100 and var percent)
            {
                return percent < 13 ? 1 : percent < 38 ? 2 : percent < 63 ? 3 : percent < 88 ? 4 : 5;
            }
        }

        return null;
    }

    private static string? Cut(string? text, int longest) =>
        text is null || text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)].ToString(CultureInfo.InvariantCulture);
}
