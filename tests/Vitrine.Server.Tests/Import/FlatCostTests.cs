using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Core.Pipelines;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Import;

/// <summary>
/// What one more file costs the database does not grow with the library. Counted are the instructions that SQLite carries out, which are the same at every run;
/// its planner has no statistics of a new library, and takes an index that every row has in common if a statement lets it.
/// </summary>
public sealed class FlatCostTests
{
    private const int Probes = 100;
    private static readonly int Many = Deep.IsOn ? 2_000 : 1_000;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_IntoAFullFolder_CostsWhatItCostsInAnEmptyOne()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var folder = await PausedAsync(app);
        await TakeInAsync(app, folder, "a", Probes);
        var few = await SqliteWork.CountAsync(app.Database, 100, () => TakeInAsync(app, folder, "b", Probes));
        await TakeInAsync(app, folder, "c", Many);
        var many = await SqliteWork.CountAsync(app.Database, 100, () => TakeInAsync(app, folder, "d", Probes));

        Assert.InRange(many, 0, few * 1.5);
    }

    [Fact]
    public async Task Claim_OfAFewRunsOfALongQueue_CostsWhatItCostsOfAShortOne()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var folder = await PausedAsync(app);
        await TakeInAsync(app, folder, "a", Probes);
        var few = await ClaimAsync(app, int.MinValue, any: true);
        var none = await ClaimAsync(app, RunPriority.Interactive + 1, any: false);
        await TakeInAsync(app, folder, "b", Many);

        Assert.InRange(await ClaimAsync(app, int.MinValue, any: true), 0, few * 1.5);

        // All of it rests: that is told without looking through it.
        Assert.InRange(await ClaimAsync(app, RunPriority.Interactive + 1, any: false), 0, none * 1.5);
    }

    [Fact]
    public async Task Work_InAFullLibrary_CostsWhatItCostsInASmallOne()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var folder = Directory.CreateDirectory(Path.Combine(app.Files, "many")).FullName;
        await FinishedAsync("a", Probes);
        var few = await SqliteWork.CountAsync(app.Database, 100, () => FinishedAsync("b", Probes));
        await FinishedAsync("c", Many / 4);
        var many = await SqliteWork.CountAsync(app.Database, 100, () => FinishedAsync("d", Probes));
        Assert.InRange(many, 0, few * 1.5);

        async Task FinishedAsync(string name, int files, bool pictures = false)
        {
            await TakeInAsync(app, folder, name, files, pictures: true);
            await app.FinishAsync();
        }
    }

    /// <summary>Nothing is worked on; returns a folder to take in.</summary>
    private static async Task<string> PausedAsync(DamApp app)
    {
        using var paused = await app.SendAsync(HttpMethod.Post, "api/activity/pause", """{"paused":true}""");
        paused.EnsureSuccessStatusCode();
        return Directory.CreateDirectory(Path.Combine(app.Files, "many")).FullName;
    }

    private static async Task<long> ClaimAsync(DamApp app, int atLeast, bool any)
    {
        var queue = app.Services.GetRequiredService<RunQueue>();
        var scope = new RunScope(1, atLeast, []);
        return await SqliteWork.CountAsync(app.Database, 100, () => app.Database.WriteAsync(
            Actor.System, async session => Assert.Equal(any, (await queue.ClaimAsync(session, StepLane.Decode, 1, 8, [scope], Ending)).Count > 0), Ending));
    }

    private static async Task TakeInAsync(DamApp app, string folder, string name, int files, bool pictures = false)
    {
        for (var i = 0; i < files; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{name}-{i:0000}");
            await File.WriteAllBytesAsync(
                Path.Combine(folder, text + (pictures ? ".gif" : ".txt")), pictures ? PlayedMedia.File("KEYWORD:dog", "TAKEN:2020-01-01T00:00:00", text) : Encoding.UTF8.GetBytes(text), Ending);
        }

        Assert.Equal("done", (await app.JobAsync(await app.ImportAsync(folder))).State);
    }
}
