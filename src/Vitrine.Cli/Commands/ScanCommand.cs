using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine scan</c>: looks through linked folders now, instead of waiting until changes are noticed.</summary>
internal static class ScanCommand
{
    private const int ShownProblems = 20;

    public static Command Create()
    {
        var folders = new Argument<string[]>("FOLDER") { Description = "Linked folders, or folders in them; all that are followed where none is named.", Arity = ArgumentArity.ZeroOrMore };
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var json = CommonOptions.Json();
        var command = new Command("scan", "Look through linked folders for what is new, changed, moved or gone.") { folders, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken);
            string[] named = [.. parsed.GetValue(folders)!.Select(Path.GetFullPath)];
            using var bar = new ProgressLine(quiet: parsed.GetValue(json));
            var started = await server.Client.ScanAsync(new ScanRequest(named.Length == 0 ? null : named), cancellationToken);
            var job = await Importing.FollowJobAsync(server.Client, started.Job, bar, cancellationToken, "Looking through");
            bar.Clear();
            Print(job, parsed.GetValue(json));
            return job.State is "failed" or "cancelled" ? 1 : job.Problems.Count > 0 ? 3 : 0;
        });
        return command;
    }

    private static void Print(JobView job, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(job, ApiJson.Default.JobView));
            return;
        }

        Console.WriteLine(Sentence(job));
        foreach (var problem in job.Problems.Take(ShownProblems))
        {
            Console.WriteLine($"  {problem.Path}: {problem.Message} ({problem.Code})");
        }
    }

    internal static string Sentence(JobView job) =>
        string.Create(CultureInfo.CurrentCulture, $"{job.Done:N0} files looked at. ") + (job.Message ?? (job.State == "done" ? "Nothing has changed." : "It ended early."));
}
