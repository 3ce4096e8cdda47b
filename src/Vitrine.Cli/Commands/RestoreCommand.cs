using System.CommandLine;
using Vitrine.Cli.Local;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine restore</c>: the server's executable does it, without serving.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("DIR[/NAME]") { Description = "A backup or a snapshot; of a folder with backups the newest." };
        var data = CommonOptions.Data();
        var database = new Option<string?>("--database") { Description = "An empty PostgreSQL database, for a backup that was made on PostgreSQL.", HelpName = "CONNECTION" };
        var blobs = new Option<string?>("--blobs") { Description = "A bucket for the originals instead of the data folder: s3://BUCKET/PREFIX?endpoint=http://HOST:PORT.", HelpName = "ADDRESS" };
        var accept = new Option<bool>("--accept-missing") { Description = "Leave out originals that are missing or damaged in the backup." };
        var json = CommonOptions.Json();
        var command = new Command("restore", "Put a backup back into an empty data folder, or a snapshot into the one it was made in.") { source, data, database, blobs, accept, json };
        command.SetAction((parsed, cancellationToken) => ServerProcess.RunAsync(
            [
                "restore", "--data", Path.GetFullPath(parsed.GetValue(data)!), Path.GetFullPath(parsed.GetValue(source)!),
                .. parsed.GetValue(database) is { } connection ? (string[])["--database", connection] : [],
                .. parsed.GetValue(blobs) is { } address ? (string[])["--blobs", address] : [],
                .. parsed.GetValue(accept) ? (string[])["--accept-missing"] : [],
                .. parsed.GetValue(json) ? (string[])["--json"] : [],
            ],
            cancellationToken));
        return command;
    }
}
