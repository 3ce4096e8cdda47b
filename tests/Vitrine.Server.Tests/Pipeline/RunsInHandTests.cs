using Vitrine.Core.Pipelines;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Pipeline;

public sealed class RunsInHandTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task FreeLost_WorkInHand_StaysAndWorkPutDownUnwrittenGoesBackAtNoCost(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        rig.Write("b.gif", "two");
        await rig.ImportAsync();
        var works = await rig.Hand.TakeAsync(session => ClaimAsync(rig, session), TestContext.Current.CancellationToken);
        Assert.Equal(2, works.Count);
        Assert.Equal(0, await rig.Hand.FreeLostAsync());

        rig.Hand.PutDown(works[0]);

        Assert.Equal(2, await rig.Hand.FreeLostAsync());
        Assert.Equal(
            [works[0].VersionKey],
            await rig.KeysAsync($"select distinct version_key from run where state = {RunState.Queued} and attempts = 0 and interruptions = 1 and token is null"));
        Assert.Equal([works[1].VersionKey], await rig.KeysAsync($"select distinct version_key from run where state = {RunState.Running}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task FreeLost_RunsOfAnotherNode_AreNotItsBusiness(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        await rig.Database.WriteAsync(Actor.System, session => ClaimAsync(rig, session));
        rig.Boot("other");

        Assert.Equal(0, await rig.Hand.FreeLostAsync());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Work_ClaimWhoseAnswerNeverCame_IsDoneLongBeforeItsLeaseEnds(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        await rig.Database.WriteAsync(Actor.System, session => ClaimAsync(rig, session));

        await rig.WorkAsync();

        Assert.Equal(3, await rig.NumberAsync($"select count(*) from run where state = {RunState.Done} and attempts = 0"));
    }

    private static Task<IReadOnlyList<RunLease>> ClaimAsync(Rig rig, WriteSession session) =>
        rig.Runs.ClaimAsync(session, StepLane.Decode, 1, 10, [new RunScope(rig.Seed.LibraryKey, int.MinValue, [])]);
}
