using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine write-back</c>: writes what the library says into the files of managed folders.</summary>
internal static class WriteBackCommand
{
    private const int ShownProblems = 20, ShownFiles = 50, ShownText = 200, ShownConflicts = 10;

    public static Command Create()
    {
        var query = new Argument<string>("QUERY") { Description = "Which assets; all where none is given.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        var sidecar = new Option<bool>("--sidecar") { Description = "Into XMP files beside them." };
        var embedded = new Option<bool>("--embedded") { Description = "Into the files themselves." };
        var dry = new Option<bool>("--dry-run") { Description = "Only show what would be written." };
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var json = CommonOptions.Json();
        var command = new Command("write-back", "Write tags, texts and fields into the files of managed folders.") { query, sidecar, embedded, dry, data, database, json };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(sidecar) && parsed.GetValue(embedded))
            {
                parsed.AddError("--sidecar and --embedded exclude each other.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken);
            using var bar = new ProgressLine(quiet: parsed.GetValue(json));
            var place = parsed.GetValue(sidecar) ? "sidecar" : parsed.GetValue(embedded) ? "embedded" : null;
            var started = await server.Client.WriteBackAsync(new WriteBackRequest(null, parsed.GetValue(query) ?? "", Place: place, DryRun: parsed.GetValue(dry)), cancellationToken);
            var job = await Importing.FollowJobAsync(server.Client, started.Job, bar, cancellationToken, "Writing");
            bar.Clear();
            Print(job, parsed.GetValue(dry), parsed.GetValue(json));
            if (!parsed.GetValue(json))
            {
                await ConflictsAsync(server.Client, cancellationToken);
            }

            return job.State is "failed" or "cancelled" ? 1 : job.Failed > 0 ? 3 : 0;
        });
        return command;
    }

    /// <summary>Says what waits for a decision in the whole library.</summary>
    private static async Task ConflictsAsync(VitrineClient client, CancellationToken cancellationToken)
    {
        if ((await client.WaitingAsync(cancellationToken)).Conflicts is not (> 0 and var conflicts))
        {
            return;
        }

        Console.WriteLine(string.Create(
            CultureInfo.CurrentCulture,
            $"In the library {conflicts:N0} {(conflicts == 1 ? "value was" : "values were")} changed both here and in a file; nothing is written about {(conflicts == 1 ? "it" : "them")} until somebody decides, on the page /conflicts or by POST /api/conflicts/ID {{\"keep\":\"here\"}} or {{\"keep\":\"there\"}}:"));
        foreach (var one in (await client.ConflictsAsync(cancellationToken)).Items.Take(ShownConflicts))
        {
            Console.WriteLine($"  {one.Id}  {one.Name}, {one.About}{(one.Language is { } language ? "@" + language : "")}: here {Shown(one.Here)}, in the {one.Holder} {Shown(one.There)}");
        }
    }

    private static void Print(JobView job, bool dry, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(job, ApiJson.Default.JobView));
            return;
        }

        Console.WriteLine(Sentence(job, dry));
        foreach (var asset in job.Differences.GroupBy(one => one.Id).Take(ShownFiles))
        {
            Console.WriteLine($"  {asset.First().Name}");
            foreach (var one in asset)
            {
                Console.WriteLine($"      {one.Attribute}: {Shown(one.Before)} → {Shown(one.After)}");
            }
        }

        if (job.Differences.Select(one => one.Id).Distinct().Skip(ShownFiles).Any())
        {
            Console.WriteLine("  … and others (--json has up to 1,000 differences)");
        }

        foreach (var reason in job.Problems.GroupBy(problem => problem.Code))
        {
            Console.WriteLine(string.Create(CultureInfo.CurrentCulture, $"  {reason.Count():N0} × {reason.First().Message}"));
            foreach (var problem in reason.Take(ShownProblems))
            {
                Console.WriteLine($"      {problem.Path}");
            }
        }
    }

    /// <summary>On one line, without what a terminal would take for an order.</summary>
    private static string Shown(string? text)
    {
        if (text is null)
        {
            return "(nothing)";
        }

        var line = string.Concat(text.EnumerateRunes().Take(ShownText).Select(rune => Rune.IsControl(rune) ? " " : rune.ToString()));
        return line.Length < text.Length ? $"\"{line}…\"" : $"\"{line}\"";
    }

    internal static string Sentence(JobView job, bool dry) => string.Create(
        CultureInfo.CurrentCulture,
        $"{job.Done:N0} files looked at, {job.Changed:N0} {(dry ? "would be written" : "written")}{(job.Failed > 0 ? $", {job.Failed:N0} could not be" : "")}{(job.State == "done" ? "." : "; it ended early.")}");
}
