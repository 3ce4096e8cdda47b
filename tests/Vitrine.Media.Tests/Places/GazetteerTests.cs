using System.Text;
using Vitrine.Core.Places;
using Vitrine.Media.Places;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Places;

/// <summary>Look-ups in a world small enough to see what is right.</summary>
public sealed class GazetteerTests
{
    [Theory]
    [InlineData(48.1, 2.05, "DE", "Bayern", "München")]
    [InlineData(48.5, 0.01, "DE", null, "Kehl")] // nearer to Strasbourg, which is on the other side of the border
    [InlineData(48.5, -0.01, "FR", null, "Strasbourg")]
    [InlineData(50.1, 10.1, "AT", null, "Wien")] // in the hole
    [InlineData(52.3, 10, "DE", null, null)] // in the country around the hole, far from its towns
    [InlineData(-20.1, 55.1, "RE", null, "Saint-Denis")] // drawn as France
    [InlineData(41.05, 21, "XK", null, "Prishtina")] // drawn without a number
    [InlineData(-17, -179.95, "FJ", "Central", "Suva")] // across the date line from its nearest town
    [InlineData(-17, 179.99, "FJ", "Central", "Suva")]
    [InlineData(-17, 180, "FJ", "Central", "Suva")]
    [InlineData(-17, -180, "FJ", "Central", "Suva")]
    [InlineData(-90, 0, "AQ", null, null)]
    [InlineData(-85, -180, "AQ", null, null)]
    [InlineData(-71, 179.9, "AQ", null, null)]
    [InlineData(33.7, -95.5, "US", null, "Paris")] // a town on land that is not drawn
    [InlineData(90, 0, null, null, null)]
    [InlineData(0, 0, null, null, null)]
    [InlineData(0, -180, null, null, null)]
    [InlineData(39.97, 15, "DE", null, null)] // three kilometres off the shore
    [InlineData(39.8, 15, null, null, null)]
    public void Find_TellsWhereItIs(double latitude, double longitude, string? country, string? region, string? town)
    {
        var found = SmallWorld.Gazetteer.Find(new GeoPosition(latitude, longitude));
        Assert.Equal((country, region, town), (found.Country, found.Region, found.Town));
        Assert.Equal(town is null, found.Kilometres is null);
    }

    [Fact]
    public void Find_FarFromTowns_StillSaysTheRegion()
    {
        var found = SmallWorld.Gazetteer.Find(new GeoPosition(47.2, 2));
        Assert.Equal(("DE", "Bayern", null), (found.Country, found.Region, found.Town));
    }

    [Fact]
    public void Suggest_WholeNamesFirst_AccentsFolded()
    {
        Assert.Equal(["München"], SmallWorld.Gazetteer.Suggest("munch", 5).Select(town => town.Name));
        Assert.Equal(["FR", "US"], SmallWorld.Gazetteer.Suggest("PARIS", 5).Select(town => town.Country).Order());
        Assert.Equal("Île-de-France", SmallWorld.Gazetteer.Suggest("paris", 5).Single(town => town.Country == "FR").Region);
        Assert.Equal("Paris", SmallWorld.Gazetteer.Suggest("p", 1).Single().Name is "Paris" or "Prishtina" ? "Paris" : "");
        Assert.Equal(2, SmallWorld.Gazetteer.Suggest("p", 2).Count);
        Assert.Empty(SmallWorld.Gazetteer.Suggest("  ", 5));
        Assert.Empty(SmallWorld.Gazetteer.Suggest("zzz", 5));
    }

    [Fact]
    public void Tree_FindsWhatALookAtAllFinds()
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 3_000).Select(number => System.Globalization.CultureInfo.InvariantCulture is var invariant
            ? string.Create(invariant, $$"""{"name":"T{{number}}","lat":"{{Math.Asin((random.NextDouble() * 2) - 1) * 180 / Math.PI:0.#####}}","lng":"{{(random.NextDouble() * 360) - 180:0.#####}}","country":"C{{number % 5}}","admin1":""}""") : "");
        var towns = TownTable.Read(Encoding.UTF8.GetBytes("[" + string.Join(',', rows) + "]"), "[]"u8);
        var tree = new TownTree(towns);
        for (var i = 0; i < 2_000; i++)
        {
            var at = i switch { 0 => new GeoPosition(90, 0), 1 => new GeoPosition(-90, 12), 2 => new GeoPosition(3, 180), 3 => new GeoPosition(3, -180), _ => new GeoPosition(Math.Asin((random.NextDouble() * 2) - 1) * 180 / Math.PI, (random.NextDouble() * 360) - 180) };
            var country = i % 3 == 0 ? i % 5 : (int?)null;
            var within = i % 2 == 0 ? 20_016.0 : 200;
            var nearest = Enumerable.Range(0, towns.Count).Where(town => country is null || towns.CountryNumberOf(town) == country)
                .Select(town => (Town: town, Far: towns.PositionOf(town).DistanceTo(at))).Where(one => one.Far <= within).OrderBy(one => one.Far).Select(one => ((int Town, double Far)?)one).FirstOrDefault();
            var found = tree.Nearest(at, within, country);
            Assert.Equal(nearest is null, found is null);
            if (nearest is { } right)
            {
                // Vectors of single precision tell points apart that are metres from each other.
                Assert.Equal(right.Far, found!.Value.Kilometres, 0.01);
            }

            Assert.Equal(Enumerable.Range(0, towns.Count).Count(town => towns.PositionOf(town).DistanceTo(at) <= 500), tree.CountWithin(at, 500));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[[[")]
    [InlineData("""{"objects":{},"arcs":[],"transform":{"scale":[1,1],"translate":[0,0]}}""")]
    [InlineData("""{"transform":{"scale":[1,1],"translate":[0,0]},"arcs":[[[1]]],"objects":{"countries":{"geometries":[]}}}""")]
    [InlineData("""{"transform":{"scale":[1,1],"translate":[0,0]},"arcs":[],"objects":{"countries":{"geometries":[{"type":"Polygon","arcs":[[7]]}]}}}""")]
    public void Read_OtherBorders_SaysSo(string json) =>
        Assert.Throws<FormatException>(() => Gazetteer.Read("x", SmallWorld.Towns, SmallWorld.Regions, Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Read_OtherTowns_SaysSo_AndLeavesOutRowsThatAreNoTowns()
    {
        Assert.Throws<FormatException>(() => Gazetteer.Read("x", "[{"u8.ToArray(), SmallWorld.Regions, SmallWorld.Borders));
        Assert.Throws<FormatException>(() => Gazetteer.Read("x", """[{"name":"A"}]"""u8.ToArray(), SmallWorld.Regions, SmallWorld.Borders));
        var towns = """[{"name":"A","lat":"NaN","lng":"0","country":"DE"},{"name":"B","lat":"91","lng":"0","country":"DE"},{"name":"C","lat":"50","lng":"1","country":"DE"}]"""u8.ToArray();
        Assert.Equal(1, Gazetteer.Read("x", towns, SmallWorld.Regions, SmallWorld.Borders).Towns);
        Assert.Equal(FoundPlace.AtSea, Gazetteer.Read("x", "[]"u8.ToArray(), "[]"u8.ToArray(), SmallWorld.World()).Find(new GeoPosition(1, 1)));
    }
}
