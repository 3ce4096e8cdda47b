using System.Globalization;

namespace Vitrine.Core.Search;

/// <summary>
/// A day, month or year of local time. <c>taken:S</c> means inside it, <c>&lt;S</c> before it begins, <c>&lt;=S</c> before it ends,
/// <c>&gt;S</c> after it ends, <c>&gt;=S</c> after it begins (<see cref="QueryDates.Range"/>).
/// </summary>
/// <param name="Month">1–12, null = the whole year.</param>
/// <param name="Day">1–31, null = the whole month.</param>
public readonly record struct DateSpan(int Year, int? Month = null, int? Day = null)
{
    /// <summary>The first moment.</summary>
    public DateTime Start => new(Year, Month ?? 1, Day ?? 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>The first moment after it; the end of time for the year 9999.</summary>
    public DateTime End
    {
        get
        {
            var last = Day is not null ? Start : Month is not null
                ? Start.AddDays(DateTime.DaysInMonth(Year, Month.Value) - 1)
                : new DateTime(Year, 12, 31, 0, 0, 0, DateTimeKind.Unspecified);
            return last.Date == DateTime.MaxValue.Date ? DateTime.MaxValue : last.AddDays(1);
        }
    }

    /// <summary>Reads <c>2024</c>, <c>2024-05</c> and <c>2024-05-01</c>, years 1–9999.</summary>
    public static bool TryParse(string text, out DateSpan span)
    {
        span = default;
        var parts = text.Split('-');
        if (parts.Length > 3 || !Number(parts[0], 4, 4, 9999, out var year))
        {
            return false;
        }

        int? month = null, day = null;
        if (parts.Length > 1)
        {
            if (!Number(parts[1], 1, 2, 12, out var m))
            {
                return false;
            }

            month = m;
        }

        if (parts.Length > 2)
        {
            if (!Number(parts[2], 1, 2, DateTime.DaysInMonth(year, month!.Value), out var d))
            {
                return false;
            }

            day = d;
        }

        span = new DateSpan(year, month, day);
        return true;
    }

    public override string ToString() =>
        Year.ToString("0000", CultureInfo.InvariantCulture)
        + (Month is { } month ? "-" + month.ToString("00", CultureInfo.InvariantCulture) : "")
        + (Day is { } day ? "-" + day.ToString("00", CultureInfo.InvariantCulture) : "");

    private static bool Number(string digits, int shortest, int longest, int most, out int number)
    {
        number = 0;
        return digits.Length >= shortest && digits.Length <= longest
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most;
    }
}
