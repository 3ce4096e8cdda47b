using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Server.Import;
using Vitrine.Server.Import.Watching;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Import;

/// <summary>A running server notices by itself what happens in linked folders.</summary>
public sealed class WatchTests
{
    private static readonly DamSetup Following = new() { FollowsFolders = true };

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Watch_FilesThatComeChangeMoveAndGo_ShowByThemselves(string engine)
    {
        await using var app = await DamApp.StartAsync(engine, Following);
        var folder = Directory.CreateDirectory(Path.Combine(app.Files, "pictures")).FullName;
        foreach (var i in Enumerable.Range(0, 9))
        {
            await WriteAsync(folder, $"{i}.gif", $"picture {i}");
        }

        await LinkAsync(app, folder);
        var id = await IdAsync(app, "0.gif");

        // New, also below a new folder and under a name that was a temporary one.
        await WriteAsync(folder, "new/deep/er/n.gif", "new");
        await WriteAsync(folder, "late.gif.part", "late");
        File.Move(Path.Combine(folder, "late.gif.part"), Path.Combine(folder, "late.gif"));
        await UntilAsync(app, $"select count(*) from asset where name in ('n.gif', 'late.gif')", 2);

        // Changed.
        await WriteAsync(folder, "1.gif", "something else");
        await UntilAsync(app, $"select count(*) from version where number = 2", 1);

        // Renamed, and moved with its folder.
        File.Move(Path.Combine(folder, "0.gif"), Path.Combine(folder, "new", "zero.gif"));
        await UntilAsync(app, $"select count(*) from asset where name = 'zero.gif' and id = {id}", 1);
        Directory.Move(Path.Combine(folder, "new"), Path.Combine(folder, "newer"));
        await UntilAsync(app, $"select count(*) from link l join version v on v.key = l.version_key join asset a on a.key = v.asset_key where l.path = 'newer/zero.gif' and a.id = {id}", 1);
        await UntilAsync(app, $"select count(*) from link where path = 'newer/deep/er/n.gif'", 1);

        // Gone.
        File.Delete(Path.Combine(folder, "2.gif"));
        await UntilAsync(app, $"select count(*) from link where path = '2.gif' and state = {LinkState.Missing}", 1);
        Assert.Equal((11, 11, 12), (await NumberAsync(app, $"select count(*) from asset"), await NumberAsync(app, $"select count(*) from link"), await NumberAsync(app, $"select count(*) from version")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Watch_FileThatGrows_IsTakenInOnceAndWhole(string engine)
    {
        await using var app = await DamApp.StartAsync(engine, Following);
        var folder = Directory.CreateDirectory(Path.Combine(app.Files, "pictures")).FullName;
        await WriteAsync(folder, "a.gif", "one");
        await LinkAsync(app, folder);

        var path = Path.Combine(folder, "grows.gif");
        await File.WriteAllBytesAsync(path, PlayedMedia.File("begins"), Ending);

        // Longer than it has to be quiet.
        foreach (var _ in Enumerable.Range(0, 12))
        {
            await Task.Delay(250, Ending);
            await File.AppendAllTextAsync(path, "and goes on\n", Ending);
        }

        await UntilAsync(app, $"select count(*) from asset where name = 'grows.gif'", 1);
        await app.FinishAsync();
        Assert.Equal([new FileInfo(path).Length], await NumbersAsync(app, $"select v.bytes from version v join asset a on a.key = v.asset_key where a.name = 'grows.gif'"));
        Assert.Equal(0, await NumberAsync(app, $"select count(*) from job_problem"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Watch_RootTakenAwayAndGivenBack_IsOfflineAndBackWithoutAnyAnalysis(string engine)
    {
        await using var app = await DamApp.StartAsync(engine, Following);
        var folder = Directory.CreateDirectory(Path.Combine(app.Files, "disk")).FullName;
        foreach (var i in Enumerable.Range(0, 40))
        {
            await WriteAsync(folder, $"{i % 4}/{i}.gif", $"KEYWORD:word{i}", "LABEL:coco/dog=0.95");
        }

        await LinkAsync(app, folder);
        var before = await StateAsync(app);
        var id = await IdAsync(app, "7.gif");

        var watch = Stopwatch.StartNew();
        Directory.Move(folder, folder + "-away");
        await UntilAsync(app, $"select count(*) from link where state = {LinkState.Offline}", 40);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"it took {watch.Elapsed}");
        Assert.Equal("offline", (await app.Client.AssetAsync(id)).Storage);
        Assert.Equal(40, (await app.Client.SearchAsync(new SearchRequest("dog"))).Total);
        Assert.Equal(("offline", 40), (await app.Client.RootsAsync()) is [var root] ? (root.State, root.Offline) : default);
        using var preview = await app.SendAsync(HttpMethod.Get, $"api/assets/{id}/thumbnail");
        Assert.True(preview.IsSuccessStatusCode);

        Directory.Move(folder + "-away", folder);
        await UntilAsync(app, $"select count(*) from link where state = {LinkState.Present}", 40);
        await app.FinishAsync();
        Assert.Equal(before, await StateAsync(app));
        Assert.Equal("linked", (await app.Client.AssetAsync(id)).Storage);
        Assert.Equal(("online", 40), (await app.Client.RootsAsync()) is [var back] ? (back.State, back.Present) : default);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Watch_ServerThatWasOff_LooksThroughWhatItMissed(string engine)
    {
        await using var app = await DamApp.StartAsync(engine, Following);
        var folder = Directory.CreateDirectory(Path.Combine(app.Files, "pictures")).FullName;
        await WriteAsync(folder, "a.gif", "one");
        await LinkAsync(app, folder);
        var id = await IdAsync(app, "a.gif");
        await app.RestartAsync(new DamSetup());
        File.Move(Path.Combine(folder, "a.gif"), Path.Combine(folder, "b.gif"));

        await app.RestartAsync(Following);

        await UntilAsync(app, $"select count(*) from asset where name = 'b.gif' and id = {id}", 1);
        await app.FinishAsync();
        Assert.Equal(1, await NumberAsync(app, $"select count(*) from asset"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Watch_ReportsThatWereLost_LookThroughTheWholeRoot(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var folder = Directory.CreateDirectory(Path.Combine(app.Files, "pictures")).FullName;
        await WriteAsync(folder, "a.gif", "one");
        await app.ImportAsync(folder);
        await app.FinishAsync();
        var root = (await app.Database.ReadAsync(session => ImportRoots.LinkedAsync(session, Ending), Ending))[0];
        var dirty = new DirtyFolders();
        var (watcher, trouble) = RootWatcher.Start(root, dirty, TimeProvider.System);
        Assert.Null(trouble);
        using var _ = watcher;

        watcher!.Failed(new InternalBufferOverflowException());
        Assert.Null(watcher.Trouble);
        var order = dirty.Take(root.Key, DateTimeOffset.MaxValue);
        Assert.NotNull(order);
        Assert.Null(order.Folders);

        // No more watches: that is said, and it is looked through from time to time.
        watcher.Failed(new IOException("The configured user limit on the number of inotify watches has been reached."));
        Assert.Contains("fs.inotify.max_user_watches", watcher.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_FromVeryManyFolders_AreHeldAsOne()
    {
        var (dirty, now) = (new DirtyFolders(), DateTimeOffset.UnixEpoch);
        for (var i = 0; i <= 50 * DirtyFolders.MostFolders; i++)
        {
            dirty.Mark(1, $"folder {i}", deep: false, now);
            if (i == DirtyFolders.MostFolders - 1)
            {
                // Each by itself so far.
                Assert.Equal(DirtyFolders.MostFolders, dirty.Take(1, now + DirtyFolders.Quiet)!.Folders!.Count);
            }
        }

        Assert.Null(dirty.Take(1, now));
        Assert.Null(dirty.Take(1, now + DirtyFolders.Quiet)!.Folders);
        Assert.Null(dirty.Take(1, now + DirtyFolders.AtMost));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Watch_StormOfReportsAndHostileNames_IsOneOrFewScans(string engine)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs names that other systems refuse");
        await using var app = await DamApp.StartAsync(engine, Following);
        var folder = Directory.CreateDirectory(Path.Combine(app.Files, "pictures")).FullName;
        await WriteAsync(folder, "a.gif", "one");
        await LinkAsync(app, folder);

        for (var i = 0; i < (Deep.IsOn ? 50_000 : 3_000); i++)
        {
            var path = Path.Combine(folder, $"storm {i % 100}");
            await File.WriteAllTextAsync(path, "x", Ending);
            File.Delete(path);
        }

        await WriteAsync(folder, "line\nend/" + new string('n', 251) + ".gif", "two");
        await UntilAsync(app, $"select count(*) from link where state = {LinkState.Present}", 2);
        await app.FinishAsync();
        Assert.InRange(await NumberAsync(app, $"select count(*) from job where what = 'scan'"), 1, 40);
        Assert.DoesNotContain((await app.Client.ActivityAsync()).Jobs, job => job.What == "scan" && job.Message is null);
    }

    /// <summary>Links a folder and waits until it is listened to.</summary>
    private static async Task LinkAsync(DamApp app, string folder)
    {
        await app.ImportAsync(folder);
        await app.FinishAsync();
        app.Services.GetRequiredService<RootWatch>().Ring();
        await UntilAsync(app, $"select count(*) from root where scanned_at is not null", 1);
        await app.FinishAsync();
    }

    /// <summary>All that an analysis would change.</summary>
    private static async Task<IReadOnlyList<long>> StateAsync(DamApp app) =>
    [
        await NumberAsync(app, $"select count(*) from run"), await NumberAsync(app, $"select max(key) from run"), await NumberAsync(app, $"select coalesce(max(ended_at), 0) from run"),
        await NumberAsync(app, $"select count(*) from claim"), await NumberAsync(app, $"select max(key) from claim"), await NumberAsync(app, $"select count(*) from version"),
        await NumberAsync(app, $"select count(*) from shown_tag"), await NumberAsync(app, $"select count(*) from rendition"),
    ];

    private static async Task WriteAsync(string folder, string path, params string[] lines)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await File.WriteAllBytesAsync(full, PlayedMedia.File(lines), Ending);
    }

    private static async Task<string> IdAsync(DamApp app, string name) => (await app.Database.ReadAsync(session => session.TextAsync($"select id from asset where name = {name}")))!;

    private static async Task<long> NumberAsync(DamApp app, Sql sql) => await app.Database.ReadAsync(session => session.NumberAsync(sql)) ?? 0;

    private static Task<List<long>> NumbersAsync(DamApp app, Sql sql) => app.Database.ReadAsync(session => session.QueryAsync(sql, row => row.GetInt64(0)));

    private static Task UntilAsync(DamApp app, Sql sql, long value) => app.UntilAsync(async session => await session.NumberAsync(sql) is var now && now == value ? null : $"{sql.Text} is {now}");
}
