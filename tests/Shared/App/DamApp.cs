using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Vitrine.Contracts;
using Vitrine.Media.Packs;
using Vitrine.Server.Access;
using Vitrine.Server.Features.Packs;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import;
using Vitrine.Server.Import.Watching;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs.S3;

namespace Vitrine.Tests.Shared;

/// <summary>
/// A whole server on a free port of this machine: temporary data folder, real database, real pipeline, real HTTP. Decoding runs in the process
/// (<see cref="DamSetup.Media"/>), and nothing is fetched from anywhere.
/// <code>
/// await using var app = await DamApp.StartAsync(engine);
/// var asset = await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:dog"));
/// await app.FinishAsync();
/// </code>
/// </summary>
public sealed class DamApp : IAsyncDisposable
{
    /// <summary>Longer than any test may wait; what is open then is said.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string folder;
    private readonly string engine;
    private readonly string? connection;
    private bool ownsDatabase;
    private WebApplication host = null!;

    private DamApp(DamSetup setup, string engine, string folder, string? connection)
    {
        Setup = setup;
        this.engine = engine;
        this.folder = folder;
        this.connection = connection;
    }

    public DamSetup Setup { get; private set; }

    /// <summary>Where the server listens, without an end slash.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The owner's bearer token.</summary>
    public string Token { get; private set; } = "";

    /// <summary>The owner. Its base address is the server.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Nobody: sends no token and keeps no cookies.</summary>
    public HttpClient Anonymous { get; private set; } = null!;

    /// <summary>The owner by the client that ships.</summary>
    public VitrineClient Client { get; private set; } = null!;

    public IServiceProvider Services => host.Services;

    public Database Database => Services.GetRequiredService<Database>();

    /// <summary>A folder for files that tests write, outside the data folder.</summary>
    public string Files => Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;

    public string Data => Setup.Data ?? Path.Combine(folder, "data");

    /// <summary>How to connect to its PostgreSQL database; null for SQLite.</summary>
    public string? Connection => connection;

    public static async Task<DamApp> StartAsync(string engine, DamSetup? setup = null)
    {
        var folder = Directory.CreateTempSubdirectory("vitrine-app-").FullName;
        setup ??= new DamSetup();
        var connection = await PlantedDatabases.CopyToAsync(engine, setup.Data ?? Path.Combine(folder, "data"));
        var app = new DamApp(setup, engine, folder, connection) { ownsDatabase = connection is not null && setup.Data is null };
        await app.OpenAsync();
        return app;
    }

