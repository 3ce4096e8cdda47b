using System.CommandLine;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine version</c>: a file becomes the newest version of an asset.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var which = new Argument<string>("ID|PATH") { Description = "An asset's id, its path in the library, or the file it is linked to." };
        var file = new Argument<string>("FILE") { Description = "The file with the new content; it is copied into the library." };
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var json = CommonOptions.Json();
        var command = new Command("version", "Make a file the newest version of an asset.") { which, file, data, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path))
            {
                throw new LocalException($"{path} is not there.");
            }

            await using var server = await LocalServer.OfLibraryAsync(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(database), cancellationToken);
            var before = await ShowCommand.FindAsync(server.Client, parsed.GetValue(which)!, cancellationToken);
            await using var content = File.OpenRead(path);
            var after = await server.Client.AddVersionAsync(before.Id, content, Path.GetFileName(path), cancellationToken);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(after, ApiJson.Default.AssetDetail)
                : after.Version.Id == before.Version.Id ? $"{after.Name} shows this picture already; its metadata are as in {path} now."
                : $"{after.Name} has version {after.Versions?.Count ?? 0} now. The versions before it stay and can be brought back.");
            return 0;
        });
        return command;
    }
}
