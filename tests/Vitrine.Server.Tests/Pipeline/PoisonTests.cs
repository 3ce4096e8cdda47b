using Vitrine.Media.Children;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Pipeline;

/// <summary>Files that real children really die of, and a model child that is killed at its work.</summary>
public sealed class PoisonTests : IDisposable
{
    private const string Looks = "analyze:looks";

    private readonly string packs = Directory.CreateTempSubdirectory("vitrine-packs-").FullName;

    public void Dispose() => Directory.Delete(packs, recursive: true);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Decode_FileThatKillsItsChild_FailsAfterThreeTimesAndItsNeighboursLoseNoAttempt(string engine)
    {
        await using var media = RealMedia.WithoutModels();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = media });
        for (var i = 0; i < 6; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(app.Files, $"good{i}.png"), DrawnPicture.Png(i), TestContext.Current.CancellationToken);
        }

        byte[] poison = [.. DrawnPicture.Png(99), .. PoisonableChildren.Poison(DecodeSteps.Renditions)];
        await File.WriteAllBytesAsync(Path.Combine(app.Files, "good3-poison.png"), poison, TestContext.Current.CancellationToken);

        await app.ImportAsync(app.Files);
        await app.FinishAsync();

        Assert.Equal(["details done 0", "metadata done 0", "renditions failed 2"], await RunsAsync(app, "good3-poison.png"));
        var problem = Assert.Single(await TextsAsync(app, $"select step || ' ' || code || ' ' || message from problem where step <> {DecodeSteps.Details}"));
        Assert.StartsWith("renditions died the decode process was killed by signal 11 (segmentation fault)", problem, StringComparison.Ordinal);
        Assert.EndsWith("It was tried 3 times.", problem, StringComparison.Ordinal);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(["details done 0", "metadata done 0", "renditions done 0"], await RunsAsync(app, $"good{i}.png"));
        }

        Assert.Equal(["12"], await TextsAsync(app, $"select cast(count(*) as varchar(9)) from rendition"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Analyze_PictureThatKillsTheModel_FailsAfterThreeTimesAndItsNeighboursLoseNoAttempt(string engine)
    {
        await using var media = RealMedia.Looking(packs);
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = media });
        await app.UploadAsync("poison.png", DrawnPicture.Flat(PoisonableChildren.Deadly));
        for (var i = 0; i < 4; i++)
        {
            await app.UploadAsync($"good{i}.png", DrawnPicture.Png(i));
        }

        await app.FinishAsync();

        Assert.Contains(Looks + " failed 2", await RunsAsync(app, "poison.png"));
        Assert.Contains("renditions done 0", await RunsAsync(app, "poison.png"));
        var problem = Assert.Single(await TextsAsync(app, $"select step || ' ' || code || ' ' || message from problem"));
        Assert.StartsWith(Looks + " died the model process was killed by signal 11", problem, StringComparison.Ordinal);
        Assert.EndsWith("It was tried 3 times.", problem, StringComparison.Ordinal);
        for (var i = 0; i < 4; i++)
        {
            Assert.Contains(Looks + " done 0", await RunsAsync(app, $"good{i}.png"));
        }

        Assert.Equal(["4"], await TextsAsync(app, $"select cast(count(*) as varchar(9)) from finding"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Analyze_ModelChildKilledAtItsWork_LosesNothing(string engine)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs named pipes and /proc");
        using var pipe = new NamedPipe();
        await using var media = RealMedia.Looking(packs);
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = media });
        var listener = Path.Combine(packs, PoisonableChildren.Listener);
        File.Move(pipe.Path, listener);
        var busy = NamedPipe.ReadLineAsync(listener);
        await app.UploadAsync("endless.png", DrawnPicture.Flat(PoisonableChildren.Endless));
        Assert.Equal("busy", await busy);
        for (var i = 0; i < 4; i++)
        {
            await app.UploadAsync($"good{i}.png", DrawnPicture.Png(i));
        }

        File.Delete(listener);
        var children = ChildProcesses.Of(Environment.ProcessId, ChildKinds.Model, packs);
        Assert.NotEmpty(children);
        foreach (var pid in children)
        {
            ChildProcesses.Kill(pid);
        }

        await app.FinishAsync();

        // It was alone in the child that died: one attempt is spent, and the next one succeeds.
        Assert.Contains(Looks + " done 1", await RunsAsync(app, "endless.png"));
        for (var i = 0; i < 4; i++)
        {
            Assert.Contains(Looks + " done 0", await RunsAsync(app, $"good{i}.png"));
        }

        Assert.Equal(["5"], await TextsAsync(app, $"select cast(count(*) as varchar(9)) from finding"));
        Assert.Empty(await TextsAsync(app, $"select message from problem"));
    }

    /// <summary>The runs of an asset: step, how it ended, attempts spent.</summary>
    private static Task<List<string>> RunsAsync(DamApp app, string name) => TextsAsync(
        app,
        $"""
        select r.step || ' ' || case r.state when {RunState.Done} then 'done' when {RunState.Failed} then 'failed' else 'open' end || ' ' || r.attempts
        from step_run r join asset a on a.version_key = r.version_key where a.name = {name} order by r.step
        """);

    private static Task<List<string>> TextsAsync(DamApp app, Sql sql) => app.Database.ReadAsync(session => session.QueryAsync(sql, row => row.GetString(0)));
}
