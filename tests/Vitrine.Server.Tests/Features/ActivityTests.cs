using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Server.Features.Work;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Ui.Work;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Features;

public sealed class ActivityTests
{
    private static readonly DateTimeOffset Begin = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Rate_OfWhatEndedSinceSomebodyLooked_IsThere(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        Assert.All((await app.Client.ActivityAsync()).Steps, step => Assert.Equal(0, step.PerSecond));
        for (var i = 0; i < 6; i++)
        {
            await app.UploadAsync($"{i}.gif", PlayedMedia.File($"{i}"));
        }

        await app.FinishAsync();
        var metadata = (await app.Client.ActivityAsync()).Steps.Single(step => step.Step == "metadata");
        Assert.Equal((0, 0, 6, 0), (metadata.Queued, metadata.Running, metadata.Done, metadata.Failed));
        Assert.InRange(metadata.PerSecond, 0.01, 2);
    }

    [Theory]
    [InlineData("metadata", "done", false, true)]
    [InlineData("renditions", "done", false, false)]
    [InlineData("details", "done", false, false)]
    [InlineData("details", "running", false, true)]
    [InlineData("", "queued", false, true)]
    [InlineData("", "done", false, false)]
    [InlineData("", "done", true, true)]
    public void Work_ThatOthersWaitFor_AndFilesThatComeIn_BringMore(string open, string import, bool prepares, bool grows) => Assert.Equal(
        grows, ActivityReader.IsGrowing(prepares, [Job("import", import), Job("bulk-edit", "running")], PipelineSteps.For([]), new HashSet<string>([open])));

    private static JobView Job(string what, string state) => new("", what, state, 0, 0, 0, 0, null, Begin, null, false);

    /// <summary>A step that is done has no time left; that says nothing of one whose pace nobody knows, nor of work that is yet to come.</summary>
    [Fact]
    public void Words_OfWorkThatIsNotAllKnown_NameNoEnd()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        StepActivity done = new("renditions", 0, 0, 4, 0, 0, 0), begun = new("classify", 5, 1, 0, 0, 0, null), soon = new("details", 1, 0, 3, 0, 2, 0.5);
        ActivityView Of(params StepActivity[] steps) => new(steps.Sum(step => step.Queued), steps.Sum(step => step.Running), 0, steps);

        Assert.Equal(("", "6 steps left"), (JobWords.Left(Of(done, begun)), JobWords.Steps(Of(done, begun))));
        Assert.Equal(("", "7 of 14 known steps done"), (JobWords.Left(Of(done, begun, soon) with { Growing = true }), JobWords.Steps(Of(done, begun, soon) with { Growing = true })));
        Assert.Equal(("", "7 of 8 known steps done"), (JobWords.Left(Of(done, soon) with { Growing = true }), JobWords.Steps(Of(done, soon) with { Growing = true })));
        Assert.Equal(("nearly done", "1 step left"), (JobWords.Left(Of(done, soon)), JobWords.Steps(Of(done, soon))));
    }

    [Fact]
    public void Rate_OfAStepThatHasJustBegun_CountsFromItsBeginning()
    {
        var rates = new StepRates();
        for (var second = 0; second <= 40; second++)
        {
            Ended(rates, second, 100);
        }

        Ended(rates, 45, 115);
        Assert.Equal(3, Ended(rates, 50, 130), 6);

        // Those that are queued again end again later.
        Assert.Equal(0, Ended(rates, 55, 20));
    }

    [Fact]
    public void Rate_OfTheFirstLookAndOfOneLongAfter_IsNone()
    {
        var rates = new StepRates();
        Assert.Equal(0, Ended(rates, 0, 500));
        Assert.Equal(0, Ended(rates, 70, 900));
        Assert.Equal(10, Ended(rates, 80, 1_000), 6);

        // Another library has its own.
        Assert.Equal(0, rates.Of(2, Begin.AddSeconds(81), new Dictionary<string, long> { ["metadata"] = 7 })["metadata"]);
    }

    private static double Ended(StepRates rates, int second, long ended) => rates.Of(1, Begin.AddSeconds(second), new Dictionary<string, long> { ["metadata"] = ended })["metadata"];
}