    /// <summary>
    /// Another node over the same PostgreSQL database, with a data folder of its own. Without a store that both reach (<see cref="DamSetup.Blobs"/>)
    /// the test must do without originals.
    /// </summary>
    public static async Task<DamApp> BesideAsync(DamApp first, DamSetup? setup = null)
    {
        Assert.NotNull(first.connection);
        if (setup?.Blobs is null)
        {
            // What keeps two servers with a folder each apart is not what these tests are about.
            await first.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"delete from stamp where name = {"blobs"}"));
        }

        var app = new DamApp(setup ?? new DamSetup(), first.engine, Directory.CreateTempSubdirectory("vitrine-app-").FullName, first.connection);
        await app.OpenAsync();
        return app;
    }

    /// <summary>A server over a library that is there already.</summary>
    public static async Task<DamApp> OverAsync(string engine, string data, string? connection, DamSetup? setup = null)
    {
        var app = new DamApp((setup ?? new DamSetup()) with { Data = data }, engine, Directory.CreateTempSubdirectory("vitrine-app-").FullName, connection);
        await app.OpenAsync();
        return app;
    }

    /// <summary>Stops the server and starts another over the same data.</summary>
    public async Task RestartAsync(DamSetup? setup = null)
    {
        await CloseAsync();
        Setup = setup ?? Setup;
        await OpenAsync();
    }

    /// <summary>The address that signs the owner in, once.</summary>
    public async Task<string> LoginLinkAsync() => (await Client.LoginLinkAsync()).Url;

    /// <summary>A bearer token of another actor with a role.</summary>
    public async Task<HttpClient> AsAsync(Role role)
    {
        var actor = await Database.WriteAsync(Actor.System, async session => await session.InsertAsync(
            $"""
            insert into actor (id, kind, name, role, created_at)
            values ({Services.GetRequiredService<Core.Assets.IdGenerator>().Next()}, {ActorKind.Person}, {role.ToString()}, {role}, {session.Now}) returning key
            """));
        var token = await Services.GetRequiredService<CredentialStore>().CreateAsync(
            new Actor(actor.Value, ActorKind.Person, role.ToString()), CredentialKind.Token, TestContext.Current.CancellationToken);
        return NewClient(token);
    }

    /// <summary>A client that sends this token, or none, and keeps no cookies.</summary>
    public HttpClient NewClient(string? token = null)
    {
#pragma warning disable RS0030 // Tests are the other side of the wire.
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = new Uri(Url + "/") };
#pragma warning restore RS0030
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Uploads a file and returns its asset as answered; decoding goes on (<see cref="FinishAsync"/>).</summary>
    public async Task<AssetDetail> UploadAsync(string name, byte[] content, string? folder = null, params string[] tags)
    {
        using var form = UploadForm(name, content, folder, tags);
        using var response = await Http.PostAsync("api/assets", form);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == System.Net.HttpStatusCode.Created, $"{(int)response.StatusCode} {text}");
        return System.Text.Json.JsonSerializer.Deserialize(text, ApiJson.Default.AssetDetail)!;
    }

    /// <summary>The multipart form of an upload. The name is sent as browsers do: UTF-8 in a quoted string, with <c>"</c> and line ends escaped.</summary>
    public static MultipartFormDataContent UploadForm(string name, byte[] content, string? folder = null, params string[] tags)
    {
        var form = new MultipartFormDataContent();
        var file = new ByteArrayContent(content);
        file.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        var plain = new string([.. name.Select(letter => char.IsControl(letter) && letter is not ('\r' or '\n') ? '_' : letter)]);
        var escaped = plain.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"file\"; filename=\"{escaped}\"; filename*=UTF-8''{Uri.EscapeDataString(name)}");
        form.Add(file);
        if (folder is not null)
        {
            form.Add(new StringContent(folder), "folder");
        }

        foreach (var tag in tags)
        {
            form.Add(new StringContent(tag), "tags");
        }

        return form;
    }

    /// <summary>Begins to take a folder in and returns the job's id.</summary>
    public async Task<string> ImportAsync(string path, string mode = "link")
    {
        // As the command line allows it: by its real path.
        await File.AppendAllLinesAsync(Path.Combine(Data, "roots.txt"), [RealPath.Of(path) ?? path]);
        using var response = await SendAsync(HttpMethod.Post, "api/import", $$"""{"paths":["{{path}}"],"mode":"{{mode}}"}""");
        return (await response.JsonAsync()).GetProperty("job").GetString()!;
    }

    /// <summary>Returns when no job and no run is queued or under way.</summary>
    public Task FinishAsync() => UntilAsync(
        async session => await session.TextAsync(
            $"""
            select 'run ' || step from step_run where state in ({RunState.Queued}, {RunState.Running})
            union all select 'job ' || what from job where state in ({JobState.Queued}, {JobState.Running}) limit 1
            """));

    /// <summary>Waits for a job to end and returns it.</summary>
    public async Task<JobView> JobAsync(string id)
    {
        await UntilAsync(async session => await session.TextAsync($"select 'job ' || what from job where id = {id} and state in ({JobState.Queued}, {JobState.Running})"));
        return await Client.JobAsync(id);
    }

    /// <summary>Waits until nothing is said to be open; looks again after each commit.</summary>
    public async Task UntilAsync(Func<DbSession, Task<string?>> open)
    {
        var bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Ring() => bell.Writer.TryWrite(true);
        Database.Written += Ring;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        string? left = null;
        try
        {
            while ((left = await Database.ReadAsync(open, patience.Token)) is not null)
            {
                await bell.Reader.ReadAsync(patience.Token);
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"Still open after {Patience.TotalMinutes} minutes: {left}");
        }
        finally
        {
            Database.Written -= Ring;
        }
    }

    /// <summary>Sends JSON text as it stands.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json = null, Action<HttpRequestMessage>? change = null) =>
        SendAsync(Http, method, path, json, change);

    public static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string? json = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path.TrimStart('/'));
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        change?.Invoke(request);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(folder, recursive: true);
        if (ownsDatabase)
        {
            await (await PostgresCluster.StartAsync()).DropAsync(connection!);
        }
    }

    public override string ToString() => $"{Url} ({engine})";

    private async Task OpenAsync()
    {
        host = await ServerHost.BuildAsync(Setup.Options?.Invoke(Options) ?? Options, Setup.Clock, Configure);
        await host.StartAsync();
        Url = ServerHost.AddressOf(host.Services);
        Token = await Services.GetRequiredService<CredentialStore>().OwnerTokenAsync(Services.GetRequiredService<DataFolder>().Token, CancellationToken.None);
        Http = NewClient(Token);
        Anonymous = NewClient();
        Client = new VitrineClient(Http);
    }

    private ServerOptions Options => new()
    {
        Data = Data,
        Port = 0,
        Database = connection,
        Blobs = Setup.Blobs is { } address ? S3Address.Parse(address) : null,
    };

    private async Task CloseAsync()
    {
        Http.Dispose();
        Anonymous.Dispose();
        await host.StopAsync();
        await host.DisposeAsync();
    }

    private void Configure(IServiceCollection services)
    {
        // No pack is fetched, and no child is started.
        var fetching = services.Single(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationFactory?.GetType().GenericTypeArguments[1] == typeof(PackInstallations));
        services.Remove(fetching);
        if (!Setup.FollowsFolders)
        {
            // What a test does to linked files shows when it says so.
            services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationFactory?.GetType().GenericTypeArguments[1] == typeof(RootWatch)));
        }

        // As in the server's own process, where JSON is read and written by generated code alone.
        services.PostConfigure<Microsoft.AspNetCore.Http.Json.JsonOptions>(json =>
        {
            foreach (var reflecting in json.SerializerOptions.TypeInfoResolverChain.OfType<System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver>().ToArray())
            {
                json.SerializerOptions.TypeInfoResolverChain.Remove(reflecting);
            }
        });
        services.Replace(ServiceDescriptor.Singleton<SearchEngine, ComparedSearch>());
        services.Replace(ServiceDescriptor.Singleton<IMediaRunner>(Setup.Media));
        services.Replace(ServiceDescriptor.Singleton(new CurrentPipeline(Setup.Media.Analyzers)));
        if (Setup.MaxFileBytes is { } most)
        {
            services.Replace(ServiceDescriptor.Singleton(new ImportOptions(most, [Data], () => long.MaxValue)));
        }

        Setup.Services?.Invoke(services);
    }
}
