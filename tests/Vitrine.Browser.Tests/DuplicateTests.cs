using System.Globalization;
using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

/// <summary>The page of duplicates: looking, choosing, merging and dismissing, by keys and by mouse.</summary>
public sealed class DuplicateTests(Site site)
{
    [Fact]
    public async Task Groups_AreMergedAndDismissedByKeys_AndEachIsTakenBack()
    {
        var ids = await PairsAsync("doubled", 2);
        await using var visit = await site.VisitAsync();
        await OpenAsync(visit, "/duplicates");
        var groups = visit.Page.Locator(".duplicate", new() { HasText = "doubled-" });
        await Assertions.Expect(groups).ToHaveCountAsync(2);
        await Assertions.Expect(groups.First).ToContainTextAsync("same bytes");
        await Assertions.Expect(groups.First).ToContainTextAsync("doubled / copies");
        await Assertions.Expect(groups.First.Locator("input:checked")).ToHaveCountAsync(1);
        await visit.ShotAsync("duplicates");

        // The copy is to be kept instead of the suggested one.
        await GoToAsync(visit, "doubled-1.png");
        await visit.PressAsync("ArrowRight");
        await Assertions.Expect(visit.Page.Locator(".duplicate.is-current input:checked")).ToHaveValueAsync(ids["doubled-1-copy.png"]);
        await visit.PressAsync("m");
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Merged 1 file into the kept one");
        await Assertions.Expect(groups).ToHaveCountAsync(1);
        await Assertions.Expect(visit.Page.Locator(".duplicate.is-current")).ToHaveCountAsync(1);
        Assert.True((await site.AssetAsync(ids["doubled-1.png"])).TryGetProperty("trashedAt", out _));
        await visit.PressAsync("z");
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Taken back");
        await Assertions.Expect(groups).ToHaveCountAsync(2);

        await GoToAsync(visit, "doubled-2.png");
        await visit.PressAsync("n");
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("These are no duplicates");
        await Assertions.Expect(groups).ToHaveCountAsync(1);
        await visit.Page.Locator(".toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(groups).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Group_WhileOthersGo_StaysTheOneThatKeysActOn()
    {
        var ids = await PairsAsync("steady", 3, 9_110);
        await using var visit = await site.VisitAsync();
        await OpenAsync(visit, "/duplicates");
        await GoToAsync(visit, "steady-2.png");
        await DismissAsync(visit, "steady-1");
        await Assertions.Expect(visit.Page.Locator(".duplicate.is-current", new() { HasText = "steady-2.png" })).ToBeFocusedAsync();

        // When it is gone itself, no key acts on what has come to its place.
        await DismissAsync(visit, "steady-2");
        await Assertions.Expect(visit.Page.Locator(".duplicate.is-current")).ToHaveCountAsync(0);
        await visit.PressAsync("m", "ArrowDown");
        await Assertions.Expect(visit.Page.Locator(".duplicate.is-current")).ToHaveCountAsync(1);
        await Assertions.Expect(visit.Page.Locator(".duplicate", new() { HasText = "steady-3.png" })).ToHaveCountAsync(1);
        Assert.False((await site.AssetAsync(ids["steady-3-copy.png"])).TryGetProperty("trashedAt", out _));

        async Task DismissAsync(Visit visit, string name)
        {
            Assert.True((await site.Api.PostAsync("/api/duplicates/dismiss", new() { DataObject = new { ids = new[] { ids[$"{name}.png"], ids[$"{name}-copy.png"] } } })).Ok);
            await Assertions.Expect(visit.Page.Locator(".duplicate", new() { HasText = $"{name}.png" })).ToHaveCountAsync(0, new() { Timeout = 15_000 });
        }
    }

    [Fact]
    public async Task PicturesThatLookAlike_ShowWhatTellsThemApart_AndOpenSideBySide()
    {
        var ids = await site.BringAsync("alike", [("alike-large.png", DrawnPicture.Png(9_201, 480)), ("alike-small.png", DrawnPicture.Png(9_202, 240))]);
        await site.AlikeAsync(0x33, [.. ids]);
        Assert.True((await site.Api.PatchAsync($"/api/assets/{ids[1]}", new() { DataObject = new { title = "The small one" } })).Ok);
        await using var visit = await site.VisitAsync();
        await OpenAsync(visit, "/duplicates?kind=near");
        var group = visit.Page.Locator(".duplicate", new() { HasText = "alike-large" });
        await Assertions.Expect(group).ToContainTextAsync("Suggested: the one with the most pixels.");
        await Assertions.Expect(group.Locator(".is-best").First).ToContainTextAsync("480 × 180");
        await Assertions.Expect(group).ToContainTextAsync("The small one");
        await visit.ShotAsync("duplicates-near");

        await GoToAsync(visit, "alike-large");
        await visit.PressAsync("?");
        await Assertions.Expect(visit.Page.Locator("#keys")).ToContainTextAsync("Choose which one to keep");
        await visit.PressAsync("Escape", "Enter");
        await visit.Page.Locator("version-compare[ready]").WaitForAsync();
        await Assertions.Expect(visit.Page.Locator("h1")).ToHaveTextAsync("alike-small.png and alike-large.png");
        await Assertions.Expect(visit.Page.Locator(".compare.is-wiped img")).ToHaveCountAsync(2);
        await visit.ShotAsync("duplicates-compare");
        await visit.Page.Locator(".viewer-bar").GetByRole(AriaRole.Link, new() { Name = "Duplicates" }).ClickAsync();
        await visit.Page.WaitForURLAsync(url => url.EndsWith("/duplicates?kind=near", StringComparison.Ordinal));

        // By mouse, in German.
        await using var german = await site.VisitAsync(locale: "de-DE");
        await OpenAsync(german, "/duplicates?kind=near");
        var gruppe = german.Page.Locator(".duplicate", new() { HasText = "alike-large" });
        await gruppe.GetByRole(AriaRole.Radio, new() { Name = "Behalten alike-small.png" }).CheckAsync();
        await german.ShotAsync("duplicates-german");
        await gruppe.GetByRole(AriaRole.Button, new() { Name = "Zusammenführen" }).ClickAsync();
        await Assertions.Expect(german.Page.Locator(".toast")).ToContainTextAsync("1 Datei mit der behaltenen zusammengeführt");
        await Assertions.Expect(gruppe).ToHaveCountAsync(0);
        Assert.True((await site.AssetAsync(ids[0])).TryGetProperty("trashedAt", out _));
    }

    private static async Task OpenAsync(Visit visit, string address)
    {
        await visit.Page.GotoAsync(address);
        await visit.Page.Locator("duplicate-groups[ready]").WaitForAsync();
        await Assertions.Expect(visit.Page.Locator("[data-making]")).ToHaveCountAsync(0);
    }

    /// <summary>Goes on by keys to the group of a file.</summary>
    private static async Task GoToAsync(Visit visit, string name)
    {
        var current = visit.Page.Locator(".duplicate.is-current", new() { HasText = name });
        foreach (var key in new[] { "ArrowDown", "ArrowUp", "ArrowDown" })
        {
            for (var i = 0; i < await visit.Page.Locator(".duplicate").CountAsync() && await current.CountAsync() == 0; i++)
            {
                await visit.PressAsync(key);
            }
        }

        await Assertions.Expect(current).ToHaveCountAsync(1);
    }

    /// <summary>Brings pictures, each of them twice.</summary>
    /// <returns>Ids by names.</returns>
    private async Task<Dictionary<string, string>> PairsAsync(string name, int count, int first = 9_100)
    {
        var ids = new Dictionary<string, string>();
        foreach (var number in Enumerable.Range(1, count))
        {
            var picture = DrawnPicture.Png(first + number, 300);
            foreach (var (folder, file) in new[] { (name, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}.png")), ($"{name}/copies", string.Create(CultureInfo.InvariantCulture, $"{name}-{number}-copy.png")) })
            {
                ids[file] = (await site.BringAsync(folder, [(file, picture)]))[0];
            }
        }

        return ids;
    }
}
