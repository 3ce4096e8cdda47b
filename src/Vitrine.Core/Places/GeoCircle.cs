using System.Globalization;

namespace Vitrine.Core.Places;

/// <summary>The positions at most so far from a centre, along the great circle; written <c>latitude,longitude radius</c>: <c>48.85,2.35 5km</c>.</summary>
/// <param name="Metres">1 … 20,037,508, half the way round the earth.</param>
public sealed record GeoCircle(GeoPosition Centre, int Metres)
{
    private const int MostMetres = 20_037_508;

    private static readonly (string Unit, double Metres)[] Units = [("km", 1_000), ("mi", 1_609.344), ("m", 1)];

    public bool Contains(GeoPosition position) => Centre.DistanceTo(position) * 1_000 <= Metres;

    /// <summary>Reads <c>48.85,2.35 5km</c> (km, m or mi; degrees to six decimals); false for anything else.</summary>
    public static bool TryParse(string? text, out GeoCircle circle)
    {
        circle = new GeoCircle(default, 1);
        var words = text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (words.Length is < 2 or > 4 || (string.Concat(words) is var whole && whole.Length > 100))
        {
            return false;
        }

        // "48.85, 2.35 5 km" is written so too.
        var numbers = words[0].EndsWith(',') ? words[0] + words[1] : words[0];
        var radius = string.Concat(words.Skip(words[0].EndsWith(',') ? 2 : 1));
        if (numbers.Split(',') is not [var a, var b] || Number(a) is not { } latitude || Number(b) is not { } longitude
            || !GeoPosition.TryOf(Math.Round(latitude, 6), Math.Round(longitude, 6), out var centre))
        {
            return false;
        }

        foreach (var (unit, each) in Units)
        {
            if (radius.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                var metres = Number(radius[..^unit.Length]) * each;
                circle = new GeoCircle(centre, metres is >= 0.5 and <= MostMetres and var known ? (int)Math.Round(known) : 0);
                return circle.Metres > 0;
            }
        }

        return false;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Centre.Latitude:0.######},{Centre.Longitude:0.######} {(Metres % 1_000 == 0 ? Metres / 1_000 : Metres)}{(Metres % 1_000 == 0 ? "km" : "m")}");

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
