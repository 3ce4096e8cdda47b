using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Vitrine.Media.Tools;

namespace Vitrine.Benchmarks.Running;

/// <summary>A PostgreSQL server of this benchmark, from the system's binaries with its default settings, on a free port of this machine.</summary>
internal sealed class ThrowawayPostgres : IAsyncDisposable
{
    private readonly string binaries;
    private readonly string folder;

    private ThrowawayPostgres(string binaries, string folder, int port)
    {
        this.binaries = binaries;
        this.folder = folder;
        Connection = string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=vitrine;Database=postgres");
    }

    public string Connection { get; }

    /// <summary>Null where PostgreSQL 15 or newer is not installed.</summary>
    public static async Task<ThrowawayPostgres?> StartAsync()
    {
        const string installed = "/usr/lib/postgresql";
        var binaries = Directory.Exists(installed)
            ? Directory.GetDirectories(installed).Where(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var major) && major >= 15)
                .OrderDescending().Select(path => Path.Combine(path, "bin")).FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")))
            : null;
        if (binaries is null)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("vitrine-bench-pg-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            await RunAsync("chown", ["postgres", folder]);
        }

        await AsServerAsync(binaries, "initdb", ["-D", Path.Combine(folder, "data"), "-U", "vitrine", "-A", "trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]);
        var port = FreePort();
        var options = $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}";
        await AsServerAsync(binaries, "pg_ctl", ["-D", Path.Combine(folder, "data"), "-l", Path.Combine(folder, "log"), "-w", "-t", "60", "-o", options, "start"]);
        return new ThrowawayPostgres(binaries, folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        await AsServerAsync(binaries, "pg_ctl", ["-D", Path.Combine(folder, "data"), "-m", "immediate", "-w", "stop"]);
        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task AsServerAsync(string binaries, string program, IReadOnlyList<string> arguments) =>
        Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", Path.Combine(binaries, program), .. arguments])
            : RunAsync(Path.Combine(binaries, program), arguments);

    private static async Task RunAsync(string program, IReadOnlyList<string> arguments)
    {
        var result = await ToolProcess.RunAsync(new ToolCommand(program, arguments) { Limit = TimeSpan.FromMinutes(2) }, CancellationToken.None);
        if (!result.Succeeded)
        {
            throw new BenchmarkException(result.Describe(program));
        }
    }
}
