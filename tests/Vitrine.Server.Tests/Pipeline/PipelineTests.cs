using Vitrine.Core.Pipelines;
using Vitrine.Media.Children;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Pipeline;

public sealed class PipelineTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Work_Pictures_EndsWithFactsRenditionsFindingsAndOpensEachFileOnceForBoth(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine, null, "classify", "detect");
        rig.Write("a.gif", "one");
        rig.Write("b.gif", "two");
        await rig.ImportAsync();

        await rig.WorkAsync();

        Assert.Equal(0, await rig.NumberAsync($"select count(*) from run where state <> {RunState.Done}"));
        Assert.Equal(10, await rig.NumberAsync($"select count(*) from run"));
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from version where facts is not null and embedded is not null and width = {640} and tone = {"#808080"}"));
        Assert.Equal(4, await rig.NumberAsync($"select count(*) from rendition"));
        Assert.Equal(4, await rig.NumberAsync($"select count(*) from finding"));
        Assert.Equal(2, rig.Media.Decoded.Count(request => request.Steps.Count == 2 && request.Steps[0] == DecodeSteps.Metadata));
        Assert.Equal(2, rig.Media.Analyzed.Count);
        Assert.All(rig.Media.Analyzed, request => Assert.Equal(["classify", "detect"], request.Analyzers.Order()));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Work_FileThatKillsAtOneStep_FailsThereAfterThreeTimesAndItsNeighboursLoseNoAttempt(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("poison.gif", "KILLS:renditions");
        rig.Write("a.gif", "one");
        rig.Write("b.gif", "two");
        await rig.ImportAsync();

        await rig.WorkAsync();

        Assert.Equal(
            ["details done 0", "metadata done 0", "renditions failed 2"],
            await rig.TextsAsync($"""
                select r.step || ' ' || case r.state when 3 then 'done' else 'failed' end || ' ' || r.attempts from step_run r
                join asset a on a.version_key = r.version_key where a.name = {"poison.gif"} order by r.step
                """));
        Assert.Equal(["renditions died The decoder died on this file. It was tried 3 times."], await rig.TextsAsync($"select step || ' ' || code || ' ' || message from problem"));
        Assert.Equal(0, await rig.NumberAsync($"select coalesce(sum(r.attempts), 0) from run r join asset a on a.version_key = r.version_key where a.name <> {"poison.gif"}"));
        Assert.Equal(6, await rig.NumberAsync($"select count(*) from run r join asset a on a.version_key = r.version_key where a.name <> {"poison.gif"} and r.state = {RunState.Done}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Work_StepThatOutlastsItsLimit_FailsAtTheSecondTime(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("slow.gif", "OUTLASTS:details");
        await rig.ImportAsync();

        await rig.WorkAsync();

        Assert.Equal(
            ["details failed 1", "metadata done 0", "renditions done 0"],
            await rig.TextsAsync($"select step || ' ' || case state when {RunState.Done} then 'done' else 'failed' end || ' ' || attempts from step_run order by step"));
        Assert.Equal(["timeout The decoder took too long for this file. It was tried 2 times."], await rig.TextsAsync($"select error_code || ' ' || error from step_run where step = {"details"} and state = {RunState.Failed}"));
        Assert.Equal(2, rig.Media.Decoded.Count(request => request.Steps.SequenceEqual(["details"])));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Work_FileWithoutPicture_KeepsWhatItSaysAndIsNotAnalyzed(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine, null, "classify");
        rig.Write("bad.gif", "BAD\nKEYWORD:harbour");
        await rig.ImportAsync();

        await rig.WorkAsync();

        Assert.Empty(rig.Media.Analyzed);
        Assert.Equal(["truncated"], await rig.TextsAsync($"select code from problem"));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from shown_tag"));
        Assert.Equal(["2024-05-06T07:08:09"], await rig.TextsAsync($"select taken_at from asset"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Work_SamePictureTwice_IsDecodedAndAnalyzedOnce(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine, null, "classify");
        rig.Write("a.gif", "same");
        await rig.ImportAsync();
        await rig.WorkAsync();
        rig.Write("b.gif", "same");
        await rig.ImportAsync();

        await rig.WorkAsync();

        Assert.Single(rig.Media.Analyzed);
        Assert.Single(rig.Media.Decoded, request => request.Steps.Contains(DecodeSteps.Renditions));
        Assert.Equal(8, await rig.NumberAsync($"select count(*) from run where state = {RunState.Done}"));
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from version where tone = {"#808080"}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Work_PreviewFileIsGone_IsMadeAgainBeforeTheModelLooks(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        await rig.WorkAsync();
        rig.Renditions.Delete((await rig.Database.ReadAsync(session => session.FirstAsync($"select sha256 from essence", row => row.Bytes(0))))!, Recipes.Preview);
        rig.Pipeline.Use([rig.Media.Analyzer("classify")]);
        rig.Boot("node");
        await rig.Backfill.OnceAsync();

        await rig.WorkAsync();

        Assert.Single(rig.Media.Analyzed);
        Assert.Equal(2, rig.Media.Decoded.Count(request => request.Steps.Contains(DecodeSteps.Renditions)));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from finding"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Work_NoChildCanBeStarted_CostsNothingAndGoesOnLater(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Media.Unavailable = true;
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        await rig.Scheduler.StartAsync(TestContext.Current.CancellationToken);
        await rig.UntilAsync($"select count(*) from run where interruptions > 0", 2);
        Assert.Contains("No child", rig.Scheduler.Trouble, StringComparison.Ordinal);
        await rig.Scheduler.StopAsync(CancellationToken.None);

        rig.Media.Unavailable = false;
        rig.Boot("node");
        await rig.WorkAsync();

        Assert.Equal(0, await rig.NumberAsync($"select sum(attempts) from run"));
        Assert.Equal(3, await rig.NumberAsync($"select count(*) from run where state = {RunState.Done}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Work_StoreOfOriginalsDoesNotAnswer_CostsNothingAndGoesOnLater(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync(copy: true);
        rig.Blobs.Down = true;
        await rig.Scheduler.StartAsync(TestContext.Current.CancellationToken);
        await rig.UntilAsync($"select count(*) from run where interruptions > 0", 2);
        Assert.Equal(BreakableBlobs.Sentence, rig.Scheduler.Trouble);
        await rig.Scheduler.StopAsync(CancellationToken.None);
        Assert.Empty(rig.Media.Decoded);

        rig.Blobs.Down = false;
        rig.Boot("node");
        await rig.WorkAsync();

        Assert.Equal(0, await rig.NumberAsync($"select sum(attempts) from run"));
        Assert.Equal(3, await rig.NumberAsync($"select count(*) from run where state = {RunState.Done}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Work_LinkedFileIsGone_WaitsWithAReasonUntilItIsBack(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var path = rig.Write("a.gif", "one");
        await rig.ImportAsync();
        var aside = Path.Combine(rig.Spool, "aside");
        File.Move(path, aside);
        await rig.WorkAsync();
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from run where state = {RunState.Waiting}"));
        Assert.Equal(["file-missing"], await rig.TextsAsync($"select distinct code from problem"));
        await rig.ImportAsync();

        File.Move(aside, path);
        await rig.ImportAsync();
        await rig.WorkAsync();

        Assert.Equal(3, await rig.NumberAsync($"select count(*) from run where state = {RunState.Done}"));
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from problem"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Start_AfterAKill_FreesWhatTheOldBootHeld(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        var held = await ClaimAsync(rig);
        rig.Boot("node");

        await rig.WorkAsync();

        Assert.Equal(2, held.Count);
        Assert.Equal(3, await rig.NumberAsync($"select count(*) from run where state = {RunState.Done} and attempts = 0"));
        Assert.Equal(2, await rig.NumberAsync($"select sum(interruptions) from run"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Claim_ByTwoNodes_NeverGivesARunTwice(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        foreach (var i in Enumerable.Range(0, 12))
        {
            rig.Write($"{i}.gif", $"picture {i}");
        }

        await rig.ImportAsync();
        var first = await ClaimAsync(rig, 8);
        rig.Boot("other");

        var second = await ClaimAsync(rig, 100);

        Assert.Equal(24, first.Concat(second).Select(lease => lease.Key).Distinct().Count());
        Assert.All(first.GroupBy(lease => lease.VersionKey), version => Assert.Equal(2, version.Count()));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task End_WithATokenThatIsNoLongerHeld_CountsForNothing(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        var lease = (await ClaimAsync(rig))[0];
        await rig.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update run set token = {"another"} where key = {lease.Key}"));

        var ended = await rig.Database.WriteAsync(Actor.System, session => RunQueue.EndAsync(session, lease, RunState.Done, 1, null));

        Assert.False(ended.Value);
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from run where key = {lease.Key} and state = {RunState.Running}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Free_NodeNotSeenForHalfAMinute_LosesItsLeasesAndALivingOneDoesNot(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        await rig.Database.WriteAsync(Actor.System, session => rig.Runs.SeenAsync(session));
        await ClaimAsync(rig);
        rig.Boot("other");

        var living = await rig.Database.WriteAsync(Actor.System, session => rig.Runs.FreeAsync(session, session.Now - Scheduler.NodeTimeout));
        var dead = await rig.Database.WriteAsync(Actor.System, session => rig.Runs.FreeAsync(session, session.Now + Scheduler.NodeTimeout));

        Assert.Equal((0, 2), (living.Value, dead.Value));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Backfill_NewAnalyzer_IsRaisedForWhatIsThere(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        await rig.WorkAsync();

        rig.Pipeline.Use([rig.Media.Analyzer("classify")]);
        rig.Boot("node");
        await rig.Backfill.OnceAsync();
        await rig.WorkAsync();

        Assert.Single(rig.Media.Analyzed);
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from finding"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Backfill_BetterModelOfTheSameAnalyzer_LooksAgainBehindWhatIsNew(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine, null, "classify", "detect");
        await rig.Vocabulary.PlantAsync();
        await rig.Vocabulary.ReloadAsync();
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        await rig.WorkAsync();
        var before = await rig.TextsAsync($"select w.model from evidence e join witness w on w.key = e.witness_key order by w.model");
        var detected = rig.Media.Analyzer("detect");

        rig.Media.ModelVersion = 2;
        rig.Pipeline.Use([rig.Media.Analyzer("classify"), detected]);
        rig.Boot("node");
        await rig.Backfill.OnceAsync();

        // Queued behind everything else, and until its turn what was found before stands.
        Assert.Equal(["analyze:classify"], await rig.TextsAsync($"select step from step_run where state = {RunState.Queued} and priority = {RunPriority.Renewal}"));
        Assert.Equal(["fake-classify@1", "fake-detect@1"], await rig.TextsAsync($"select model from finding order by model"));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from shown_tag"));

        await rig.WorkAsync();

        Assert.Equal(["fake-classify@2", "fake-detect@1"], await rig.TextsAsync($"select model from finding order by model"));
        Assert.Equal([.. before.Select(model => model.Replace("classify@1", "classify@2", StringComparison.Ordinal))], await rig.TextsAsync($"select w.model from evidence e join witness w on w.key = e.witness_key order by w.model"));
        Assert.Equal(["classify"], rig.Media.Analyzed.Last().Analyzers);
        Assert.Equal(0, await rig.Backfill.OnceAsync());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Work_BetterModelComesWhileTheOldOneLooks_LooksAgain(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine, null, "classify");
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        rig.Media.BeforeAnalyze = () =>
        {
            rig.Media.BeforeAnalyze = null;
            rig.Pipeline.Use([rig.Media.Analyzer("classify") with { Model = "fake-classify@2" }]);
        };
        rig.Media.AfterAnalyze = () => rig.Media.ModelVersion = 2;

        await rig.WorkAsync();

        Assert.Equal(["fake-classify@2"], await rig.TextsAsync($"select model from finding"));
        Assert.Equal(["fake-classify@2"], await rig.TextsAsync($"select model from step_run where step = {"analyze:classify"}"));
        Assert.Equal(2, rig.Media.Analyzed.Count);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Write_ResultsOfBothLanesTogetherAfterABetterModelCame_LooksAgain(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine, null, "classify");
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        await rig.WorkAsync();
        await rig.Database.WriteAsync(
            Actor.System, session => session.ExecuteAsync($"update run set state = {RunState.Queued} where step_key in (select key from step where name in ({DecodeSteps.Details}, {"analyze:classify"}))"));
        var works = new List<VersionWork>();
        foreach (var lane in (StepLane[])[StepLane.Decode, StepLane.Model])
        {
            works.AddRange(await rig.Hand.TakeAsync(session => rig.Runs.ClaimAsync(session, lane, 2, 1, [new RunScope(rig.Seed.LibraryKey, int.MinValue, [])]), CancellationToken.None));
        }

        rig.Pipeline.Use([rig.Media.Analyzer("classify") with { Model = "fake-classify@2" }]);
        foreach (var work in works)
        {
            await rig.Results.PostAsync(new VersionResult(work, [.. work.Runs.Select(run => new RunOutcome(run, RunEnd.Done))]), CancellationToken.None);
        }

        // Cancelled: it writes what was handed over, together, and ends.
        await rig.Results.RunAsync(new CancellationToken(canceled: true));

        Assert.Equal(2, works.Count);
        Assert.Equal(["fake-classify@2"], await rig.TextsAsync($"select model from step_run where step = {"analyze:classify"} and state = {RunState.Queued}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Work_TaggingOfNewAssetsIsOff_RunsNoModel(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine, null, "classify");
        await rig.Database.WriteAsync(rig.Seed.Owner, session => session.ExecuteAsync($"update library set settings = {"""{"tagNewAssets":false}"""}"));
        rig.Write("a.gif", "one");
        await rig.ImportAsync();

        await rig.WorkAsync();

        Assert.Empty(rig.Media.Analyzed);
        Assert.Equal(3, await rig.NumberAsync($"select count(*) from run"));
    }

    private static async Task<IReadOnlyList<RunLease>> ClaimAsync(Rig rig, int count = 10) => (await rig.Database.WriteAsync(
        Actor.System, session => rig.Runs.ClaimAsync(session, StepLane.Decode, 1, count, [new RunScope(rig.Seed.LibraryKey, int.MinValue, [])]))).Value;
}
