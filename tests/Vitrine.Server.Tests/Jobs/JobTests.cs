using Microsoft.Extensions.Logging.Abstractions;
using Vitrine.Server.Claims;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Jobs;

public sealed class JobTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task BulkTags_AddThenUndo_LeavesWhatSomeoneDecidedSince(string engine)
    {
        await using var rig = await LibraryAsync(engine, 5);
        var assets = await rig.KeysAsync($"select key from asset order by key");

        var job = await rig.RunAsync(JobKinds.BulkTags, """{"add":{"tags":["Harbour","Boat"]}}""", [.. assets]);
        Assert.Equal((JobState.Done, 5, 5, 5), (job.State, job.Total, job.Done, job.Changed));
        Assert.Equal(10, await rig.NumberAsync($"select count(*) from shown_tag"));
        var again = await rig.RunAsync(JobKinds.BulkTags, """{"add":{"tags":["boat"]}}""", [.. assets]);
        Assert.Equal(0, again.Changed);

        var undo = (await rig.Database.WriteAsync(rig.Seed.Owner, session => JobUndo.StartAsync(session, rig.Jobs, rig.Seed.LibraryKey, job.Id))).Value;
        Assert.Null(undo.Problem);
        await rig.RunJobsAsync(JobLane.Edit);

        // "Boat" was said a second time, in another name: it stays.
        Assert.Equal(5, await rig.NumberAsync($"select count(*) from shown_tag"));
        Assert.Equal(JobState.Undone, (await rig.JobAsync(job.Id)).State);
        Assert.NotNull((await rig.Database.WriteAsync(rig.Seed.Owner, session => JobUndo.StartAsync(session, rig.Jobs, rig.Seed.LibraryKey, job.Id))).Value.Problem);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task AssetJob_KilledInTheMiddle_GoesOnAndDoesNothingTwice(string engine)
    {
        await using var rig = await LibraryAsync(engine, 30);
        var assets = await rig.KeysAsync($"select key from asset order by key");
        var id = (await rig.Database.WriteAsync(
            rig.Seed.Owner, session => rig.Jobs.EnqueueAsync(session, rig.Seed.LibraryKey, JobKinds.BulkTags, """{"add":{"tags":["Boat"]}}""", assets))).Value;
        using (var kill = new CancellationTokenSource())
        {
            // It begins, makes the tag, and writes the first piece.
            var (writes, job) = (0, await rig.Jobs.ClaimAsync(rig.Database, JobLane.Edit));
            rig.Database.Written += KillLater;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.Jobs[JobKinds.BulkTags].RunAsync(job!, kill.Token));
            rig.Database.Written -= KillLater;

            void KillLater()
            {
                if (++writes == 3)
                {
                    kill.Cancel();
                }
            }
        }

        var half = await rig.JobAsync(id);
        Assert.InRange(half.Done, 1, 29);
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from shown_tag"));
        rig.Boot("node");
        await rig.Database.WriteAsync(Actor.System, session => rig.Jobs.FreeAsync(session, session.Now));
        await rig.RunJobsAsync(JobLane.Edit);

        var whole = await rig.JobAsync(id);
        Assert.Equal((JobState.Done, 30, 30), (whole.State, whole.Done, whole.Changed));
        Assert.Equal(30, await rig.NumberAsync($"select count(*) from claim where act = {1}"));
        Assert.Equal(30, await rig.NumberAsync($"select count(*) from shown_tag"));
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from pending_batch"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task FreeLost_JobWhoseEndWasNotStored_IsQueuedAgainForItsLaneAlone(string engine)
    {
        await using var rig = await LibraryAsync(engine, 1);
        await rig.Database.WriteAsync(
            rig.Seed.Owner, session => rig.Jobs.EnqueueAsync(session, rig.Seed.LibraryKey, JobKinds.BulkTags, """{"add":{"tags":["Boat"]}}""", []));
        await rig.Jobs.ClaimAsync(rig.Database, JobLane.Edit);

        var other = await rig.Database.WriteAsync(Actor.System, session => rig.Jobs.FreeLostAsync(session, JobLane.Import));
        var own = await rig.Database.WriteAsync(Actor.System, session => rig.Jobs.FreeLostAsync(session, JobLane.Edit));

        Assert.Equal((0, 1), (other.Value, own.Value));
        Assert.NotNull(await rig.Jobs.ClaimAsync(rig.Database, JobLane.Edit));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Cancel_RunningJob_StopsAtTheNextTransaction(string engine)
    {
        await using var rig = await LibraryAsync(engine, 3);
        var assets = await rig.KeysAsync($"select key from asset");
        var id = (await rig.Database.WriteAsync(
            rig.Seed.Owner, session => rig.Jobs.EnqueueAsync(session, rig.Seed.LibraryKey, JobKinds.BulkTags, """{"add":{"tags":["Boat"]}}""", assets))).Value;
        var job = await rig.Jobs.ClaimAsync(rig.Database, JobLane.Edit);
        await rig.Database.WriteAsync(rig.Seed.Owner, session => JobQueue.CancelAsync(session, id));

        await Assert.ThrowsAsync<JobCancelledException>(() => rig.Jobs[JobKinds.BulkTags].RunAsync(job!, TestContext.Current.CancellationToken));

        Assert.Equal(JobState.Cancelled, (await rig.JobAsync(id)).State);
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from shown_tag"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task ResetAndAnalyze_WithFindingsAtHand_BringsTagsBackWithoutAModel(string engine)
    {
        await using var rig = await LibraryAsync(engine, 3, "classify");
        await rig.WorkAsync();
        var assets = await rig.KeysAsync($"select key from asset");
        var models = rig.Media.Analyzed.Count;
        var tags = await rig.NumberAsync($"select count(*) from shown_tag");
        Assert.True(tags > 0, "the fake finds something to tag");

        await rig.RunAsync(JobKinds.ResetAiTags, "{}", [.. assets]);
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from shown_tag"));
        var analyze = await rig.RunAsync(JobKinds.Analyze, "{}", [.. assets]);

        Assert.Equal((JobState.Done, 3), (analyze.State, analyze.Changed));
        Assert.Equal(tags, await rig.NumberAsync($"select count(*) from shown_tag"));
        Assert.Equal(models, rig.Media.Analyzed.Count);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Analyze_WhatNoModelSaw_QueuesItInFrontAndEndsWhenItIsDone(string engine)
    {
        await using var rig = await LibraryAsync(engine, 2, "classify");
        await rig.Database.WriteAsync(rig.Seed.Owner, session => session.ExecuteAsync($"update library set settings = {"""{"tagNewAssets":false}"""}"));
        await rig.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"delete from run where lane = {3}"));
        await rig.WorkAsync();
        Assert.Empty(rig.Media.Analyzed);
        var asset = (await rig.KeysAsync($"select min(key) from asset"))[0];
        await rig.Scheduler.StartAsync(TestContext.Current.CancellationToken);

        var job = await rig.RunAsync(JobKinds.Analyze, """{"analyzers":["classify"]}""", asset);
        await rig.Scheduler.StopAsync(CancellationToken.None);

        Assert.Equal((JobState.Done, 1, 1), (job.State, job.Total, job.Changed));
        Assert.Single(rig.Media.Analyzed);
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from run where lane = {3} and state = {RunState.Done}"));
    }

    [Fact]
    public void Queue_TwoKindsOfOneName_AreRefused() => Assert.Throws<ArgumentException>(() =>
        new JobQueue([new TrashJob(new AssetProjection(null!), null!), new TrashJob(new AssetProjection(null!), null!)], new NodeIdentity("a", "b"), new Core.Assets.IdGenerator(TimeProvider.System)));

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task AJobThatBreaksOnItsOwnStatement_EndsAndTheNextOneRuns(string engine)
    {
        await using var rig = await LibraryAsync(engine, 0);
        var faulty = new Faulty();
        var queue = new JobQueue([faulty], new NodeIdentity("node", rig.Ids.Next().Text), rig.Ids);
        var worker = new JobWorker(rig.Database, queue, NullLogger<JobWorker>.Instance);
        var id = (await rig.Database.WriteAsync(rig.Seed.Owner, session => queue.EnqueueAsync(session, rig.Seed.LibraryKey, faulty.Name, "{}", []))).Value;

        while (await queue.ClaimAsync(rig.Database, JobLane.Edit) is { } job)
        {
            await worker.RunAsync(job, TestContext.Current.CancellationToken);
        }

        Assert.Equal((JobState.Failed, 3), ((await rig.JobAsync(id)).State, faulty.Tries));
        Assert.Null(worker.Trouble);
    }

    /// <summary>Writes a row that the table refuses.</summary>
    private sealed class Faulty : IJobKind
    {
        public int Tries { get; private set; }

        public string Name => "faulty";

        public JobLane Lane => JobLane.Edit;

        public bool CanUndo => false;

        public Task RunAsync(RunningJob job, CancellationToken cancellationToken)
        {
            Tries++;
            return job.Database.WriteAsync(job.Actor, session => session.ExecuteAsync($"insert into actor (id, kind) values ({"x"}, {(int?)null})", cancellationToken), cancellationToken);
        }
    }

    private static async Task<Rig> LibraryAsync(string engine, int assets, params string[] analyzers)
    {
        var rig = await Rig.CreateAsync(engine, null, analyzers);
        await rig.Vocabulary.PlantAsync();
        await rig.Vocabulary.ReloadAsync();
        foreach (var i in Enumerable.Range(0, assets))
        {
            rig.Write($"{i}.gif", $"picture {i}");
        }

        await rig.ImportAsync();
        return rig;
    }
}
