using Vitrine.Contracts;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Colours of pictures. Every question is asked of the index and of the rows: see <see cref="ComparedSearch"/>.</summary>
public sealed class ColourSearchTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Colour_FindsWhatIsAboutLikeIt(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SwitchOffAsync();
        foreach (var (name, colours) in new (string, string[])[]
        {
            ("rust", ["#aa3300=0.5", "#ffffff=0.4"]), ("brick", ["#b03a08=0.2", "#202020=0.7"]), ("hint", ["#aa3300=0.02", "#0000ff=0.9"]), ("none", []),
        })
        {
            await app.UploadAsync(name + ".gif", PlayedMedia.File([name, .. colours.Select(colour => "PALETTE:" + colour)]));
        }

        await app.FinishAsync();
        (string Query, string Found)[] expected =
        [
            ("colour ~ \"#aa3300\"", "brick rust"), ("color:#AA3300", "brick rust"), ("colour:#fff", "rust"), ("colour IN (#fff, #00f)", "hint rust"), ("colour:#00ff00", ""),
            ("-colour:#aa3300", "hint none"), ("colour EXISTS", "brick hint rust"), ("colour NOT EXISTS", "none"), ("colour ~ \"#aa3300\" colour:#202020", "brick"),
        ];
        foreach (var (query, found) in expected)
        {
            var names = (await app.Client.SearchAsync(new SearchRequest(query, Sort: "name"))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name));
            Assert.Equal((query, found), (query, string.Join(' ', names)));
        }

        var wrong = await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest("colour ~ reddish")));
        Assert.Equal("\"reddish\" is no colour.", wrong.Query!.Message);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Colour_ThatAnotherLookChanges_IsFollowed_AndGoesWithItsPicture(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SwitchOffAsync();
        var id = (await app.UploadAsync("one.gif", PlayedMedia.File("one", "PALETTE:#aa3300=0.5"))).Id;
        await app.FinishAsync();
        Assert.Equal(1, (await app.Client.SearchAsync(new SearchRequest("colour:#aa3300"))).Total);

        await app.RestartAsync(app.Setup with { Media = new PlayedMedia { Version = 2, Finds = [new Core.Analysis.Finding.Value("palette", "#0000ff", 0.5f)] } });
        await app.UntilAsync(async session => await session.TextAsync($"select 'new analyzer version' where not exists (select 1 from finding where analyzer_version = 2)"));
        await app.FinishAsync();
        Assert.Equal((0, 1), ((await app.Client.SearchAsync(new SearchRequest("colour:#aa3300"))).Total, (await app.Client.SearchAsync(new SearchRequest("colour:#0000ff"))).Total));

        await app.DoAsync(HttpMethod.Delete, $"api/assets/{id}");
        await app.DoAsync(HttpMethod.Post, "api/trash/empty", "{}");
        await app.UntilAsync(async session => await session.TextAsync($"select 'colours of what is gone' where exists (select 1 from seen_colour)"));
    }
}
