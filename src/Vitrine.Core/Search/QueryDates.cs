using System.Globalization;
using System.Text.RegularExpressions;

namespace Vitrine.Core.Search;

/// <summary>Dates as queries write them, and the times that they mean.</summary>
public static partial class QueryDates
{
    /// <summary>Longer than that nobody writes a date.</summary>
    private const int Longest = 40;

    /// <summary>Spans of the calendar that move with the day.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["today", "yesterday", "this week", "last week", "this month", "last month", "this year", "last year"];

    /// <summary>Reads <c>2024</c>, <c>2024-05</c>, <c>2024-05-01</c>, <c>2024-05-01T10:00:00</c> (with an offset: in UTC), <c>7d</c>, <c>today</c> and <c>this week</c>; null for anything else.</summary>
    public static QueryValue? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        if (text.Length is 0 or > Longest)
        {
            return null;
        }

        if (DateSpan.TryParse(text, out var span))
        {
            return new QueryValue.Date(span);
        }

        if (Names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } named)
        {
            return new QueryValue.Calendar(named);
        }

        var unit = char.ToLowerInvariant(text[^1]);
        if (unit is 'h' or 'd' or 'w' or 'm' or 'y' && text.Length is > 1 and < 8 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return new QueryValue.Ago(count, unit);
        }

        return MomentPattern().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? new QueryValue.Moment(DateTime.SpecifyKind(Whole(moment.UtcDateTime), DateTimeKind.Unspecified)) : null;
    }

    /// <summary>The times that a comparison with such a value means: from inclusive, until exclusive, null = open.</summary>
    /// <param name="values">Two for <see cref="QueryOperator.Between"/>, else one. A value of another type is nowhere.</param>
    /// <param name="now">Now, in the zone in which the answer is.</param>
    public static (DateTime? From, DateTime? Until) Range(QueryOperator how, IReadOnlyList<QueryValue> values, DateTime now)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (start, end) = Span(values[0], now);
        return how switch
        {
            QueryOperator.Less => (null, start),
            QueryOperator.AtMost => (null, end),
            QueryOperator.Greater => (end, null),
            QueryOperator.AtLeast => (start, null),
            QueryOperator.Between => (start, Span(values[1], now).End),

            // So long ago is asked for by those who mean everything since then.
            _ => values[0] is QueryValue.Ago ? (start, null) : (start, end),
        };
    }

    /// <summary>The first moment of a date and the first one after it.</summary>
    private static (DateTime Start, DateTime End) Span(QueryValue value, DateTime now)
    {
        var today = now.Date;
        return value switch
        {
            QueryValue.Date date => (date.Span.Start, date.Span.End),
            QueryValue.Moment moment => (moment.At, moment.At > DateTime.MaxValue.AddSeconds(-1) ? DateTime.MaxValue : moment.At.AddSeconds(1)),
            QueryValue.Ago ago => (Before(now, ago), Before(now, ago)),
            QueryValue.Calendar calendar => calendar.Name switch
            {
                "today" => (today, today.AddDays(1)),
                "yesterday" => (today.AddDays(-1), today),
                "this week" => (Monday(today), Monday(today).AddDays(7)),
                "last week" => (Monday(today).AddDays(-7), Monday(today)),
                "this month" => (Month(today), Month(today).AddMonths(1)),
                "last month" => (Month(today).AddMonths(-1), Month(today)),
                "this year" => (Year(today), Year(today).AddYears(1)),
                _ => (Year(today).AddYears(-1), Year(today)),
            },
            _ => (DateTime.MaxValue, DateTime.MinValue),
        };
    }

    /// <summary>Weeks begin on Monday (ISO 8601).</summary>
    private static DateTime Monday(DateTime day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static DateTime Month(DateTime day) => new(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private static DateTime Year(DateTime day) => new(day.Year, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private static DateTime Before(DateTime now, QueryValue.Ago ago)
    {
        // What lies before the first year is its beginning.
        var years = ago.Unit switch { 'y' => ago.Count, 'm' => ago.Count / 12, 'w' => ago.Count / 52, 'd' => ago.Count / 365, _ => ago.Count / 8760 };
        return years >= now.Year - 1 ? DateTime.MinValue : ago.Unit switch
        {
            'y' => now.AddYears(-ago.Count),
            'm' => now.AddMonths(-ago.Count),
            'w' => now.AddDays(-7.0 * ago.Count),
            'd' => now.AddDays(-ago.Count),
            _ => now.AddHours(-ago.Count),
        };
    }

    private static DateTime Whole(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,7})?)?([Zz]|[+-]\d\d:\d\d)?$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex MomentPattern();
}
