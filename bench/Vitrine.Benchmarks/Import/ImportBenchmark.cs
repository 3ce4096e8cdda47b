using Vitrine.Benchmarks.Photos;
using Vitrine.Benchmarks.Reporting;

namespace Vitrine.Benchmarks.Import;

/// <summary>Import without models against one process that does the bare work with libvips.</summary>
internal static class ImportBenchmark
{
    // Enough that the start of the children, about a second, is a small part, as in a library.
    private const int Photos = 500;
    private const double Goal = .85;

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var count = arguments.Photos ?? Photos;
        var photos = await PhotoSet.MakeAsync(count);
        Warm(photos);
        var report = new Report(arguments.Copy ? "import-copy" : "import", "Import without models", arguments.CommandFor("import"));
        var ours = new List<ImportRun>();
        var theirs = new List<BareCost>();
        for (var round = 0; round < arguments.Rounds; round++)
        {
            ours.Add(await ImportRun.MeasureAsync(photos, count, arguments.Copy, analyze: false, whole: false));
            theirs.Add(await LibvipsProcess.MeasureAsync(photos, arguments.Copy));
            await Console.Error.WriteLineAsync($"round {round + 1}: {ours[^1].BrowsableSeconds:0.0} s against {theirs[^1].Seconds:0.0} s");
        }

        var own = Figures.Median(ours.Select(run => count / run.BrowsableSeconds));
        var bare = Figures.Median(theirs.Select(cost => count / cost.Seconds));
        report.Say($"{count} photographs ({PhotoSet.Description}), {(arguments.Copy ? "copied into the blob store (flushed in groups of 64)" : "left where they are")}; renditions are never flushed. Vitrine: from the request to import until metadata and renditions of all are in the database and on disk, with decoding in sandboxed children. Opponent: one process with {Environment.ProcessorCount} threads that reads each file once, SHA-256, libvips `thumbnail` to 1600 px and from it to 400 px, both as JPEG q82 to disk. Taken in turn, {arguments.Rounds} rounds; medians.");
        report.Table(
            ["", "photos/s", "s", "CPU ms per photo", "of it in the server", "of it in children"],
            [
                ["Vitrine", own, Figures.Median(ours.Select(run => run.BrowsableSeconds)), Figures.Median(ours.Select(run => (run.Cpu.Own + run.Cpu.Below) * 1000 / count)), Figures.Median(ours.Select(run => run.Cpu.Own * 1000 / count)), Figures.Median(ours.Select(run => run.Cpu.Below * 1000 / count))],
                ["libvips, one process", bare, Figures.Median(theirs.Select(cost => cost.Seconds)), Figures.Median(theirs.Select(cost => cost.Cpu * 1000 / count)), "", ""],
            ]);
        report.Goal("Vitrine's photos/s of the opponent's", own / bare, "≥", Goal);
        report.Table(
            ["round", "Vitrine, s", "libvips, s", "ratio"],
            ours.Zip(theirs).Select((pair, i) => (IReadOnlyList<object>)[i + 1, pair.First.BrowsableSeconds, pair.Second.Seconds, pair.Second.Seconds / pair.First.BrowsableSeconds]));
        await report.WriteAsync();
    }

    /// <summary>Both sides find the files in the page cache.</summary>
    private static void Warm(string photos)
    {
        foreach (var path in Directory.EnumerateFiles(photos, "*", SearchOption.AllDirectories))
        {
            _ = File.ReadAllBytes(path);
        }
    }
}
