using System.Globalization;
using System.Net.Sockets;
using Vitrine.Contracts;

namespace Vitrine.Cli.Local;

/// <summary>A connection to the server of a data folder: the running one, or one started for this call.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    /// <summary>Before further addresses in <c>server.txt</c>.</summary>
    private const string AlsoAt = "also ";

    private readonly ServerProcess? started;
    private readonly HttpClient http;

    private LocalServer(HttpClient http, ServerProcess? started, string url)
    {
        this.http = http;
        this.started = started;
        Url = url;
        Client = new VitrineClient(http);
    }

    public string Url { get; }

    /// <summary>By which addresses others reach a server that was started here.</summary>
    public IReadOnlyList<string> Others { get; private set; } = [];

    public VitrineClient Client { get; }

    public ServerProcess? Started => started;

    /// <summary>The running server of the folder, or null.</summary>
    public static async Task<LocalServer?> FindAsync(string data, CancellationToken cancellationToken)
    {
        var announced = Path.Combine(data, "server.txt");
        if (!File.Exists(announced))
        {
            return null;
        }

        var lines = await File.ReadAllLinesAsync(announced, cancellationToken);
        if (lines.Length == 0 || !Uri.TryCreate(lines[0], UriKind.Absolute, out _))
        {
            return null;
        }

        var server = await ConnectAsync(data, lines[0], null, cancellationToken);
        try
        {
            var status = await server.Client.StatusAsync(cancellationToken);
            if (status.Product == "Vitrine")
            {
                return server;
            }
        }
        catch (Exception error) when (error is HttpRequestException or VitrineException or SocketException)
        {
            // What a killed server left behind.
        }

        await server.DisposeAsync();
        return null;
    }

    /// <summary>The running server of the folder, or one of our own on a free port, with models and pipeline but for this call only.</summary>
    public static async Task<LocalServer> FindOrStartAsync(string data, string? database, CancellationToken cancellationToken, params string[] arguments) =>
        await FindAsync(data, cancellationToken)
        ?? await StartAsync(data, 0, database, arguments, cancellationToken);

    /// <summary>The same for a question: a folder that no library was made in is refused, since a mistyped name would make one that has nothing.</summary>
    public static Task<LocalServer> OfLibraryAsync(string data, string? database, CancellationToken cancellationToken, params string[] arguments) =>
        File.Exists(Path.Combine(data, "engine.txt"))
            ? FindOrStartAsync(data, database, cancellationToken, arguments)
            : throw new LocalException($"There is no library in {data}. Name its folder with --data, or make one: ./vitrine serve FOLDER --data \"{data}\"");

    /// <param name="more">Arguments of the server beside the data folder, the port and the database.</param>
    public static async Task<LocalServer> StartAsync(string data, int port, string? database, IReadOnlyList<string> more, CancellationToken cancellationToken)
    {
        List<string> arguments = ["--data", data, "--port", port.ToString(CultureInfo.InvariantCulture), .. more];
        if (database is not null)
        {
            arguments.AddRange(["--database", database]);
        }

        var process = await ServerProcess.StartAsync(arguments, cancellationToken);
        var lines = await File.ReadAllLinesAsync(Path.Combine(data, "server.txt"), cancellationToken);
        var server = await ConnectAsync(data, lines[0], process, cancellationToken);
        server.Others = [.. lines.Where(line => line.StartsWith(AlsoAt, StringComparison.Ordinal)).Select(line => line[AlsoAt.Length..])];
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (started is not null)
        {
            await started.DisposeAsync();
        }
    }

    private static async Task<LocalServer> ConnectAsync(string data, string url, ServerProcess? process, CancellationToken cancellationToken)
    {
#pragma warning disable RS0030 // The command line talks to the server on this machine only.
        var server = new LocalServer(new HttpClient { BaseAddress = new Uri(url.TrimEnd('/') + "/"), Timeout = TimeSpan.FromMinutes(5) }, process, url);
#pragma warning restore RS0030
        var token = Path.Combine(data, "token");
        if (File.Exists(token))
        {
            server.Client.UseToken((await File.ReadAllTextAsync(token, cancellationToken)).Trim());
        }

        return server;
    }
}
