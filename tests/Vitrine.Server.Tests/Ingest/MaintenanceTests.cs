using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Ingest;

public sealed class MaintenanceTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Once_AfterTheirTime_ErasesWhatIsInTheTrashAndItsBytes(string engine)
    {
        var clock = new ShiftedClock();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Clock = clock });
        var gone = (await app.UploadAsync("gone.gif", PlayedMedia.File("one"))).Id;
        var kept = (await app.UploadAsync("kept.gif", PlayedMedia.File("two"))).Id;
        await app.FinishAsync();
        using var trashed = await app.SendAsync(HttpMethod.Delete, $"api/assets/{gone}");
        Assert.True(trashed.IsSuccessStatusCode);

        clock.Advance(Purge.TrashTime - TimeSpan.FromHours(1));
        await OnceAsync(app);
        Assert.Equal((2, 4, 2), (await AssetsAsync(app), Files(app, "renditions"), Files(app, "blobs")));

        clock.Advance(TimeSpan.FromHours(2));
        await OnceAsync(app);
        Assert.Equal((1, 2, 2), (await AssetsAsync(app), Files(app, "renditions"), Files(app, "blobs")));

        clock.Advance(Purge.CondemnedTime + TimeSpan.FromHours(1));
        await OnceAsync(app);
        Assert.Equal((1, 2, 1), (await AssetsAsync(app), Files(app, "renditions"), Files(app, "blobs")));
        Assert.Equal("kept.gif", (await app.Client.AssetAsync(kept)).Name);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Once_PartsOlderThanADay_AreDeletedAndYoungerOnesAndWholeFilesStay(string engine)
    {
        var clock = new ShiftedClock();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Clock = clock });
        await app.UploadAsync("a.gif", PlayedMedia.File("one"));
        await app.FinishAsync();
        var (old, young) = (clock.GetUtcNow().UtcDateTime - TimeSpan.FromHours(25), clock.GetUtcNow().UtcDateTime - TimeSpan.FromHours(1));
        var shelf = Path.GetDirectoryName(Directory.GetFiles(Path.Combine(app.Data, "renditions"), "*.preview", SearchOption.AllDirectories)[0])!;
        foreach (var folder in new[] { shelf, Path.Combine(app.Data, "spool") })
        {
            Write(folder, "old.part", old);
            Write(folder, "young.part", young);
            Write(folder, "old.whole", old);
        }

        // The start has swept already; renditions come round again after a day.
        await OnceAsync(app);
        Assert.Equal(["old.whole", "young.part"], Names(Path.Combine(app.Data, "spool")));
        Assert.Contains("old.part", Names(shelf));

        clock.Advance(TimeSpan.FromHours(24));
        await OnceAsync(app);

        Assert.Equal(["old.whole"], Names(Path.Combine(app.Data, "spool")));
        Assert.DoesNotContain(Names(shelf), name => name.EndsWith(".part", StringComparison.Ordinal));
        Assert.Contains("old.whole", Names(shelf));
        Assert.Equal(3, Files(app, "renditions"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Start_PartsThatAKillLeftAmongRenditions_AreDeleted(string engine)
    {
        var clock = new ShiftedClock();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Clock = clock });
        var left = Path.Combine(app.Data, "renditions", "ab", "cd");
        Write(Directory.CreateDirectory(left).FullName, "left.part", clock.GetUtcNow().UtcDateTime - TimeSpan.FromHours(25));
        using var watcher = new FileSystemWatcher(left);
        var deleted = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Deleted += (_, one) => deleted.TrySetResult(one.Name);
        watcher.EnableRaisingEvents = true;

        await app.RestartAsync();

        Assert.Equal("left.part", await deleted.Task.WaitAsync(Ending));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Once_IdempotencyKeysOlderThanAWeek_AreForgotten(string engine)
    {
        var clock = new ShiftedClock();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Clock = clock });
        await KeyedAsync(app, "first");
        clock.Advance(TimeSpan.FromDays(6));
        await KeyedAsync(app, "second");
        clock.Advance(TimeSpan.FromDays(2));

        await OnceAsync(app);

        Assert.Equal(1, await NumberAsync(app, $"select count(*) from idempotency"));
    }

    private static async Task KeyedAsync(DamApp app, string key)
    {
        using var form = DamApp.UploadForm(key + ".gif", PlayedMedia.File(key));
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/assets") { Content = form };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await app.Http.SendAsync(request, Ending);
        Assert.True(response.IsSuccessStatusCode);
    }

    private static Task OnceAsync(DamApp app) => app.Services.GetServices<IHostedService>().OfType<Maintenance>().Single().OnceAsync(Ending);

    private static void Write(string folder, string name, DateTime modified)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, name);
        File.SetLastWriteTimeUtc(path, modified);
    }

    private static string[] Names(string folder) => [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static int Files(DamApp app, string folder) => Directory.GetFiles(Path.Combine(app.Data, folder), "*", SearchOption.AllDirectories).Length;

    private static Task<long> AssetsAsync(DamApp app) => NumberAsync(app, $"select count(*) from asset");

    private static async Task<long> NumberAsync(DamApp app, Sql sql) => await app.Database.ReadAsync(session => session.NumberAsync(sql)) ?? 0;
}
