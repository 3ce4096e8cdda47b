using System.Diagnostics;
using System.Text.Json;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary>Follows an import, and the analysis after it, to the end, and sums up.</summary>
internal static class Importing
{
    private const int MostFailures = 1000;
    private const int ShownProblems = 20;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Counting all runs of a large library costs more than a job's row.</summary>
    private static readonly TimeSpan LookAtAnalysis = TimeSpan.FromSeconds(1);

    /// <returns>0, or 3 where some files failed, or 1 where the import as a whole did.</returns>
    public static async Task<int> RunAsync(
        VitrineClient client, string[] folders, bool copy, bool waitForAnalysis, bool json, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var bar = new ProgressLine(quiet: json);
        JobView? job = null;
        if (folders.Length > 0)
        {
            var started = await client.ImportAsync(new ImportRequest([.. folders.Select(Path.GetFullPath)], copy ? "copy" : "link"), cancellationToken);
            job = await FollowJobAsync(client, started.Job, bar, cancellationToken);
        }

        if (waitForAnalysis)
        {
            await FollowAnalysisAsync(client, bar, cancellationToken);
        }

        bar.Clear();
        var seconds = watch.Elapsed.TotalSeconds;
        var summary = await SummaryAsync(client, job, [.. folders.Select(Path.GetFullPath)], seconds, cancellationToken);
        var exit = job?.State is "failed" or "cancelled" ? 1 : summary.Problems.Count > 0 ? 3 : 0;
        if (waitForAnalysis)
        {
            // Named, but no fault of the files that came in.
            summary = summary with { Problems = [.. summary.Problems, .. PacksMissing(await client.PacksAsync(cancellationToken))] };
        }

        Print(summary, job, json);
        return exit;
    }

    /// <summary>Follows the analysis until nothing is left, or until the server ends.</summary>
    /// <returns>What the library has then; null where the server ended first or analysis is paused.</returns>
    public static async Task<string?> UntilLookedAtAsync(VitrineClient client, bool quiet, Task ended, CancellationToken cancellationToken)
    {
        using var bar = new ProgressLine(quiet);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = FollowAnalysisAsync(client, bar, stop.Token);
        await Task.WhenAny(following, ended);
        await stop.CancelAsync();
        try
        {
            if (!await following)
            {
                return null;
            }

            bar.Clear();
            var library = await client.LibraryAsync(cancellationToken);
            return $"Everything is looked at: {library.Assets:N0} assets, {library.Tags:N0} tags.";
        }
        catch (Exception error) when (error is HttpRequestException or VitrineException or OperationCanceledException)
        {
            // The server ended while it was asked.
            return null;
        }
    }

