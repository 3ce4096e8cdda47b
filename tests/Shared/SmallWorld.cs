using System.Globalization;
using System.Text;
using Vitrine.Media.Packs;
using Vitrine.Media.Places;

namespace Vitrine.Tests.Shared;

/// <summary>A world of a few square countries and towns, in the form of the real files.</summary>
public static class SmallWorld
{
    /// <summary>
    /// Germany (276) with a hole in it that is Austria (40), France (250) beside it and on an island that only has towns of Réunion, a land without a number
    /// whose towns are of Kosovo, Fiji (242) across the date line, Antarctica (10) round the pole.
    /// </summary>
    public static byte[] Borders { get; } = World(
        ("276", "Germany", [[Square(0, 40, 20, 60), Square(8, 48, 12, 52)]]),
        ("040", "Austria", [[Square(8, 48, 12, 52)]]),
        ("250", "France", [[Square(-10, 40, 0, 60)], [Square(50, -25, 60, -15)]]),
        (null, "Kosovo", [[Square(20, 40, 22, 42)]]),
        ("242", "Fiji", [[[(179, -18), (-179, -18), (-179, -16), (179, -16), (179, -18)]]]),
        ("010", "Antarctica", [[[(-180, -70), (-90, -70), (0, -70), (90, -70), (180, -70)]]]));

    public static byte[] Regions { get; } = Encoding.UTF8.GetBytes(
        """[{"code":"DE.02","name":"Bayern"},{"code":"FR.11","name":"Île-de-France"},{"code":"FJ.01","name":"Central"}]""");

    public static byte[] Towns { get; } = Encoding.UTF8.GetBytes(
        $"""
        [{Town("München", 48.1, 2, "DE", "02")},{Town("Garching", 48.3, 2.1, "DE", "02")},{Town("Kehl", 48.5, 0.2, "DE", "01")},
        {Town("Wien", 50, 10, "AT", "09")},{Town("Paris", 48.8, -5, "FR", "11")},{Town("Strasbourg", 48.5, -0.1, "FR", "44")},{Town("Paris", 33.6, -95.5, "US", "TX")},
        {Town("Saint-Denis", -20, 55, "RE", "")},{Town("Prishtina", 41, 21, "XK", "")},{Town("Suva", -17, 179.9, "FJ", "01")},{Town("Taveuni", -17, -179.5, "FJ", "01")}]
        """);

    public static Gazetteer Gazetteer { get; } = Gazetteer.Read("small@1", Towns, Regions, Borders);

    /// <summary>The catalogue of packs with this world for its gazetteer, and that in a second version.</summary>
    public static PackCatalog Catalog(int version = 1)
    {
        (string Name, byte[] Bytes)[] files = [("cities.json", Towns), ("admin1.json", Regions), ("countries-10m.json", Borders)];
        var model = new PackModel(
            "small", version, "A small world", new PackLicence("MIT", true, "made for tests"), [],
            [.. files.Select(file => new PackFile(file.Name, file.Bytes.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file.Bytes)), []))]);
        return new PackCatalog([new PackTask(GazetteerPack.Task, "Places.", true, [model.Id])], [model]);
    }

    /// <summary>A catalogue with its other packs, and this world for its gazetteer.</summary>
    public static PackCatalog Beside(PackCatalog catalog) => new(
        [.. catalog.Tasks.Where(task => task.Id != GazetteerPack.Task), .. Catalog().Tasks],
        [.. catalog.Models.Where(model => catalog.Tasks.Any(task => task.Id != GazetteerPack.Task && task.Models.Contains(model.Id))), .. Catalog().Models]);

    /// <summary>Lays the files where a store with <see cref="Catalog"/> finds them.</summary>
    public static void InstallInto(string models)
    {
        var folder = Directory.CreateDirectory(Path.Combine(models, "small")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "cities.json"), Towns);
        File.WriteAllBytes(Path.Combine(folder, "admin1.json"), Regions);
        File.WriteAllBytes(Path.Combine(folder, "countries-10m.json"), Borders);
    }

    /// <summary>A TopoJSON file of countries: number, name, and polygons of rings of longitudes and latitudes. Each ring is one arc; an uneven one is written backwards.</summary>
    public static byte[] World(params (string? Number, string Name, (double X, double Y)[][][] Polygons)[] countries)
    {
        const double scale = 0.001;
        var (arcs, shapes) = (new List<string>(), new List<string>());
        foreach (var (number, name, polygons) in countries)
        {
            var rings = polygons.Select(polygon => "[" + string.Join(',', polygon.Select(ring => $"[{Arc(arcs, ring, scale)}]")) + "]");
            var id = number is null ? "" : $"\"id\":\"{number}\",";
            shapes.Add($$"""{"type":"MultiPolygon",{{id}}"properties":{"name":"{{name}}"},"arcs":[{{string.Join(',', rings)}}]}""");
        }

        return Encoding.UTF8.GetBytes(
            $$$"""
            {"type":"Topology","transform":{"scale":[{{{Text(scale)}}},{{{Text(scale)}}}],"translate":[-180,-90]},
            "objects":{"countries":{"type":"GeometryCollection","geometries":[{{{string.Join(',', shapes)}}}]}},"arcs":[{{{string.Join(',', arcs)}}}]}
            """);
    }

    public static (double X, double Y)[] Square(double west, double south, double east, double north) =>
        [(west, south), (east, south), (east, north), (west, north), (west, south)];

    private static int Arc(List<string> arcs, (double X, double Y)[] ring, double scale)
    {
        var backwards = arcs.Count % 2 == 1;
        var (x, y) = (0L, 0L);
        var steps = new List<string>();
        foreach (var point in backwards ? ring.Reverse() : ring)
        {
            var (nextX, nextY) = ((long)Math.Round((point.X + 180) / scale), (long)Math.Round((point.Y + 90) / scale));
            steps.Add(string.Create(CultureInfo.InvariantCulture, $"[{nextX - x},{nextY - y}]"));
            (x, y) = (nextX, nextY);
        }

        arcs.Add("[" + string.Join(',', steps) + "]");
        return backwards ? ~(arcs.Count - 1) : arcs.Count - 1;
    }

    private static string Town(string name, double latitude, double longitude, string country, string region) =>
        $$"""{"name":"{{name}}","lat":"{{Text(latitude)}}","lng":"{{Text(longitude)}}","country":"{{country}}","admin1":"{{region}}","admin2":""}""";

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
