using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;

namespace Vitrine.Core.Schema;

/// <summary>Positions: an object of degrees, <c>48.137, 11.575</c>, or degrees, minutes and seconds with their side (<c>48°8'14"N 11°34'31"E</c>).</summary>
internal static partial class FieldLocation
{
    public static FieldReading Read(Field field, JsonElement json) =>
        Degrees(json, "latitude") is { } latitude && Degrees(json, "longitude") is { } longitude
            ? Position(field, latitude, longitude)
            : FieldReading.Not(field, "type", new(ValueSentences.NoPositionObject, field.Label), QuerySentence.Verbatim("""{"latitude": 48.137, "longitude": 11.575}"""));

    public static FieldReading Read(Field field, string text)
    {
        if (text.Length <= 100)
        {
            var plain = text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (plain is [var first, var second] && Plain(first) is { } latitude && Plain(second) is { } longitude)
            {
                return Position(field, latitude, longitude);
            }

            if (Sides().Match(text) is { Success: true } sides)
            {
                return Position(field, Side(sides, "a", "S"), Side(sides, "o", "W"));
            }
        }

        return FieldReading.Not(field, "type", new(ValueSentences.NoPosition, field.Label, FieldReader.Short(text)), Words.Example(field));
    }

    private static FieldReading Position(Field field, double latitude, double longitude) =>
        !double.IsFinite(latitude) || Math.Abs(latitude) > 90 ? FieldReading.Not(field, "type", new(ValueSentences.NoLatitude), Words.Example(field))
        : !double.IsFinite(longitude) || Math.Abs(longitude) > 180 ? FieldReading.Not(field, "type", new(ValueSentences.NoLongitude), Words.Example(field))
        : FieldReading.Of(new ClaimValue.Place(null, null, null, Math.Round(latitude, 7) + 0.0, Math.Round(longitude, 7) + 0.0));

    private static double? Degrees(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var degrees) ? degrees : null;

    private static double? Plain(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var degrees) ? degrees : null;

    private static double Side(Match match, string axis, string negative)
    {
        var degrees = Part(match, axis + "d") + (Part(match, axis + "m") / 60) + (Part(match, axis + "s") / 3600);
        return match.Groups[axis + "x"].Value.Equals(negative, StringComparison.OrdinalIgnoreCase) ? -degrees : degrees;
    }

    private static double Part(Match match, string name) =>
        match.Groups[name] is { Success: true, Value: var text } ? double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("""
        ^\s*(?<ad>\d{1,3}(\.\d{1,10})?)\s*[°º]?\s*((?<am>[0-5]?\d(\.\d{1,10})?)\s*['′’]\s*)?((?<as>[0-5]?\d(\.\d{1,10})?)\s*(["″”]|'')\s*)?(?<ax>[NS])[\s,;]*(?<od>\d{1,3}(\.\d{1,10})?)\s*[°º]?\s*((?<om>[0-5]?\d(\.\d{1,10})?)\s*['′’]\s*)?((?<os>[0-5]?\d(\.\d{1,10})?)\s*(["″”]|'')\s*)?(?<ox>[EW])\s*$
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Sides();
}
