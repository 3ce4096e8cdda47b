using System.CommandLine;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine csv</c>: values of many assets as a table, out and back in.</summary>
internal static class CsvCommand
{
    public static Command Create() => new("csv", "Edit values as a table: export it, change it in a spreadsheet, apply it.") { Export(), Apply() };

    private static Command Export()
    {
        var file = new Argument<string>("FILE") { Description = "The table to write." };
        var query = new Option<string>("--query") { Description = "What to export; everything by default.", DefaultValueFactory = _ => "", HelpName = "QUERY" };
        var columns = new Option<string?>("--columns") { Description = "Names parted by commas: folder,name,title,title@de,tags; the usual ones by default.", HelpName = "NAMES" };
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var command = new Command("export", "Write what a query finds as a table.") { file, query, columns, data, database };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken);
            using var answer = await server.Client.EditTableAsync(parsed.GetValue(query)!, parsed.GetValue(columns), cancellationToken);
            var path = Path.GetFullPath(parsed.GetValue(file)!);
            var part = path + ".part";
            try
            {
                await using (var written = new FileStream(part, FileMode.Create, FileAccess.Write))
                {
                    await answer.Content.CopyToAsync(written, cancellationToken);
                }

                File.Move(part, path, overwrite: true);
            }
            finally
            {
                File.Delete(part);
            }

            Console.WriteLine($"Written: {path}");
            return 0;
        });
        return command;
    }

    private static Command Apply()
    {
        var file = new Argument<string>("FILE") { Description = "The table, as an export wrote it and somebody changed it." };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would change, and change nothing." };
        var skip = new Option<bool>("--skip-errors") { Description = "Leave out rows that cannot be applied, and apply the rest." };
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var json = CommonOptions.Json();
        var command = new Command("apply", "Apply a table to the library; an empty cell leaves, (clear) takes the value away.") { file, dry, skip, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken);
            var tried = await server.Client.TryTableAsync(File.OpenRead(parsed.GetValue(file)!), cancellationToken);
            var report = tried.Preview!;
            var isRefused = report.Cannot > 0 && !parsed.GetValue(skip);
            if (parsed.GetValue(dry) || isRefused || report.Change == 0)
            {
                Show(tried, parsed.GetValue(json));
                return isRefused ? 1 : 0;
            }

            var started = await server.Client.ApplyTableAsync(File.OpenRead(parsed.GetValue(file)!), parsed.GetValue(skip), cancellationToken);
            using var bar = new ProgressLine(quiet: parsed.GetValue(json));
            var job = await Importing.FollowJobAsync(server.Client, started.Job, bar, cancellationToken, "Applying");
            bar.Clear();
            Show(job with { Preview = report }, parsed.GetValue(json));
            return job is { State: "done", Failed: 0 } && report.Cannot == 0 ? 0 : 3;
        });
        return command;
    }

    private static void Show(JobView job, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(job, ApiJson.Default.JobView));
            return;
        }

        var report = job.Preview!;
        if (job.Id.Length == 0)
        {
            foreach (var difference in report.Differences)
            {
                Console.WriteLine($"  line {difference.Line}, {difference.Name}, {difference.Attribute}: {difference.Before ?? "(nothing)"} → {difference.After ?? "(nothing)"}");
            }
        }

        foreach (var problem in report.Problems)
        {
            Console.WriteLine($"! line {problem.Line}{(problem.Name.Length > 0 ? $", {problem.Name}" : "")}{(problem.Field.Length > 0 ? $", {problem.Field}" : "")}: {problem.Message}{(problem.Valid is { } valid ? $" Valid: {valid}" : "")}");
        }

        Console.WriteLine($"{report.Examined:N0} rows: {report.Change:N0} change something, {report.Already:N0} nothing, {report.Cannot:N0} cannot be applied.");
        Console.WriteLine(job.Id.Length == 0
            ? report.Cannot > 0 ? "Nothing was applied. Mend these rows, or leave them out with --skip-errors." : "Nothing was applied."
            : $"{job.Changed:N0} assets changed; job {job.Id} can be taken back for 90 days.");
    }
}
