using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Vitrine.Media.Tools;

namespace Vitrine.Tests.Shared;

/// <summary>
/// A PostgreSQL server of this test process, from the binaries of the system, or the one named by <c>VITRINE_TEST_POSTGRES</c>.
/// Each test gets a database of its own.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static PostgresCluster? shared;
    private static string? missing;

    private readonly string connection;
    private readonly string? folder;
    private readonly string? binaries;
    private readonly NpgsqlDataSource source;

    private PostgresCluster(string connection, string? folder, string? binaries)
    {
        this.connection = connection;
        this.folder = folder;
        this.binaries = binaries;
        source = NpgsqlDataSource.Create(connection);
    }

    /// <summary>The cluster of this process. The calling test is reported as skipped where PostgreSQL is not installed.</summary>
    public static async Task<PostgresCluster> StartAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (shared is null && missing is null)
            {
                shared = await CreateAsync();
                missing = shared is null ? "needs PostgreSQL 15 or newer (apt-get install postgresql), or VITRINE_TEST_POSTGRES" : null;
                if (shared is { } started)
                {
                    EndOfTests.Add(() => started.StopAsync().AsTask());
                }
            }
        }
        finally
        {
            Gate.Release();
        }

        if (shared is null)
        {
            Assert.Skip(missing!);
        }

        return shared!;
    }

    /// <summary>
    /// Makes a database and returns how to connect to it. It sorts as people do where PostgreSQL can, as most databases out there: what relies on the order
    /// of bytes must say so itself.
    /// </summary>
    /// <param name="template">A database to copy that nobody is connected to; null = an empty one.</param>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = "t" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));
        await using var command = source.CreateCommand(
            template is null
                ? $"create database {name} template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US' locale 'C.UTF-8'"
                : $"create database {name} template {template} strategy file_copy");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(connection) { Database = name, MaxPoolSize = 20 }.ToString();
    }

    /// <summary>Ends what is left of a test's database; whoever is still in it is thrown out.</summary>
    public Task DropAsync(string database) => ExecuteAsync($"drop database if exists {NameOf(database)} with (force)");

    /// <summary>An outage of one database: everybody in it is thrown out and nobody gets in.</summary>
    public async Task CloseAsync(string database)
    {
        await ExecuteAsync($"alter database {NameOf(database)} allow_connections false");
        await BreakAsync(database);
    }

    /// <summary>Everybody in a database is thrown out and may come back at once.</summary>
    public Task BreakAsync(string database) => ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{NameOf(database)}'");

    /// <summary>The database is back.</summary>
    public Task ReopenAsync(string database) => ExecuteAsync($"alter database {NameOf(database)} allow_connections true");

    private async Task ExecuteAsync(string statement)
    {
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The database's name in what <see cref="CreateDatabaseAsync"/> returned.</summary>
    public static string NameOf(string connection) => new NpgsqlConnectionStringBuilder(connection).Database!;

    public ValueTask DisposeAsync() => StopAsync();

    private static async Task<PostgresCluster?> CreateAsync()
    {
        if (Environment.GetEnvironmentVariable("VITRINE_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return new PostgresCluster(given, null, null);
        }

        var binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .Where(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var major) && major >= 15)
                .OrderDescending()
                .Select(path => Path.Combine(path, "bin"))
                .FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")))
            : null;
        if (binaries is null)
        {
            return null;
        }

        var folder = NewFolder();
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            await RunAsync("chown", ["postgres", folder]);
        }

        var data = Path.Combine(folder, "data");
        await AsServerAsync(binaries, "initdb", ["-D", data, "-U", "vitrine", "-A", "trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]);
        for (var attempt = 0; ; attempt++)
        {
            var port = FreePort();

            // Hundreds of databases that each live for seconds would keep its cleaners busy with nothing.
            var options = $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0 -c checkpoint_timeout=1h -c max_wal_size=512MB";
            try
            {
                await AsServerAsync(binaries, "pg_ctl", ["-D", data, "-l", Path.Combine(folder, "log"), "-w", "-t", "60", "-o", options, "start"]);
                return new PostgresCluster($"Host=127.0.0.1;Port={port};Username=vitrine;Database=postgres", folder, binaries);
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                // Somebody else took the port in between.
            }
        }
    }

    /// <summary>
    /// In memory where there is room: each database is some hundred files, and making those anew again and again took a tenth of the processor time of all tests
    /// on a disk's file system. The databases of the tests that run at one time take a few hundred MB.
    /// </summary>
    private static string NewFolder()
    {
        const string memory = "/dev/shm";
        var temporary = Directory.CreateTempSubdirectory("vitrine-pg-").FullName;
        if (!Directory.Exists(memory) || new DriveInfo(memory).AvailableFreeSpace < 2L << 30)
        {
            return temporary;
        }

        Directory.Delete(temporary);
        return Directory.CreateDirectory(Path.Combine(memory, Path.GetFileName(temporary))).FullName;
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
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {result.ExitCode}: {result.Errors}");
        }
    }

    private async ValueTask StopAsync()
    {
        await source.DisposeAsync();
        if (folder is null)
        {
            return;
        }

        await AsServerAsync(binaries!, "pg_ctl", ["-D", Path.Combine(folder, "data"), "-m", "immediate", "-w", "stop"]);
        Directory.Delete(folder, recursive: true);
    }
}
