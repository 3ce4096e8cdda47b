using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Media.Metadata;
using Vitrine.Media.Tools;
using Vitrine.Server.WriteBack;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.WriteBack;

/// <summary>A server with real children and one folder of real pictures, managed unless asked otherwise.</summary>
internal sealed class WrittenFolder : IAsyncDisposable
{
    private readonly RealMedia media;

    private WrittenFolder(DamApp app, RealMedia media, string folder) => (App, this.media, Folder) = (app, media, folder);

    public DamApp App { get; }

    public string Folder { get; }

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <param name="beside">A text file that lies there before anything is read.</param>
    /// <param name="pictures">Name in the folder → file among those that exiftool wrote for the tests of reading.</param>
    public static async Task<WrittenFolder> CreateAsync(string engine, bool managed = true, string? folder = null, (string Name, string Text)? beside = null, params (string Name, string Of)[] pictures)
    {
        Assert.SkipUnless(ExifToolReader.IsInstalled, "needs exiftool");
        var media = RealMedia.WithoutModels();
        var app = await DamApp.StartAsync(engine, new DamSetup { Media = media });
        folder ??= Directory.CreateDirectory(Path.Combine(app.Files, "pictures")).FullName;
        foreach (var (name, of) in pictures)
        {
            File.Copy(SharedFolder.Path("golden", "exif", "roundtrip", of), Path.Combine(folder, name));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path.Combine(folder, name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            }
        }

        if (beside is (var text, var content))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, text), content, Ending);
        }

        var written = new WrittenFolder(app, media, folder);
        await app.ImportAsync(folder);
        await app.FinishAsync();
        if (managed)
        {
            var root = Assert.Single(await app.Client.RootsAsync(Ending));
            using var changed = await app.SendAsync(HttpMethod.Patch, $"api/roots/{root.Id}", """{"managed":true}""");
            changed.EnsureSuccessStatusCode();
        }

        return written;
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public async Task<string> IdAsync(string name) => (await App.Client.SearchAsync(new SearchRequest { Query = "" }, Ending)).Items.Single(item => item.Name == name).Id;

    public async Task PatchAsync(string name, string json)
    {
        using var changed = await App.SendAsync(HttpMethod.Patch, $"api/assets/{await IdAsync(name)}", json);
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(Ending));
    }

    public async Task<JobView> WriteBackAsync(string? place = null, bool dryRun = false)
    {
        var started = await App.Client.WriteBackAsync(new WriteBackRequest(null, "", Place: place, DryRun: dryRun), Ending);
        var job = await App.JobAsync(started.Job);
        await App.FinishAsync();
        return job;
    }

    public async Task ScanAsync()
    {
        using var started = await App.SendAsync(HttpMethod.Post, "api/roots/scan", "{}");
        await App.JobAsync(JsonDocument.Parse(await started.Content.ReadAsStringAsync(Ending)).RootElement.GetProperty("job").GetString()!);
        await App.FinishAsync();
    }

    /// <summary>Lets so much time pass that all that waits is due, and waits until it was written.</summary>
    public async Task DueAsync()
    {
        var lane = App.Services.GetRequiredService<WriteBackLane>();
        await RoundsAsync(lane);
        App.Setup.Clock.Advance(TimeSpan.FromHours(3));
        await RoundsAsync(lane);
        await App.UntilAsync(async session => await session.NumberAsync($"select count(*) from write_back", Ending) > 0 ? "something waits to be written" : null);
        await App.FinishAsync();
    }

    private static async Task RoundsAsync(WriteBackLane lane)
    {
        while (await lane.OnceAsync(Ending))
        {
        }
    }

    public async Task SettingsAsync(string json)
    {
        using var changed = await App.SendAsync(HttpMethod.Patch, "api/library", json);
        changed.EnsureSuccessStatusCode();
    }

    /// <summary>What the file says, by our own reading of it.</summary>
    public NormalisedMetadata Read(string name) => MetadataReader.Read(PathOf(name), Ending).Normalised;

    /// <summary>Another program changes the file.</summary>
    public async Task OutsideAsync(string name, params string[] arguments)
    {
        var result = await ToolProcess.RunAsync(new ToolCommand("exiftool", ["-overwrite_original", "-q", .. arguments, PathOf(name)]), Ending);
        Assert.True(result.Succeeded, result.Errors);
    }

    /// <summary>Values of an attribute as they are shown.</summary>
    public async Task<string> ShownAsync(string name, string about) => string.Join('|', (await App.Client.AssetAsync(await IdAsync(name), cancellationToken: Ending)).Claims
        .Where(claim => claim.About == about && claim.State is "accepted" or "suggested" && claim.About == about).Select(claim => claim.About == "tag" ? claim.Name : claim.Value).Order(StringComparer.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await media.DisposeAsync();
    }
}
