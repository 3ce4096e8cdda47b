using Vitrine.Contracts;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>What is asked of the work on assets: what waits, what failed, and what has looked at them.</summary>
public sealed class RunSearchTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task States_FollowTheWork(string engine)
    {
        var held = new TaskCompletionSource();
        var media = new PlayedMedia();
        await using var app = await DamApp.StartAsync(engine, new DamSetup { Media = media });
        await app.SwitchOffAsync();
        await app.UploadAsync("good.gif", PlayedMedia.File("good"));
        await app.UploadAsync("bad.gif", PlayedMedia.File("bad", "BAD"));
        await app.FinishAsync();
        media.Before = () => held.Task;
        await app.UploadAsync("later.gif", PlayedMedia.File("later"));

        (string Query, string Found)[] expected =
        [
            ("is:pending", "later"), ("NOT is:pending", "bad good"), ("is:failed", "bad"), ("is IN (failed, pending)", "bad later"), ("-is:failed -is:pending", "good"),
            ("analyzed:metadata", "bad good"), ("analyzed:renditions", "good"), ("analyzed:CLASSIFY", "good"), ("-analyzed:classify", "bad later"), ("analyzed IN (classify, metadata)", "bad good"), ("analyzed:nothing", ""),
        ];
        foreach (var (query, found) in expected)
        {
            var names = (await app.Client.SearchAsync(new SearchRequest(query, Sort: "name"))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name));
            Assert.Equal((query, found), (query, string.Join(' ', names)));
        }

        held.SetResult();
        await app.FinishAsync();
        Assert.Equal(0, (await app.Client.SearchAsync(new SearchRequest("is:pending"))).Total);
    }
}
