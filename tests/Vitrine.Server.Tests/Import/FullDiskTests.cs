using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Import;

/// <summary>A disk that is really full: what happens is said, the rest goes on, and all is finished when there is room.</summary>
public sealed class FullDiskTests
{
    private const int Files = 40;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_DataFolderFull_SaysSoAndFinishesWhenThereIsRoom(string engine)
    {
        using var disk = SmallDisk.Create(96);
        using var log = new HeardLog();
        await using var app = await StartAsync(engine, disk, log);
        for (var i = 0; i < Files; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(app.Files, $"{i:00}.gif"), PlayedMedia.File($"KEYWORD:word{i}", Noise(60_000)), Ending);
        }

        disk.FillUpTo(700_000);
        var job = await app.ImportAsync(app.Files);

        // Reading goes on, and what is wrong stands there in a sentence.
        string? trouble;
        do
        {
            await log.HearAsync(["disk", "database"], Ending);
            trouble = (await app.Client.ActivityAsync(Ending)).Trouble;
        }
        while (trouble is null);

        Assert.Contains("full", trouble, StringComparison.Ordinal);
        disk.Free();
        await app.JobAsync(job);
        await app.FinishAsync();

        Assert.Equal((Files, Files), (await NumberAsync(app, $"select count(*) from asset"), await NumberAsync(app, $"select count(*) from version")));
        Assert.Equal(2 * Files, await NumberAsync(app, $"select count(*) from rendition"));
        Assert.Equal(2 * Files, Directory.GetFiles(Path.Combine(app.Data, "renditions"), "*", SearchOption.AllDirectories).Length);
        Assert.Equal(0, await NumberAsync(app, $"select count(*) from run where state <> {RunState.Done} or attempts > 0"));
        Assert.Equal(0, await NumberAsync(app, $"select count(*) from problem"));
        Assert.Equal(Files, await NumberAsync(app, $"select changed from job"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_CopiesFillTheDisk_SaysWhichAreMissingAndTheNextOneTakesThemIn(string engine)
    {
        using var disk = SmallDisk.Create(96);
        using var log = new HeardLog();
        await using var app = await StartAsync(engine, disk, log);
        for (var i = 0; i < 12; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(app.Files, $"{i:00}.bin"), RandomNumberGenerator.GetBytes(1_000_000), Ending);
        }

        disk.FillUpTo(6_000_000);
        var first = await app.ImportAsync(app.Files, "copy");

        // Where the database lies on that disk too, the job itself has to wait.
        await Task.WhenAny(app.JobAsync(first), log.HearAsync(["disk", "database"], Ending));
        disk.Free();
        var ended = await app.JobAsync(first);
        Assert.Equal("done", ended.State);
        Assert.All(ended.Problems, problem => Assert.Equal(
            ("disk-full", "There is no room left to copy this file. The next import takes it in when there is."), (problem.Code, problem.Message)));
        Assert.True(engine == Engines.Sqlite || ended.Problems.Count > 0, "the disk was not full");

        await app.JobAsync(await app.ImportAsync(app.Files, "copy"));
        await app.FinishAsync();

        Assert.Equal(12, await NumberAsync(app, $"select count(*) from asset"));
        Assert.Equal(12, await NumberAsync(app, $"select count(distinct blob_key) from version"));
        Assert.Equal(12, Directory.GetFiles(Path.Combine(app.Data, "blobs"), "*", SearchOption.AllDirectories).Length);
        Assert.Empty(Directory.GetFiles(Path.Combine(app.Data, "spool")));
    }

    [Fact]
    public async Task Work_DatabaseTakesSmallWritesAndNoLargeOnes_KeepsWhatWasFoundUntilThereIsRoom()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var log = new HeardLog();
        var setup = new DamSetup
        {
            Media = new PlayedMedia { Before = () => held.Task },
            Services = services => services.AddSingleton<ILoggerProvider>(log),
        };
        await using var app = await DamApp.StartAsync(Engines.Sqlite, setup);
        for (var i = 0; i < 5; i++)
        {
            await app.UploadAsync($"{i}.gif", PlayedMedia.File("TEXT:" + Noise(50_000)));
        }

        var pages = await NumberAsync(app, $"pragma page_count");
        await app.Database.WriteAsync(Actor.System, session => session.NumberAsync(Pragma("max_page_count", pages)));
        held.SetResult();
        await log.HearAsync(["cannot be stored now"], Ending);
        Assert.Contains("full", (await app.Client.ActivityAsync()).Trouble, StringComparison.Ordinal);

        await app.Database.WriteAsync(Actor.System, session => session.NumberAsync(Pragma("max_page_count", 1_000_000)));
        await app.FinishAsync();

        Assert.Equal(0, await NumberAsync(app, $"select count(*) from run where state <> {RunState.Done}"));
        Assert.Equal(0, await NumberAsync(app, $"select count(*) from problem"));
        Assert.Null((await app.Client.ActivityAsync()).Trouble);
    }

    private static Task<DamApp> StartAsync(string engine, SmallDisk disk, HeardLog log) => DamApp.StartAsync(engine, new DamSetup
    {
        Data = Path.Combine(disk.Path, "data"),
        MaxFileBytes = 1L << 40,
        Services = services => services.AddSingleton<ILoggerProvider>(log),
    });

    /// <summary>Text that no file system makes smaller.</summary>
    private static string Noise(int length) => Convert.ToHexString(RandomNumberGenerator.GetBytes(length / 2));

    private static Sql Pragma(string name, long value)
    {
        var set = new RawSql($"{name} = {value}");
        return Sql.Of($"pragma {set}");
    }

    private static async Task<long> NumberAsync(DamApp app, Sql sql) => await app.Database.ReadAsync(session => session.NumberAsync(sql)) ?? 0;
}
