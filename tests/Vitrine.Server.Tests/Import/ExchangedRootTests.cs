using System.Net;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Tests.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Import;

/// <summary>A folder that was looked at is moved away and a link to another one takes its place: what lies there is neither taken in, nor read, nor shown.</summary>
public sealed class ExchangedRootTests : IDisposable
{
    private readonly string outside = Directory.CreateTempSubdirectory("vitrine-outside-").FullName;

    public void Dispose() => Directory.Delete(outside, recursive: true);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_FolderThatBecameALinkWhileTheJobWaited_IsRefused(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var sub = Path.GetDirectoryName(rig.Write("sub/a.gif", "one"))!;
        rig.Write("good/b.gif", "two");
        Exchange(sub);

        foreach (var copy in new[] { true, false })
        {
            var job = await rig.ImportAsync(copy, sub);

            Assert.Equal((0, 0, 1), (job.Total, job.Changed, job.Failed));
            Assert.Equal(
                [$"moved {sub} is no longer where it was: a link lies there now, or above it, and is not followed."],
                await rig.TextsAsync($"select code || ' ' || message from job_problem where job_key in (select key from job where id = {job.Id})"));
        }

        Assert.Equal(0, await rig.NumberAsync($"select count(*) from asset"));
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from blob"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_ByApi_KeepsThePathThatWasLookedAt(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var real = Directory.CreateDirectory(Path.Combine(app.Files, "real")).FullName;
        var link = Path.Combine(app.Files, "link");
        Directory.CreateSymbolicLink(link, real);
        await File.WriteAllBytesAsync(Path.Combine(real, "a.gif"), PlayedMedia.File("a"), TestContext.Current.CancellationToken);
        await app.ImportAsync(app.Files);

        using var response = await app.SendAsync(HttpMethod.Post, "api/import", $$"""{"paths":["{{link}}"]}""");
        var id = (await response.JsonAsync()).GetProperty("job").GetString();

        var stored = await app.Database.ReadAsync(session => session.TextAsync($"select request from job where id = {id}"));
        Assert.Equal([real], JsonSerializer.Deserialize(stored!, ApiJson.Default.ImportRequest)!.Paths);
        await app.FinishAsync();
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Root_ThatBecameALink_IsOfflineUntilItIsBack(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        var old = Exchange(rig.Pictures);

        await rig.WorkAsync();
        Assert.Empty(rig.Media.Decoded);
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from run where state <> {RunState.Waiting}"));

        await new LinkCheck(rig.Database).CheckRootsAsync(rig.Seed.LibraryKey, TestContext.Current.CancellationToken);
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from root where state = {RootState.Offline}"));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from link where state = {LinkState.Offline}"));
        Assert.Equal((0, 1), ((await rig.ImportAsync()).Changed, (await rig.ImportAsync()).Failed));

        Directory.Delete(rig.Pictures);
        Directory.Move(old, rig.Pictures);
        await rig.ImportAsync();
        await rig.WorkAsync();
        Assert.NotEmpty(rig.Media.Decoded);
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from link where state = {LinkState.Present}"));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from root where state = {RootState.Online}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Root_ThatMovedBehindALink_IsFoundWhereItIsTakenInAgain(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        var there = Path.Combine(outside, "there");
        Directory.Move(rig.Pictures, there);
        Directory.CreateSymbolicLink(rig.Pictures, there);

        var job = await rig.ImportAsync(path: there);

        Assert.Equal((1, 0), (job.Total, job.Changed));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from asset"));
        Assert.Equal([there], await rig.TextsAsync($"select r.path from link l join root r on r.key = l.root_key where l.state = {LinkState.Present}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Original_BelowARootThatBecameALink_IsGone(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var root = Directory.CreateDirectory(Path.Combine(app.Files, "root")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(root, "a.gif"), PlayedMedia.File("inside"), TestContext.Current.CancellationToken);
        await app.ImportAsync(root);
        await app.FinishAsync();
        var asset = Assert.Single((await app.Client.SearchAsync(new SearchRequest(""))).Items);
        Exchange(root);

        using var original = await app.SendAsync(HttpMethod.Get, $"api/assets/{asset.Id}/original");
        await original.ProblemAsync(HttpStatusCode.Gone);

        // Nor does what was allowed by name allow what that name leads to now.
        using var again = await app.SendAsync(HttpMethod.Post, "api/import", $$"""{"paths":["{{root}}"]}""");
        await again.ProblemAsync(HttpStatusCode.Forbidden);
        using var inside = await app.SendAsync(HttpMethod.Post, "api/import", $$"""{"paths":["{{Path.Combine(root, "a.gif")}}"]}""");
        await inside.ProblemAsync(HttpStatusCode.Forbidden);
    }

    /// <returns>Where the folder lies now.</returns>
    private string Exchange(string folder)
    {
        File.WriteAllBytes(Path.Combine(outside, "a.gif"), PlayedMedia.File("outside"));
        var old = folder + ".old";
        Directory.Move(folder, old);
        Directory.CreateSymbolicLink(folder, outside);
        return old;
    }
}
