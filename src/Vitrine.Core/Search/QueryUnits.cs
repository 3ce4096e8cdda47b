using System.Buffers;
using System.Globalization;

namespace Vitrine.Core.Search;

/// <summary>Numbers, sizes and durations as queries write them.</summary>
internal static class QueryUnits
{
    /// <summary>Longer than that nobody writes a number.</summary>
    private const int Longest = 40;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private const decimal Most = 1_000_000_000_000_000_000;

    private static readonly (string Unit, long Bytes)[] Sizes =
    [
        ("b", 1), ("kb", 1_000), ("mb", 1_000_000), ("gb", 1_000_000_000), ("tb", 1_000_000_000_000), ("kib", 1L << 10), ("mib", 1L << 20), ("gib", 1L << 30), ("tib", 1L << 40),
        ("k", 1_000), ("m", 1_000_000), ("g", 1_000_000_000), ("t", 1_000_000_000_000),
    ];

    private static readonly (string Unit, long Milliseconds)[] Durations =
        [("ms", 1), ("s", 1_000), ("sec", 1_000), ("m", 60_000), ("min", 60_000), ("h", 3_600_000)];

    /// <summary>A number with a point, without exponent.</summary>
    public static decimal? Number(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= Longest && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Bytes: <c>500</c>, <c>10kb</c> (1000 bytes each), <c>1.5MiB</c> (1024 × 1024 each); null for anything else.</summary>
    public static long? Size(string text) => Measured(text, Sizes);

    /// <summary>Milliseconds: <c>90</c> and <c>90s</c> are seconds, <c>1:30</c> minutes and seconds, <c>1:02:03</c> with hours, <c>500ms</c>, <c>2min</c>, <c>1h</c>; null for anything else.</summary>
    public static long? Duration(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is 2 or 3)
        {
            decimal seconds = 0;
            for (var i = 0; i < parts.Length; i++)
            {
                if (Number(parts[i]) is not (>= 0 and < 1_000_000 and var part) || (i > 0 && part >= 60) || (i < parts.Length - 1 && part != decimal.Truncate(part)))
                {
                    return null;
                }

                seconds = (seconds * 60) + part;
            }

            return (long)(seconds * 1_000);
        }

        return Number(text) is { } plain ? (plain is >= 0 and < Most / 1_000 ? (long)(plain * 1_000) : null) : Measured(text, Durations);
    }

    public static string SizeText(long bytes)
    {
        var (unit, each) = Sizes.Take(9).Where(one => one.Bytes == 1 || (bytes > 0 && bytes % one.Bytes == 0)).MaxBy(one => one.Bytes);
        return each > 1 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / each}{unit}") : bytes.ToString(CultureInfo.InvariantCulture);
    }

    public static string DurationText(long milliseconds) => milliseconds % 1_000 == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1_000}s")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");

    /// <summary>The same number with the unit that was probably meant; null where none is near.</summary>
    public static string? Mended(string text, SearchFieldType type)
    {
        var digits = text.AsSpan().IndexOfAnyExcept(Digits);
        if (digits <= 0 || text.Length > Longest)
        {
            return null;
        }

        var units = type == SearchFieldType.Size ? Sizes : Durations;
        return SearchNames.Nearest(text[digits..].Trim(), units.Select(one => one.Unit).Where(unit => unit.Length > 1)) is { } near ? text[..digits] + near : null;
    }

    private static long? Measured(string text, (string Unit, long Each)[] units)
    {
        text = text.Trim();
        var end = text.Length;
        while (end > 0 && char.IsAsciiLetter(text[end - 1]))
        {
            end--;
        }

        var unit = text[end..];
        var each = unit.Length == 0 ? 1 : units.FirstOrDefault(one => one.Unit.Equals(unit, StringComparison.OrdinalIgnoreCase)).Each;
        return each > 0 && Number(text.AsSpan(0, end).TrimEnd()) is >= 0 and var number && number <= Most / each ? (long)(number * each) : null;
    }
}
