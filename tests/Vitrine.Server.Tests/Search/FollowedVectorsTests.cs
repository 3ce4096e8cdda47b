using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Vitrine.Contracts;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search.Examples;
using Vitrine.Server.Search.Meanings;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>The vectors of pictures after a start: from what was kept of them, and from the database where that cannot be used.</summary>
public sealed class FollowedVectorsTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Kept_ForTheNextStart_OnlyWhatCameSinceIsRead(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.BringAsync(("a.gif", ["LOOK:1,0"]), ("b.gif", ["LOOK:3,1"]), ("c.gif", ["LOOK:1,3"]), ("gone.gif", ["LOOK:2,1"]));
        var first = await RunAsync(app);
        Assert.Equal((4, 4, 0), (first.Found.Count, first.Read, first.Warnings));
        var second = await RunAsync(app);
        Assert.Equal((0, 0), (second.Read, second.Warnings));
        Assert.Equal(first.Found, second.Found);

        // Ended between a write and keeping it: the log says what is missing, as often as it is so.
        using var trashed = await app.Http.DeleteAsync($"api/assets/{(await app.Client.SearchAsync(new SearchRequest("name:gone"))).Items[0].Id}");
        await app.UploadAsync("later.gif", PlayedMedia.File("later", "LOOK:5,1"));
        await app.FinishAsync();
        for (var i = 0; i < 2; i++)
        {
            var third = await RunAsync(app, save: i == 1);
            Assert.Equal((2, 0), (third.Read, third.Warnings));
            Assert.Equal(await AnewAsync(app), third.Found);
            Assert.NotEqual(first.Found, third.Found);
        }

        Assert.Equal(0, (await RunAsync(app)).Read);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Kept_OfAnotherDatabaseOrALaterState_IsReadAnew(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.BringAsync(("a.gif", ["LOOK:1,0"]), ("b.gif", ["LOOK:3,1"]));
        await RunAsync(app);
        await app.UploadAsync("lost.gif", PlayedMedia.File("lost", "LOOK:5,1"));
        await app.FinishAsync();
        var kept = await RunAsync(app);

        // A backup from before the last picture: its log ends before the position.
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"delete from change_log where sequence = (select max(sequence) from change_log)"));
        var restored = await RunAsync(app);
        Assert.Equal((3, 1), (restored.Read, restored.Warnings));
        Assert.Equal(kept.Found, restored.Found);

        // It went on otherwise.
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update change_log set at = at + 1"));
        Assert.Equal((3, 1), Cost(await RunAsync(app)));
        Assert.Equal((0, 0), Cost(await RunAsync(app)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Files_OfAnyContent_NeverChangeAnAnswer(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.BringAsync(("a.gif", ["LOOK:1,0"]), ("b.gif", ["LOOK:3,1"]));
        var expected = await RunAsync(app);
        var folder = Path.Combine(app.Data, "index", "features");
        var wrong = new Action<string>[]
        {
            File.Delete,
            file => File.WriteAllBytes(file, []),
            file => File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]),
            file => File.WriteAllBytes(file, [.. File.ReadAllBytes(file).Reverse()]),
            file => File.WriteAllBytes(file, new byte[100_000]),
        };
        foreach (var extension in new[] { "manifest", ".rows" })
        {
            foreach (var change in wrong)
            {
                change(Directory.GetFiles(folder).Single(file => file.EndsWith(extension, StringComparison.Ordinal)));
                var found = await RunAsync(app);
                Assert.Equal(expected.Found, found.Found);
                Assert.Equal((2, change == File.Delete && extension == "manifest" ? 0 : 1), Cost(found));
            }
        }

        // Where the folder can neither be read nor written, vectors are in memory alone, and that is said once for each.
        Directory.Delete(folder, recursive: true);
        await File.WriteAllTextAsync(folder, "in the way");
        var without = await RunAsync(app);
        Assert.Equal(expected.Found, without.Found);
        Assert.Equal(2, without.Read);
        Assert.InRange(without.Warnings, 1, 2);
    }

    /// <summary>Through the whole server: kept when it stops, of examples and of sentences.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ServerThatStopped_StartsFromWhatItKept(string engine)
    {
        var texts = new PlayedTexts();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = new PlayedMedia(), Services = services => services.Replace(ServiceDescriptor.Singleton<ITextRunner>(texts)) });
        var ids = await app.BringAsync(("runner.gif", ["LABEL:imagenet/770=0.9"]), ("dog.gif", ["LABEL:imagenet/207=0.9"]), ("me.gif", ["LOOK:1,0"]), ("alike.gif", ["LOOK:9,1"]));
        string[] queries = ["shows:\"running shoe\"", $"similar:{ids["me.gif"]}"];
        Assert.Equal("runner.gif alike.gif", await FoundAsync(app, queries));
        Assert.Equal((4, 4), ReadBy(app));
        await app.RestartAsync();
        Assert.Equal("runner.gif alike.gif", await FoundAsync(app, queries));
        Assert.Equal((0, 0), ReadBy(app));

        // Another model of sentences compares with other directions.
        texts.Space = "other-sentences@1";
        Assert.Equal("runner.gif", await FoundAsync(app, queries[..1]));
        Assert.Equal((0, 4), ReadBy(app));
    }

    private static (long, long) ReadBy(DamApp app) => (app.Services.GetRequiredService<FeatureIndex>().Read, app.Services.GetRequiredService<MeaningIndex>().Read);

    private static async Task<string> FoundAsync(DamApp app, string[] queries)
    {
        var found = new List<string>();
        foreach (var query in queries)
        {
            found.AddRange((await app.Client.SearchAsync(new SearchRequest(query))).Items.Select(item => item.Name));
        }

        return string.Join(' ', found);
    }

    private static (long, int) Cost((IReadOnlyList<(long, double)> Found, long Read, int Warnings) run) => (run.Read, run.Warnings);

    /// <summary>What a server with an empty data folder says.</summary>
    private static async Task<IReadOnlyList<(long, double)>> AnewAsync(DamApp app)
    {
        var path = Directory.CreateTempSubdirectory("vitrine-anew-").FullName;
        using (var folder = DataFolder.Take(path, holdsDatabase: false))
        {
            var (found, _, _) = await RunAsync(app, save: false, folder);
            Directory.Delete(path, recursive: true);
            return found;
        }
    }

    /// <summary>The index from a start to an end, or to where the process was killed.</summary>
    private static async Task<(IReadOnlyList<(long, double)> Found, long Read, int Warnings)> RunAsync(DamApp app, bool save = true, DataFolder? folder = null)
    {
        var log = new Counted();
        var library = (await app.Database.ReadAsync(session => session.NumberAsync($"select min(key) from library")))!.Value;
        using var index = new FeatureIndex(app.Database, folder ?? app.Services.GetRequiredService<DataFolder>(), log);
        var found = await index.NearestAsync(await ModelAsync(app), [1, 0], library, null, 10, CancellationToken.None);
        if (save)
        {
            await index.SaveAsync(CancellationToken.None);
        }

        return (found, index.Read, log.Warnings);
    }

    private static async Task<string> ModelAsync(DamApp app) => (await app.Database.ReadAsync(session => session.TextAsync($"select min(space) from feature_vector")))!;

    private sealed class Counted : ILogger<FeatureIndex>
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Warnings += logLevel >= LogLevel.Warning ? 1 : 0;
    }
}
