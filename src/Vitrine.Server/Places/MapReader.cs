using System.Data.Common;
using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Places;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Fields;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Places;

/// <summary>Counts positions in cells of the map's square, in the database, and joins cells that would cover each other on the screen.</summary>
public sealed class MapReader(Database database, VocabularyStore vocabulary, FieldCatalog fields, SmartCollections smart)
{
    /// <summary>Pixels of a cell, and those within which two clusters become one.</summary>
    private const int Cell = 64;
    private const double Apart = 48;

    /// <summary>An answer has at most so many cells: a larger area at this zoom has larger cells.</summary>
    private const long MostCells = 4_096;

    private readonly SqlConditions conditions = new(database, vocabulary, fields, smart);

    public async Task<MapView> ReadAsync(Principal principal, Query query, GeoBox box, int zoom, CancellationToken cancellationToken)
    {
        var shift = ShiftFor(box, zoom);
        var cells = await CellsAsync(principal, query, box, shift, cancellationToken);
        var joined = Join(cells, Apart * (1L << shift) / Cell);
        var assets = await AssetsAsync([.. joined.Select(cell => cell.Newest)], cancellationToken);
        return new MapView(
            joined.Sum(cell => cell.Assets),
            cells.Count == 0 ? null : Around(cells, box.CrossesDateLine),
            [.. joined.OrderByDescending(cell => cell.Assets).Select(cell => View(cell, assets[cell.Newest]))]);
    }

    private static int ShiftFor(GeoBox box, int zoom)
    {
        var ((left, top), (right, bottom)) = (MapGrid.Of(new GeoPosition(box.North, box.West)), MapGrid.Of(new GeoPosition(box.South, box.East)));
        var width = box.CrossesDateLine ? (1L << MapGrid.Bits) - left + right : right - left;
        var shift = MapGrid.ShiftFor(zoom, Cell);
        while (((width >> shift) + 1) * (((bottom - top) >> shift) + 1) > MostCells)
        {
            shift++;
        }

        return shift;
    }

    private Task<List<MapCell>> CellsAsync(Principal principal, Query query, GeoBox box, int shift, CancellationToken cancellationToken)
    {
        // As a parameter it would be of a type that PostgreSQL does not shift by.
        var by = new RawSql(shift.ToString(CultureInfo.InvariantCulture));
        return database.ReadAsync(session => session.QueryAsync(
            $"""
            select count(*), cast(avg(p.x) as double precision), cast(avg(p.y) as double precision), min(p.longitude), min(p.latitude), max(p.longitude), max(p.latitude), max(a.key),
                min(p.town), max(p.town), count(p.town)
            from asset_place p join asset a on a.key = p.asset_key
            where p.library_key = {principal.LibraryKey} and {PlaceConditions.Within(box)} and {conditions.Live(principal, query)}
            group by p.x >> {by}, p.y >> {by}
            """,
            Read,
            cancellationToken), cancellationToken);
    }

    private static MapCell Read(DbDataReader row)
    {
        var (assets, town) = (row.GetInt64(0), row.TextOrNull(8));
        return new MapCell(assets, row.GetDouble(1), row.GetDouble(2), row.GetDouble(3), row.GetDouble(4), row.GetDouble(5), row.GetDouble(6), row.GetInt64(7))
        {
            Town = row.GetInt64(10) == assets && row.TextOrNull(9) == town ? town : null,
        };
    }

    /// <summary>The larger takes in the smaller ones that would lie under it; each joins one.</summary>
    private static List<MapCell> Join(IEnumerable<MapCell> cells, double within)
    {
        var joined = new List<MapCell>();
        foreach (var cell in cells.OrderByDescending(cell => cell.Assets).ThenBy(cell => cell.Newest))
        {
            var near = joined.FindIndex(other => Math.Abs(other.X - cell.X) < within && Math.Abs(other.Y - cell.Y) < within);
            if (near < 0)
            {
                joined.Add(cell);
            }
            else
            {
                joined[near] = joined[near].With(cell);
            }
        }

        return joined;
    }

    private async Task<Dictionary<long, MapAsset>> AssetsAsync(long[] keys, CancellationToken cancellationToken) => keys.Length == 0 ? [] : (await database.ReadAsync(
        session => session.QueryAsync(
            $"""
            select a.key, a.id, a.name, v.tone, (select count(*) from rendition r where r.essence_key = v.essence_key)
            from asset a join version v on v.key = a.version_key where {session.Dialect.AnyOf(new RawSql("a.key"), keys)}
            """,
            row => (row.GetInt64(0), new MapAsset(row.GetString(1), row.GetString(2), row.TextOrNull(3), row.GetInt64(4) > 0)),
            cancellationToken),
        cancellationToken)).ToDictionary(pair => pair.Item1, pair => pair.Item2);

    /// <summary>Across the date line the west is the least of those beyond it.</summary>
    private static string Around(IReadOnlyList<MapCell> cells, bool crossesDateLine)
    {
        var (south, north) = (cells.Min(cell => cell.South), cells.Max(cell => cell.North));
        var (east, west) = (cells.Where(cell => cell.West >= 0).ToArray(), cells.Where(cell => cell.West < 0).ToArray());
        return crossesDateLine && east.Length > 0 && west.Length > 0
            ? new GeoBox(east.Min(cell => cell.West), south, west.Max(cell => cell.East), north).ToString()
            : new GeoBox(cells.Min(cell => cell.West), south, cells.Max(cell => cell.East), north).ToString();
    }

    private static MapCluster View(MapCell cell, MapAsset asset)
    {
        // One asset, or several at one spot, lie exactly where they say.
        var middle = cell is { West: var west, South: var south } && west == cell.East && south == cell.North ? new GeoPosition(south, west) : MapGrid.PositionOf(cell.X, cell.Y);
        return new MapCluster(cell.Assets, Math.Round(middle.Latitude, 6), Math.Round(middle.Longitude, 6), new GeoBox(cell.West, cell.South, cell.East, cell.North).ToString(), asset) { Town = cell.Town };
    }

    /// <param name="X">The mean of the steps.</param>
    private sealed record MapCell(long Assets, double X, double Y, double West, double South, double East, double North, long Newest)
    {
        public string? Town { get; init; }

        public MapCell With(MapCell other)
        {
            var share = (double)other.Assets / (Assets + other.Assets);
            return new MapCell(
                Assets + other.Assets, X + ((other.X - X) * share), Y + ((other.Y - Y) * share),
                Math.Min(West, other.West), Math.Min(South, other.South), Math.Max(East, other.East), Math.Max(North, other.North), Math.Max(Newest, other.Newest))
            {
                Town = Town == other.Town ? Town : null,
            };
        }
    }
}
