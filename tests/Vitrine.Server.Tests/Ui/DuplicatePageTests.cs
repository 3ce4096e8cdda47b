using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Ui;

/// <summary>The page of duplicates as the server draws it.</summary>
public sealed class DuplicatePageTests
{
    [Fact]
    public async Task Page_WithoutDuplicates_SaysSo_InBothLanguages()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        Assert.Contains("No file is there twice", await app.PageAsync("duplicates"), StringComparison.Ordinal);
        Assert.Contains("Keine Bilder sehen gleich aus", await app.PageAsync("duplicates?kind=near", "de"), StringComparison.Ordinal);
        Assert.Contains("No file is there twice", await app.PageAsync("duplicates?kind=%00&cursor=%00"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Pages_ShowEveryGroupOnce_AndViewersCannotMerge(string engine)
    {
        const int pairs = 26;
        await using var app = await DamApp.StartAsync(engine);
        for (var i = 0; i < pairs; i++)
        {
            await app.UploadAsync($"{i:00}.gif", PlayedMedia.File($"{i}"));
            await app.UploadAsync($"{i:00} copy.gif", PlayedMedia.File($"{i}"), "copies");
        }

        await app.FinishAsync();
        var first = await LookedForAsync(app, "duplicates");
        var next = first.Split("rel=\"next\" href=\"")[1].Split('"')[0];
        var second = await LookedForAsync(app, next.TrimStart('/'));
        Assert.Equal((24, 2), (Groups(first), Groups(second)));
        Assert.All(Enumerable.Range(0, pairs), i => Assert.Contains($">{i:00} copy.gif<", first + second, StringComparison.Ordinal));
        Assert.Contains("data-do=\"merge\"", first, StringComparison.Ordinal);
        Assert.Contains("rel=\"first\"", second, StringComparison.Ordinal);

        using var viewer = await app.AsAsync(Role.Viewer);
        var seen = await LookedForAsync(app, "duplicates", viewer);
        Assert.Equal(24, Groups(seen));
        Assert.DoesNotContain("data-do=", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"radio\"", seen, StringComparison.Ordinal);
        Assert.Contains("needs the right to edit", seen, StringComparison.Ordinal);
    }

    /// <summary>A page that waited a second for the comparison says so, and is asked for again.</summary>
    private static async Task<string> LookedForAsync(DamApp app, string address, HttpClient? client = null)
    {
        for (var tries = 0; ; tries++)
        {
            var page = await app.PageAsync(address, client: client);
            if (Groups(page) > 0 || tries == 60)
            {
                return page;
            }
        }
    }

    private static int Groups(string page) => page.Split("<article class=\"duplicate card\"").Length - 1;
}
