using System.Text.Json;
using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

/// <summary>Collections from the library, on their own pages, from an asset and in the upload dialog; by mouse and by keys.</summary>
public sealed class CollectionTests(Site site) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-collected-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Selection_IsCollectedByKeys_OrderedByHand_AndTakenOutAgain()
    {
        await site.BringAsync("kit", 4);
        await using var visit = await site.VisitAsync();
        var page = visit.Page;
        var tiles = await visit.LibraryAsync("folder:kit");
        await Assertions.Expect(tiles).ToHaveCountAsync(4);

        // With keys: three of them, c, a name that is new.
        await tiles.First.Locator("a").FocusAsync();
        await visit.PressAsync("x", "ArrowRight", "x", "ArrowRight", "x", "c");
        await Assertions.Expect(page.Locator("#collect [data-title]")).ToHaveTextAsync("Add 3 files to a collection");
        await page.Keyboard.TypeAsync("Press kit");
        await Assertions.Expect(page.Locator("#collect .pick-row")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#collect .pick-row")).ToContainTextAsync("Create “Press kit”");
        await visit.ShotAsync("collect");
        await page.SetViewportSizeAsync(1440, 900);
        await visit.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("Added 3 files to “Press kit”");

        // The list: one tile with its name and number, and its page.
        await page.GotoAsync("/collections");
        await page.Locator("collection-pages[ready]").WaitForAsync();
        var tile = page.Locator(".collection", new() { HasText = "Press kit" });
        await Assertions.Expect(tile).ToContainTextAsync("3 files");
        await Assertions.Expect(page.Locator(".rail a[aria-current=page]")).ToHaveAttributeAsync("href", "/collections");
        await visit.ShotAsync("collections");
        await page.SetViewportSizeAsync(1440, 900);
        await tile.FocusAsync();
        await visit.PressAsync("Enter");
        await page.Locator("asset-grid[ready]").WaitForAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(3);
        var names = await NamesAsync(page);

        // One place on by a key, and back by the button of the bar.
        await tiles.First.Locator("a").FocusAsync();
        await visit.PressAsync("Alt+ArrowRight");
        await OrderAsync(page, names[1], names[0], names[2]);
        await Assertions.Expect(page.Locator(".tile a:focus")).ToHaveAttributeAsync("aria-label", names[0]);
        await visit.PressAsync("Alt+End");
        await OrderAsync(page, names[1], names[2], names[0]);
        await visit.PressAsync("x");
        await visit.ShotAsync("collection");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Locator("[data-do=earlier]").ClickAsync();
        await OrderAsync(page, names[1], names[0], names[2]);
        await page.ReloadAsync();
        await OrderAsync(page, names[1], names[0], names[2]);

        // Out of it, and back by the toast.
        await tiles.First.Locator("a").FocusAsync();
        await visit.PressAsync("x");
        await page.Locator("[data-do=uncollect]").ClickAsync();
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("Removed 1 file from “Press kit”");
        await OrderAsync(page, names[0], names[2]);
        await page.Locator(".toast button").First.ClickAsync();
        await OrderAsync(page, names[1], names[0], names[2]);

        // From an asset of it back to it.
        await tiles.First.Locator("a").ClickAsync();
        await page.Locator("media-viewer[ready]").WaitForAsync();
        await Assertions.Expect(page.Locator(".viewer-bar")).ToContainTextAsync("1 of 3");
        await page.Locator("[data-back-link]").ClickAsync();
        await page.WaitForURLAsync("**/collections/*");

        // Its end, and its way back.
        await page.Locator("#delete-collection").ClickAsync();
        await page.WaitForURLAsync("**/collections");
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("Deleted “Press kit”");
        await Assertions.Expect(tile).ToHaveCountAsync(0);
        await page.Locator(".toast button").First.ClickAsync();
        await Assertions.Expect(tile).ToContainTextAsync("3 files");
    }

    [Fact]
    public async Task Pages_MakeNameFindAndDelete_InGerman()
    {
        await using var visit = await site.VisitAsync(locale: "de-DE");
        var page = visit.Page;
        await page.GotoAsync("/collections");
        await page.Locator("collection-pages[ready]").WaitForAsync();
        await visit.ShotAsync("collections-first");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Locator("#new-collection").FocusAsync();
        await visit.PressAsync("Enter");
        await page.Keyboard.TypeAsync("Sommer/Winter");
        visit.Expected.Add("400");
        await visit.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#collection-trouble")).ToContainTextAsync("keinen Schrägstrich");
        await page.Locator("#collection-name").FillAsync("שלום & <b>Sommer");
        await visit.ShotAsync("collection-dialog");
        await page.SetViewportSizeAsync(1440, 900);
        await visit.PressAsync("Enter");
        await page.WaitForURLAsync("**/collections/*");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("שלום & <b>Sommer");
        await Assertions.Expect(page.Locator(".nothing h2")).ToHaveTextAsync("Noch nichts darin");
        await visit.ShotAsync("collection-empty");
        await page.SetViewportSizeAsync(1440, 900);

        await page.Locator("#edit-collection").ClickAsync();
        await page.Locator("#collection-name").FillAsync("Winter");
        await page.Locator("#collection-description").FillAsync("Schnee");
        await page.Locator("#collection [data-save]").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Winter");
        await Assertions.Expect(page.Locator(".collection-about")).ToHaveTextAsync("Schnee");

        await page.GotoAsync("/collections?find=WIN");
        await Assertions.Expect(page.Locator(".collection", new() { HasText = "Winter" })).ToHaveCountAsync(1);
        await page.GotoAsync("/collections?find=nirgends");
        await Assertions.Expect(page.Locator(".empty h2")).ToHaveTextAsync("Keine Sammlung heißt „nirgends“");
        await page.GotoAsync("/collections?find=winter");
        await page.Locator("collection-pages[ready]").WaitForAsync();
        await page.Locator("[data-delete-collection]").FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("„Winter“ gelöscht");
        await Assertions.Expect(page.Locator(".collection")).ToHaveCountAsync(0);
        visit.Expected.Add("404");
        var gone = await page.GotoAsync("/collections/0123456789abcdef01234567");
        Assert.Equal(404, gone!.Status);
    }

    [Fact]
    public async Task Asset_ShowsItsCollections_AndSearchFindsThem()
    {
        var ids = await site.BringAsync("shown", 2);
        await using var visit = await site.VisitAsync();
        var page = visit.Page;
        var panel = await visit.AssetAsync(ids[0]);
        await visit.PressAsync("c");
        await page.Keyboard.TypeAsync("Best of \"2024\"");
        await Assertions.Expect(page.Locator("#collect .pick-row")).ToHaveCountAsync(1);
        await visit.PressAsync("Enter");
        var chip = panel.Locator("#collections .chip");
        await Assertions.Expect(chip).ToContainTextAsync("Best of \"2024\"");
        await visit.ShotAsync("asset-collections");
        await page.SetViewportSizeAsync(1440, 900);

        // The filter leads to what is in it; the box suggests its name.
        await visit.LibraryAsync("folder:shown");
        await page.Locator("#filters a", new() { HasText = "Best of \"2024\"" }).ClickAsync();
        await Assertions.Expect(page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".chips")).ToContainTextAsync("Collections: Best of");
        await visit.PressAsync("/");
        await page.Keyboard.TypeAsync("collection:bes");
        await Assertions.Expect(page.Locator("#q-list .pick-row").First).ToContainTextAsync("Best of \"2024\"");
        await visit.PressAsync("ArrowDown", "Enter", "Enter");
        await Assertions.Expect(page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(1);

        panel = await visit.AssetAsync(ids[0]);
        await panel.Locator("[data-uncollect]").FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(panel.Locator("#collections .chip")).ToHaveCountAsync(0);
        await page.Locator(".toast button").First.ClickAsync();
        await Assertions.Expect(panel.Locator("#collections .chip")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Upload_JoinsACollection_ThatIsThere_OrIsMadeOnTheWay()
    {
        await site.BringAsync("uploaded", 1);
        await site.Api.PostAsync("/api/collections", new() { DataObject = new { name = "There already" } });
        await using var visit = await site.VisitAsync();
        var page = visit.Page;
        await visit.LibraryAsync();
        await visit.PressAsync("u");
        await page.Locator("#upload-collection").FillAsync("There already");
        await visit.ShotAsync("upload-collection");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Locator("#upload .drop input").SetInputFilesAsync([Write("u1.png"), Write("u2.png")]);
        await Assertions.Expect(page.Locator(".queued[data-state=done]")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await page.Locator("#upload-collection").FillAsync("Made on the way");
        await page.Locator("#upload .drop input").SetInputFilesAsync([Write("u3.png"), Write("u4.png")]);
        foreach (var name in new[] { "u3.png", "u4.png" })
        {
            await Assertions.Expect(page.Locator(".queued[data-state=done]", new() { HasText = name })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        }

        await page.GotoAsync("/collections");
        foreach (var name in new[] { "There already", "Made on the way" })
        {
            await Assertions.Expect(page.Locator(".collection", new() { HasText = name })).ToContainTextAsync("2 files");
        }
    }

    private string Write(string name)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, DrawnPicture.Png(7_000_000 + name[1]));
        return path;
    }

    private static async Task<string[]> NamesAsync(IPage page) =>
        [.. (await page.Locator(".tile:not(.is-skeleton)").EvaluateAllAsync<JsonElement>("all => all.sort((a, b) => a.dataset.index - b.dataset.index).map(one => one.querySelector('a').ariaLabel)")).EnumerateArray().Select(name => name.GetString()!)];

    private static async Task OrderAsync(IPage page, params string[] names)
    {
        foreach (var (name, at) in names.Select((name, at) => (name, at)))
        {
            await Assertions.Expect(page.Locator($".tile[data-index='{at}'] > a")).ToHaveAttributeAsync("aria-label", name);
        }

        await Assertions.Expect(page.Locator(".tile")).ToHaveCountAsync(names.Length);
    }
}