    /// <summary>Shows how far a job is until it has ended.</summary>
    internal static async Task<JobView> FollowJobAsync(VitrineClient client, string id, ProgressLine bar, CancellationToken cancellationToken, string what = "Taking in")
    {
        using var timer = new PeriodicTimer(Look);
        long last = -1;
        while (true)
        {
            var job = await client.JobAsync(id, cancellationToken);
            if (job.Done == last && (await client.ActivityAsync(cancellationToken)).Trouble is { } trouble)
            {
                bar.Say(trouble);
            }
            else
            {
                bar.Show(what, job.Done, job.Total, job.Failed);
            }

            last = job.Done;
            if (job.State is "done" or "failed" or "cancelled")
            {
                return job;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <returns>False where analysis is paused.</returns>
    private static async Task<bool> FollowAnalysisAsync(VitrineClient client, ProgressLine bar, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookAtAnalysis);
        long most = 0;
        long? failedBefore = null;
        bar.Restart();
        while (true)
        {
            var activity = await client.ActivityAsync(cancellationToken);
            var left = activity.Queued + activity.Running;
            failedBefore ??= activity.Failed;
            if (left == 0 && activity.Preparing.Count == 0)
            {
                if (most > 0)
                {
                    // Not left at where it was when somebody looked last.
                    bar.Show("Looking at", most, most, activity.Failed - failedBefore.Value);
                }

                return true;
            }

            if (activity.Paused)
            {
                bar.Clear();
                await Console.Error.WriteLineAsync("Analysis is paused; it goes on when somebody resumes it on the activity page.");
                return false;
            }

            most = Math.Max(most, left);
            if (activity.Trouble is { } trouble)
            {
                bar.Say(trouble);
            }
            else if (left == 0)
            {
                bar.Say(activity.Preparing[0] + " …");
            }
            else
            {
                bar.Show("Looking at", most - left, most, activity.Failed - failedBefore.Value);
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static async Task<ImportSummary> SummaryAsync(VitrineClient client, JobView? job, string[] folders, double seconds, CancellationToken cancellationToken)
    {
        var library = await client.LibraryAsync(cancellationToken);
        var failures = await FailuresAsync(client, cancellationToken);
        IReadOnlyList<JobProblem> problems =
        [
            .. job?.Problems ?? [],
            .. failures.Where(failure => IsBelow(failure.Name, folders)).Select(failure => new JobProblem(failure.Name, failure.Step, failure.Code, failure.Message)),
        ];
        var files = job?.Total ?? 0;
        return new ImportSummary(files, library.Assets, job?.Duplicates ?? 0, library.Tags, Math.Round(seconds, 2), seconds > 0 ? Math.Round(files / seconds, 2) : 0, problems);
    }

    /// <summary>Packs that could not be fetched, where nothing else does their task: there are fewer tags than there could be.</summary>
    internal static IEnumerable<JobProblem> PacksMissing(IEnumerable<PackView> packs) => packs
        .GroupBy(pack => pack.Task, StringComparer.Ordinal)
        .Where(task => !task.Any(pack => pack.Installed))
        .SelectMany(task => task)
        .Where(pack => pack.Problem is not null)
        .Select(pack => new JobProblem(pack.Name, "install", "pack-not-fetched", pack.Problem!));

    /// <summary>The newest failures; no summary needs more of them.</summary>
    private static async Task<IReadOnlyList<FailureView>> FailuresAsync(VitrineClient client, CancellationToken cancellationToken)
    {
        var failures = new List<FailureView>();
        string? cursor = null;
        do
        {
            var page = await client.FailuresAsync(cursor, cancellationToken);
            failures.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null && failures.Count < MostFailures);
        return failures;
    }

    /// <summary>Failures of files taken in now, not those of earlier times; all of them where no folder was named.</summary>
    private static bool IsBelow(string path, string[] folders) =>
        folders.Length == 0 || folders.Any(folder => path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal));

    /// <summary>What came in, what was here before, what the library has now.</summary>
    internal static string Sentence(ImportSummary summary, JobView? job)
    {
        var added = job?.Assets ?? 0;
        var known = Math.Max(0, summary.Files - added - (job?.Failed ?? 0));
        var twice = summary.Duplicates > 0 ? $" ({summary.Duplicates:N0} of them duplicates)" : "";
        var came = job is null ? "" : $"{summary.Files:N0} files: {added:N0} new{twice}, {known:N0} known already; ";
        return $"{came}{summary.Assets:N0} assets in the library, {summary.Tags:N0} tags, {summary.Seconds:N1} s ({summary.ImagesPerSecond:N1} files/s)";
    }

    private static void Print(ImportSummary summary, JobView? job, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(summary, ApiJson.Default.ImportSummary));
            return;
        }

        if (job?.Message is { Length: > 0 } message)
        {
            Console.WriteLine(message);
        }

        Console.WriteLine(Sentence(summary, job));
        foreach (var problem in summary.Problems.Take(ShownProblems))
        {
            Console.WriteLine($"  {problem.Path}: {problem.Message} ({problem.Step}, {problem.Code})");
        }

        if (summary.Problems.Count > ShownProblems)
        {
            Console.WriteLine($"  … and {summary.Problems.Count - ShownProblems:N0} more: see the activity page.");
        }
    }
}
