using System.Diagnostics;
using Vitrine.Benchmarks.Photos;
using Vitrine.Benchmarks.Reporting;
using Vitrine.Benchmarks.Running;
using Vitrine.Contracts;

namespace Vitrine.Benchmarks.Memory;

/// <summary>Resident memory of every process of a server while it takes in photographs with all starter analyzers.</summary>
internal static class MemoryBenchmark
{
    private const int Photos = 500;
    private const int FullPhotos = 10_000;
    private const double Megabyte = 1 << 20;

    private static readonly (ResidentKind Kind, string Name, double Goal)[] Kinds =
    [
        (ResidentKind.Server, "server", 300), (ResidentKind.Decode, "each decode child with its tools", 350), (ResidentKind.Model, "model child", 700),
    ];

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var count = arguments.Photos ?? (arguments.Full ? FullPhotos : Photos);
        var photos = await PhotoSet.MakeAsync(count);
        var report = new Report(arguments.Full ? "memory-full" : "memory", "Memory while importing", arguments.CommandFor("memory"));
        var data = Places.NewFolder("data");
        await StarterModels.CopyToAsync(data);
        double seconds;
        IReadOnlyList<ResidentSample> samples;
        await using (var server = await BenchServer.StartAsync(data, [photos]))
        {
            await using var sampler = new ResidentSampler(server.Pid);
            var watch = Stopwatch.StartNew();
            var job = await server.Client.ImportAsync(new ImportRequest([photos]));
            while ((await server.Client.JobAsync(job.Job)).State is "queued" or "running")
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500));
            }

            await server.UntilAsync(activity => activity is { Queued: 0, Running: 0 });
            seconds = watch.Elapsed.TotalSeconds;
            samples = await sampler.FinishAsync();
        }

        Directory.Delete(data, recursive: true);
        report.Say($"{count} photographs ({PhotoSet.Description}) with metadata, renditions, detailed metadata and all starter analyzers in {seconds:0} s ({count / seconds:0.0} photos/s). Resident memory of each process, a child together with all it runs, looked at once a second: {samples.Count} samples. Pages that several processes map count for each.");
        foreach (var (kind, name, goal) in Kinds)
        {
            report.Goal($"Peak of {name}", samples.Where(sample => sample.Kind == kind).Select(sample => sample.Bytes / Megabyte).DefaultIfEmpty(double.NaN).Max(), "≤", goal, " MB");
        }

        report.Say($"Over time, each quarter of a process kind's own working time (mean / peak, MB):");
        report.Table(["", "1st", "2nd", "3rd", "4th", "growth of the mean, 2nd to 4th"], Kinds.Select(kind => Quarters(kind.Name, [.. samples.Where(sample => sample.Kind == kind.Kind)])));
        await report.WriteAsync();
    }

    private static IReadOnlyList<object> Quarters(string name, ResidentSample[] samples)
    {
        if (samples.Length == 0)
        {
            return [name, "", "", "", "", ""];
        }

        var (from, to) = (samples[0].At, samples[^1].At);
        var quarters = samples.GroupBy(sample => Math.Min(3, (int)(4 * (sample.At - from) / (to - from + TimeSpan.FromMilliseconds(1)))))
            .ToDictionary(group => group.Key, group => (Mean: group.Average(sample => sample.Bytes / Megabyte), Peak: group.Max(sample => sample.Bytes / Megabyte)));
        var growth = quarters.TryGetValue(1, out var second) && quarters.TryGetValue(3, out var fourth) ? $"{(fourth.Mean / second.Mean) - 1:+0%;-0%;0%}" : "";
        return [name, .. Enumerable.Range(0, 4).Select(i => quarters.TryGetValue(i, out var quarter) ? $"{quarter.Mean:0} / {quarter.Peak:0}" : ""), growth];
    }
}
