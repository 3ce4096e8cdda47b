using System.Text.Json;
using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>Assets that are shown as one: a tile, its parts on the asset's page, by mouse and by keys.</summary>
public sealed class GroupTests(Site site)
{
    [Fact]
    public async Task Group_IsOneTile_AndComesApartAndBack()
    {
        var ids = await site.BringAsync("series", 3);
        await using var visit = await site.VisitAsync();
        var tiles = await visit.LibraryAsync("folder:series");
        await Assertions.Expect(tiles).ToHaveCountAsync(3);

        // By hand, with keys: all of them, then the button of the bar.
        await tiles.First.Locator("a").FocusAsync();
        await visit.PressAsync("x", "ArrowRight", "x", "ArrowRight", "x");
        await visit.Page.Locator("[data-do='group']").FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("3 files shown as one");
        await visit.Page.ReloadAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(1);
        await Assertions.Expect(tiles.First.Locator(".tile-group")).ToHaveTextAsync("3");
        await Assertions.Expect(visit.Page.Locator("[data-total]")).ToContainTextAsync("1 file");

        // Every file of its own, and back.
        await visit.Page.Locator("[data-groups-toggle]").ClickAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(3);
        await visit.Page.Locator("[data-groups-toggle]").ClickAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(1);

        // The asset's page: another cover, apart, and back by the toast.
        var cover = await tiles.First.GetAttributeAsync("data-id");
        var panel = await visit.AssetAsync(cover!);
        await Assertions.Expect(panel.Locator(".parts > li")).ToHaveCountAsync(3);
        var other = ids.First(id => id != cover);
        await panel.Locator($"#cover-{other}").FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Cover changed");
        await Assertions.Expect(panel.Locator(".parts > li").First.Locator("a")).ToHaveAttributeAsync("href", $"/assets/{other}");
        await panel.Locator("#ungroup").FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Ungrouped");
        await Assertions.Expect(panel.Locator("#group")).ToHaveCountAsync(0);
        await visit.Page.Locator(".toast button").First.ClickAsync();
        await Assertions.Expect(panel.Locator(".parts > li")).ToHaveCountAsync(3);
        await Assertions.Expect(panel.Locator(".changes .change").Filter(new() { HasText = "The owner took this file out of a group" })).ToHaveCountAsync(1);

        // From the tile, the trash takes the whole group, and gives it back.
        await visit.LibraryAsync("folder:series");
        await tiles.First.Locator("a").FocusAsync();
        await visit.PressAsync("x", "Delete");
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("3");
        await site.UntilAsync(ids[2], asset => asset.TryGetProperty("trashedAt", out var at) && at.ValueKind == JsonValueKind.String);
        await visit.Page.Locator(".toast button").First.ClickAsync();
        foreach (var id in ids)
        {
            await site.UntilAsync(id, asset => !asset.TryGetProperty("trashedAt", out var at) || at.ValueKind == JsonValueKind.Null);
        }
    }
}
