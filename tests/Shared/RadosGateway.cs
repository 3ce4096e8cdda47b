using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Vitrine.Media.Tools;

namespace Vitrine.Tests.Shared;

/// <summary>
/// An S3 server of this test process: Ceph's radosgw over one object store in memory, from the binaries of the system. It starts with the first test that
/// asks for it. Each test gets a prefix of its own in one bucket.
/// </summary>
public sealed class RadosGateway
{
    public const string Bucket = "vitrine";
    private const string Key = "vitrineaccess";
    private const string Secret = "vitrinesecretvitrinesecret";

    private static readonly string[] Programs = ["monmaptool", "ceph-mon", "ceph-osd", "ceph", "radosgw-admin", "radosgw"];
    private static readonly string[] Daemons = ["client.rgw.a", "osd.0", "mon.a"];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static RadosGateway? shared;
    private static int prefixes;

    private readonly string folder;

    private RadosGateway(string folder, int port)
    {
        this.folder = folder;
        Port = port;
    }

    /// <summary>It listens here on 127.0.0.1.</summary>
    public int Port { get; }

    public static AWSCredentials Credentials => new BasicAWSCredentials(Key, Secret);

    /// <summary>
    /// The server of this process. The calling test is reported as skipped where Ceph is not installed: it takes 270 MB, and stands for every other
    /// S3 server, so that nobody has to have it.
    /// </summary>
    public static async Task<RadosGateway> StartAsync()
    {
        if (Programs.Any(program => ToolEnvironment.Find(program) is null))
        {
            Assert.Skip("optional: Ceph's radosgw is not installed (apt-get install --no-install-recommends radosgw ceph-mon ceph-osd, 270 MB)");
        }

        await Gate.WaitAsync();
        try
        {
            return shared ??= await CreateAsync();
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>What <c>--blobs</c> takes, for a place that no other test uses.</summary>
    /// <param name="port">Another port that leads to the server; null = its own.</param>
    public string NewAddress(int? port = null) =>
        string.Create(CultureInfo.InvariantCulture, $"s3://{Bucket}/t{Interlocked.Increment(ref prefixes)}?endpoint=http://127.0.0.1:{port ?? Port}");

    private static async Task<RadosGateway> CreateAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var gateway = new RadosGateway(Directory.CreateTempSubdirectory("vitrine-s3-").FullName, FreePort());
            AppDomain.CurrentDomain.ProcessExit += (_, _) => gateway.Stop();
            try
            {
                await gateway.OpenAsync();

                // As the server finds them.
                Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", Key);
                Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", Secret);
                return gateway;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                // Somebody else took a port in between, or a daemon was too slow for the next command.
                gateway.Stop();
            }
        }
    }

    private async Task OpenAsync()
    {
        foreach (var name in new[] { "mon", "osd", "rgw", "run", "log" })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

#pragma warning disable RS0030 // Ceph wants UUIDs, and nobody compares these.
        var (cluster, store) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
#pragma warning restore RS0030
        var monitor = FreePort();
        var configuration = Path.Combine(folder, "ceph.conf");
        await File.WriteAllTextAsync(configuration, Configuration(cluster, monitor));
        var map = Path.Combine(folder, "monmap");
        await RunAsync("monmaptool", "--create", "--clobber", "--fsid", cluster, "--addv", "a", string.Create(CultureInfo.InvariantCulture, $"[v1:127.0.0.1:{monitor}]"), map);
        await RunAsync("ceph-mon", "-i", "a", "--mkfs", "--monmap", map, "-c", configuration);
        await RunAsync("ceph-mon", "-i", "a", "-c", configuration);
        await RunAsync("ceph", "-c", configuration, "--connect-timeout", "30", "osd", "new", store, "0");
        await RunAsync("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", store, "-c", configuration);
        await RunAsync("ceph-osd", "-i", "0", "-c", configuration);
        string[] pools = [".rgw.root", "default.rgw.log", "default.rgw.control", "default.rgw.meta", "default.rgw.buckets.index", "default.rgw.buckets.data", "default.rgw.buckets.non-ec"];

        // One client for all commands: each costs half a second to start.
        var commands = string.Join('\n', ["osd crush add osd.0 1.0 root=default host=h0", .. pools.Select(pool => $"osd pool create {pool} 1 1 replicated")]) + "\n";
        await RunAsync(new ToolCommand("ceph", ["-c", configuration]) { Input = System.Text.Encoding.UTF8.GetBytes(commands), Limit = Limit });
        await RunAsync("radosgw-admin", "-c", configuration, "user", "create", "--uid=vitrine", "--display-name=vitrine", $"--access-key={Key}", $"--secret-key={Secret}");
        await RunAsync("radosgw", "-n", "client.rgw.a", "-c", configuration);
        await MakeBucketAsync();
    }

