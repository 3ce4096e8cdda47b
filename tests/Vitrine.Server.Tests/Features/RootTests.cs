using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Media.Tools;
using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

/// <summary>Linked folders over the API and the command line.</summary>
public sealed class RootTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Missing_AreListedForgottenAndPutBack(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (folder, root) = await LinkAsync(app, 12);
        Assert.Equal(("link", "online", true, 12L, 0L), (root.Mode, root.State, root.Watching, root.Present, root.Missing));
        File.Delete(Path.Combine(folder, "03.gif"));

        var job = await JobAsync(app, "api/roots/scan", "{}");
        Assert.Equal("0 files are new, changed, moved or back; 1 are not where they were.", job.Message);
        var file = Assert.Single((await MissingAsync(app, root.Id)).Items);
        Assert.Equal(("03.gif", "03.gif", true), (file.Name, file.Path, file.HasPreview));
        Assert.Equal("missing", (await app.Client.AssetAsync(file.AssetId)).Storage);
        Assert.Equal((11, 1), (await app.Client.RootsAsync()) is [var one] ? (one.Present, one.Missing) : default);

        var forgotten = await JobAsync(app, $"api/roots/{root.Id}/missing/forget", "{}");
        Assert.Equal((1, true), (forgotten.Changed, forgotten.CanUndo));
        Assert.Empty((await MissingAsync(app, root.Id)).Items);
        Assert.NotNull((await app.Client.AssetAsync(file.AssetId)).TrashedAt);

        await JobAsync(app, $"api/jobs/{forgotten.Id}/undo", "{}");
        Assert.Single((await MissingAsync(app, root.Id)).Items);
        Assert.Equal(11, Directory.GetFiles(folder).Length);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Change_KeepsWhatIsLeftOutAndRefusesNonsense(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (folder, root) = await LinkAsync(app, 2);
        var path = $"api/roots/{root.Id}";

        var changed = await PatchAsync(app, path, """{"managed":true,"excludes":["*.bak","cache/**"],"pollMinutes":5}""");
        Assert.Equal(("managed", 5, "*.bak cache/**", true), (changed.Mode, changed.PollMinutes, string.Join(' ', changed.Excludes), changed.Watching));
        changed = await PatchAsync(app, path, """{"watching":false}""");
        Assert.Equal(("managed", 5, "*.bak cache/**", false, "off"), (changed.Mode, changed.PollMinutes, string.Join(' ', changed.Excludes), changed.Watching, changed.Watch));

        // What is not followed is looked through only where it is named.
        await File.WriteAllBytesAsync(Path.Combine(folder, "new.gif"), PlayedMedia.File("new"), Ending);
        Assert.Equal(0, (await JobAsync(app, "api/roots/scan", "{}")).Changed);
        Assert.Equal(1, (await JobAsync(app, "api/roots/scan", $$"""{"ids":["{{root.Id}}"]}""")).Changed);

        foreach (var bad in new[] { """{"pollMinutes":0}""", """{"excludes":["**"]}""", """{"excludes":["a\nb"]}""", $$"""{"excludes":["{{new string('x', 501)}}"]}""" })
        {
            using var refused = await app.SendAsync(HttpMethod.Patch, path, bad);
            await refused.ProblemAsync(HttpStatusCode.BadRequest);
        }

        using var unknown = await app.SendAsync(HttpMethod.Patch, "api/roots/0123456789abcdef01234567", "{}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var viewer = await app.AsAsync(Role.Editor);
        Assert.Equal(HttpStatusCode.Forbidden, (await DamApp.SendAsync(viewer, HttpMethod.Get, "api/roots")).StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Gone_AfterManyVanished_MakesThemMissing(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (folder, root) = await LinkAsync(app, 10);
        foreach (var i in Enumerable.Range(0, 5))
        {
            File.Delete(Path.Combine(folder, $"{i:00}.gif"));
        }

        await JobAsync(app, "api/roots/scan", "{}");
        Assert.Equal((5, 0, true), (await app.Client.RootsAsync()) is [var asks] ? (asks.Offline, asks.Missing, asks.Asks) : default);

        using var answer = await app.SendAsync(HttpMethod.Post, $"api/roots/{root.Id}/gone", "{}");
        var said = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Ending), ApiJson.Default.RootView)!;
        Assert.Equal((0, 5, false), (said.Offline, said.Missing, said.Asks));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Forget_MovesAllToTheTrashAndLeavesTheFiles(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (folder, root) = await LinkAsync(app, 3);

        var job = await JobAsync(app, $"api/roots/{root.Id}/forget", "{}");

        Assert.Equal((3, true), (job.Changed, job.CanUndo));
        Assert.Empty(await app.Client.RootsAsync());
        Assert.Equal(3, Directory.GetFiles(folder).Length);
        await JobAsync(app, $"api/jobs/{job.Id}/undo", "{}");
        Assert.Equal((3, true), (await app.Client.RootsAsync()) is [var back] ? (back.Present, back.Watching) : default);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_OfPaths_TakesThoseThatAreLinked(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (folder, _) = await LinkAsync(app, 2);
        var below = Directory.CreateDirectory(Path.Combine(folder, "below")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(below, "new.gif"), PlayedMedia.File("new"), Ending);
        await File.WriteAllBytesAsync(Path.Combine(folder, "beside.gif"), PlayedMedia.File("beside"), Ending);

        Assert.Equal(1, (await JobAsync(app, "api/roots/scan", $$"""{"paths":["{{below}}"]}""")).Changed);
        Assert.Equal(1, (await JobAsync(app, "api/roots/scan", $$"""{"paths":["{{folder}}"]}""")).Changed);
        using var refused = await app.SendAsync(HttpMethod.Post, "api/roots/scan", """{"paths":["/proc"]}""");
        Assert.StartsWith("/proc is not linked.", (await refused.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_OnTheCommandLine_SaysWhatItFound()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var (folder, _) = await LinkAsync(app, 2);
        await File.WriteAllLinesAsync(Path.Combine(app.Data, "server.txt"), [app.Url, "1"], Ending);
        await File.WriteAllTextAsync(Path.Combine(app.Data, "token"), app.Token, Ending);
        await File.WriteAllBytesAsync(Path.Combine(folder, "new.gif"), PlayedMedia.File("new"), Ending);

        var (exit, said) = await RunAsync(app, "scan", folder);
        Assert.Equal((0, "3 files looked at. 1 files are new, changed, moved or back; 0 are not where they were."), (exit, said.Trim()));
        Assert.Equal((0, "3 files looked at. Nothing has changed."), await RunAsync(app, "scan"));
        Assert.Equal(1, (await RunAsync(app, "scan", "/proc")).Exit);
    }

    /// <summary>The real server, killed while it looks through a folder in which everything was renamed.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_ServerKilledInTheMiddle_LosesNoIdentity(string engine)
    {
        var files = Deep.IsOn ? 600 : 200;
        var folder = RealPath.Of(Directory.CreateTempSubdirectory("vitrine-scan-kill-").FullName)!;
        await using var test = engine == Engines.Sqlite ? null : await TestDatabase.PlantedAsync(engine);
        var (data, pictures) = (Path.Combine(folder, "data"), Path.Combine(folder, "pictures"));
        try
        {
            Directory.CreateDirectory(Path.Combine(pictures, "old"));
            foreach (var i in Enumerable.Range(0, files))
            {
                await File.WriteAllTextAsync(Path.Combine(pictures, "old", $"{i:000}.txt"), $"text {i % 50}", Ending);
            }

            // The old folder stays, so that each file moves for itself.
            await File.WriteAllTextAsync(Path.Combine(pictures, "old", "stays.txt"), "stays", Ending);
            var server = await RunningServer.StartAsync(data, test?.Connection, pictures);
            await server.PostAsync("/api/import", $$"""{"paths":["{{pictures}}"]}""");
            await UntilAsync(server, async () => (await server.GetAsync("/api/library")).GetProperty("assets").GetInt64() == files + 1);
            var before = await IdsAsync(server);
            await server.KillAsync();
            await server.DisposeAsync();
            Directory.CreateDirectory(Path.Combine(pictures, "new"));
            foreach (var i in Enumerable.Range(0, files))
            {
                File.Move(Path.Combine(pictures, "old", $"{i:000}.txt"), Path.Combine(pictures, "new", $"{(i + 1) % files:000}.txt"));
            }

            foreach (var moved in Deep.IsOn ? new[] { 1, 200, 450 } : [60])
            {
                server = await RunningServer.StartAsync(data, test?.Connection, pictures);
                await UntilAsync(server, async () => (await MovedAsync(server)) >= moved);
                await server.KillAsync();
                await server.DisposeAsync();
            }

            server = await RunningServer.StartAsync(data, test?.Connection, pictures);
            await UntilAsync(server, async () => (await MovedAsync(server)) == files);
            var after = await IdsAsync(server);
            Assert.All(Enumerable.Range(0, files), i => Assert.Equal(before[$"{i:000}.txt"], after[$"{(i + 1) % files:000}.txt"]));
            Assert.Equal(files + 1, after.Count);
            await server.KillAsync();
            await server.DisposeAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> MovedAsync(RunningServer server) =>
        (await server.GetAsync("/api/folders")).EnumerateArray().Where(one => one.GetProperty("name").GetString() == "new").Sum(one => one.GetProperty("assets").GetInt64());

    private static async Task<Dictionary<string, string>> IdsAsync(RunningServer server)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await server.PostAsync("/api/search", $$"""{"query":"","limit":500{{(cursor is null ? "" : $$""","cursor":"{{cursor}}" """)}}}""");
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                ids.Add(item.GetProperty("name").GetString()!, item.GetProperty("id").GetString()!);
            }

            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return ids;
    }

    private static async Task UntilAsync(RunningServer server, Func<Task<bool>> done)
    {
        while (!await done())
        {
            // It is another process, whose events come too seldom to meet the middle of its work.
            await Task.Delay(20, Ending);
        }
    }

    private static async Task<(string Folder, RootView Root)> LinkAsync(DamApp app, int files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(app.Files, "pictures")).FullName;
        foreach (var i in Enumerable.Range(0, files))
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{i:00}.gif"), PlayedMedia.File($"picture {i}"), Ending);
        }

        await app.ImportAsync(folder);
        await app.FinishAsync();
        return (folder, Assert.Single(await app.Client.RootsAsync()));
    }

    private static async Task<JobView> JobAsync(DamApp app, string path, string json)
    {
        using var response = await app.SendAsync(HttpMethod.Post, path, json);
        return await app.JobAsync((await response.JsonAsync()).GetProperty("job").GetString()!);
    }

    private static async Task<RootView> PatchAsync(DamApp app, string path, string json)
    {
        using var response = await app.SendAsync(HttpMethod.Patch, path, json);
        return JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(Ending), ApiJson.Default.RootView)!;
    }

    private static async Task<Page<MissingFile>> MissingAsync(DamApp app, string id)
    {
        using var response = await app.SendAsync(HttpMethod.Get, $"api/roots/{id}/missing");
        return JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(Ending), ApiJson.Default.PageMissingFile)!;
    }

    private static async Task<(int Exit, string Said)> RunAsync(DamApp app, params string[] arguments)
    {
        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "vitrine"), [.. arguments, "--data", app.Data]) { Limit = TimeSpan.FromMinutes(2) };
        var result = await ToolProcess.RunAsync(command, Ending);
        return (result.ExitCode, System.Text.Encoding.UTF8.GetString(result.Output).Trim());
    }
}
