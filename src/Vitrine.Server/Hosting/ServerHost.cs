using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Tagging;
using Vitrine.Media.Onnx.Accelerators;
using Vitrine.Server.Access;
using Vitrine.Server.Backups;
using Vitrine.Server.Collections;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting.Reach;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;
using Vitrine.Server.Storage.Renditions;
using Vitrine.Server.Ui;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Hosting;

/// <summary>Puts the server together: opens and migrates the store, then builds the web application over it.</summary>
public static class ServerHost
{
    /// <summary>Bytes of an address: a character of three bytes takes nine there.</summary>
    private const int LongestAddress = (9 * Core.Search.QueryParser.LongestQuery) + (16 << 10);

    /// <summary>Opens everything and builds the application; it is not started yet.</summary>
    /// <param name="configure">For tests: replaces services before they are built.</param>
    /// <exception cref="StorageException">The data folder, the database or the store of the originals cannot be used.</exception>
    public static async Task<WebApplication> BuildAsync(
        ServerOptions options, TimeProvider clock, Action<IServiceCollection>? configure = null, CancellationToken cancellationToken = default)
    {
        var folder = DataFolder.Take(options.Data, holdsDatabase: options.Database is null);
        Database? database = null;
        BlobStore? blobs = null;
        try
        {
            var place = BlobPlace.Choose(folder, options.Blobs);
            var engine = options.Database is null ? DataFolder.SqliteEngine : "PostgreSQL";
            folder.RequireEngine(engine);
            database = await OpenAsync(options, folder, clock, cancellationToken);
            var snapshots = new Snapshots(database, folder.Root);
            var isNew = false;
            await Migrator.MigrateAsync(
                database,
                (number, of, name) =>
                {
                    // Of a new library there is nothing to tell.
                    isNew |= number == 1;
                    if (!isNew)
                    {
                        Console.Error.WriteLine($"Bringing the database up to date: {number} of {of}, {name}");
                    }
                },
                schema => snapshots.BeforeMigrationAsync(schema, Console.Error.WriteLine, cancellationToken), cancellationToken);
            var ids = new IdGenerator(clock);
            var seed = await Seed.EnsureAsync(database, ids, cancellationToken);
            folder.RememberEngine(engine);
            var reach = await ReachSetup.PrepareAsync(options, database, seed, cancellationToken);
            var node = NodeIdentity.Load(folder, ids);
            var warning = await BlobKeeper.ClaimAsync(database, folder, place, node, Scheduler.NodeTimeout, cancellationToken);
            blobs = await place.OpenAsync(folder, await seed.LibraryIdAsync(database, cancellationToken), cancellationToken);

            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
            {
                ApplicationName = typeof(ServerHost).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,

                // Whatever the machine's variables say: developers' pages tell strangers too much.
                EnvironmentName = Environments.Production,
            });
            builder.WebHost.UseStaticWebAssets();
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                reach.Listen(kestrel);
                kestrel.Limits.MaxRequestBodySize = 1 << 20;

                // The address of a page of results holds the query: the longest one, of letters that take nine bytes there each, beside all else. HTTP/2 counts it among the headers.
                kestrel.Limits.MaxRequestLineSize = LongestAddress;
                kestrel.Limits.MaxRequestHeadersTotalSize = LongestAddress + RequestGuard.MostHeaders;
                kestrel.Limits.Http2.MaxRequestHeaderFieldSize = LongestAddress;

                // Who sends a header byte by byte is not waited for; bodies have a least rate by default.
                kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
                kestrel.Limits.MaxConcurrentConnections = 2000;
            });
            builder.WebHost.UseKestrelHttpsConfiguration();

            // A variable of the machine must not make the server believe whoever asks.
            builder.Configuration["FORWARDEDHEADERS_ENABLED"] = "false";
            builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning)

                // It warns at each first start that keys lie unencrypted; they lie in the data folder, which is the owner's.
                .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
            var (opened, store) = (database, blobs);
            builder.Services
                .AddSingleton(options)
                .AddSingleton(clock)

                // Made by a factory, so that the application closes them when it ends.
                .AddSingleton(_ => folder)
                .AddSingleton<Database>(_ => opened)
                .AddSingleton(ids)
                .AddSingleton(node)
                .AddSingleton(seed)
                .AddSingleton(_ => snapshots)
                .AddSingleton<Interned>()
                .AddSingleton<BlobStore>(_ => store)
                .AddSingleton(new RenditionStore(folder.Renditions))
                .AddVitrine();
            reach.Add(builder.Services);
            AddAccess(builder.Services);
            builder.Services.AddUi();
            configure?.Invoke(builder.Services);
            var app = builder.Build();
            reach.UseForwarded(app);
            MapVitrine(app, reach);
            var choice = app.Services.GetRequiredService<ModelAccelerator>().Now;
            foreach (var sentence in reach.Warnings.Append(warning).Append(choice.IsProblem ? choice.Sentence : null).OfType<string>())
            {
                app.Services.GetRequiredService<ILogger<ServerOptions>>().LogWarning("{Warning}", sentence);
            }

            await app.Services.GetRequiredService<VocabularyStore>().PlantAsync(cancellationToken);
            await app.Services.GetRequiredService<ChangeFollower>().LoadAsync(cancellationToken);
            await app.Services.GetRequiredService<RetagAll>().WhereRulesChangedAsync(ShippedRules.Digest, cancellationToken);
            await app.Services.GetRequiredService<RegroupAll>().WhereNewAsync(cancellationToken);
            return app;
        }
        catch
        {
            (blobs as IDisposable)?.Dispose();
            if (database is not null)
            {
                await database.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    /// <summary>Runs the server until it is told to end.</summary>
    /// <returns>The exit code: 0, or 1 after a sentence on standard error.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            var options = ServerOptions.Parse(arguments);
            options = options with { Accelerator = options.Accelerator ?? AcceleratorNames.FromVariable() };
            options = options with { Reach = options.Reach with { PasswordFile = Environment.GetEnvironmentVariable(ReachOptions.PasswordVariable) is { Length: > 0 } named ? named : null } };
            var listeners = Listener.Of(options);
            if (listeners.FirstOrDefault(one => !IsFree(one.At)) is { } taken)
            {
                await Console.Error.WriteLineAsync(taken == listeners[0]
                    ? $"Port {options.Port} is in use by another program. Choose another with --port, or --port 0 for any free one."
                    : $"{taken} cannot be listened on: its port is in use by another program, or the address is none of this machine.");
                return 1;
            }

            await using (var app = await StartAsync(options))
            {
                await app.WaitForShutdownAsync();
                app.Services.GetRequiredService<Announcement>().End();
            }

            return 0;
        }
        catch (Exception error) when (error is StorageException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            // Told to end before it had started.
            return 0;
        }
        catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync("The port is in use by another program. Choose another with --port, or --port 0 for any free one.");
            return 1;
        }
    }

    /// <summary>Builds the application, starts it and tells where it is; what goes wrong with files until then is a sentence.</summary>
    private static async Task<WebApplication> StartAsync(ServerOptions options)
    {
        WebApplication? app = null;
        try
        {
            app = await BuildAsync(options, TimeProvider.System);
            await app.StartAsync();
            await AnnounceAsync(app);
            return app;
        }
        catch (Exception error)
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            if (StartTrouble.Of(error, Path.GetFullPath(options.Data)) is { } trouble)
            {
                throw trouble;
            }

            throw;
        }
    }

    /// <summary>Asked before anything is opened or fetched; who takes the port in between is told by Kestrel.</summary>
    private static bool IsFree(System.Net.IPEndPoint at)
    {
        try
        {
            using var listener = new System.Net.Sockets.TcpListener(at);
            listener.Start();
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    /// <summary>The address by which programs of this machine reach the started server.</summary>
    public static string AddressOf(IServiceProvider services) =>
        AddressesOf(services).First().Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//[::]:", "//127.0.0.1:", StringComparison.Ordinal);

    /// <summary>All addresses the started server listens on, in the order of its listeners.</summary>
    internal static ICollection<string> AddressesOf(IServiceProvider services) => services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

    /// <summary>Tells programs of the owner where the server is and lets them in.</summary>
    private static async Task AnnounceAsync(WebApplication app)
    {
        var folder = app.Services.GetRequiredService<DataFolder>();
        await app.Services.GetRequiredService<CredentialStore>().OwnerTokenAsync(folder.Token, CancellationToken.None);
        app.Services.GetRequiredService<Announcement>().Begin();
        await Console.Out.WriteLineAsync($"Vitrine listens on {AddressOf(app.Services)}");
    }

    private static async Task<Database> OpenAsync(ServerOptions options, DataFolder folder, TimeProvider clock, CancellationToken cancellationToken) =>
        options.Database is { } connection
            ? await PostgresDatabase.OpenAsync(connection, clock, cancellationToken)
            : await SqliteDatabase.OpenAsync(folder.Database, clock, cancellationToken);

    private static void AddAccess(IServiceCollection services)
    {
        services.AddAuthentication(CredentialHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, CredentialHandler>(CredentialHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.View, policy => policy.RequireClaim(Policies.Claim, Policies.View))
            .AddPolicy(Policies.Upload, policy => policy.RequireClaim(Policies.Claim, Policies.Upload))
            .AddPolicy(Policies.Edit, policy => policy.RequireClaim(Policies.Claim, Policies.Edit))
            .AddPolicy(Policies.Own, policy => policy.RequireClaim(Policies.Claim, Policies.Own));
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);

            // A query as a tree may nest as deep as one as text: a bracket is a list in an object in perhaps a negation.
            json.SerializerOptions.MaxDepth = 6 * Core.Search.QueryParser.DeepestNesting;

            // The context's own options do not count here.
            json.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
            foreach (var converter in ApiJson.Default.Options.Converters)
            {
                json.SerializerOptions.Converters.Add(converter);
            }
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
            context.ProblemDetails.Detail ??= AnswerTrouble.Sentence(context.HttpContext, context.ProblemDetails.Status));
        services.AddApiDocument();
        services.AddSingleton<CredentialStore>().AddSingleton<SessionStore>().AddSingleton<KeyStore>()
            .AddSingleton<PasswordStore>().AddSingleton<SignInThrottle>().AddSingleton<PasswordGate>();
    }

    private static void MapVitrine(WebApplication app, ReachSetup reach)
    {
        app.UseMiddleware<RequestGuard>();
        reach.UseHttpsWhereBoth(app);
        app.UseRequestLocalization();
        var stopping = app.Lifetime.ApplicationStopping;
        app.UseWhen(PageErrors.AreAskedFor, pages => pages
            .UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = PageErrors.WriteAsync, StatusCodeSelector = StatusOf, SuppressDiagnosticsCallback = IsSenders })
            .UseStatusCodePages(context => PageErrors.WriteAsync(context.HttpContext)));
        app.UseWhen(http => !PageErrors.AreAskedFor(http), programs => programs
            .UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = WriteProblemAsync, StatusCodeSelector = StatusOf, SuppressDiagnosticsCallback = IsSenders })
            .UseStatusCodePages(context => WriteProblemAsync(context.HttpContext)));
        static bool IsSenders(Microsoft.AspNetCore.Diagnostics.ExceptionHandlerSuppressDiagnosticsContext context) => context.Exception is BadHttpRequestException;
        int StatusOf(Exception error) => AnswerTrouble.StatusOf(error, stopping.IsCancellationRequested);

        app.UseAuthentication();
        app.Use(ChallengeStrangersAsync);
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapFeatures();
        app.MapApiDocument();
        app.MapApiReference();
        app.MapUi();
    }

    /// <summary>Which methods and types the API takes is said to those who may ask it: what no endpoint of ours takes as it is has no policy of its own.</summary>
    private static Task ChallengeStrangersAsync(HttpContext http, RequestDelegate next) =>
        http.GetEndpoint() is not RouteEndpoint && http.Request.Path.StartsWithSegments("/api") && http.Features.Get<Principal>() is null ? http.ChallengeAsync() : next(http);

    /// <summary>Whatever types the sender would like best: a program that asks the API gets a problem.</summary>
    private static Task WriteProblemAsync(HttpContext http) => TypedResults.Problem(statusCode: http.Response.StatusCode).ExecuteAsync(http);
}
