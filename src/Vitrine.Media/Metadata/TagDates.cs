using System.Globalization;
using System.Text.RegularExpressions;
using Vitrine.Core.Claims;
using Vitrine.Media.Metadata.Mapping;

namespace Vitrine.Media.Metadata;

/// <summary>When it was taken. The dates of EXIF, IPTC, XMP, QuickTime, PNG, ID3 and PDF in one form: ISO 8601 local time as far as it is known, and an offset.</summary>
internal static partial class TagDates
{
    private const int EarliestYear = 1000, LatestYear = 2200;

    private const string CameraOnly = "camera";

    /// <summary>Longer ones are none; it also bounds what the patterns may do.</summary>
    private const int LongestDate = 64;

    /// <summary>
    /// When it was taken, by the table: EXIF DateTimeOriginal (with sub-seconds and offset), IPTC DateCreated and TimeCreated, XMP photoshop:DateCreated (the three of the MWG guidelines 2.0, 5.4) and so on;
    /// at last EXIF ModifyDate where a camera signed. What only says when the file came to be does not count where a scanner made it.
    /// Where the first one has no offset, another one with the same local time may lend its own.
    /// </summary>
    public static (string? Local, int? OffsetMinutes) Taken(TagIndex tags, MappedReading reading, bool scanned)
    {
        (string Local, int? Offset)? found = null;
        var digitised = scanned ? Read(tags, "ExifIFD:CreateDate", "") ?? Read(tags, "XMP-exif:DateTimeDigitized", "") : null;
        foreach (var property in reading.Order(reading.Mapping("taken-at").Read))
        {
            if ((scanned && property.Rule == CameraOnly) || (property.Key == "IFD0:ModifyDate" && tags.Raw("IFD0:Model") is null) || Read(tags, property.Key, property.Rule) is not { } date)
            {
                continue;
            }

            if (scanned && (date.Local == digitised?.Local || IsScannersOwn(tags, property.Key)))
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

    /// <summary>When it was digitised, where that says more than <paramref name="taken"/>.</summary>
    public static (string? Local, int? OffsetMinutes) Digitised(TagIndex tags, MappedReading reading, bool scanned, string? taken)
    {
        var keys = reading.Mapping("digitised-at").Read.AsEnumerable();
        if (scanned)
        {
            keys = keys.Concat([new ReadProperty("ExifIFD:DateTimeOriginal"), new ReadProperty("IFD0:ModifyDate")]);
        }

        foreach (var property in keys)
        {
            // When a program made the file is no digitising, unless a scanner did.
            if ((scanned || property.Key != "XMP-xmp:CreateDate") && Read(tags, property.Key, property.Rule) is { } date)
            {
                return taken is not null && Seconds(date.Local) == Seconds(taken) ? (null, null) : (date.Local, date.Offset);
            }
        }

        return (null, null);
    }

    /// <summary>Null where the text is no date, or an impossible one.</summary>
    public static (string Local, int? Offset)? Parse(string? text)
    {
        text = text?.Trim().TrimEnd('\0') ?? "";
        if (text.Length is < 4 or > LongestDate)
        {
            return null;
        }

        if (char.IsAsciiLetter(text[1]) && Spelled().Match(text) is { Success: true } spelled
            && DateTime.TryParseExact($"{spelled.Groups[1]} {spelled.Groups[2]} {spelled.Groups[4]} {spelled.Groups[3]}", "MMM d yyyy HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var named))
        {
            text = named.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        }

        var match = Pattern().Match(text);
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

    /// <summary>A scanner's program that knows but one time writes it as DateTimeOriginal too; a day that a person wrote there has no time that fits.</summary>
    private static bool IsScannersOwn(TagIndex tags, string key) =>
        key.EndsWith(":DateTimeOriginal", StringComparison.Ordinal) && Parse(tags.Raw(key)) is { } original
        && Parse(tags.Raw("IFD0:ModifyDate")) is { } written && (Seconds(written.Local) == Seconds(original.Local) || tags.Raw("ExifIFD:CreateDate") is null && written.Local[..4] == original.Local[..4]);

    private static string Seconds(string local) => local.Length > 19 ? local[..19] : local;

    private static (string Local, int? Offset)? Read(TagIndex tags, string key, string rule) => key switch
    {
        "ExifIFD:DateTimeOriginal" or "IFD0:DateTimeOriginal" => Exif(tags, key, key.Replace("DateTime", "SubSecTime", StringComparison.Ordinal), key.Replace("DateTime", "OffsetTime", StringComparison.Ordinal)),
        "ExifIFD:CreateDate" => Exif(tags, key, "ExifIFD:SubSecTimeDigitized", "ExifIFD:OffsetTimeDigitized"),
        "IFD0:ModifyDate" => Exif(tags, key, "ExifIFD:SubSecTime", "ExifIFD:OffsetTime"),
        "IPTC:DateCreated" => Iptc(tags, key, "IPTC:TimeCreated"),
        "IPTC:DigitalCreationDate" => Iptc(tags, key, "IPTC:DigitalCreationTime"),
        _ when rule == "edtf" => EdtfDate.TryParse(tags.Raw(key), out var date) ? (EdtfDate.Format(date with { OffsetMinutes = null }), date.OffsetMinutes) : null,
        _ when rule == "utc" => Parse(tags.Raw(key)) is { } utc ? (utc.Local, 0) : null,
        _ => Parse(tags.Raw(key)),
    };

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

    private static (string Local, int? Offset)? Iptc(TagIndex tags, string dateKey, string timeKey)
    {
        if (Parse(tags.Raw(dateKey)) is not { } day)
        {
            return null;
        }

        return tags.Raw(timeKey) is { } time && day.Local.Length == 10 && Parse($"{day.Local} {time}") is { } whole ? whole : day;
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

    /// <summary>As C's <c>ctime</c> writes it, and so the IDIT of AVI files: <c>Mon Mar 10 15:04:43 2003</c>.</summary>
    [GeneratedRegex(@"^[A-Za-z]{3} ([A-Za-z]{3}) +(\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4})$")]
    private static partial Regex Spelled();

    [GeneratedRegex(@"^(?:D:)?(\d{4})(?:[-:/.]?(\d{2})(?:[-:/.]?(\d{2})(?:[T ]{0,2}(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?)?)?\s*(Z|z|[+-]\d{2}[:']?\d{2}'?)?$")]
    private static partial Regex Pattern();
}
