using System.Globalization;
using System.Net.Http.Json;
using Vitrine.Contracts;
using Vitrine.Media.Tools;

namespace Vitrine.Benchmarks.Running;

/// <summary>The real server in a process of its own, over a data folder of the benchmark.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    // As often as the command line asks: each answer costs the server some of the time that is measured.
    private static readonly TimeSpan LookAtActivity = TimeSpan.FromMilliseconds(250);

    private readonly Task<ToolResult> run;
    private readonly CancellationTokenSource ending;
    private readonly HttpClient http;

    private BenchServer(Task<ToolResult> run, CancellationTokenSource ending, HttpClient http, int pid)
    {
        this.run = run;
        this.ending = ending;
        this.http = http;
        Pid = pid;
        Client = new VitrineClient(http);
    }

    /// <summary>The server's process number.</summary>
    public int Pid { get; }

    public VitrineClient Client { get; }

    private static string Executable =>
        Environment.GetEnvironmentVariable("VITRINE_SERVER") is { Length: > 0 } named
            ? named
            : Path.Combine(Places.Repository, "artifacts", "bin", "Vitrine.Server", "release", "Vitrine.Server");

    /// <summary>Starts it and waits until it is ready and has nothing left to prepare.</summary>
    /// <param name="roots">Folders that it may take in.</param>
    /// <param name="database">A PostgreSQL connection string; null = SQLite.</param>
    public static async Task<BenchServer> StartAsync(string data, IReadOnlyList<string> roots, string? database = null)
    {
        if (!File.Exists(Executable))
        {
            throw new BenchmarkException("The server is not built; dotnet build -c Release src/Vitrine.Server makes it.");
        }

        var announced = Path.Combine(data, "server.txt");
        File.Delete(announced);
        await File.WriteAllLinesAsync(Path.Combine(data, "roots.txt"), roots);
        List<string> arguments = ["--data", data, "--port", "0"];
        if (database is not null)
        {
            arguments.AddRange(["--database", database]);
        }

        var ending = new CancellationTokenSource();
        var run = ToolProcess.RunAsync(new ToolCommand(Executable, arguments) { Environment = PassedEnvironment.With(), Limit = TimeSpan.FromDays(1) }, ending.Token);
        while (!File.Exists(announced))
        {
            if (run.IsCompleted)
            {
                throw new BenchmarkException("The server did not start: " + (await run).Errors);
            }

            await Task.Delay(Look);
        }

        var lines = await File.ReadAllLinesAsync(announced);
        var server = new BenchServer(run, ending, await ConnectAsync(data, lines[0]), int.Parse(lines[1], CultureInfo.InvariantCulture));
        await server.UntilAsync(activity => activity is { Queued: 0, Running: 0, Preparing.Count: 0 });
        return server;
    }

    /// <summary>A client of the server that runs on a data folder.</summary>
    public static async Task<HttpClient> ConnectAsync(string data, string url)
    {
#pragma warning disable RS0030 // The benchmark talks to its own server on this machine only.
        var http = new HttpClient { BaseAddress = new Uri(url.TrimEnd('/') + "/"), Timeout = TimeSpan.FromMinutes(10) };
#pragma warning restore RS0030
        var token = (await File.ReadAllTextAsync(Path.Combine(data, "token"))).Trim();
        http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    public async Task SetAsync(LibrarySettings settings)
    {
        using var response = await http.PatchAsJsonAsync("api/library", settings, ApiJson.Default.LibrarySettings);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Asks for the activity four times a second until it is as wanted.</summary>
    public async Task UntilAsync(Func<ActivityView, bool> wanted)
    {
        while (!wanted(await Client.ActivityAsync()))
        {
            if (run.IsCompleted)
            {
                throw new BenchmarkException("The server ended: " + (await run).Errors);
            }

            await Task.Delay(LookAtActivity);
        }
    }

    /// <summary>Asks it to end, as Ctrl+C does, and waits.</summary>
    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (!run.IsCompleted)
        {
            var asked = new ToolCommand("kill", ["-TERM", Pid.ToString(CultureInfo.InvariantCulture)]);
            await ToolProcess.RunAsync(asked, CancellationToken.None);
        }

        await Task.WhenAny(run, Task.Delay(Patience));
        await ending.CancelAsync();
        try
        {
            await run;
        }
        catch (OperationCanceledException)
        {
            // It did not listen and was killed.
        }

        ending.Dispose();
    }
}
