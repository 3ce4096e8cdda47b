using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Vitrine.Media.Tools;

namespace Vitrine.Tests.Shared;

/// <summary>The real server in a process of its own, so that it can be killed. It installs no packs.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private bool isDisposed;
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler());
    private readonly Task<ToolResult> process;
    private readonly int pid;
    private readonly string url;
    private readonly string token;

    private RunningServer(Task<ToolResult> process, string url, int pid, string token, CancellationTokenSource stop)
    {
        this.process = process;
        this.url = url;
        this.pid = pid;
        this.token = token;
        this.stop = stop;
    }

    /// <summary>Where it listens, without an end slash.</summary>
    public string Url => url;

    /// <summary>The owner's bearer token.</summary>
    public string Token => token;

    /// <summary>Starts the server and waits until it answers.</summary>
    /// <param name="data">Its data folder.</param>
    /// <param name="database">A connection string; null = SQLite in the data folder.</param>
    /// <param name="roots">Folders that may be taken in.</param>
    public static async Task<RunningServer> StartAsync(string data, string? database, params string[] roots)
    {
        Directory.CreateDirectory(data);
        if (database is null && !File.Exists(Path.Combine(data, "vitrine.db")))
        {
            await PlantedDatabases.CopyToAsync(Engines.Sqlite, data);
        }

        await File.WriteAllLinesAsync(Path.Combine(data, "roots.txt"), roots);
        var announced = Path.Combine(data, "server.txt");
        File.Delete(announced);
        List<string> arguments = ["--data", data, "--port", "0", "--packs", "none"];
        if (database is not null)
        {
            arguments.AddRange(["--database", database]);
        }

        var stop = new CancellationTokenSource();
        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "Vitrine.Server"), arguments) { Limit = TimeSpan.FromMinutes(10) };
        using var watcher = new FileSystemWatcher(data, Path.GetFileName(announced));
        var there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, _) => there.TrySetResult();
        watcher.Renamed += (_, _) => there.TrySetResult();
        watcher.EnableRaisingEvents = true;
        var process = ToolProcess.RunAsync(command, stop.Token);
        await Task.WhenAny(there.Task, process).WaitAsync(TestContext.Current.CancellationToken);
        if (process.IsCompleted)
        {
            throw new InvalidOperationException($"the server did not start: {(await process).Errors}");
        }

        var lines = await File.ReadAllLinesAsync(announced);
        var token = (await File.ReadAllTextAsync(Path.Combine(data, "token"))).Trim();
        return new RunningServer(process, lines[0], int.Parse(lines[1], CultureInfo.InvariantCulture), token, stop);
    }

    public async Task<JsonElement> GetAsync(string path) => await SendAsync(HttpMethod.Get, path, null);

    public async Task<JsonElement> PostAsync(string path, string json) => await SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"));

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        var (status, text) = await TrySendAsync(method, path, content);
        Assert.True((int)status < 300, $"{method} {path}: {(int)status} {text}");
        return JsonDocument.Parse(text.Length == 0 ? "null" : text).RootElement;
    }

    /// <summary>The answer, whatever it is.</summary>
    public async Task<(HttpStatusCode Status, string Text)> TrySendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var response = await AskAsync(method, path, content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<byte[]> BytesAsync(string path)
    {
        using var response = await AskAsync(HttpMethod.Get, path, null);
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {(int)response.StatusCode}");
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Waits until no job and no run is queued or running.</summary>
    public async Task IdleAsync()
    {
        while (true)
        {
            var activity = await GetAsync("/api/activity");
            var jobs = activity.GetProperty("jobs").EnumerateArray().Any(job => job.GetProperty("state").GetString() is "queued" or "running");
            if (!jobs && activity.GetProperty("queued").GetInt64() == 0 && activity.GetProperty("running").GetInt64() == 0)
            {
                return;
            }

            // It is another process, whose events tell of assets and not of the last step of a job.
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>kill -9, of the server alone: its children find their pipes closed.</summary>
    public async Task KillAsync()
    {
        using (var server = Process.GetProcessById(pid))
        {
            server.Kill();
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await EndAsync();
    }

    /// <summary>Numbers of the processes that the server started and that are of one kind of child.</summary>
    public IReadOnlyList<int> Children(string kind) => ChildProcesses.Of(pid, kind);

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        await EndAsync();
        http.Dispose();
        stop.Dispose();
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, url + path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task EndAsync()
    {
        await stop.CancelAsync();
        try
        {
            await process;
        }
        catch (OperationCanceledException)
        {
        }
    }
}
