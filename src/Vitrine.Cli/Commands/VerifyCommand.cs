using System.CommandLine;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine verify</c>: has the running server look whether everything is there and whole, or one of its own.</summary>
internal static class VerifyCommand
{
    private const int ShownNames = 5;

    public static Command Create()
    {
        var fix = new Option<bool>("--fix") { Description = "Repair what can be repaired without losing anything." };
        var quick = new Option<bool>("--quick") { Description = "Measure files instead of reading them." };
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var json = CommonOptions.Json();
        var command = new Command("verify", "Look whether all originals, linked files and previews are there and whole.") { fix, quick, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken);
            return await RunAsync(server.Client, new VerifyRequest(parsed.GetValue(fix), parsed.GetValue(quick)), parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    /// <returns>0 where all is well, 3 where something is not as it should be, 1 where the check did not get to its end.</returns>
    private static async Task<int> RunAsync(VitrineClient client, VerifyRequest request, bool json, CancellationToken cancellationToken)
    {
        using var bar = new ProgressLine(quiet: json);
        var started = await client.VerifyAsync(request, cancellationToken);
        var job = await Importing.FollowJobAsync(client, started.Job, bar, cancellationToken, "Checking");
        bar.Clear();
        if (job.State != "done")
        {
            await Console.Error.WriteLineAsync(job.Message ?? "The check was cancelled.");
            return 1;
        }

        var report = await client.VerifyReportAsync(cancellationToken);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, ApiJson.Default.VerifyReport));
        }
        else
        {
            Console.WriteLine(job.Message);
            Print(report);
        }

        return job.Failed > 0 ? 3 : 0;
    }

    private static void Print(VerifyReport report)
    {
        Console.WriteLine(
            $"Looked at {report.Checked["blobs"]:N0} originals, {report.Checked["links"]:N0} linked files and {report.Checked["renditions"]:N0} previews; read {report.Bytes / 1e6:N1} MB.");
        foreach (var finding in report.Findings)
        {
            var mended = finding.Fixed > 0 ? $" ({finding.Fixed:N0} repaired)" : "";
            Console.WriteLine($"{(finding.Harmless ? "  " : "! ")}{finding.Count:N0} {finding.Message}{mended}");
            foreach (var name in finding.Names.Take(ShownNames))
            {
                Console.WriteLine($"      {name}");
            }

            if (finding.Count > ShownNames)
            {
                Console.WriteLine("      …");
            }
        }
    }
}
