using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vitrine.Contracts;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Duplicates;

/// <summary>What becomes of what was said of assets when several are merged into one, when that is taken back, and when the server dies in the middle.</summary>
public sealed class MergingTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task RejectedTags_StayRejected_OfTheKeptAndOfTheMerged(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("keep.gif", ["KEYWORD:mine", "KEYWORD:theirs"]), ("other.gif", ["KEYWORD:mine", "KEYWORD:theirs", "KEYWORD:new"]));
        await RejectAsync(app, ids["keep.gif"], "mine");
        await RejectAsync(app, ids["other.gif"], "theirs");

        var merged = await MergeAsync(app, ids["keep.gif"], ids["other.gif"]);
        Assert.Equal("mine:rejected new:accepted theirs:rejected", await TagsAsync(app, ids["keep.gif"]));

        await app.JobOfAsync($"api/jobs/{merged.Id}/undo", new { });
        Assert.Equal("mine:rejected theirs:accepted", await TagsAsync(app, ids["keep.gif"]));
        Assert.Equal("mine:accepted new:accepted theirs:rejected", await TagsAsync(app, ids["other.gif"]));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Several_MergedIntoOne_AndTakenBack(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("keep.gif", ["KEYWORD:one"]), ("second.gif", ["KEYWORD:two"]), ("third.gif", ["KEYWORD:three"]), ("fourth.gif", ["KEYWORD:one", "KEYWORD:four"]));
        await SayAsync(app, ids["second.gif"], """{"title":"second"}""");
        await SayAsync(app, ids["third.gif"], """{"title":"third","description":"of the third"}""");

        var merged = await MergeAsync(app, ids["keep.gif"], ids["second.gif"], ids["third.gif"], ids["fourth.gif"]);
        Assert.Equal("done", merged.State);
        Assert.Equal("four:accepted one:accepted three:accepted two:accepted", await TagsAsync(app, ids["keep.gif"]));
        // In the order in which they were named: the first title stays.
        Assert.Equal(("second", "of the third"), (await SaidAsync(app, ids["keep.gif"], "title"), await SaidAsync(app, ids["keep.gif"], "description")));
        Assert.Equal("keep.gif", await NamesAsync(app));

        await app.JobOfAsync($"api/jobs/{merged.Id}/undo", new { });
        Assert.Equal("fourth.gif keep.gif second.gif third.gif", await NamesAsync(app));
        Assert.Equal("one:accepted", await TagsAsync(app, ids["keep.gif"]));
        Assert.Equal(("", "third"), (await SaidAsync(app, ids["keep.gif"], "title"), await SaidAsync(app, ids["third.gif"], "title")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task PicturesTurnedByNinetyDegrees_AreFoundAndMerged(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(
            ("upright.gif", ["HASH:00ff00ff00ff00ff/5555aaaa5555aaaa", "KEYWORD:a"]), ("turned.gif", ["HASH:5555aaaa5555aaaa/00ff00ff00ff00ff", "KEYWORD:b"]), ("other.gif", ["HASH:0f0f0f0ff0f0f0f0/33cc33cc33cc33cc"]));

        var group = Assert.Single((await app.Client.DuplicatesAsync("near")).Items);
        Assert.Equal(["turned.gif", "upright.gif"], group.Assets.Select(asset => asset.Name).Order(StringComparer.Ordinal));
        await MergeAsync(app, ids["upright.gif"], ids["turned.gif"]);
        Assert.Equal("a:accepted b:accepted", await TagsAsync(app, ids["upright.gif"]));
        Assert.Empty((await app.Client.DuplicatesAsync("near")).Items);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Videos_AreDuplicatesWhereTheyAreAboutEquallyLong(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("a.mp4", ["AS:mp4", "LASTS:60000", "KEYWORD:a"]), ("b.mp4", ["AS:mp4", "LASTS:60500", "KEYWORD:b"]), ("long.mp4", ["AS:mp4", "LASTS:90000"]), ("still.gif", []));
        byte[] hashes = [.. Enumerable.Repeat(Convert.FromHexString("00ff00ff00ff00ff"), 16).SelectMany(hash => hash)];
        await app.Database.WriteAsync(
            Actor.System, session => session.ExecuteAsync($"insert into fingerprint (essence_key, version, hashes) select distinct essence_key, {1}, {hashes} from version"));

        var group = Assert.Single((await app.Client.DuplicatesAsync("near")).Items);
        Assert.Equal(["a.mp4", "b.mp4"], group.Assets.Select(asset => asset.Name).Order(StringComparer.Ordinal));
        await MergeAsync(app, ids["a.mp4"], ids["b.mp4"]);
        Assert.Equal("a:accepted b:accepted", await TagsAsync(app, ids["a.mp4"]));
        Assert.Equal("a.mp4 long.mp4 still.gif", await NamesAsync(app));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Viewers_SeeDuplicates_ButMergeAndDismissNone(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var keep = (await app.UploadAsync("a.gif", PlayedMedia.File("x"))).Id;
        var other = (await app.UploadAsync("b.gif", PlayedMedia.File("x"), "two")).Id;
        await app.FinishAsync();
        using var viewer = await app.AsAsync(Role.Viewer);

        using var seen = await DamApp.SendAsync(viewer, HttpMethod.Get, "api/duplicates");
        using var merge = await DamApp.SendAsync(viewer, HttpMethod.Post, "api/duplicates/merge", JsonSerializer.Serialize(new { keep, merge = new[] { other } }));
        using var dismiss = await DamApp.SendAsync(viewer, HttpMethod.Post, "api/duplicates/dismiss", JsonSerializer.Serialize(new { ids = new[] { keep, other } }));
        Assert.Equal(1, (await seen.JsonAsync()).GetProperty("total").GetInt32());
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (merge.StatusCode, dismiss.StatusCode));
        Assert.Equal("a.gif b.gif", await NamesAsync(app));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Kill_BetweenTwoAssets_IsFinishedByTheNextStart_AndTakenBackWhole(string engine)
    {
        const int others = 19;
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Services = WithoutJobs });
        var ids = new List<string>();
        for (var i = 0; i <= others; i++)
        {
            ids.Add((await app.UploadAsync($"{i:00}.gif", PlayedMedia.File($"KEYWORD:word {i:00}"))).Id);
        }

        await app.UntilAsync(session => session.TextAsync($"select 'run ' || step from step_run where state in ({RunState.Queued}, {RunState.Running}) limit 1"));
        using var begun = await app.SendAsync(HttpMethod.Post, "api/duplicates/merge", JsonSerializer.Serialize(new { keep = ids[0], merge = ids.Skip(1) }));
        var id = (await begun.JsonAsync()).GetProperty("job").GetString()!;
        await DieAfterTheFirstPieceAsync(app);
        Assert.InRange((await app.Client.JobAsync(id)).Done, 1, others - 1);
        Assert.InRange((await NamesAsync(app)).Split(' ').Length, 2, others);

        await app.RestartAsync(new DamSetup());
        var job = await app.JobAsync(id);
        Assert.Equal(("done", 0L), (job.State, job.Failed));
        Assert.Equal("00.gif", await NamesAsync(app));
        Assert.Equal(string.Join(' ', Enumerable.Range(0, others + 1).Select(i => $"word {i:00}:accepted")), await TagsAsync(app, ids[0]));

        await app.JobOfAsync($"api/jobs/{id}/undo", new { });
        Assert.Equal("word 00:accepted", await TagsAsync(app, ids[0]));
        Assert.Equal(others + 1, (await NamesAsync(app)).Split(' ').Length);
    }

    private static void WithoutJobs(IServiceCollection services) => services.Remove(services.Single(service =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationFactory?.GetType().GenericTypeArguments[1] == typeof(JobWorker)));

    /// <summary>Carries the job out as the server does, and is gone when the first transaction of it was written.</summary>
    private static async Task DieAfterTheFirstPieceAsync(DamApp app)
    {
        var jobs = app.Services.GetRequiredService<JobQueue>();
        var job = await jobs.ClaimAsync(app.Database, JobLane.Edit);
        using var kill = new CancellationTokenSource();

        // The server writes other things meanwhile, that it still lives for one.
        var isJob = new AsyncLocal<bool> { Value = true };
        void Die()
        {
            if (isJob.Value)
            {
                kill.Cancel();
            }
        }

        app.Database.Written += Die;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => jobs[JobKinds.MergeAssets].RunAsync(job!, kill.Token));
        app.Database.Written -= Die;
    }

    private static Task<JobView> MergeAsync(DamApp app, string keep, params string[] merge) => app.JobOfAsync("api/duplicates/merge", new { keep, merge });

    private static Task SayAsync(DamApp app, string id, string json) => app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", json);

    private static async Task RejectAsync(DamApp app, string id, string tag) =>
        await app.DoAsync(HttpMethod.Post, $"api/claims/{(await app.Client.AssetAsync(id)).Claims.Single(claim => claim.About == "tag" && claim.Name == tag).Id}/reject");

    private static async Task<string> TagsAsync(DamApp app, string id) => string.Join(
        ' ', (await app.Client.AssetAsync(id)).Claims.Where(claim => claim.About == "tag").Select(claim => $"{claim.Name}:{claim.State}").Order(StringComparer.Ordinal));

    private static async Task<string> SaidAsync(DamApp app, string id, string about) => (await app.Client.AssetAsync(id)).Claims.FirstOrDefault(claim => claim.About == about)?.Value ?? "";

    private static async Task<string> NamesAsync(DamApp app) =>
        string.Join(' ', (await app.Client.SearchAsync(new SearchRequest("", 500))).Items.Select(item => item.Name).Order(StringComparer.Ordinal));
}
