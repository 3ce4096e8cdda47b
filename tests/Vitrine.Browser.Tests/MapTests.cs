using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>The map: pins, an area, files dragged and typed onto it; by mouse and by keys, also on a phone.</summary>
public sealed class MapTests(Site site)
{
    [Fact]
    public async Task Map_ShowsWhereFilesAre_FiltersByArea_AndOpensWhatIsThere()
    {
        var ids = await site.BringAsync("atlas", 4);
        await PlaceAsync(48.1, 2.05, ids[0], ids[1]);
        await PlaceAsync(48.8, -5, ids[2]);
        await using var visit = await site.VisitAsync();
        var page = visit.Page;
        await OpenAsync(page, "folder:atlas");
        await Assertions.Expect(page.Locator(".map-head")).ToContainTextAsync("3 of 4 have a place");
        await Assertions.Expect(page.Locator(".rail a[aria-current=page]")).ToHaveAttributeAsync("href", "/map");
        await Assertions.Expect(page.Locator(".pin[role=button]")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".pin b")).ToHaveTextAsync("2");
        await visit.ShotAsync("map");
        await page.SetViewportSizeAsync(1440, 900);
        var axe = await page.RunAxe();
        Assert.True(axe.Violations.Length == 0, string.Join(' ', axe.Violations.Select(one => $"{one.Id}: {one.Description} {string.Join(", ", one.Nodes.Select(node => node.Html))}")));

        // An area with the pointer: count and link.
        var pair = (await page.Locator(".pin", new() { HasText = "2" }).BoundingBoxAsync())!;
        await page.Locator("[data-do=draw]").ClickAsync();
        await page.Mouse.MoveAsync(pair.X - 4, pair.Y - 4);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(pair.X + pair.Width + 8, pair.Y + pair.Height + 8, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await Assertions.Expect(page.Locator("[data-inside]")).ToHaveTextAsync("2 files in this area");
        await visit.ShotAsync("map-area");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("[data-area]")).ToBeHiddenAsync();

        await page.Locator(".pin", new() { HasText = "2" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        // Both lie at one spot, so what opens is the library.
        await page.Locator("asset-grid[ready]").WaitForAsync();
        await Assertions.Expect(page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(2);
        await page.GotoAsync("/map?q=folder%3Aatlas&at=48.45,-1.5&zoom=6");
        await page.Locator("asset-map[ready]").WaitForAsync();
        await Assertions.Expect(page.Locator(".pin[role=button]")).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("a");
        await Assertions.Expect(page.Locator("[data-inside]")).ToHaveTextAsync("3 files in this area");
        await page.Locator("[data-filter]").ClickAsync();
        await page.Locator("asset-grid[ready]").WaitForAsync();
        await Assertions.Expect(page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(3);

        // One opens its page, which says where it is and leads back.
        await page.GotoAsync("/map?q=folder%3Aatlas&at=48.8,-5&zoom=9");
        await page.Locator(".pin[role=button]").First.ClickAsync();
        await page.Locator("media-viewer[ready]").WaitForAsync();
        await Assertions.Expect(page.Locator("#place-card")).ToContainTextAsync("Paris, Île-de-France, France");
        await Assertions.Expect(page.Locator("#place-card a")).ToHaveAttributeAsync("href", "/map?at=48.8%2C-5");
    }

    [Fact]
    public async Task FilesWithoutPosition_AreDraggedOntoTheMap_OrPlacedByName_AndTakenBack()
    {
        var ids = await site.BringAsync("lost", 3);
        await using var visit = await site.VisitAsync();
        var page = visit.Page;
        await OpenAsync(page, "folder:lost", "&at=48.1,2.05&zoom=8");
        await Assertions.Expect(page.Locator(".map-empty")).ToContainTextAsync("None of these has a position");
        var tiles = page.Locator(".map-tile");
        await Assertions.Expect(tiles).ToHaveCountAsync(3);
        await tiles.First.DragToAsync(page.Locator(".map-canvas"), new() { TargetPosition = new() { X = 500, Y = 400 } });
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("Placed 1 file");
        await Assertions.Expect(page.Locator(".map-head")).ToContainTextAsync("1 of 3 have a place");
        await Assertions.Expect(page.Locator(".map-empty")).ToBeHiddenAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".pin[role=button]")).ToHaveCountAsync(1);
        await visit.ShotAsync("map-tray");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Locator(".toast button").First.ClickAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".pin[role=button]")).ToHaveCountAsync(0);

