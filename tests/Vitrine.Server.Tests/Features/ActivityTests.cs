using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

public sealed class ActivityTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Rate_OfAStepThatHasJustBegun_CountsFromItsFirstEnd(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        for (var i = 0; i < 6; i++)
        {
            await app.UploadAsync($"{i}.gif", PlayedMedia.File($"{i}"));
        }

        await app.FinishAsync();

        // The first ended ten seconds ago: not six in a minute.
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update run set ended_at = {session.Now - TimeSpan.FromSeconds(10)}"));
        var steps = (await app.Client.ActivityAsync()).Steps;
        Assert.InRange(steps.Single(step => step.Step == "metadata").PerSecond, 0.15, 0.6);

        // A minute later nothing is going on.
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update run set ended_at = {session.Now - TimeSpan.FromSeconds(70)}"));
        Assert.All((await app.Client.ActivityAsync()).Steps, step => Assert.Equal(0, step.PerSecond));
    }
}
