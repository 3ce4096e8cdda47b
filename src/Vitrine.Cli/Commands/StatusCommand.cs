using System.CommandLine;
using Vitrine.Cli.Local;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine status</c>: whether a server of the data folder is up, for people and for what watches containers.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var command = new Command("status", "Say whether the server of the data folder is up; the exit code is 1 where it is not.") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = Path.GetFullPath(parsed.GetValue(data)!);
            await using var server = await LocalServer.FindAsync(folder, cancellationToken) ?? throw new LocalException($"No server runs on {folder}.");
            Console.WriteLine($"Vitrine {(await server.Client.StatusAsync(cancellationToken)).Version} is up: {server.Url}");
            return 0;
        });
        return command;
    }
}
