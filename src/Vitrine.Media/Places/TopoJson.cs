using System.Globalization;
using System.Text.Json;

namespace Vitrine.Media.Places;

/// <summary>A connected piece of land of one country, as drawn: the outer ring and the holes in it, each closed.</summary>
/// <param name="Number">ISO 3166-1 numeric; null where the map gives none.</param>
/// <param name="Rings">Longitude and latitude in turn. Longitudes run on over ±180, so that no edge jumps round the world; all rings of a piece lie in the same turn.</param>
internal sealed record LandPiece(int? Number, string Name, IReadOnlyList<float[]> Rings);

/// <summary>
/// Reads the countries of a quantised TopoJSON file (github.com/topojson/topojson-specification), as the package world-atlas has them: rings may cross
/// the date line without being cut there, and one may go round a pole.
/// </summary>
internal static class TopoJson
{
    private const string Countries = "countries";

    /// <exception cref="FormatException">It is no such file.</exception>
    public static IReadOnlyList<LandPiece> ReadCountries(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var arcs = ReadArcs(root);
            return [.. root.GetProperty("objects").GetProperty(Countries).GetProperty("geometries").EnumerateArray().SelectMany(shape => Pieces(shape, arcs))];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new FormatException($"The file of borders is no TopoJSON with countries: {error.Message}", error);
        }
    }

    /// <summary>Delta-coded whole numbers; the transform makes degrees of them.</summary>
    private static double[][] ReadArcs(JsonElement root)
    {
        var transform = root.GetProperty("transform");
        var (scale, translate) = (Pair(transform.GetProperty("scale")), Pair(transform.GetProperty("translate")));
        return [.. root.GetProperty("arcs").EnumerateArray().Select(arc =>
        {
            var points = new double[2 * arc.GetArrayLength()];
            var (x, y, at) = (0L, 0L, 0);
            foreach (var step in arc.EnumerateArray())
            {
                x += step[0].GetInt64();
                y += step[1].GetInt64();
                points[at++] = (x * scale.X) + translate.X;
                points[at++] = (y * scale.Y) + translate.Y;
            }

            return points;
        })];
    }

    private static (double X, double Y) Pair(JsonElement pair) => (pair[0].GetDouble(), pair[1].GetDouble());

    private static IEnumerable<LandPiece> Pieces(JsonElement shape, double[][] arcs)
    {
        var number = shape.TryGetProperty("id", out var id) && int.TryParse(id.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : (int?)null;
        var name = shape.TryGetProperty("properties", out var properties) && properties.TryGetProperty("name", out var said) ? said.GetString() ?? "" : "";
        var polygons = shape.GetProperty("type").GetString() switch
        {
            "Polygon" => [shape.GetProperty("arcs")],
            "MultiPolygon" => shape.GetProperty("arcs").EnumerateArray(),
            _ => Enumerable.Empty<JsonElement>(),
        };
        foreach (var polygon in polygons)
        {
            var rings = polygon.EnumerateArray().Select(ring => Unrolled(Joined(ring, arcs))).ToList();
            var middle = Middle(rings[0]);
            yield return new LandPiece(number, name, [.. rings.Select(ring => Moved(ring, middle))]);
        }
    }

    /// <summary>The arcs of a ring one behind the other; where two meet, the point stands once. A negative number is an arc read backwards.</summary>
    private static List<(double X, double Y)> Joined(JsonElement ring, double[][] arcs)
    {
        var points = new List<(double X, double Y)>();
        foreach (var index in ring.EnumerateArray())
        {
            var number = index.GetInt32();
            var arc = arcs[number < 0 ? ~number : number];
            var count = arc.Length / 2;
            for (var i = points.Count > 0 ? 1 : 0; i < count; i++)
            {
                var at = 2 * (number < 0 ? count - 1 - i : i);
                points.Add((arc[at], arc[at + 1]));
            }
        }

        return points;
    }

    /// <summary>Lets longitudes run on where an edge crosses the date line. A ring that has gone round the earth is closed over the pole in it.</summary>
    private static List<(double X, double Y)> Unrolled(List<(double X, double Y)> ring)
    {
        var turn = 0.0;
        for (var i = 1; i < ring.Count; i++)
        {
            var step = ring[i].X + turn - ring[i - 1].X;
            turn += step > 180 ? -360 : step < -180 ? 360 : 0;
            ring[i] = (ring[i].X + turn, ring[i].Y);
        }

        if (ring.Count > 0 && Math.Abs(ring[^1].X - ring[0].X) > 180)
        {
            var pole = ring.Average(point => point.Y) < 0 ? -90.0 : 90.0;
            var first = ring[0];
            ring.Add((ring[^1].X, pole));
            ring.Add((first.X, pole));
            ring.Add(first);
        }

        return ring;
    }

    private static double Middle(List<(double X, double Y)> ring) => ring.Count == 0 ? 0 : (ring.Min(point => point.X) + ring.Max(point => point.X)) / 2;

    /// <summary>A hole comes into the turn of the ring that it is in.</summary>
    private static float[] Moved(List<(double X, double Y)> ring, double middle)
    {
        var by = 360 * Math.Round((middle - Middle(ring)) / 360);
        var flat = new float[2 * ring.Count];
        for (var i = 0; i < ring.Count; i++)
        {
            (flat[2 * i], flat[(2 * i) + 1]) = ((float)(ring[i].X + by), (float)ring[i].Y);
        }

        return flat;
    }
}
