using System.CommandLine;
using System.Text.Json;
using Vitrine.Cli.Exports;
using Vitrine.Cli.Local;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine export</c>: the library as plain files, each with an XMP file beside it. Run again, it does what is left or has changed.</summary>
internal static class ExportCommand
{
    private static readonly string[] AiTags = ["none", "accepted", "all"];

    public static Command Create()
    {
        var target = new Argument<string>("DIR") { Description = "An empty folder, or one that an earlier export filled." };
        var query = new Argument<string[]>("QUERY") { Description = "What to export; everything by default.", Arity = ArgumentArity.ZeroOrMore };
        var ai = new Option<string>("--ai") { Description = "AI tags that no person decided: none, accepted or all.", DefaultValueFactory = _ => "none", HelpName = "WHICH" };
        ai.Validators.Add(result =>
        {
            if (!AiTags.Contains(result.GetValueOrDefault<string>(), StringComparer.Ordinal))
            {
                result.AddError("--ai is none, accepted or all.");
            }
        });
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var json = CommonOptions.Json();
        var command = new Command("export", "Write the library, or what a query finds, as plain files with XMP files beside them.") { target, query, ai, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken);
            using var bar = new ProgressLine(quiet: parsed.GetValue(json));
            var export = new FolderExport(server.Client, Path.GetFullPath(parsed.GetValue(target)!), string.Join(' ', parsed.GetValue(query)!), parsed.GetValue(ai)!);
            var summary = await export.RunAsync((done, total, problems) => bar.Show("Writing", done, total, problems), cancellationToken);
            bar.Clear();
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(summary, ExportJson.Default.ExportSummary));
            }
            else
            {
                Print(summary);
            }

            return summary.IsWhole ? 0 : 3;
        });
        return command;
    }

    private static void Print(ExportSummary summary)
    {
        foreach (var problem in summary.Problems)
        {
            Console.WriteLine($"  {problem.Path}: {problem.Message}");
        }

        Console.WriteLine($"In the library: {summary.Assets:N0} assets. In the folder: {summary.Files:N0} of their files ({summary.Written:N0} written now), {summary.Sidecars:N0} XMP files, {FolderExport.Table} and {CollectionsTable.Name}.");
        if (!summary.IsWhole)
        {
            Console.WriteLine("This export is not whole. Run the same command again when what is missing is back: it does what is left.");
        }
    }
}
