using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;
using Vitrine.Core.Places;
using Vitrine.Media.Places;

namespace Vitrine.Benchmarks.LookUps;

/// <summary>The same questions put to NetTopologySuite as its users would: polygons of countries prepared and in an STRtree, towns in another.</summary>
internal sealed class Opponent
{
    private static readonly GeometryFactory Factory = new();

    private readonly STRtree<(IPreparedGeometry Land, string Name)> land = new();
    private readonly STRtree<(Point Point, int Town)> towns = new();

    public List<GeoPosition> Towns { get; } = [];

    public static Opponent Read(byte[] townsJson, byte[] bordersJson)
    {
        var opponent = new Opponent();
        foreach (var piece in TopoJson.ReadCountries(bordersJson))
        {
            // Islets that the data rounds to a line or a point are no polygons to it.
            var rings = piece.Rings.Where(ring => ring.Length >= 8).Select(ring => Factory.CreateLinearRing([.. Enumerable.Range(0, ring.Length / 2).Select(i => new Coordinate(ring[2 * i], ring[(2 * i) + 1]))])).ToArray();
            if (rings.Length > 0)
            {
                var polygon = Factory.CreatePolygon(rings[0], rings[1..]);
                opponent.land.Insert(polygon.EnvelopeInternal, (PreparedGeometryFactory.Prepare(polygon), piece.Name));
            }
        }

        var table = TownTable.Read(townsJson, "[]"u8);
        for (var i = 0; i < table.Count; i++)
        {
            var position = table.PositionOf(i);
            opponent.Towns.Add(position);
            var point = Factory.CreatePoint(new Coordinate(position.Longitude, position.Latitude));
            opponent.towns.Insert(point.EnvelopeInternal, (point, i));
        }

        opponent.land.Build();
        opponent.towns.Build();
        return opponent;
    }

    public string? Country(GeoPosition position)
    {
        var point = Factory.CreatePoint(new Coordinate(position.Longitude, position.Latitude));
        return land.Query(point.EnvelopeInternal).Where(one => one.Land.Covers(point)).Select(one => one.Name).FirstOrDefault();
    }

    public int Nearest(GeoPosition position)
    {
        var point = Factory.CreatePoint(new Coordinate(position.Longitude, position.Latitude));
        return towns.NearestNeighbour(point.EnvelopeInternal, (point, -1), new Distance()).Town;
    }

    public int NearestOfAll(GeoPosition position)
    {
        var (best, nearest) = (double.MaxValue, -1);
        for (var i = 0; i < Towns.Count; i++)
        {
            var far = Towns[i].DistanceTo(position);
            if (far < best)
            {
                (best, nearest) = (far, i);
            }
        }

        return nearest;
    }

    private sealed class Distance : IItemDistance<Envelope, (Point Point, int Town)>
    {
        double IItemDistance<Envelope, (Point Point, int Town)>.Distance(IBoundable<Envelope, (Point Point, int Town)> item1, IBoundable<Envelope, (Point Point, int Town)> item2) =>
            item1.Item.Point.Distance(item2.Item.Point);
    }
}
