using System.Globalization;
using System.Text.RegularExpressions;

namespace Vitrine.Core.Search.Phrases;

/// <summary>A run of local days, from inclusive and until exclusive.</summary>
internal readonly record struct DayRun(DateOnly From, DateOnly Until);

/// <summary>Which days words of time mean, seen from a day. Years 1–9999; what would lie beyond is null.</summary>
internal static partial class Calendar
{
    public static DayRun? Year(int year) => year is >= 1 and < 9999 ? new DayRun(new DateOnly(year, 1, 1), new DateOnly(year + 1, 1, 1)) : null;

    public static DayRun? Month(int year, int month) =>
        year is >= 1 and < 9999 && month is >= 1 and <= 12 ? new DayRun(new DateOnly(year, month, 1), new DateOnly(year, month, 1).AddMonths(1)) : null;

    public static DayRun? Day(int year, int month, int day) =>
        year is >= 1 and < 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? Days(new DateOnly(year, month, day), 1) : null;

    public static DayRun Days(DateOnly from, int count) => new(from, from.AddDays(count));

    /// <summary>The week from Monday on.</summary>
    public static DayRun Week(DateOnly day) => Days(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)), 7);

    /// <summary>The period that a day lies in, or the one so many before it.</summary>
    /// <param name="back">0 = that of the day; at most a thousand years.</param>
    public static DayRun? Period(string period, DateOnly day, int back) => back is < 0 or > 300_000 ? null : period switch
    {
        "day" => Days(day.AddDays(-back), 1),
        "week" when back < 50_000 => Week(day.AddDays(-7 * back)),
        "weekend" when back < 50_000 => Days(Week(day).From.AddDays(5 - (7 * back)), 2),
        "month" when back < 10_000 && new DateOnly(day.Year, day.Month, 1).AddMonths(-back) is var month => Month(month.Year, month.Month),
        "year" => Year(day.Year - back),
        _ => null,
    };

    /// <summary>The last so many days, weeks, months or years up to the day itself.</summary>
    public static DayRun? Past(string period, int count, DateOnly today) => count is < 1 or > 900 ? null : period switch
    {
        "day" => new DayRun(today.AddDays(-count), today.AddDays(1)),
        "week" => new DayRun(today.AddDays(-7 * count), today.AddDays(1)),
        "month" => new DayRun(today.AddMonths(-count), today.AddDays(1)),
        "year" => new DayRun(today.AddYears(-count), today.AddDays(1)),
        _ => null,
    };

    /// <summary>A season as it begins in a year: three whole months, as weather services count them.</summary>
    public static DayRun? Season(string season, int year, bool isSouthern)
    {
        var first = season switch { "spring" => 3, "summer" => 6, "autumn" => 9, _ => 12 };
        var month = isSouthern ? ((first + 5) % 12) + 1 : first;
        return Month(year, month) is { } begin ? new DayRun(begin.From, begin.From.AddMonths(3)) : null;
    }

    /// <summary>Whether a text is a rule of <see cref="WordClass.Feast"/>.</summary>
    public static bool IsFeast(string rule) => FeastRule().IsMatch(rule);

    /// <summary>The days of a feast in a year, by its rule of <see cref="WordClass.Feast"/>.</summary>
    /// <exception cref="FormatException">It is no rule.</exception>
    public static DayRun? Feast(string rule, int year)
    {
        if (year is < 1 or >= 9999)
        {
            return null;
        }

        if (rule.StartsWith("easter", StringComparison.Ordinal))
        {
            var length = rule.LastIndexOf('+');
            return Days(Easter(year).AddDays(Number(rule["easter".Length..length])), Number(rule[length..]));
        }

        var month = Number(rule[..2]);
        if (rule[2] == '#')
        {
            var first = new DateOnly(year, month, 1);
            return Days(first.AddDays(((Number(rule[5..]) - (int)first.DayOfWeek + 7) % 7) + (7 * (Number(rule[3..4]) - 1))), 1);
        }

        return Days(new DateOnly(year, month, Number(rule[3..5])), Number(rule[5..]));
    }

    /// <summary>The newest that ended before the day began or, with <paramref name="begun"/>, the newest that has begun.</summary>
    public static DayRun? Latest(Func<int, DayRun?> ofYear, DateOnly today, bool begun)
    {
        for (var year = today.Year; year > today.Year - 3; year--)
        {
            if (ofYear(year) is { } run && (begun ? run.From <= today : run.Until <= today))
            {
                return run;
            }
        }

        return null;
    }

    /// <summary>The one that the day lies in, else that of its year.</summary>
    public static DayRun? Current(Func<int, DayRun?> ofYear, DateOnly today) =>
        ofYear(today.Year - 1) is { } before && before.From <= today && today < before.Until ? before : ofYear(today.Year);

    /// <summary>Easter Sunday of the Gregorian calendar, by the rule of Meeus, Jones and Butcher.</summary>
    private static DateOnly Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100;
        var h = ((19 * a) + b - (b / 4) - ((b - ((b + 8) / 25) + 1) / 3) + 15) % 30;
        var l = (32 + (2 * (b % 4)) + (2 * (c / 4)) - h - (c % 4)) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new DateOnly(year, n / 31, (n % 31) + 1);
    }

    [GeneratedRegex(@"^(easter[+-]\d{1,2}\+\d|(0[1-9]|1[0-2])-(0[1-9]|1\d|2\d|3[01])\+\d|(0[1-9]|1[0-2])#[1-4]-[0-6])$", RegexOptions.ExplicitCapture)]
    private static partial Regex FeastRule();

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
