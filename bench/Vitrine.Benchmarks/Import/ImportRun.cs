using System.Diagnostics;
using Vitrine.Benchmarks.Running;
using Vitrine.Contracts;

namespace Vitrine.Benchmarks.Import;

/// <summary>How one import went.</summary>
/// <param name="BrowsableSeconds">From the request to the last picture's metadata and renditions.</param>
/// <param name="WholeSeconds">From the request to the end of everything, detailed metadata and analyzers as well.</param>
/// <param name="Cpu">Processor seconds until browsable: of the server and of its children.</param>
internal sealed record ImportRun(double BrowsableSeconds, double WholeSeconds, ProcessCost Cpu)
{
    private const string Metadata = "metadata";
    private const string Renditions = "renditions";

    /// <summary>Takes a folder in with a fresh server and data folder.</summary>
    /// <param name="analyze">Whether analyzers run, too.</param>
    /// <param name="whole">Whether to wait for everything after the pictures can be browsed.</param>
    public static async Task<ImportRun> MeasureAsync(string photos, int count, bool copy, bool analyze, bool whole)
    {
        var data = Places.NewFolder("data");
        await StarterModels.CopyToAsync(data);
        await using var server = await BenchServer.StartAsync(data, [photos]);
        await server.SetAsync(new LibrarySettings { TagNewAssets = analyze });
        var before = ProcessCost.Of(server.Pid);
        var watch = Stopwatch.StartNew();
        await server.Client.ImportAsync(new ImportRequest([photos], copy ? "copy" : "link"));
        await server.UntilAsync(activity => EndedIn(activity, Metadata) == count && EndedIn(activity, Renditions) == count);
        var browsable = watch.Elapsed.TotalSeconds;
        var cost = ProcessCost.Of(server.Pid).Since(before);
        if (whole)
        {
            await server.UntilAsync(activity => activity is { Queued: 0, Running: 0 });
        }

        var wholeSeconds = watch.Elapsed.TotalSeconds;
        var activity = await server.Client.ActivityAsync();
        return activity.Failed == 0
            ? new ImportRun(browsable, wholeSeconds, cost)
            : throw new BenchmarkException($"{activity.Failed} steps failed, first {activity.Failures[0].Step}: {activity.Failures[0].Message}");
    }

    private static long EndedIn(ActivityView activity, string step) => activity.Steps.Where(one => one.Step == step).Sum(one => one.Done + one.Failed);
}
