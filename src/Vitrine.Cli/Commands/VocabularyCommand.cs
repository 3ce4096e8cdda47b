using System.CommandLine;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine vocabulary export|import</c>: concepts into files and out of them.</summary>
internal static class VocabularyCommand
{
    private const int MostShown = 50;
    private static readonly string[] Formats = ["csv", "lightroom", "turtle", "jsonld"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static Command Create() => new("vocabulary", "Write the vocabulary into a file, or take concepts in from one.") { Export(), Import() };

    private static Command Export()
    {
        var (data, database, file, format, language) = (CommonOptions.Data(), CommonOptions.Database(), File("Where it goes."), Format(), Language());
        var command = new Command("export", "Write all concepts: csv has everything, lightroom is a keyword list, turtle and jsonld are SKOS.") { file, format, language, data, database };
        RequireFormat(command, file, format);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken, "--packs", "none");
            using var answer = await server.Client.ExportConceptsAsync(FormatOf(path, parsed.GetValue(format)), parsed.GetValue(language), cancellationToken);

            // Whole or not at all: what was there before stays until the new file is complete.
            var beside = path + ".part";
            await using (var to = System.IO.File.Create(beside))
            {
                await answer.Content.CopyToAsync(to, cancellationToken);
            }

            System.IO.File.Move(beside, path, overwrite: true);
            return 0;
        });
        return command;
    }

    private static Command Import()
    {
        var (data, database, json, file, format, language) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json(), File("What is taken in."), Format(), Language());
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would change." };
        var partial = new Option<bool>("--partial") { Description = "Where rows are wrong, take in the others." };
        var command = new Command("import", "Take in concepts: new ones are made, known ones changed.") { file, format, language, dryRun, partial, data, database, json };
        RequireFormat(command, file, format);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken, "--packs", "none");
            var (form, spoken, content) = (FormatOf(path, parsed.GetValue(format)), parsed.GetValue(language), await System.IO.File.ReadAllBytesAsync(path, cancellationToken));
            if (parsed.GetValue(dryRun))
            {
                var preview = await server.Client.PreviewConceptsAsync(form, spoken, content, cancellationToken);
                Show(preview, parsed.GetValue(json));
                return preview.Refused > 0 ? 1 : 0;
            }

            var job = (await server.Client.ImportConceptsAsync(form, spoken, parsed.GetValue(partial), content, cancellationToken)).Job;
            var view = await server.Client.JobAsync(job, cancellationToken);
            while (view.State is "queued" or "running")
            {
                await Task.Delay(Pause, cancellationToken);
                view = await server.Client.JobAsync(job, cancellationToken);
            }

            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(view, ApiJson.Default.JobView)
                : view.State == "done" ? $"{view.Changed:N0} changed, {view.Failed:N0} refused" : view.Message ?? view.State);
            return view.State == "done" && view.Failed == 0 ? 0 : 1;
        });
        return command;
    }

    private static void Show(VocabularyPreview preview, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(preview, ApiJson.Default.VocabularyPreview));
            return;
        }

        foreach (var row in preview.Rows.Take(MostShown))
        {
            Console.WriteLine($"{row.Line,7}  {row.State,-8}  {row.Label}{(row.Messages.Count > 0 ? ": " + string.Join("; ", row.Messages) : "")}");
        }

        if (preview.Rows.Count > MostShown)
        {
            Console.WriteLine($"… and {preview.Rows.Count - MostShown:N0} more");
        }

        Console.WriteLine($"{preview.Total:N0} concepts: {preview.New:N0} new, {preview.Changed:N0} changed, {preview.Same:N0} as they are, {preview.Refused:N0} refused");
    }

    private static Argument<string> File(string what) => new("FILE") { Description = what };

    private static Option<string?> Format()
    {
        var option = new Option<string?>("--format") { Description = "By the file's name where left out: .csv, .txt (Lightroom), .ttl, .jsonld.", HelpName = string.Join('|', Formats) };
        option.AcceptOnlyFromAmong(Formats);
        return option;
    }

    private static Option<string?> Language() => new("--language") { Description = "Of words in a form that names none: en, de, pt-BR.", HelpName = "TAG" };

    private static string FormatOf(string path, string? said) => said ?? Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" or ".tsv" => "csv",
        ".txt" => "lightroom",
        ".ttl" => "turtle",
        ".jsonld" or ".json" => "jsonld",
        _ => "",
    };

    private static void RequireFormat(Command command, Argument<string> file, Option<string?> format) => command.Validators.Add(result =>
    {
        if (FormatOf(result.GetValue(file) ?? "", result.GetValue(format)).Length == 0)
        {
            result.AddError($"The file's name says no format. Name it: --format {string.Join('|', Formats)}.");
        }
    });
}
