namespace Vitrine.Core.Places;

/// <summary>
/// The square that web maps draw (EPSG 3857: spherical Mercator between ±85.0511 degrees) as whole numbers: x grows to the east, y to the south,
/// each 0 … 2^28 − 1, about 15 cm at the equator. A cell of 2^n steps is what <c>x &gt;&gt; n, y &gt;&gt; n</c> have in common.
/// </summary>
public static class MapGrid
{
    public const int Bits = 28;

    /// <summary>Of the square's upper and lower border; what is beyond lies on it.</summary>
    public const double MostLatitude = 85.0511287798066;

    private const double Steps = 1 << Bits;

    public static (int X, int Y) Of(GeoPosition position)
    {
        var sine = Math.Sin(double.DegreesToRadians(Math.Clamp(position.Latitude, -MostLatitude, MostLatitude)));
        var x = (position.Longitude + 180) / 360;
        var y = 0.5 - (Math.Log((1 + sine) / (1 - sine)) / (4 * Math.PI));
        return (Step(x), Step(y));
    }

    /// <summary>The position of a place in the square; fractions of a step are means of several.</summary>
    public static GeoPosition PositionOf(double x, double y)
    {
        var north = Math.PI * (1 - (2 * y / Steps));
        return new GeoPosition(double.RadiansToDegrees(Math.Atan(Math.Sinh(north))), (x / Steps * 360) - 180);
    }

    /// <summary>How many steps, as a power of two, are about <paramref name="pixels"/> at a zoom at which the world is 256 · 2^zoom pixels wide.</summary>
    public static int ShiftFor(int zoom, int pixels) => Math.Clamp(Bits - zoom - 8 + (int)Math.Round(Math.Log2(pixels)), 0, Bits);

    private static int Step(double share) => (int)Math.Clamp(share * Steps, 0, Steps - 1);
}
