using System.CommandLine;
using Vitrine.Cli.Local;

namespace Vitrine.Cli.Commands;

/// <summary><c>vitrine serve</c>: starts the server, takes in folders while showing how far it is, prints a login link.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var folders = CommonOptions.Folders(ArgumentArity.ZeroOrMore);
        var copy = CommonOptions.Copy();
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var blobs = new Option<string?>("--blobs")
        {
            Description = "A bucket for copied and uploaded originals: s3://BUCKET/PREFIX?endpoint=http://HOST:PORT; remembered in the data folder.",
            HelpName = "ADDRESS",
        };
        var uploads = new Option<int?>("--upload-space") { Description = "GB that unfinished uploads may take together in the data folder: 200.", HelpName = "GB" };
        var accelerator = new Option<string?>("--accelerator") { Description = "What models run on: a graphics card where one can be used (auto), the processor (cpu), or a card (cuda).", HelpName = "auto|cpu|cuda" };
        var json = CommonOptions.Json();
        var port = new Option<int?>("--port") { Description = "The port on 127.0.0.1: 5180, with --once any free one (0).", HelpName = "N" };
        var once = new Option<bool>("--once") { Description = "Take the folders in, wait until every analysis is done, print a summary and end." };
        var command = new Command("serve", "Start the server and take in folders.") { folders, copy, data, port, database, blobs, uploads, accelerator, once, json };
        var reach = ReachOptions();
        foreach (var option in reach)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(folders)!, parsed.GetValue(copy), Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(port) ?? (parsed.GetValue(once) ? 0 : 5180), parsed.GetValue(database),
            Passed(parsed, [blobs, uploads, accelerator, .. reach]), parsed.GetValue(once), parsed.GetValue(json), cancellationToken));
        return command;
    }

    /// <summary>Who else gets in; the server itself reads the values.</summary>
    private static Option<string[]>[] ReachOptions() =>
    [
        Many("--listen", "Listen on this address too, beside 127.0.0.1; the owner must have a password. 0.0.0.0 or [::] is every address.", "ADDRESS[:PORT]"),
        Many("--public-url", "How people call this server: https://photos.example.org.", "URL"),
        Many("--trusted-proxy", "Believe a proxy in this network about who asked it, and how.", "NETWORK"),
        Many("--tls-certificate", "Serve https on the --listen addresses with this certificate; read again when it changes.", "FILE.pem"),
        Many("--tls-key", "The key of the certificate.", "FILE.pem"),
    ];

    private static Option<string[]> Many(string name, string description, string value) => new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => [] };

    /// <summary>Options as the server takes them.</summary>
    private static List<string> Passed(ParseResult parsed, Option[] options) =>
        [.. options.SelectMany(option => (parsed.GetResult(option)?.Tokens ?? []).SelectMany(token => (string[])[option.Name, token.Value]))];

    private static async Task<int> RunAsync(
        string[] folders, bool copy, string data, int port, string? database, List<string> more, bool once, bool json, CancellationToken cancellationToken)
    {
        await using (var running = await LocalServer.FindAsync(data, cancellationToken))
        {
            if (running is not null)
            {
                throw new LocalException($"A server runs on {data} already: {running.Url}. Stop it first, or take folders in with ./vitrine import.");
            }
        }

        AllowedRoots.Add(data, folders);
        await using var server = await LocalServer.StartAsync(data, port, database, more, cancellationToken);
        if (!once)
        {
            var link = await server.Client.LoginLinkAsync(cancellationToken);
            Say(json, $"Vitrine is at {string.Join(" and ", server.Others.Prepend(server.Url))}");
            Say(json, $"Sign in (once): {link.Url}");
        }

        var exit = 0;
        if (folders.Length > 0 || once)
        {
            exit = await Importing.RunAsync(server.Client, folders, copy, waitForAnalysis: once, json, cancellationToken);
        }

        if (!once)
        {
            Say(json, "AI tags appear by themselves as models arrive and files are looked at. Press Ctrl+C to stop.");
            var ended = server.Started!.WaitAsync(cancellationToken);
            if (await Importing.UntilLookedAtAsync(server.Client, quiet: json, ended, cancellationToken) is { } ready)
            {
                Say(json, ready);
            }

            await ended;
            return server.Started.ExitCode;
        }

        return exit;
    }

    /// <summary>Words go to standard error where standard output belongs to a program.</summary>
    private static void Say(bool json, string sentence) => (json ? Console.Error : Console.Out).WriteLine(sentence);
}
