using System.Globalization;

namespace Vitrine.Core.Claims;

/// <summary>
/// Dates as text: level 0 and the single dates of level 1 of the Extended Date/Time Format (ISO 8601-2:2019, annex A; Library of Congress specification of 2019).
/// <c>1943</c>, <c>1943-05</c>, <c>1943-05-17</c>, <c>1943-05-17T08:30:00+02:00</c>, <c>1920~</c> (about), <c>1920?</c> (perhaps), <c>1920%</c> (both),
/// <c>192X</c> (in that decade), <c>19XX</c> (in that century), <c>1943-XX</c> and <c>1943-05-XX</c> (as without the unknown part).
/// Also minutes without seconds and fractions of seconds, which EDTF leaves out and cameras write. No intervals, seasons and years before 1.
/// </summary>
public static class EdtfDate
{
    /// <summary>What a date may look like, for error messages.</summary>
    public const string Examples = "1943, 1943-05, 1943-05-17, 1943-05-17T08:30, with +02:00 where the zone is known; 1920~ for about 1920, 192X for the 1920s";

    private static readonly (string Format, DatePrecision Precision)[] Forms =
    [
        ("yyyy", DatePrecision.Year), ("yyyy-MM", DatePrecision.Month), ("yyyy-MM-dd", DatePrecision.Day),
        ("yyyy-MM-ddTHH:mm", DatePrecision.Minute), ("yyyy-MM-ddTHH:mm:ss", DatePrecision.Second), ("yyyy-MM-ddTHH:mm:ss.FFFFFFF", DatePrecision.Millisecond),
    ];

    /// <summary>The longest text that can be one.</summary>
    private const int Longest = 40;

    public static bool TryParse(string? text, out ClaimValue.Date date)
    {
        date = new ClaimValue.Date(default, null, DatePrecision.Year);
        var rest = text?.Trim() ?? "";
        if (rest.Length is 0 or > Longest)
        {
            return false;
        }

        var doubt = Doubt(rest[^1]);
        rest = doubt == DateDoubt.None ? rest : rest[..^1];
        if (!Offset(ref rest, out var offset) || Unspecified(ref rest) is not { } unspecified)
        {
            return false;
        }

        foreach (var (format, precision) in Forms)
        {
            if (DateTime.TryParseExact(rest, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            {
                date = new ClaimValue.Date(local, offset, unspecified < precision ? unspecified : precision, doubt);
                return offset is null || precision >= DatePrecision.Minute;
            }
        }

        return false;
    }

    /// <summary>The date as text that <see cref="TryParse"/> reads as the same.</summary>
    public static string Format(ClaimValue.Date date)
    {
        ArgumentNullException.ThrowIfNull(date);
        var offset = date.OffsetMinutes is { } minutes && date.Precision >= DatePrecision.Minute
            ? string.Create(CultureInfo.InvariantCulture, $"{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:00}:{Math.Abs(minutes) % 60:00}")
            : "";
        return Known(date) + offset + Mark(date.Doubt);
    }

    /// <summary>As much of the local time as is known.</summary>
    internal static string Known(ClaimValue.Date date)
    {
        return date.Precision switch
        {
            DatePrecision.Century => Text("yyyy")[..2] + "XX",
            DatePrecision.Decade => Text("yyyy")[..3] + "X",
            DatePrecision.Year => Text("yyyy"),
            DatePrecision.Month => Text("yyyy-MM"),
            DatePrecision.Day => Text("yyyy-MM-dd"),
            DatePrecision.Minute => Text("yyyy-MM-ddTHH:mm"),
            DatePrecision.Second => Text("yyyy-MM-ddTHH:mm:ss"),
            _ => Text("yyyy-MM-ddTHH:mm:ss.fff"),
        };

        string Text(string format) => date.Local.ToString(format, CultureInfo.InvariantCulture);
    }

    internal static string Mark(DateDoubt doubt) => doubt switch
    {
        DateDoubt.Uncertain => "?",
        DateDoubt.Approximate => "~",
        DateDoubt.None => "",
        _ => "%",
    };

    /// <summary>What the last letter of a date says of it.</summary>
    public static DateDoubt Doubt(char mark) => mark switch
    {
        '?' => DateDoubt.Uncertain,
        '~' => DateDoubt.Approximate,
        '%' => DateDoubt.Uncertain | DateDoubt.Approximate,
        _ => DateDoubt.None,
    };

    /// <summary>Takes <c>Z</c> or <c>±hh:mm</c> off the end of a time.</summary>
    private static bool Offset(ref string text, out int? minutes)
    {
        minutes = null;
        if (!text.Contains('T', StringComparison.Ordinal))
        {
            return true;
        }

        if (text[^1] == 'Z')
        {
            (text, minutes) = (text[..^1], 0);
            return true;
        }

        if (text.Length < 7 || text[^6] is not ('+' or '-'))
        {
            return true;
        }

        var isTime = TimeSpan.TryParseExact(text.AsSpan(text.Length - 5), @"hh\:mm", CultureInfo.InvariantCulture, out var offset);
        minutes = (text[^6] == '-' ? -1 : 1) * (int)offset.TotalMinutes;
        text = text[..^6];
        return isTime && Math.Abs(minutes.Value) <= 18 * 60;
    }

    /// <summary>Puts digits in place of an unspecified end and says what precision is left; null where an X stands anywhere else.</summary>
    private static DatePrecision? Unspecified(ref string text)
    {
        if (!text.Contains('X', StringComparison.Ordinal))
        {
            return DatePrecision.Millisecond;
        }

        DatePrecision? precision = text.Length switch
        {
            4 when text.EndsWith("XX", StringComparison.Ordinal) => DatePrecision.Century,
            4 when text[3] == 'X' => DatePrecision.Decade,
            7 when text.EndsWith("-XX", StringComparison.Ordinal) => DatePrecision.Year,
            10 when text.EndsWith("-XX-XX", StringComparison.Ordinal) => DatePrecision.Year,
            10 when text.EndsWith("-XX", StringComparison.Ordinal) => DatePrecision.Month,
            _ => null,
        };
        text = text.Length == 4 ? text.Replace('X', '0') : text.Replace("XX", "01", StringComparison.Ordinal);
        return precision;
    }
}
