using System.Net;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

public sealed class SettingsTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task MinConfidence_Changed_DecidesRealPhotosAgainWithNoModelLoaded(string engine)
    {
        var photos = Directory.GetFiles(SharedFolder.Path("corpus", "photos", "coco"), "*.jpg").Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(27, photos.Length);

        // What a threshold does to them shows on a third as well.
        photos = Deep.IsOn ? photos : photos[..9];
        await using var seeing = await RealMedia.WithModelsAsync();
        await using var blind = RealMedia.WithoutModels();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = seeing });
        Assert.SkipWhen(app.Setup.Media.Analyzers.Count == 0, "needs models in the shared folder");
        foreach (var photo in photos)
        {
            await app.UploadAsync(Path.GetFileName(photo), await File.ReadAllBytesAsync(photo, TestContext.Current.CancellationToken));
        }

        await app.FinishAsync();
        await PatchAsync(app, """{"minConfidence":30}""");
        var at30 = await ConfidencesAsync(app);
        Assert.True(at30.Count > photos.Length, $"only {at30.Count} tags on {photos.Length} photos");

        // From here on there is no model: whoever asked for one would be told.
        await app.RestartAsync(app.Setup with { Media = blind });
        foreach (var threshold in new[] { 80, 55, 30 })
        {
            await PatchAsync(app, $$"""{"minConfidence":{{threshold}}}""");
            var now = await ConfidencesAsync(app);
            Assert.All(now, confidence => Assert.True(confidence >= threshold));
            Assert.True(threshold == 30 ? now.Count == at30.Count : now.Count < at30.Count, $"{threshold}: {now.Count} of {at30.Count}");
        }

        Assert.Equal(0, app.Setup.Media.Analyses);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task MaxTags_Changed_KeepsTheMostConfident(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await PatchAsync(app, """{"minConfidence":1}""");
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("KEYWORD:mine", "LABEL:coco/dog=0.95", "LABEL:coco/cat=0.8", "LABEL:coco/pizza=0.6"))).Id;
        await app.FinishAsync();

        await PatchAsync(app, """{"maxTags":2}""");
        Assert.Equal(["cat", "dog", "mine"], await TagsAsync(app, id));
        await PatchAsync(app, """{"maxTags":0}""");
        Assert.Equal(["mine"], await TagsAsync(app, id));
        await PatchAsync(app, """{"maxTags":20}""");
        Assert.Equal(["cat", "dog", "mine", "pizza"], await TagsAsync(app, id));
        Assert.Equal(1, app.Setup.Media.Analyses);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ShippedVocabularyOrCalibration_Changed_DecidesAgainOnceAfterTheStart(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("LABEL:coco/dog=0.95", "LABEL:coco/pizza=0.95"))).Id;
        await app.FinishAsync();
        var before = await TagsAsync(app, id);
        Assert.Contains("pizza", before);

        // What a release with another vocabulary leaves behind: a rule that differs, and the stamp of the release before.
        await app.Database.WriteAsync(Actor.System, async session =>
        {
            await session.ExecuteAsync($"update concept set threshold = {101} where slug = {"pizza"}");
            await session.ExecuteAsync($"update stamp set value = {"older"}");
        });
        await app.RestartAsync();
        await app.FinishAsync();

        Assert.Equal(before.Where(tag => tag != "pizza"), await TagsAsync(app, id));
        Assert.Equal(1, app.Setup.Media.Analyses);
        await app.RestartAsync();
        await app.FinishAsync();
        Assert.Equal(1, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from job where what = {"retag"}")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task NewLibrary_IsTaggedByTheDefaultsOfThePolicy(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);

        var settings = (await app.Client.LibraryAsync()).Settings;

        Assert.Equal((Core.Tagging.TagPolicy.Default.MinConfidence, Core.Tagging.TagPolicy.Default.MaxTags), ((int)settings.MinConfidence!.Value, settings.MaxTags));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task TagNewAssets_SwitchedOff_LeavesNewOnesUntilSomebodyAsks(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await PatchAsync(app, """{"tagNewAssets":false}""");
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("LABEL:coco/dog=0.9"))).Id;
        await app.FinishAsync();
        Assert.Equal(0, app.Setup.Media.Analyses);
        Assert.Empty(await TagsAsync(app, id));
        Assert.True((await app.Client.AssetAsync(id)).HasPreview);

        using var response = await app.SendAsync(HttpMethod.Post, "api/analyze", $$"""{"ids":["{{id}}"]}""");
        await app.FinishAsync();
        Assert.Equal(["dog"], await TagsAsync(app, id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Settings_AreReadAsTheyWereSetAndOthersStay(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await PatchAsync(app, """{"maxTags":7}""");
        await PatchAsync(app, """{"minConfidence":12.5}""");
        var settings = (await app.Client.LibraryAsync()).Settings;
        Assert.Equal((7, 12.5, true, false), (settings.MaxTags, settings.MinConfidence, settings.TagNewAssets, settings.Paused));

        foreach (var body in new[] { """{"minConfidence":-1}""", """{"minConfidence":101}""", """{"maxTags":501}""", """{"maxTags":"many"}""", """{"maxTags":1.5}""", "null" })
        {
            using var refused = await app.SendAsync(HttpMethod.Patch, "api/library", body);
            await refused.ProblemAsync(HttpStatusCode.BadRequest);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Pause_HoldsThePipelineUntilItGoesOn(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var paused = await app.SendAsync(HttpMethod.Post, "api/activity/pause", """{"paused":true}""");
        Assert.Equal(HttpStatusCode.NoContent, paused.StatusCode);
        Assert.NotNull(paused.Header("X-Vitrine-Sequence"));
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("LABEL:coco/dog=0.9"))).Id;
        var activity = await app.Client.ActivityAsync();
        Assert.True(activity.Paused);
        Assert.Equal((2, 0), (activity.Queued, activity.Running));

        using var goesOn = await app.SendAsync(HttpMethod.Post, "api/activity/pause", """{"paused":false}""");
        await app.FinishAsync();
        Assert.Equal(["dog"], await TagsAsync(app, id));
        Assert.False((await app.Client.ActivityAsync()).Paused);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Retry_TriesWhatFailedOnceMore(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("BAD"))).Id;
        var other = (await app.UploadAsync("b.gif", PlayedMedia.File("BAD", "other"))).Id;
        await app.FinishAsync();
        var asset = await app.Client.AssetAsync(id, "runs");
        Assert.Equal("failed", asset.Runs!.Single(run => run.Step == "renditions").State);
        Assert.Equal("truncated", asset.Problems.Single().Code);

        // The next decoder can read it.
        using var nobody = await app.SendAsync(HttpMethod.Post, "api/activity/retry", """{"assetId":"000000000000000000000000"}""");
        await nobody.ProblemAsync(HttpStatusCode.NotFound);
        await app.RestartAsync(app.Setup with { Media = new ForgivingMedia() });
        using var retried = await app.SendAsync(HttpMethod.Post, "api/activity/retry", $$"""{"assetId":"{{id}}","step":"renditions"}""");
        Assert.Equal(HttpStatusCode.NoContent, retried.StatusCode);
        await app.FinishAsync();

        Assert.True((await app.Client.AssetAsync(id)).HasPreview);
        Assert.Empty((await app.Client.AssetAsync(id)).Problems);
        Assert.False((await app.Client.AssetAsync(other)).HasPreview);
        Assert.Equal(1, (await app.Client.ActivityAsync()).Failed);
    }

    private static async Task PatchAsync(DamApp app, string body)
    {
        using var response = await app.SendAsync(HttpMethod.Patch, "api/library", body);
        await response.JsonAsync();
        Assert.NotNull(response.Header("X-Vitrine-Sequence"));
        await app.FinishAsync();
    }

    private static async Task<string[]> TagsAsync(DamApp app, string id) =>
        [.. (await app.Client.AssetAsync(id)).Claims.Where(claim => claim.About == "tag" && claim.State is "accepted" or "suggested").Select(claim => claim.Name).Order(StringComparer.Ordinal)];

    private static async Task<List<double>> ConfidencesAsync(DamApp app)
    {
        var confidences = new List<double>();
        foreach (var item in (await app.Client.SearchAsync(new SearchRequest("kind:image", Limit: 100))).Items)
        {
            confidences.AddRange((await app.Client.AssetAsync(item.Id)).Claims.Where(claim => claim.Source.Type == "fusion").Select(claim => claim.Confidence));
        }

        return confidences;
    }

    /// <summary>Decodes what <see cref="PlayedMedia"/> calls bad.</summary>
    private sealed class ForgivingMedia : ITestMedia
    {
        private readonly PlayedMedia played = new();

        public int DecodeWorkers => 1;

        public int ModelWorkers => 1;

        public int Analyses => played.Analyses;

        public IReadOnlyList<Media.Analyzers.AnalyzerInfo> Analyzers => played.Analyzers;

        public async Task<Server.Pipeline.MediaOutcome<Media.Children.DecodeAnswer>> DecodeAsync(Media.Children.DecodeRequest request, TimeSpan limit, CancellationToken cancellationToken)
        {
            var (answer, _) = await played.DecodeAsync(request, limit, cancellationToken);
            return new(
                answer! with
                {
                    Failed = new Dictionary<string, Core.Assets.Problem>(),
                    Problems = [],
                    Renditions = [new("preview", "image/jpeg", 1, 1, [1]), new("thumbnail", "image/jpeg", 1, 1, [1])],
                },
                null);
        }

        public Task<Server.Pipeline.MediaOutcome<Media.Children.ModelAnswer>> AnalyzeAsync(Media.Children.ModelRequest request, TimeSpan limit, CancellationToken cancellationToken) =>
            played.AnalyzeAsync(request, limit, cancellationToken);
    }
}
