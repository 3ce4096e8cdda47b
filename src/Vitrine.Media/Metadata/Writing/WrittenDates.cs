using System.Globalization;
using Vitrine.Core.Claims;
using Vitrine.Media.Metadata.Mapping;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>
/// Dates as far as they are known: XMP takes a year or a month alone, EXIF and IPTC only whole days and times, so that a vaguer one leaves them.
/// What no ISO date can say (1920~, 192X) stands in our namespace as EDTF, beside the nearest that the others can say.
/// </summary>
internal static class WrittenDates
{
    public static void Add(EditLists edits, PropertyMapping mapping, ClaimValue.Date? date)
    {
        var iso = date is null ? null : Iso(date);
        var edtf = date is null || (date.Doubt == DateDoubt.None && date.Precision >= DatePrecision.Year) ? null : EdtfDate.Format(date);
        edits.Xmp.AddRange(mapping.Write.Where(written => written.IsXmp)
            .Select(written => XmpEdit.Simple(written.Path, written.Path.StartsWith("vitrine:", StringComparison.Ordinal) ? edtf : iso)));
        foreach (var (tag, made) in WrittenEdits.LegacyOf(mapping))
        {
            Legacy(edits, tag, date, made);
        }
    }

    /// <summary>As much of an ISO 8601 date as is known (ISO 16684-1, 8.2.1.2); never a zone that nobody said.</summary>
    /// <returns>Null for a decade or century.</returns>
    public static string? Iso(ClaimValue.Date date)
    {
        if (date.Precision < DatePrecision.Year)
        {
            return null;
        }

        var known = date.Local.ToString(Format(date.Precision), CultureInfo.InvariantCulture);
        return date is { OffsetMinutes: { } offset, Precision: >= DatePrecision.Minute } ? known + Offset(offset) : known;
    }

    private static void Legacy(EditLists edits, string tag, ClaimValue.Date? date, bool made)
    {
        var timed = date is { Precision: >= DatePrecision.Minute, Doubt: DateDoubt.None };
        switch (tag)
        {
            case "ExifIFD:DateTimeOriginal" or "ExifIFD:CreateDate" or "IFD0:DateTimeOriginal":
                Set(tag, timed ? date!.Local.ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture) : null, made);
                var suffix = tag == "ExifIFD:CreateDate" ? "Digitized" : "Original";
                Set("ExifIFD:SubSecTime" + suffix, date is { Precision: DatePrecision.Millisecond } ? date.Local.ToString("fff", CultureInfo.InvariantCulture) : null, made);
                Set("ExifIFD:OffsetTime" + suffix, timed && date!.OffsetMinutes is { } offset ? Offset(offset) : null, made);
                break;
            case "IPTC:DateCreated" or "IPTC:DigitalCreationDate":
                Set(tag, date is { Precision: >= DatePrecision.Day, Doubt: DateDoubt.None } ? date.Local.ToString("yyyy:MM:dd", CultureInfo.InvariantCulture) : null, made);
                Set(tag.Replace("Date", "Time", StringComparison.Ordinal), timed ? date!.Local.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + Offset(date.OffsetMinutes ?? 0) : null, made && date?.OffsetMinutes is not null);
                break;
            default:
                // Of films and old programs: kept where a whole time is known, else taken out.
                Set(tag, timed ? date!.Local.ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture) + (date.OffsetMinutes is { } zone ? Offset(zone) : "") : null, false);
                break;
        }

        void Set(string name, string? value, bool make) => edits.Legacy.Add(new LegacyEdit(name) { Values = value is null ? [] : [value], OnlyIfThere = !make });
    }

    private static string Format(DatePrecision precision) => precision switch
    {
        DatePrecision.Year => "yyyy",
        DatePrecision.Month => "yyyy-MM",
        DatePrecision.Day => "yyyy-MM-dd",
        DatePrecision.Minute => "yyyy-MM-ddTHH:mm",
        DatePrecision.Second => "yyyy-MM-ddTHH:mm:ss",
        _ => "yyyy-MM-ddTHH:mm:ss.fff",
    };

    private static string Offset(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:00}:{Math.Abs(minutes) % 60:00}");
}
