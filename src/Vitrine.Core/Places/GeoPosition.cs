namespace Vitrine.Core.Places;

/// <summary>A position on the earth in degrees, WGS 84.</summary>
/// <param name="Latitude">−90 (south pole) … 90.</param>
/// <param name="Longitude">−180 … 180, east positive.</param>
public readonly record struct GeoPosition(double Latitude, double Longitude)
{
    /// <summary>Mean radius of the earth in kilometres (IUGG).</summary>
    public const double EarthRadius = 6371.0088;

    /// <summary>Kilometres of a degree of latitude.</summary>
    public const double KilometresADegree = EarthRadius * Math.PI / 180;

    /// <summary>The position of two numbers; false where they are none: not finite, or out of range.</summary>
    public static bool TryOf(double latitude, double longitude, out GeoPosition position)
    {
        position = default;

        // Comparisons with NaN are false, so that it is refused with the rest.
        if (!(latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180))
        {
            return false;
        }

        // Minus nothing is written as nothing.
        position = new GeoPosition(latitude + 0.0, longitude + 0.0);
        return true;
    }

    /// <summary>Exactly 0, 0: what cameras write without a fix. A file that says so says nothing; a person may mean it.</summary>
    public bool IsUnset => Latitude == 0 && Longitude == 0;

    /// <summary>Kilometres along the great circle, by the haversine formula (Sinnott 1984): right also for points that are near, across the date line and at the poles.</summary>
    public double DistanceTo(GeoPosition other)
    {
        var (a, b) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(other.Latitude));
        var north = Math.Sin((b - a) / 2);
        var east = Math.Sin(double.DegreesToRadians(other.Longitude - Longitude) / 2);
        var half = (north * north) + (Math.Cos(a) * Math.Cos(b) * east * east);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }
}
