using System.CommandLine;
using Vitrine.Cli.Local;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine import</c>: hands folders to the running server, or to one of its own.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var folders = CommonOptions.Folders(ArgumentArity.OneOrMore);
        var copy = CommonOptions.Copy();
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var json = CommonOptions.Json();
        var command = new Command("import", "Take in folders and wait until everything in them is analysed.") { folders, copy, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var root = Path.GetFullPath(parsed.GetValue(data)!);
            AllowedRoots.Add(root, parsed.GetValue(folders)!);
            await using var server = await LocalServer.FindOrStartAsync(root, parsed.GetValue(database), cancellationToken);
            return await Importing.RunAsync(server.Client, parsed.GetValue(folders)!, parsed.GetValue(copy), waitForAnalysis: true, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }
}
