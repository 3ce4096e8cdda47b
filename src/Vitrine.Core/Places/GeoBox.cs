using System.Globalization;

namespace Vitrine.Core.Places;

/// <summary>
/// An area between two meridians and two parallels, its border included; written as RFC 7946 does: <c>west,south,east,north</c> in degrees.
/// Where <paramref name="West"/> is greater than <paramref name="East"/> it lies across the date line.
/// </summary>
public sealed record GeoBox(double West, double South, double East, double North)
{
    public static GeoBox World { get; } = new(-180, -90, 180, 90);

    public bool CrossesDateLine => West > East;

    public bool Contains(GeoPosition position) =>
        position.Latitude >= South && position.Latitude <= North
        && (CrossesDateLine ? position.Longitude >= West || position.Longitude <= East : position.Longitude >= West && position.Longitude <= East);

    /// <summary>Reads <c>west,south,east,north</c>. Longitudes beyond ±180, as a map that was dragged round the world has them, come round; false for anything that is no area.</summary>
    public static bool TryParse(string? text, out GeoBox box)
    {
        box = World;
        if (text?.Split(',') is not [var a, var b, var c, var d]
            || Number(a) is not { } west || Number(b) is not { } south || Number(c) is not { } east || Number(d) is not { } north
            || south > north || south < -90 || north > 90 || Math.Abs(west) > 3600 || Math.Abs(east) > 3600)
        {
            return false;
        }

        box = east - west >= 360 ? new GeoBox(-180, south, 180, north) : new GeoBox(Round(west), south, Round(east), north);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{West:0.######},{South:0.######},{East:0.######},{North:0.######}");

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static double Round(double longitude) => longitude is >= -180 and <= 180 ? longitude : longitude - (360 * Math.Floor((longitude + 180) / 360));
}