        // With keys alone: two of them, p, the name of a town.
        await tiles.First.FocusAsync();
        await visit.PressAsync("x", "ArrowRight", "x", "p");
        await Assertions.Expect(page.Locator("#place [data-title]")).ToHaveTextAsync("Where were 2 files taken?");
        await page.Keyboard.TypeAsync("münch");
        await Assertions.Expect(page.Locator("#place .pick-row")).ToContainTextAsync("MünchenBayern, Germany");
        await visit.ShotAsync("map-place");
        await page.SetViewportSizeAsync(1440, 900);
        await visit.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("2 files were taken in München");
        await Assertions.Expect(tiles).ToHaveCountAsync(1);

        // The filters have it; the asset's own page takes coordinates, and no place at all.
        await visit.LibraryAsync("folder:lost town:München");
        await Assertions.Expect(page.Locator("#filters")).ToContainTextAsync("Germany");
        var placed = (await Task.WhenAll(ids.Select(site.AssetAsync))).First(asset => asset.TryGetProperty("place", out var place) && place.ValueKind == System.Text.Json.JsonValueKind.Object).GetProperty("id").GetString()!;
        var panel = await visit.AssetAsync(placed);
        await Assertions.Expect(panel.Locator("#place-card")).ToContainTextAsync("München, Bayern, Germany");
        await page.Keyboard.PressAsync("p");
        await page.Keyboard.TypeAsync("50.1 N 10.1 E");
        await Assertions.Expect(page.Locator("#place .pick-row")).ToContainTextAsync("Wien");
        await visit.PressAsync("Enter");
        await Assertions.Expect(panel.Locator("#place-card")).ToContainTextAsync("Wien");
        await visit.ShotAsync("place-card");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Keyboard.PressAsync("p");
        await page.Locator("#place .pick-row").ClickAsync();
        await Assertions.Expect(panel.Locator("#place-card")).ToContainTextAsync("Nobody has said where it was taken.");
    }

    [Fact]
    public async Task Phone_TapsFilesOntoTheMap_InGerman()
    {
        await site.BringAsync("telefon", 1);
        await using var visit = await site.VisitAsync(phone: true, dark: true, locale: "de-DE");
        var page = visit.Page;
        await OpenAsync(page, "folder:telefon", "&at=50,10&zoom=5");
        await page.Locator(".map-head a[href='#unplaced']").ClickAsync();
        await page.Locator(".map-tile").ClickAsync();
        await page.Locator("[data-do=tap]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-hint]")).ToHaveTextAsync("Tippen Sie dorthin, wo sie aufgenommen wurden");
        await page.Locator(".map-canvas").ClickAsync(new() { Position = new() { X = 190, Y = 300 } });
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("1 Datei hat jetzt einen Ort");
        await Assertions.Expect(page.Locator(".pin[role=button]")).ToHaveCountAsync(1);
        var axe = await page.RunAxe();
        Assert.True(axe.Violations.Length == 0, string.Join(' ', axe.Violations.Select(one => $"{one.Id}: {one.Description} {string.Join(", ", one.Nodes.Select(node => node.Html))}")));
    }

    private static async Task OpenAsync(IPage page, string query, string more = "")
    {
        await page.GotoAsync("/map?q=" + Uri.EscapeDataString(query) + more);
        if (await page.Locator("asset-map").CountAsync() == 0)
        {
            Assert.Skip("needs a build that npm brought the map library to");
        }

        await page.Locator("asset-map[ready]").WaitForAsync();
    }

    private async Task PlaceAsync(double latitude, double longitude, params string[] ids)
    {
        var answer = await site.Api.PostAsync("/api/places", new() { DataObject = new { ids, position = new { latitude, longitude } } });
        Assert.True(answer.Ok, await answer.TextAsync());
        foreach (var id in ids)
        {
            await site.UntilAsync(id, asset => asset.TryGetProperty("place", out var place) && place.ValueKind == System.Text.Json.JsonValueKind.Object
                && Math.Abs(place.GetProperty("latitude").GetDouble() - latitude) < 1e-6);
        }
    }
}
