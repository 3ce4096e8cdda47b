using System.Globalization;
using System.Text.RegularExpressions;

namespace Vitrine.Media.Metadata;

/// <summary>When it was taken. The dates of EXIF, IPTC, XMP, QuickTime, PNG, ID3 and PDF in one form: ISO 8601 local time as far as it is known, and an offset.</summary>
internal static partial class TagDates
{
    private const int EarliestYear = 1800, LatestYear = 2200;

    /// <summary>
    /// Order: EXIF DateTimeOriginal (with sub-seconds and offset), IPTC DateCreated and TimeCreated, XMP photoshop:DateCreated (the three of the MWG guidelines 2.0, 5.4), XMP exif:DateTimeOriginal,
    /// EXIF CreateDate (digitized), Apple's creation date (local time with offset), RIFF, XMP xmp:CreateDate, QuickTime header (UTC), PNG, audio and documents; at last EXIF ModifyDate where a camera signed.
    /// Where the first one has no offset, another one with the same local time may lend its own.
    /// </summary>
    public static (string? Local, int? OffsetMinutes) Taken(TagIndex tags)
    {
        (string Local, int? Offset)? found = null;
        foreach (var candidate in Candidates(tags))
        {
            if (candidate is not { } date)
            {
                continue;
            }

            found ??= date;
            if (found.Value.Offset is not null)
            {
                break;
            }

            if (date.Offset is not null && date.Local.Length >= 19 && found.Value.Local.StartsWith(date.Local[..19], StringComparison.Ordinal))
            {
                found = (found.Value.Local, date.Offset);
                break;
            }
        }

        return found is { } result ? (result.Local, result.Offset) : (null, null);
    }

    /// <summary>Null where the text is no date, or an impossible one.</summary>
    public static (string Local, int? Offset)? Parse(string? text)
    {
        var match = Pattern().Match(text?.Trim().TrimEnd('\0') ?? "");
        if (!match.Success || int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is < EarliestYear or > LatestYear)
        {
            return null;
        }

        var local = match.Groups[1].Value;
        var (month, day) = (match.Groups[2].Value, match.Groups[3].Value);
        if (month.Length == 0 || month == "00")
        {
            return (local, null);
        }

        local += $"-{month}";
        if (day.Length == 0 || day == "00")
        {
            return IsDay($"{local}-01") ? (local, null) : null;
        }

        local += $"-{day}";
        if (!IsDay(local))
        {
            return null;
        }

        if (match.Groups[4].Length == 0)
        {
            return (local, null);
        }

        var seconds = match.Groups[6].Length > 0 ? match.Groups[6].Value : "00";
        local += $"T{match.Groups[4].Value}:{match.Groups[5].Value}:{seconds}";
        if (!DateTime.TryParseExact(local, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return null;
        }

        return (local + Fraction(match.Groups[7].Value), Offset(match.Groups[8].Value));
    }

    private static IEnumerable<(string Local, int? Offset)?> Candidates(TagIndex tags)
    {
        yield return Exif(tags, "ExifIFD:DateTimeOriginal", "ExifIFD:SubSecTimeOriginal", "ExifIFD:OffsetTimeOriginal");
        yield return Exif(tags, "IFD0:DateTimeOriginal", "IFD0:SubSecTimeOriginal", "IFD0:OffsetTimeOriginal");
        yield return Iptc(tags);
        yield return Parse(tags.Raw("XMP-photoshop:DateCreated"));
        yield return Parse(tags.Raw("XMP-exif:DateTimeOriginal"));
        yield return Exif(tags, "ExifIFD:CreateDate", "ExifIFD:SubSecTimeDigitized", "ExifIFD:OffsetTimeDigitized");
        foreach (var key in (string[])["Keys:CreationDate", "UserData:ContentCreateDate", "ItemList:ContentCreateDate", "RIFF:DateTimeOriginal", "XMP-exif:DateTimeDigitized", "XMP-xmp:CreateDate"])
        {
            yield return Parse(tags.Raw(key));
        }

        foreach (var key in (string[])["QuickTime:CreateDate", "Track1:MediaCreateDate", "Track1:TrackCreateDate"])
        {
            yield return Parse(tags.Raw(key)) is { } utc ? (utc.Local, 0) : null;
        }

        foreach (var key in (string[])["PNG:CreationTime", "PNG:DateCreated", "RIFF:DateCreated", "ID3:RecordingTime", "ID3:Year", "Vorbis:Date", "PDF:CreateDate", "XML:CreateDate"])
        {
            yield return Parse(tags.Raw(key));
        }

        if (tags.Raw("IFD0:Model") is not null)
        {
            yield return Exif(tags, "IFD0:ModifyDate", "ExifIFD:SubSecTime", "ExifIFD:OffsetTime");
        }
    }

    private static (string Local, int? Offset)? Exif(TagIndex tags, string dateKey, string fractionKey, string offsetKey)
    {
        if (Parse(tags.Raw(dateKey)) is not { } date)
        {
            return null;
        }

        var digits = tags.Raw(fractionKey)?.Trim() ?? "";
        var local = date.Local.Length == 19 && digits.Length > 0 && digits.All(char.IsAsciiDigit) ? date.Local + Fraction(digits) : date.Local;
        return (local, date.Offset ?? Offset(tags.Raw(offsetKey)?.Trim() ?? ""));
    }

    private static (string Local, int? Offset)? Iptc(TagIndex tags)
    {
        if (Parse(tags.Raw("IPTC:DateCreated")) is not { } day)
        {
            return null;
        }

        return tags.Raw("IPTC:TimeCreated") is { } time && day.Local.Length == 10 && Parse($"{day.Local} {time}") is { } whole ? whole : day;
    }

    private static bool IsDay(string text) => DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string Fraction(string digits) => digits.AsSpan().IndexOfAnyExcept('0') < 0 ? "" : "." + digits.PadRight(3, '0')[..3];

    private static int? Offset(string text)
    {
        if (text is "Z" or "z")
        {
            return 0;
        }

        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (digits.Length != 4 || text[0] is not ('+' or '-'))
        {
            return null;
        }

        var minutes = (int.Parse(digits[..2], CultureInfo.InvariantCulture) * 60) + int.Parse(digits[2..], CultureInfo.InvariantCulture);
        return minutes > 14 * 60 ? null : text[0] == '-' ? -minutes : minutes;
    }

    [GeneratedRegex(@"^(?:D:)?(\d{4})(?:[-:/.]?(\d{2})(?:[-:/.]?(\d{2})(?:[T ]{0,2}(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?)?)?\s*(Z|z|[+-]\d{2}[:']?\d{2}'?)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
