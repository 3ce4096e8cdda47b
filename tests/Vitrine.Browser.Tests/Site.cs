using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Playwright;
using Vitrine.Contracts;
using Vitrine.Media.Analyzers.Classify;
using Vitrine.Media.Analyzers.Detect;
using Vitrine.Media.Packs;
using Vitrine.Server.Features.Packs;
using Vitrine.Server.Hosting;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

[assembly: AssemblyFixture(typeof(Vitrine.Browser.Tests.Site))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Vitrine.Browser.Tests;

/// <summary>One running server on an empty library, and one browser, for all tests; each test brings its own assets in a folder of its own.</summary>
public sealed class Site : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-site-").FullName;
    private readonly string linked = Directory.CreateTempSubdirectory("vitrine-linked-").FullName;
    private WebApplication? app;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private int drawn;

    /// <summary>The API as the owner's programs use it.</summary>
    public IAPIRequestContext Api { get; private set; } = null!;

    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Chromium() is not { } chromium)
        {
            return;
        }

        SmallWorld.InstallInto(Path.Combine(folder, "models"));
        app = await ServerHost.BuildAsync(new ServerOptions { Data = folder, Port = 0 }, TimeProvider.System, Play);
        await app.StartAsync();
        Address = ServerHost.AddressOf(app.Services);
        playwright = await Playwright.CreateAsync();

        // Two cores run four suites at once: what takes long is no fault of a page.
        Assertions.SetDefaultExpectTimeout(20_000);
        var token = await app.Services.GetRequiredService<Server.Access.CredentialStore>().OwnerTokenAsync(Path.Combine(folder, "token"), CancellationToken.None);
        Api = await playwright.APIRequest.NewContextAsync(new()
        {
            BaseURL = Address,
            ExtraHTTPHeaders = new Dictionary<string, string> { ["Authorization"] = "Bearer " + token },
        });
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
        Directory.Delete(linked, recursive: true);
    }

    /// <summary>A signed-in browser; at its end it says whether a page complained or asked another host.</summary>
    public async Task<Visit> VisitAsync(bool dark = false, bool phone = false, string locale = "en-GB", bool signedIn = true, bool scripts = true)
    {
        if (browser is null)
        {
            Assert.Skip("needs Chromium: apt-get install chromium");
        }

        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = Address,
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1440, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
            JavaScriptEnabled = scripts,
            HasTouch = phone,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(30_000);
        if (signedIn)
        {
            var answer = await context.APIRequest.PostAsync("/api/session", new() { DataObject = new { token = await LoginTokenAsync() } });
            Assert.True(answer.Ok);
        }

        return new Visit(await context.NewPageAsync(), Address);
    }

    /// <summary>The token of a new login link.</summary>
    public async Task<string> LoginTokenAsync()
    {
        var link = (await ReadAsync(await Api.PostAsync("/api/session/link"))).GetProperty("url").GetString()!;
        return link[(link.IndexOf("token=", StringComparison.Ordinal) + "token=".Length)..];
    }

    /// <summary>Brings in drawn pictures and waits until they were looked at. Returns their ids, the first brought first.</summary>
    public Task<IReadOnlyList<string>> BringAsync(string into, int count) =>
        BringAsync(into, Enumerable.Range(1, count).Select(number =>
        {
            var seed = Interlocked.Increment(ref drawn);
            return (string.Create(CultureInfo.InvariantCulture, $"{into}-{number}.png"), DrawnPicture.Png(seed, 200 + (seed % 5 * 60)));
        }));

    public async Task<IReadOnlyList<string>> BringAsync(string into, IEnumerable<(string Name, byte[] Bytes)> files)
    {
        List<string> ids = [];
        foreach (var (name, bytes) in files)
        {
            var form = Api.CreateFormData();
            form.Set("folder", into);
            form.Set("file", new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = bytes });
            ids.Add((await ReadAsync(await Api.PostAsync("/api/assets", new() { Multipart = form }))).GetProperty("id").GetString()!);
        }

        foreach (var id in ids)
        {
            await UntilAsync(id, asset => asset.GetProperty("pending").GetInt32() == 0
                && (asset.GetProperty("hasPreview").GetBoolean() || (asset.GetProperty("kind").GetString() != "image" && !asset.GetProperty("previewPending").GetBoolean())));
        }

        return ids;
    }

    /// <summary>Links a folder of its own with some pictures in it.</summary>
    /// <returns>Where it lies, and its id.</returns>
    public async Task<(string Folder, string Id)> LinkAsync(string name, int count)
    {
        var path = Directory.CreateDirectory(Path.Combine(linked, name)).FullName;
        foreach (var number in Enumerable.Range(1, count))
        {
            await File.WriteAllBytesAsync(Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}.png")), DrawnPicture.Png(Interlocked.Increment(ref drawn), 200));
        }

        await File.AppendAllLinesAsync(Path.Combine(folder, "roots.txt"), [path]);
        var job = (await ReadAsync(await Api.PostAsync("/api/import", new() { DataObject = new { paths = new[] { path } } }))).GetProperty("job").GetString();
        await UntilAsync(async () => await ReadAsync(await Api.GetAsync($"/api/jobs/{job}")), state => state.GetProperty("state").GetString() == "done");
        var roots = await ReadAsync(await Api.GetAsync("/api/roots"));
        return (path, roots.EnumerateArray().First(root => root.GetProperty("path").GetString() == path).GetProperty("id").GetString()!);
    }

    /// <summary>Waits until an asset is as the test wants it, looking again after each commit.</summary>
    public Task<JsonElement> UntilAsync(string id, Func<JsonElement, bool> wanted) => UntilAsync(() => AssetAsync(id), wanted);

    /// <summary>Erases what other tests left in the trash, which is one for all of them.</summary>
    public async Task EmptyTrashAsync()
    {
        await ReadAsync(await Api.PostAsync("/api/trash/empty", new() { DataObject = new { } }));
        await UntilAsync(async () => await ReadAsync(await Api.GetAsync("/api/trash")), trash => trash.GetProperty("total").GetInt32() == 0);
    }

    private async Task<JsonElement> UntilAsync(Func<Task<JsonElement>> look, Func<JsonElement, bool> wanted)
    {
        var database = app!.Services.GetRequiredService<Database>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (; ; )
        {
            var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void Heard() => committed.TrySetResult();
            database.Written += Heard;
            try
            {
                var seen = await look();
                if (wanted(seen))
                {
                    return seen;
                }

                await committed.Task.WaitAsync(patience.Token);
            }
            finally
            {
                database.Written -= Heard;
            }
        }
    }

    /// <summary>Has pictures look alike to the comparison of duplicates.</summary>
    /// <param name="look">Other pictures of the test look otherwise.</param>
    public async Task AlikeAsync(byte look, params string[] ids)
    {
        byte[] hashes = [.. Enumerable.Range(0, 16).SelectMany(_ => new byte[] { look, (byte)~look, 15, look, (byte)~look, 240, look, (byte)~look })];
        var database = app!.Services.GetRequiredService<Database>();
        foreach (var id in ids)
        {
            await database.WriteAsync(Actor.System, async session =>
            {
                await session.ExecuteAsync(
                    $"""
                    insert into fingerprint (essence_key, version, hashes) select v.essence_key, {1}, {hashes} from version v join asset a on a.version_key = v.key where a.id = {id}
                    on conflict (essence_key) do update set hashes = excluded.hashes
                    """);
                var asset = await session.FirstAsync($"select key, library_key from asset where id = {id}", row => (Key: row.GetInt64(0), Library: row.GetInt64(1)));
                session.Log(new Change(asset.Library, LogSubject.Asset, asset.Key, ChangeEvent.Changed, ChangedParts.Vectors));
            });
        }
    }

    /// <summary>A part of a page as the server draws it.</summary>
    public async Task<string> DrawAsync<TComponent>(Dictionary<string, object?> parameters) where TComponent : Microsoft.AspNetCore.Components.IComponent
    {
        await using var scope = app!.Services.CreateAsyncScope();
        await using var renderer = new Microsoft.AspNetCore.Components.Web.HtmlRenderer(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<Microsoft.Extensions.Logging.ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TComponent>(Microsoft.AspNetCore.Components.ParameterView.FromDictionary(parameters))).ToHtmlString());
    }

    public async Task<JsonElement> AssetAsync(string id) => await ReadAsync(await Api.GetAsync($"/api/assets/{id}"));

    /// <summary>The states of an asset's tags by name.</summary>
    public static Dictionary<string, string> TagsOf(JsonElement asset) =>
        asset.GetProperty("claims").EnumerateArray()
            .Where(claim => claim.GetProperty("about").GetString() == "tag")
            .ToDictionary(claim => claim.GetProperty("name").GetString()!, claim => claim.GetProperty("state").GetString()!);

    private static async Task<JsonElement> ReadAsync(IAPIResponse answer)
    {
        Assert.True(answer.Ok, $"{answer.Status} {answer.Url}: {await answer.TextAsync()}");
        return (await answer.JsonAsync())!.Value;
    }

    /// <summary>No pack is fetched; the one analyzer is played, and the world is small.</summary>
    private static void Play(IServiceCollection services)
    {
        var fetching = services.Single(service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationFactory?.GetType().GenericTypeArguments[1] == typeof(PackInstallations));
        services.Remove(fetching);
        services.AddSingleton(provider => new PackStore(provider.GetRequiredService<DataFolder>().Models, SmallWorld.Beside(PackCatalog.Shipped)));
        services.AddSingleton(new CurrentPipeline([DetectAnalyzer.About with { Model = "played@1" }, ClassifyAnalyzer.About with { Model = PlayedModels.Features }]));
        services.AddSingleton<IMediaRunner>(provider => new PlayedModels(provider.GetRequiredService<ChildMedia>()));
    }

    private static string? Chromium() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin")
            .SelectMany(path => (string[])[Path.Combine(path, "chromium"), Path.Combine(path, "chromium-browser"), Path.Combine(path, "google-chrome")])
            .FirstOrDefault(File.Exists);
}
