using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Vitrine.Benchmarks.Reporting;
using Vitrine.Benchmarks.Running;
using Vitrine.Contracts;
using Vitrine.Media.Tools;

namespace Vitrine.Benchmarks.FirstStart;

/// <summary>From a fresh clone to the first tagged photo, the bytes fetched for it, and a second start without a network.</summary>
internal static class FirstStartBenchmark
{
    private const int Photos = 3;
    private const double MinutesGoal = 6;
    private const double GigabytesGoal = 1.2;
    private const double SecondsGoal = 3;

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var clone = await CleanClone.MakeAsync(Photos);
        var report = new Report("first-start", "First start on a fresh clone", arguments.CommandFor("first-start"));
        using var ending = new CancellationTokenSource();
        var interfaceBefore = ReceivedBytes();
        var watch = Stopwatch.StartNew();
        var tagged = WatchForTagsAsync(clone, watch, ending.Token);
        var result = await clone.RunAsync(["serve", clone.Photos, "--once", "--json", "--port", "0"]);
        var whole = watch.Elapsed;
        var received = ReceivedBytes() - interfaceBefore;
        await ending.CancelAsync();
        var summary = Summary(result);
        var fetched = clone.Count();
        var first = await tagged ?? whole;
        report.Say($"A clone of the committed state in an empty folder; empty folders for NuGet's packages, NuGet's HTTP answers and npm's store; neither `VITRINE_MODELS` nor a shared folder. `./vitrine serve FOLDER --once --json` on {Photos} photographs. The .NET SDK and the system's parts (libvips, ffmpeg, exiftool, poppler, bubblewrap, npm) were there already, so apt fetched nothing in this run; {await AptAsync()}.");
        report.Table(
            ["", ""],
            [
                ["until the first photo had a tag, s", first.TotalSeconds],
                ["until the command ended, s", whole.TotalSeconds],
                ["tags over all photos", summary.Tags],
                ["problems", summary.Problems.Count],
                ["NuGet packages, MB", fetched.Packages / 1e6],
                ["NuGet answers kept by its client, MB", fetched.Http / 1e6],
                ["model files out of NuGet and npm packages, MB", fetched.Models / 1e6],
                ["received by all network interfaces meanwhile, MB", received / 1e6],
            ]);
        report.Goal("To the first tagged photo", first.TotalMinutes, "≤", MinutesGoal, " min");
        report.Say($"What the interfaces received is the upper bound: whatever else the machine fetched meanwhile is in it. npm's tarballs cannot be counted alone, they are deleted once the models are taken out.");
        report.Goal("Fetched, at most", received / 1e9, "≤", GigabytesGoal, " GB");
        await SecondStartAsync(report, clone);
        await report.WriteAsync();
    }

    private static ImportSummary Summary(ToolResult result)
    {
        var last = Encoding.UTF8.GetString(result.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        return result.ExitCode is 0 or 3 && last is not null
            ? JsonSerializer.Deserialize(last, ApiJson.Default.ImportSummary)!
            : throw new BenchmarkException(result.Describe("./vitrine serve") + Environment.NewLine + result.Errors);
    }

    /// <summary>Asks the server, once it is there, ten times a second whether anything has a tag.</summary>
    private static async Task<TimeSpan?> WatchForTagsAsync(CleanClone clone, Stopwatch watch, CancellationToken cancellationToken)
    {
        var announced = Path.Combine(clone.Data, "server.txt");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        HttpClient? http = null;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (http is null && File.Exists(announced))
                {
                    http = await BenchServer.ConnectAsync(clone.Data, (await File.ReadAllLinesAsync(announced, cancellationToken))[0]);
                }

                if (http is not null && (await new VitrineClient(http).LibraryAsync(cancellationToken)).Tags > 0)
                {
                    return watch.Elapsed;
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException)
        {
            // It ended before it was asked again.
        }
        finally
        {
            http?.Dispose();
        }

        return null;
    }

    private static async Task SecondStartAsync(Report report, CleanClone clone)
    {
        string[] inner = [Environment.ProcessPath!, OfflineStart.Verb, clone.Code, clone.Data];
        var offline = await ToolProcess.RunAsync(new ToolCommand("unshare", ["--net", "--", .. inner]) { Environment = PassedEnvironment.With(), Limit = TimeSpan.FromMinutes(3) }, CancellationToken.None);
        var isolated = offline.Succeeded;
        if (!isolated)
        {
            offline = await ToolProcess.RunAsync(new ToolCommand(inner[0], inner[1..]) { Environment = PassedEnvironment.With(), Limit = TimeSpan.FromMinutes(3) }, CancellationToken.None);
        }

        if (!offline.Succeeded)
        {
            throw new BenchmarkException(offline.Describe("the second start"));
        }

        var seconds = Encoding.UTF8.GetString(offline.Output).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => double.Parse(one, CultureInfo.InvariantCulture)).ToArray();
        report.Say($"Second start, {(isolated ? "in a network namespace that has the loopback interface only" : "with the network, because this machine gives no network namespace")}: from `./vitrine serve` to the first HTTP answer, {seconds.Length} times: {string.Join(", ", seconds.Select(one => one.ToString("0.00", CultureInfo.InvariantCulture)))} s.");
        report.Goal("Second start", Figures.Median(seconds), "≤", SecondsGoal, " s");
    }

    /// <summary>What apt would fetch for the system's parts where they are missing, by its own account.</summary>
    private static async Task<string> AptAsync()
    {
        string[] packages = [.. SystemParts.All.Where(part => part.Use == SystemPartUse.Serving).Select(part => part.Package).Distinct()];
        try
        {
            var asked = await ToolProcess.RunAsync(
                new ToolCommand("apt-cache", ["show", "--no-all-versions", .. packages]) { Limit = TimeSpan.FromMinutes(1) }, CancellationToken.None);
            var sizes = Encoding.UTF8.GetString(asked.Output).Split('\n').Where(line => line.StartsWith("Size: ", StringComparison.Ordinal)).Sum(line => long.Parse(line.AsSpan(6), CultureInfo.InvariantCulture));
            return asked.Succeeded && sizes > 0
                ? string.Create(CultureInfo.InvariantCulture, $"their {packages.Length} packages alone, without what they depend on, are {sizes / 1e6:0.0} MB by apt's account")
                : "apt has no list here that tells their size";
        }
        catch (ToolException)
        {
            return "there is no apt here that tells their size";
        }
    }

    /// <summary>Bytes that came in over all interfaces but loopback (proc(5), net/dev).</summary>
    private static long ReceivedBytes() => File.ReadLines("/proc/net/dev").Skip(2).Select(line => line.Split(':', 2))
        .Where(parts => parts[0].Trim() != "lo").Sum(parts => long.Parse(parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture));
}
