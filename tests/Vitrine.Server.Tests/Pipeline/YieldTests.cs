using System.Net;
using Vitrine.Contracts;
using Vitrine.Media.Children;
using Vitrine.Server.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Pipeline;

/// <summary>Work that yields: to the clock, to the machine, to a step that rests, and to what a person looks at.</summary>
public sealed class YieldTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Step_ThatRests_WaitsWhileTheOthersGoOn(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using (var paused = await app.SendAsync(HttpMethod.Post, "api/activity/pause", """{"step":"analyze:classify","paused":true}"""))
        {
            Assert.Equal(HttpStatusCode.NoContent, paused.StatusCode);
        }

        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("a", "LABEL:coco/dog=0.99"))).Id;
        await app.UntilAsync(async session => await session.TextAsync($"select step from step_run where step <> {"analyze:classify"} and state in (1, 2) limit 1"));
        await app.UntilAsync(async session => await session.NumberAsync($"select count(*) from step_run where step = {"analyze:classify"} and state = 1") == 1 ? null : "not queued");
        var activity = await app.Client.ActivityAsync(Ending);
        Assert.True(activity.Steps.Single(step => step.Step == "analyze:classify").Paused);
        Assert.False(activity.Paused);

        // Looking at it does not wake what was put to rest.
        using (await app.SendAsync(HttpMethod.Post, "api/activity/first", $$"""{"ids":["{{id}}"]}"""))
        {
        }

        Assert.Equal(0, (await app.Client.AssetAsync(id, null, Ending)).Claims.Count(claim => claim.About == "tag"));
        using (await app.SendAsync(HttpMethod.Post, "api/activity/pause", """{"step":"analyze:classify","paused":false}"""))
        {
        }

        await app.FinishAsync();
        Assert.NotEqual(0, (await app.Client.AssetAsync(id, null, Ending)).Claims.Count(claim => claim.About == "tag"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Analysis_OutsideItsHours_WaitsExceptForWhatIsLookedAt(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var now = TimeOnly.FromDateTime(app.Setup.Clock.GetLocalNow().DateTime);
        await ChangeAsync(app, $$"""{"analyzeBetween":"{{now.AddHours(2):HH:mm}}-{{now.AddHours(4):HH:mm}}"}""");
        var folder = Directory.CreateDirectory(Path.Combine(app.Files, "photos")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "a.gif"), PlayedMedia.File("a"), Ending);
        await File.WriteAllBytesAsync(Path.Combine(folder, "b.gif"), PlayedMedia.File("b"), Ending);
        await app.JobAsync(await app.ImportAsync(folder));
        await app.UntilAsync(async session => await session.NumberAsync($"select count(*) from step_run where step = {DecodeSteps.Renditions} and state = {RunState.Done}") == 2 ? null : "no pictures");
        await app.UntilAsync(async session => await session.NumberAsync($"select count(*) from step_run where step = {"analyze:classify"} and state = {RunState.Queued}") == 2 ? null : "not queued");
        Assert.Equal("hours", (await app.Client.ActivityAsync(Ending)).Resting);

        var seen = await app.Client.AssetAtAsync("/photos/a.gif", Ending);
        using (var first = await app.SendAsync(HttpMethod.Post, "api/activity/first", $$"""{"ids":["{{seen.Id}}","nonsense"]}"""))
        {
            Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        }

        await app.UntilAsync(async session => await session.NumberAsync($"select count(*) from step_run where step = {"analyze:classify"} and state = {RunState.Done}") == 1 ? null : "not looked at");
        await app.UntilAsync(async _ => (await app.Client.AssetAsync(seen.Id, null, Ending)).Pending == 0 ? null : "more to come for it");
        Assert.Equal(1, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from step_run where step = {"analyze:classify"} and state = {RunState.Queued}"), Ending));
        app.Setup.Clock.Advance(TimeSpan.FromHours(3));
        await app.FinishAsync();
        Assert.Null((await app.Client.ActivityAsync(Ending)).Resting);
    }

    [Fact]
    public async Task Settings_ThatMakeNoSense_AreRefusedInASentence()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        foreach (var change in new[] { """{"cpuShare":4}""", """{"cpuShare":101}""", """{"analyzeBetween":"later"}""", """{"analyzeBetween":"10:00-10:00"}""" })
        {
            using var response = await app.SendAsync(HttpMethod.Patch, "api/library", change);
            await response.ProblemAsync(HttpStatusCode.BadRequest);
        }

        foreach (var step in new[] { "metadata", "nonsense" })
        {
            using var response = await app.SendAsync(HttpMethod.Post, "api/activity/pause", $$"""{"step":"{{step}}","paused":true}""");
            await response.ProblemAsync(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Retry_OfOneReason_LeavesTheOthers()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        await app.UploadAsync("a.gif", PlayedMedia.File("a", "BAD"));
        await app.FinishAsync();

        using (await app.SendAsync(HttpMethod.Post, "api/activity/retry", """{"step":"renditions","code":"other"}"""))
        {
        }

        await app.FinishAsync();
        var ended = await EndedAsync(app);
        app.Setup.Clock.Advance(TimeSpan.FromMinutes(1));
        using (await app.SendAsync(HttpMethod.Post, "api/activity/retry", """{"step":"renditions","code":"truncated"}"""))
        {
        }

        await app.FinishAsync();
        Assert.True(await EndedAsync(app) > ended);

        static Task<long?> EndedAsync(DamApp app) => app.Database.ReadAsync(session => session.NumberAsync($"select ended_at from step_run where step = {DecodeSteps.Renditions} and state = {RunState.Failed}"));
    }

    [Theory]
    [InlineData(100, 10, 0)]
    [InlineData(50, 10, 10)]
    [InlineData(25, 2, 6)]
    [InlineData(5, 60, 30)]
    public void Rest_AfterWork_LeavesTheShare(int share, double worked, double rests) =>
        Assert.Equal(rests, WorkPace.RestAfter(TimeSpan.FromSeconds(worked), share).TotalSeconds);

    [Theory]
    [InlineData("22:00-06:00", "23:30", true)]
    [InlineData("22:00-06:00", "05:59", true)]
    [InlineData("22:00-06:00", "12:00", false)]
    [InlineData("09:00-17:00", "17:00", false)]
    public void Hours_OverMidnight_Count(string between, string at, bool inside) =>
        Assert.Equal(inside, DayTimes.TryParse(between)!.Contains(TimeOnly.ParseExact(at, "HH:mm", System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Others_AreBusyFromHalfAndQuietBelowAThird()
    {
        Assert.False(MachineWatch.Decide(false, 0.5));
        Assert.True(MachineWatch.Decide(false, 0.6));
        Assert.True(MachineWatch.Decide(true, 0.4));
        Assert.False(MachineWatch.Decide(true, 0.3));
        Assert.Equal((100, 30), MachineWatch.OfMachine("cpu  10 5 5 60 10 4 3 3 9 9\ncpu0 1 1 1\n"));
    }

    [Fact]
    public void Battery_IsToldByTheSupplies()
    {
        var folder = Directory.CreateTempSubdirectory("vitrine-power-");
        Assert.False(MachineWatch.OnBattery(Path.Combine(folder.FullName, "nowhere")));
        Supply("BAT0", "Battery", null);
        Supply("AC", "Mains", "1");
        Assert.False(MachineWatch.OnBattery(folder.FullName));
        Supply("AC", "Mains", "0");
        Assert.True(MachineWatch.OnBattery(folder.FullName));
        Supply("USB", "USB", "1");
        Assert.False(MachineWatch.OnBattery(folder.FullName));
        folder.Delete(recursive: true);

        void Supply(string name, string type, string? online)
        {
            var supply = folder.CreateSubdirectory(name).FullName;
            File.WriteAllText(Path.Combine(supply, "type"), type + "\n");
            if (online is not null)
            {
                File.WriteAllText(Path.Combine(supply, "online"), online + "\n");
            }
        }
    }

    private static async Task ChangeAsync(DamApp app, string change)
    {
        using var response = await app.SendAsync(HttpMethod.Patch, "api/library", change);
        await response.JsonAsync();
    }
}
