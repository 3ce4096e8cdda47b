using System.Diagnostics;
using Vitrine.Benchmarks.Reporting;
using Vitrine.Core.Places;
using Vitrine.Media.Packs;
using Vitrine.Media.Places;

namespace Vitrine.Benchmarks.LookUps;

/// <summary>What positions mean, by the gazetteer of the pack, beside NetTopologySuite's own indexes and a look at every town.</summary>
internal static class LookUpBenchmark
{
    private const int Positions = 100_000;

    /// <summary>A look at every town is slow: so many say enough.</summary>
    private const int Slow = 500;

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var store = new PackStore(Path.Combine(Places.Scratch, "gazetteer"));
        var installed = await new PackInstaller(store).InstallModelAsync(store.Catalog.FindModel("gazetteer")!, null, CancellationToken.None);
        if (installed.Model is not { } model)
        {
            throw new BenchmarkException("The gazetteer could not be fetched: " + string.Join(' ', installed.Problems.Select(problem => problem.Message)));
        }

        var before = Memory();
        var started = Stopwatch.GetTimestamp();
        var gazetteer = (await GazetteerPack.ReadAsync(store, CancellationToken.None))!;
        var load = Stopwatch.GetElapsedTime(started);
        var own = Memory() - before;
        started = Stopwatch.GetTimestamp();
        gazetteer.Suggest("warm", 1);
        var names = Stopwatch.GetElapsedTime(started);
        var withNames = Memory() - before;

        started = Stopwatch.GetTimestamp();
        var opponent = Opponent.Read(await File.ReadAllBytesAsync(store.PathOf(model, "cities.json")), await File.ReadAllBytesAsync(store.PathOf(model, "countries-10m.json")));
        var opponentLoad = Stopwatch.GetElapsedTime(started);
        var report = new Report("places", "Places of positions", arguments.CommandFor("places"));
        report.Say($"{gazetteer.Towns} towns and the borders of the pack `{model.Name}`. {Positions} positions in a fixed random order, each looked up alone on one thread after 10,000 to warm up: half are spread evenly over the earth (most of it is sea), half lie within some 20 km of a town, as photos do.");
        var positions = Spread(opponent);
        List<IReadOnlyList<object>> rows =
        [
            Row("country, region and town: Vitrine's gazetteer", positions, Positions, position => gazetteer.Find(position)),
            Row("country and town: NetTopologySuite (STRtree with prepared polygons; STRtree.NearestNeighbour in degrees)", positions, Positions, position => (opponent.Country(position), opponent.Nearest(position))),
            Row("town alone: a look at every town", positions, Slow, position => opponent.NearestOfAll(position)),
        ];
        report.Table(["look-up", "positions", "mean, µs", "p50, µs", "p99, µs", "longest, µs"], rows);
        report.Goal("Mean of a look-up", (double)rows[0][2], "≤", 50, " µs");
        report.Say($"Loading takes {load.TotalSeconds:0.00} s once, when the first position is to be looked up, and holds {own / 1e6:0} MB; the names for type-ahead take {names.TotalSeconds:0.00} s more when somebody first types one, and {(withNames - own) / 1e6:0} MB. The opponent loaded in {opponentLoad.TotalSeconds:0.00} s and held {(Memory() - before - withNames) / 1e6:0} MB after its look-ups.");
        report.Goal("Memory with names", withNames / 1e6, "≤", 100, " MB");
        await report.WriteAsync();
        GC.KeepAlive(gazetteer);
        GC.KeepAlive(opponent);
    }

    private static GeoPosition[] Spread(Opponent opponent)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Positions).Select(i => i % 2 == 0
            ? new GeoPosition(double.RadiansToDegrees(Math.Asin((random.NextDouble() * 2) - 1)), (random.NextDouble() * 360) - 180)
            : Beside(opponent.Towns[random.Next(opponent.Towns.Count)], random))];

        static GeoPosition Beside(GeoPosition town, Random random) => new(
            Math.Clamp(town.Latitude + ((random.NextDouble() - 0.5) * 0.36), -90, 90),
            Math.Clamp(town.Longitude + ((random.NextDouble() - 0.5) * 0.36), -180, 180));
    }

    private static IReadOnlyList<object> Row(string what, GeoPosition[] positions, int count, Func<GeoPosition, object?> look)
    {
        var times = new double[count];
        for (var i = 0; i < Math.Min(count, 10_000); i++)
        {
            look(positions[i]);
        }

        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            look(positions[i]);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        return [what, count, times.Average(), Figures.Median(times), Figures.Percentile(times, 99), times.Max()];
    }

    private static double Memory()
    {
        System.Runtime.GCSettings.LargeObjectHeapCompactionMode = System.Runtime.GCLargeObjectHeapCompactionMode.CompactOnce;
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
