using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Vitrine.Cli.Local;
using Vitrine.Contracts;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine backup</c>: asks the running server, which goes on serving; where none runs the server's executable does it without serving.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Where the backups of this library lie; best on another disk. Made where it is missing." };
        var keep = new Option<int?>("--keep") { Description = "Delete all but the newest N backups, and originals that none of those has.", HelpName = "N" };
        var deep = new Option<bool>("--deep") { Description = "Read every original of the backup again at the end and check its hash." };
        var accept = new Option<bool>("--accept-missing") { Description = "Leave out originals that are lost already; without it the backup fails and names them." };
        var link = new Option<bool>("--link") { Description = "On the library's own disk, share its files instead of copying them: takes no room, and does not help where a file itself is damaged." };
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var json = CommonOptions.Json();
        var command = new Command("backup", "Copy the library, also while it is served: database, originals of the blob store, configuration.") { folder, keep, deep, accept, link, data, database, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            Path.GetFullPath(parsed.GetValue(data)!),
            new BackupRequest(Path.GetFullPath(parsed.GetValue(folder)!), parsed.GetValue(keep), parsed.GetValue(deep), parsed.GetValue(accept), parsed.GetValue(link)),
            parsed.GetValue(database),
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string data, BackupRequest request, string? database, bool json, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(data, "engine.txt")))
        {
            throw new LocalException($"There is no library in {data}. Name its folder with --data.");
        }

        CreatePrivate(request.Path);
        AllowedRoots.Add(data, [request.Path], AllowedRoots.Backups);
        await using var server = await LocalServer.FindAsync(data, cancellationToken);
        return server is null
            ? await ServerProcess.RunAsync(["backup", "--data", data, .. Arguments(request, database, json)], cancellationToken)
            : await AskAsync(server.Client, request, json, cancellationToken);
    }

    private static async Task<int> AskAsync(VitrineClient client, BackupRequest request, bool json, CancellationToken cancellationToken)
    {
        using var bar = new ProgressLine(quiet: json);
        var started = await client.BackupAsync(request, cancellationToken);
        var job = await Importing.FollowJobAsync(client, started.Job, bar, cancellationToken, "Backing up");
        bar.Clear();
        var done = job.State == "done";
        var result = new CopyView(job.EndedAt ?? job.StartedAt, done, job.Message ?? (done ? "Backed up." : "The backup was cancelled."));
        (json || done ? Console.Out : Console.Error).WriteLine(json ? JsonSerializer.Serialize(result, ApiJson.Default.CopyView) : result.Message);
        return done ? 0 : 1;
    }

    private static IEnumerable<string> Arguments(BackupRequest request, string? database, bool json) =>
    [
        request.Path,
        .. request.Keep is { } keep ? (string[])["--keep", keep.ToString(CultureInfo.InvariantCulture)] : [],
        .. request.Deep ? (string[])["--deep"] : [],
        .. request.AcceptMissing ? (string[])["--accept-missing"] : [],
        .. request.Link ? (string[])["--link"] : [],
        .. database is not null ? (string[])["--database", database] : [],
        .. json ? (string[])["--json"] : [],
    ];

    /// <summary>What lies in a backup is its owner's alone.</summary>
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