    private async Task MakeBucketAsync()
    {
        var endpoint = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");
        using var client = new AmazonS3Client(Credentials, new AmazonS3Config { ServiceURL = endpoint, ForcePathStyle = true, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
        for (var tries = 1; ; tries++)
        {
            try
            {
                await client.PutBucketAsync(Bucket);
                return;
            }
            catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException)
            {
                // It listens some seconds after its start.
                if (tries == 300)
                {
                    throw new InvalidOperationException($"radosgw does not answer: {error.Message}", error);
                }

                await Task.Delay(100);
            }
        }
    }

    private string Configuration(string cluster, int monitor) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        [global]
        fsid = {cluster}
        mon_host = v1:127.0.0.1:{monitor}
        mon_initial_members = a
        public_addr = 127.0.0.1
        cluster_addr = 127.0.0.1
        ms_bind_ipv6 = false
        ms_bind_msgr2 = false
        auth_cluster_required = none
        auth_service_required = none
        auth_client_required = none
        osd_pool_default_size = 1
        osd_pool_default_min_size = 1
        osd_pool_default_pg_autoscale_mode = off
        osd_crush_chooseleaf_type = 0
        mon_allow_pool_size_one = true
        mon_max_pg_per_osd = 1000
        mon_data_avail_crit = 1
        log_to_stderr = false
        log_file = {folder}/log/$name.log
        admin_socket = {folder}/run/$name.asok
        pid_file = {folder}/run/$name.pid
        run_dir = {folder}/run
        debug_ms = 0
        [mon.a]
        mon_data = {folder}/mon
        [osd.0]
        osd_data = {folder}/osd
        osd_objectstore = memstore
        osd_class_update_on_start = false
        osd_crush_update_on_start = false
        memstore_device_bytes = {1L << 30}
        osd_memory_target = 939524096
        osd_class_load_list = *
        osd_class_default_list = *
        [client.rgw.a]
        rgw_data = {folder}/rgw
        rgw_frontends = beast endpoint=127.0.0.1:{Port}
        rgw_thread_pool_size = 32
        rgw_enable_usage_log = false
        rgw_enable_ops_log = false
        rgw_dns_name =

        """);

    private static Task RunAsync(string program, params string[] arguments) => RunAsync(new ToolCommand(program, arguments) { Limit = Limit });

    private static async Task RunAsync(ToolCommand command)
    {
        var result = await ToolProcess.RunAsync(command, CancellationToken.None);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command.Program} {string.Join(' ', command.Arguments)} ended with {result.ExitCode}: {result.Errors}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Ends the daemons by their ids: what they hold is in memory, and nobody's.</summary>
    private void Stop()
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var daemon in Daemons)
        {
            var file = Path.Combine(folder, "run", daemon + ".pid");
            if (File.Exists(file) && int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var id))
            {
                try
                {
                    using var process = Process.GetProcessById(id);
                    process.Kill();

                    // They are children of the system's first process, and stay as dead ones where that does not look after them.
                    process.WaitForExit(TimeSpan.FromMilliseconds(100));
                }
                catch (ArgumentException)
                {
                    // It ended by itself.
                }
            }
        }

        Directory.Delete(folder, recursive: true);
    }
}
