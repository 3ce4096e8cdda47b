using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using Vitrine.Core.Places;

namespace Vitrine.Media.Places;

/// <summary>All land, by the country that it belongs to.</summary>
internal sealed class LandShapes
{
    /// <summary>Kilometres: borders of the map are drawn so roughly that a beach may lie in its sea.</summary>
    private const double Shore = 5;

    private readonly STRtree<LandShape> tree = new();

    public LandShapes(IEnumerable<LandPiece> pieces)
    {
        All = [.. pieces.Select(piece => new LandShape(piece) { Country = piece.Number is { } number ? Countries.OfNumber(number)?.Alpha2 : null })];
        foreach (var shape in All)
        {
            tree.Insert(shape.Envelope, shape);
            if (shape.Envelope.MaxX > 180)
            {
                tree.Insert(Turned(shape.Envelope, -360), shape);
            }

            if (shape.Envelope.MinX < -180)
            {
                tree.Insert(Turned(shape.Envelope, 360), shape);
            }
        }

        if (All.Count > 0)
        {
            tree.Build();
        }
    }

    public IReadOnlyList<LandShape> All { get; }

    /// <summary>The land at a position; null = sea.</summary>
    public LandShape? At(GeoPosition position)
    {
        foreach (var shape in tree.Query(new Envelope(position.Longitude, position.Longitude, position.Latitude, position.Latitude)))
        {
            if (shape.Contains(position.Longitude, position.Latitude))
            {
                return shape;
            }
        }

        return null;
    }

    /// <summary>The land whose shore is so near that the position may be on it; looked for in eight directions.</summary>
    public LandShape? Near(GeoPosition position)
    {
        const double degree = GeoPosition.EarthRadius * Math.PI / 180;
        var north = Shore / degree;
        var east = Math.Min(180, north / Math.Max(1e-6, Math.Cos(double.DegreesToRadians(position.Latitude))));
        foreach (var (dx, dy) in new (double, double)[] { (1, 0), (0, 1), (-1, 0), (0, -1), (0.7, 0.7), (-0.7, 0.7), (-0.7, -0.7), (0.7, -0.7) })
        {
            var longitude = position.Longitude + (dx * east);
            var turned = longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude;
            if (GeoPosition.TryOf(Math.Clamp(position.Latitude + (dy * north), -90, 90), turned, out var beside) && At(beside) is { } shape)
            {
                return shape;
            }
        }

        return null;
    }

    private static Envelope Turned(Envelope envelope, double by) => new(envelope.MinX + by, envelope.MaxX + by, envelope.MinY, envelope.MaxY);
}
