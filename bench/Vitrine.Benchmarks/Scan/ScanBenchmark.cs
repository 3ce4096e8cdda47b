using System.Diagnostics;
using System.Globalization;
using Vitrine.Benchmarks.Memory;
using Vitrine.Benchmarks.Reporting;
using Vitrine.Benchmarks.Running;
using Vitrine.Contracts;
using Vitrine.Media.Tools;

namespace Vitrine.Benchmarks.Scan;

/// <summary>One folder with ever more files: what a file costs to take in, and to look at again when nothing changed, against <c>find</c>.</summary>
internal static class ScanBenchmark
{
    private const double Flat = 1.2;

    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        int[] sizes = arguments.Photos is { } most ? [.. Sizes.Where(size => size < most), most] : Sizes;
        var report = new Report("scan", "One folder with many files", arguments.CommandFor("scan"));
        var costs = new List<FolderCost>();
        foreach (var size in sizes)
        {
            costs.Add(await MeasureAsync(size, arguments.Rounds));
            await Console.Error.WriteLineAsync($"{size:N0} files: taken in {costs[^1].ImportSeconds:0.0} s, looked at again {costs[^1].ScanSeconds:0.000} s");
        }

        report.Say($"Small text files in one folder, linked, with the pipeline at rest: taking in reads and hashes each once and writes its rows; looking again finds nothing changed. Opponent: `find FOLDER -printf '%p %s %T@'`, which only lists. Looks and listings in turn, {arguments.Rounds} rounds, medians; memory is the server's resident set, the largest seen.");
        report.Table(
            ["files", "taken in, s", "µs each", "looked at again, s", "µs each", "find, s", "times find", "server, MB"],
            costs.Select(cost => (IReadOnlyList<object>)
            [
                cost.Files, cost.ImportSeconds, cost.ImportSeconds / cost.Files * 1e6, cost.ScanSeconds, cost.ScanSeconds / cost.Files * 1e6, cost.FindSeconds, cost.ScanSeconds / cost.FindSeconds,
                cost.Bytes / 1e6,
            ]));
        var (small, large) = (costs[0], costs[^1]);
        report.Goal($"Taking in: a file of {large.Files:N0} costs, of a file of {small.Files:N0}", large.ImportSeconds / large.Files / (small.ImportSeconds / small.Files), "≤", Flat);
        report.Goal($"Looking again: a file of {large.Files:N0} costs, of a file of {small.Files:N0}", large.ScanSeconds / large.Files / (small.ScanSeconds / small.Files), "≤", Flat);
        await report.WriteAsync();
    }

    private static async Task<FolderCost> MeasureAsync(int files, int rounds)
    {
        var folder = Places.NewFolder("files");
        for (var i = 0; i < files; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"note-{i:000000}.txt")), $"This is note {i}.\n");
        }

        // What was written to just now may still be growing, and would be looked at twice.
        var yesterday = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1);
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.SetLastWriteTimeUtc(file, yesterday);
        }

        await using var server = await BenchServer.StartAsync(Places.NewFolder("data"), [folder]);
        await server.SetAsync(new LibrarySettings { Paused = true });
        await using var memory = new ResidentSampler(server.Pid);
        var watch = Stopwatch.StartNew();
        await EndAsync(server, await server.Client.ImportAsync(new ImportRequest([folder])));
        var import = watch.Elapsed.TotalSeconds;
        var (scans, finds) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            watch.Restart();
            await EndAsync(server, await server.Client.ScanAsync(new ScanRequest([folder])));
            scans.Add(watch.Elapsed.TotalSeconds);
            watch.Restart();
            await ToolProcess.RunAsync(new ToolCommand("find", [folder, "-printf", "%p %s %T@\\n"]), CancellationToken.None);
            finds.Add(watch.Elapsed.TotalSeconds);
        }

        return new FolderCost(files, import, Figures.Median(scans), Figures.Median(finds), (await memory.FinishAsync()).Where(sample => sample.Kind == ResidentKind.Server).Select(sample => sample.Bytes).DefaultIfEmpty().Max());
    }

    private static async Task EndAsync(BenchServer server, JobStarted started)
    {
        for (JobView job; (job = await server.Client.JobAsync(started.Job)).State is "queued" or "running";)
        {
            await Task.Delay(Look);
        }
    }

    private sealed record FolderCost(int Files, double ImportSeconds, double ScanSeconds, double FindSeconds, long Bytes);
}
