using System.Globalization;
using System.Text.RegularExpressions;
using Vitrine.Core.Search;
using Vitrine.Media.Metadata;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Embedded;

/// <summary>
/// The numbers that values of embedded tags are compared by: numbers and fractions as they are, degrees with their sign, and moments as the digits of year to second
/// (2024-05-06 07:08:09 → 20240506070809), in the time of the file.
/// </summary>
internal static partial class EmbeddedNumbers
{
    /// <summary>Moments are from here on.</summary>
    private const double FirstMoment = 1e13;

    /// <summary>Longer than that nobody writes a number.</summary>
    private const int Longest = 40;

    /// <summary>What a tag's value is compared by; null where it is nothing of that kind.</summary>
    /// <param name="reference">The value of the tag beside it that says on which side of the equator or of Greenwich it lies; null where there is none.</param>
    public static double? Of(EmbeddedTag tag, string? reference)
    {
        if (IsAngle(tag.Name) && (Degrees(tag.Printed) ?? Degrees(tag.Raw)) is { } degrees)
        {
            return reference?.Trim().ToUpperInvariant() is ['S' or 'W', ..] ? -Math.Abs(degrees) : degrees;
        }

        return Day(tag) ?? Plain(tag.Raw) ?? Moment(tag.Raw)?.From ?? (tag.Printed is { } printed ? Plain(printed) : null);
    }

    /// <summary>IPTC writes a day without anything between its parts (IIM 4.2, CCYYMMDD).</summary>
    private static double? Day(EmbeddedTag tag) => tag.Name.Contains("Date", StringComparison.Ordinal) && tag.Raw is { Length: 8 } raw && raw.All(char.IsAsciiDigit)
        ? Moment($"{raw[..4]}:{raw[4..6]}:{raw[6..]}")?.From : null;

    /// <summary>Latitudes and longitudes, also of where something is seen.</summary>
    public static bool IsAngle(string name) =>
        name.StartsWith("GPS", StringComparison.Ordinal) && (name.EndsWith("Latitude", StringComparison.Ordinal) || name.EndsWith("Longitude", StringComparison.Ordinal));

    /// <summary>Whether something typed can be compared by &lt; and &gt;.</summary>
    public static bool IsComparable(string typed) => Plain(typed) is not null || Moment(typed) is not null || Moving(typed) is not null;

    /// <summary>Conditions over a row <c>v</c> of the values, one of which must hold. A bare year is a number, and the moments of that year.</summary>
    /// <param name="now">What so long ago and today are counted from.</param>
    public static IEnumerable<Sql> Compared(QueryOperator how, string typed, DateTime now)
    {
        if (Plain(typed) is { } number)
        {
            yield return how == QueryOperator.Is ? Sql.Of($"v.number = {number}")
                : Moment(typed) is null ? Than(how, number, number)
                : Sql.Of($"v.number < {FirstMoment} and {Than(how, number, number)}");
        }

        if (Moment(typed) is var (from, to))
        {
            yield return how == QueryOperator.Is ? Sql.Of($"v.number >= {from} and v.number <= {to}") : Sql.Of($"v.number >= {FirstMoment} and {Than(how, from, to)}");
        }

        if (Moving(typed) is { } moving)
        {
            var (first, until) = QueryDates.Range(how, [moving], now);
            yield return Sql.Of($"v.number >= {(first is { } begin ? Digits(begin) : FirstMoment)} and v.number < {(until is { } end ? Digits(end) : double.MaxValue)}");
        }
    }

    /// <summary>The same for what lies between two numbers, or two moments.</summary>
    public static IEnumerable<Sql> Between(string least, string most, DateTime now)
    {
        if (Plain(least) is { } low && Plain(most) is { } high)
        {
            yield return Sql.Of($"v.number >= {low} and v.number <= {high}");
        }

        if (First(least) is { } from && LastOf(most) is { } until)
        {
            yield return Sql.Of($"v.number >= {from} and v.number <= {until}");
        }

        double? First(string typed) => Moving(typed) is { } moving ? QueryDates.Range(QueryOperator.AtLeast, [moving], now).From is { } time ? Digits(time) : null : Moment(typed)?.From;

        double? LastOf(string typed) => Moving(typed) is { } moving ? QueryDates.Range(QueryOperator.AtMost, [moving], now).Until is { } time ? Digits(time) : null : Moment(typed)?.To;
    }

