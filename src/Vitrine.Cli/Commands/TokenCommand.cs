using System.CommandLine;
using Vitrine.Cli.Local;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine token</c>: the bearer token of a data folder, or a fresh login link for the browser.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var link = new Option<bool>("--link") { Description = "Print a login link of the running server instead; it works once." };
        var command = new Command("token", "Print the bearer token of the data folder's owner.") { data, database, link };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = Path.GetFullPath(parsed.GetValue(data)!);
            if (parsed.GetValue(link))
            {
                await using var running = await LocalServer.FindAsync(folder, cancellationToken)
                    ?? throw new LocalException($"No server runs on {folder}: a login link would lead nowhere.");
                Console.WriteLine((await running.Client.LoginLinkAsync(cancellationToken)).Url);
                return 0;
            }

            var file = Path.Combine(folder, "token");
            if (!File.Exists(file))
            {
                // The next start makes it again.
                await using var server = await LocalServer.OfLibraryAsync(folder, parsed.GetValue(database), cancellationToken);
            }

            Console.WriteLine((await File.ReadAllTextAsync(file, cancellationToken)).Trim());
            return 0;
        });
        return command;
    }
}
