using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;

namespace Vitrine.Media.Places;

/// <summary>
/// A piece of land that can tell quickly whether a point is in it: the edges of all its rings in short runs, of which a ray to the east meets few.
/// What is in a hole is crossed twice and so outside.
/// </summary>
internal sealed class LandShape
{
    private const int Run = 24;

    private readonly float[] points;
    private readonly List<(int From, int To, float South, float North, float East)> runs = [];

    public LandShape(LandPiece piece)
    {
        Envelope = new Envelope();
        var all = new List<float>(piece.Rings.Sum(ring => ring.Length));
        foreach (var ring in piece.Rings)
        {
            var start = all.Count / 2;
            all.AddRange(ring);
            for (var from = 0; from < (ring.Length / 2) - 1; from += Run)
            {
                Add(ring, start, from, Math.Min(from + Run, (ring.Length / 2) - 1));
            }
        }

        points = [.. all];
    }

    /// <summary>In degrees; longitudes may go beyond ±180.</summary>
    public Envelope Envelope { get; }

    /// <summary>ISO 3166-1 alpha-2; null where nobody knows.</summary>
    public string? Country { get; set; }

    /// <param name="longitude">−180 … 180; the piece may lie in another turn.</param>
    public bool Contains(double longitude, double latitude) =>
        HasIn(longitude, latitude) || (Envelope.MaxX > 180 && HasIn(longitude + 360, latitude)) || (Envelope.MinX < -180 && HasIn(longitude - 360, latitude));

    private bool HasIn(double x, double y)
    {
        if (!Envelope.Contains(x, y))
        {
            return false;
        }

        var counter = new RayCrossingCounter(new Coordinate(x, y));
        var (one, other) = (new Coordinate(), new Coordinate());
        foreach (var (from, to, south, north, east) in runs)
        {
            if (y < south || y > north || east < x)
            {
                continue;
            }

            (one.X, one.Y) = (points[2 * from], points[(2 * from) + 1]);
            for (var i = from + 1; i <= to; i++)
            {
                (other.X, other.Y) = (points[2 * i], points[(2 * i) + 1]);
                counter.CountSegment(one, other);
                (one, other) = (other, one);
            }
        }

        // A point on a border belongs to the land.
        return counter.IsOnSegment || counter.IsPointInPolygon;
    }

    private void Add(float[] ring, int start, int from, int to)
    {
        var (south, north, east) = (float.MaxValue, float.MinValue, float.MinValue);
        for (var i = from; i <= to; i++)
        {
            var (x, y) = (ring[2 * i], ring[(2 * i) + 1]);
            (south, north, east) = (Math.Min(south, y), Math.Max(north, y), Math.Max(east, x));
            Envelope.ExpandToInclude(x, y);
        }

        runs.Add((start + from, start + to, south, north, east));
    }
}