    /// <summary>A date that moves with the day.</summary>
    private static QueryValue? Moving(string typed) => QueryDates.Read(typed) is QueryValue.Ago or QueryValue.Calendar ? QueryDates.Read(typed) : null;

    private static double Digits(DateTime time) =>
        (((((((((time.Year * 100.0) + time.Month) * 100) + time.Day) * 100) + time.Hour) * 100) + time.Minute) * 100) + time.Second;

    /// <summary>A number or a fraction of two; null where it is neither, or no finite one.</summary>
    public static double? Plain(string text)
    {
        if (text.Length is 0 or > Longest)
        {
            return null;
        }

        if (text.IndexOf('/', StringComparison.Ordinal) is not (> 0 and var slash))
        {
            return Finite(text);
        }

        var quotient = Finite(text.AsSpan(0, slash)) / Finite(text.AsSpan(slash + 1));
        return quotient is { } number && double.IsFinite(number) ? number : null;
    }

    /// <summary>The first and last second of a moment as far as it is said, in the forms of EXIF (2024:05:06 07:08:09) and of ISO 8601.</summary>
    private static (double From, double To)? Moment(string text)
    {
        if (text.Length > Longest || MomentPattern().Match(text.Trim()) is not { Success: true } match)
        {
            return null;
        }

        double from = 0, to = 0;
        for (var part = 1; part <= 6; part++)
        {
            var (lowest, highest) = part switch { 1 => (0, 0), 2 => (1, 12), 3 => (1, 31), 4 => (0, 23), _ => (0, 59) };
            var said = match.Groups[part].Success ? int.Parse(match.Groups[part].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : (int?)null;
            if (part > 1 && said is { } value && (value < lowest || value > highest))
            {
                return null;
            }

            (from, to) = ((from * 100) + (said ?? lowest), (to * 100) + (said ?? highest));
        }

        return from < FirstMoment ? null : (from, to);
    }

    /// <summary>Degrees, minutes and seconds in the notations of EXIF, XMP and of what is shown of them.</summary>
    private static double? Degrees(string? text)
    {
        if (text is null || text.Length > Longest || AnglePattern().Match(text.Trim()) is not { Success: true } match)
        {
            return null;
        }

        double degrees = 0;
        for (var (part, scale) = (2, 1.0); part <= 4; part++, scale *= 60)
        {
            if (match.Groups[part].Success)
            {
                if (Plain(match.Groups[part].Value) is not { } number)
                {
                    // Seconds of 0/0 are none.
                    continue;
                }

                degrees += number / scale;
            }
        }

        return match.Groups[1].Success || match.Groups[5].Value is "S" or "s" or "W" or "w" ? -degrees : degrees;
    }

    private static Sql Than(QueryOperator how, double from, double to) => how switch
    {
        QueryOperator.Less => Sql.Of($"v.number < {from}"),
        QueryOperator.AtMost => Sql.Of($"v.number <= {to}"),
        QueryOperator.Greater => Sql.Of($"v.number > {to}"),
        _ => Sql.Of($"v.number >= {from}"),
    };

    private static double? Finite(ReadOnlySpan<char> text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    [GeneratedRegex(@"^([12]\d{3})(?:[:-](\d\d)(?:[:-](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?$", RegexOptions.NonBacktracking)]
    private static partial Regex MomentPattern();

    [GeneratedRegex(@"^(-)?\s*(\d+(?:\.\d+)?(?:/\d+)?)(?:\s*(?:°|deg|,|\s)\s*(\d+(?:\.\d+)?(?:/\d+)?)(?:\s*(?:'|′|,|\s)\s*(\d+(?:\.\d+)?(?:/\d+)?))?)?\s*[°'′""″]*\s*([NSEWnsew])?$", RegexOptions.NonBacktracking)]
    private static partial Regex AnglePattern();
}
