using System.Globalization;
using System.Text.RegularExpressions;

namespace Vitrine.Core.Places;

/// <summary>
/// Coordinates as people write them: <c>48.8584, 2.2945</c>, <c>48.8584° N 2.2945° E</c>, <c>48°51'30"N, 2°17'40"E</c>, <c>N 48 51.5 E 2 17.7</c>.
/// Latitude comes first unless letters say otherwise.
/// </summary>
public static partial class CoordinateText
{
    private const int Longest = 100;

    /// <summary>The position; false where the text is none, or one that is not on the earth.</summary>
    public static bool TryParse(string? text, out GeoPosition position)
    {
        position = default;
        if (text is null || text.Length > Longest || Pattern().Match(Plain(text)) is not { Success: true } match)
        {
            return false;
        }

        var (first, second) = (Half(match, 1), Half(match, 2));
        if (first is not var (a, aSide) || second is not var (b, bSide))
        {
            return false;
        }

        // "48 51 2 17" may be many things: minutes need a comma between the two, or letters.
        if (match.Groups["between"].Value.AsSpan().Trim().Length == 0 && (aSide, bSide) == (' ', ' ') && (match.Groups["m1"].Success || match.Groups["m2"].Success))
        {
            return false;
        }

        return (aSide, bSide) switch
        {
            ('N' or 'S' or ' ', 'E' or 'W' or ' ') => GeoPosition.TryOf(a, b, out position),
            ('E' or 'W', 'N' or 'S') => GeoPosition.TryOf(b, a, out position),
            _ => false,
        };
    }

    /// <summary>As a line for people: <c>48.85837, 2.29448</c>, which is read back.</summary>
    public static string Write(GeoPosition position) => string.Create(CultureInfo.InvariantCulture, $"{position.Latitude:0.#####}, {position.Longitude:0.#####}");

    /// <summary>One sign for each of the many that keyboards and programs have; O is the east of half of Europe (Ost, ouest), so it is none here.</summary>
    private static string Plain(string text) => DecimalCommas().Replace(text.Trim(), "$1.$2 $3.$4").ToUpperInvariant()
        .Replace('′', '\'').Replace('’', '\'').Replace('″', '"').Replace('”', '"').Replace("''", "\"", StringComparison.Ordinal)
        .Replace('º', '°').Replace('−', '-');

    private static (double Degrees, char Side)? Half(Match match, int half)
    {
        var side = match.Groups[$"side{half}"].Value is [var letter] ? letter : ' ';
        var degrees = Number(match.Groups[$"d{half}"].Value);
        var minutes = match.Groups[$"m{half}"] is { Success: true } m ? Number(m.Value) : 0;
        var seconds = match.Groups[$"s{half}"] is { Success: true } s ? Number(s.Value) : 0;
        var negative = match.Groups[$"n{half}"].Value == "-";
        if (minutes >= 60 || seconds >= 60 || (negative && side != ' '))
        {
            return null;
        }

        var value = degrees + (minutes / 60) + (seconds / 3600);
        return (negative || side is 'S' or 'W' ? -value : value, side);
    }

    private static double Number(string digits) => double.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    /// <summary>As most of Europe writes numbers: <c>48,8584; 2,2945</c>.</summary>
    [GeneratedRegex(@"^([+-]?[0-9]{1,3}),([0-9]{1,15})(?:\s*;\s*|\s+)([+-]?[0-9]{1,3}),([0-9]{1,15})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex DecimalCommas();

    // A letter stands before the number or behind it, not in both places: behind "N 48 51" an E belongs to what follows.
    private const string Number1 = """(?<n1>-?)\+?(?<d1>[0-9]{1,3}(?:\.[0-9]{1,15})?)\s*°?(?:\s*(?<m1>[0-9]{1,2}(?:\.[0-9]{1,12})?)\s*'?(?:\s*(?<s1>[0-9]{1,2}(?:\.[0-9]{1,12})?)\s*"?)?)?""";
    private const string Number2 = """(?<n2>-?)\+?(?<d2>[0-9]{1,3}(?:\.[0-9]{1,15})?)\s*°?(?:\s*(?<m2>[0-9]{1,2}(?:\.[0-9]{1,12})?)\s*'?(?:\s*(?<s2>[0-9]{1,2}(?:\.[0-9]{1,12})?)\s*"?)?)?""";

    [GeneratedRegex(
        "^(?:(?<side1>[NSEW])\\s*" + Number1 + "|" + Number1 + "\\s*(?<side1>[NSEW]?))(?<between>\\s*[,;]\\s*|\\s+)(?:(?<side2>[NSEW])\\s*" + Number2 + "|" + Number2 + "\\s*(?<side2>[NSEW]?))$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
