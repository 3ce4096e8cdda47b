using System.Collections.Concurrent;
using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

/// <summary>Searching with a picture: from an asset's page, and with one that is chosen, dropped or pasted.</summary>
public sealed class ExampleTests(Site site)
{
    private static readonly (byte, byte, byte) Red = (210, 30, 40), Reddish = (200, 60, 40), Green = (20, 180, 60);

    [Fact]
    public async Task Asset_LeadsToWhatLooksLikeIt_WhichOtherPartsOfTheQueryNarrow()
    {
        var ids = await BringAsync("alikes");
        await using var visit = await site.VisitAsync();
        await visit.AssetAsync(ids[0]);
        await visit.PressAsync("s");
        await visit.Page.WaitForURLAsync(url => url.Contains("similar", StringComparison.Ordinal));
        await visit.Page.GotoAsync($"/?q=folder:alikes+similar:{ids[0]}");
        await visit.Page.Locator("asset-grid[ready]").WaitForAsync();
        var tiles = visit.Page.Locator(".tile:not(.is-skeleton)");
        await Assertions.Expect(tiles).ToHaveCountAsync(1);
        await Assertions.Expect(tiles.First).ToContainTextAsync("again");
        await Assertions.Expect(visit.Page.Locator("[data-sort]").First).ToHaveValueAsync("relevance");
        await Assertions.Expect(visit.Page.Locator(".chips")).ToContainTextAsync("Like red.png");
        await Assertions.Expect(visit.Page.Locator("h1")).ToHaveTextAsync("What looks like red.png");
        await visit.ShotAsync("similar");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Remove Like red.png" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#q")).ToHaveValueAsync("folder:alikes");
    }

    [Fact]
    public async Task Picture_ChosenDroppedOrPasted_IsSearchedWithAndIsNoAsset()
    {
        await BringAsync("chosen");
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:chosen");
        await visit.Page.Locator("[data-example-file]").SetInputFilesAsync(new FilePayload { Name = "mine.png", MimeType = "image/png", Buffer = DrawnPicture.Flat(Green, 300) });
        await visit.Page.WaitForURLAsync(url => url.Contains("similar", StringComparison.Ordinal));
        await visit.Page.Locator("asset-grid[ready]").WaitForAsync();
        var tiles = visit.Page.Locator(".tile:not(.is-skeleton)");
        await Assertions.Expect(tiles).ToHaveCountAsync(1);
        await Assertions.Expect(tiles.First).ToContainTextAsync("green");
        await Assertions.Expect(visit.Page.Locator(".chips")).ToContainTextAsync("Like mine.png");

        // Another one takes its place, and is not taken for an upload.
        await visit.Page.EvaluateAsync(
            """
            base64 => {
              const bytes = Uint8Array.from(atob(base64), one => one.charCodeAt(0)), transfer = new DataTransfer();
              transfer.items.add(new File([bytes], 'dropped.png', { type: 'image/png' }));
              const box = document.querySelector('.searchbox');
              box.dispatchEvent(new DragEvent('dragover', { dataTransfer: transfer, bubbles: true, cancelable: true }));
              box.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
            }
            """,
            Convert.ToBase64String(DrawnPicture.Flat(Red, 310)));
        await Assertions.Expect(visit.Page.Locator(".chips")).ToContainTextAsync("Like dropped.png");
        await visit.Page.Locator("asset-grid[ready]").WaitForAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(2);
        await Assertions.Expect(visit.Page.Locator("#q")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^folder:chosen similar:[0-9a-f]{24}$"));

        // Its own file says that it is that.
        await visit.Page.Locator("[data-example-file]").SetInputFilesAsync(new FilePayload { Name = "own.png", MimeType = "image/png", Buffer = DrawnPicture.Flat(Green, 280 + "chosen".Length) });
        await Assertions.Expect(visit.Page.Locator(".chips")).ToContainTextAsync("Like own.png");
        await Assertions.Expect(visit.Page.Locator(".tile:first-of-type .tile-copy")).ToHaveTextAsync("Same file");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "green.png, Same file" })).ToHaveCountAsync(1);
        var all = await (await site.Api.GetAsync("/api/search?q=folder:chosen")).JsonAsync();
        Assert.Equal(3, all!.Value.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Text_ChosenOrDropped_IsToldToBeNoPictureAndIsNotTakenIn()
    {
        await BringAsync("texts");
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:texts");
        var said = visit.Page.Locator("#toasts");
        await visit.Page.Locator("[data-example-file]").SetInputFilesAsync(new FilePayload { Name = "chosen.txt", MimeType = "text/plain", Buffer = [97, 98] });
        await Assertions.Expect(said).ToContainTextAsync("“chosen.txt” is no picture");

        var sent = new ConcurrentQueue<string>();
        visit.Page.Request += (_, request) => sent.Enqueue($"{request.Method} {new Uri(request.Url).AbsolutePath}");
        var taken = await visit.Page.EvaluateAsync<bool>(
            """
            () => {
              const transfer = new DataTransfer();
              transfer.items.add(new File(['ab'], 'dropped.txt', { type: 'text/plain' }));
              return !document.querySelector('.searchbox input').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
            }
            """);
        Assert.True(taken);
        await Assertions.Expect(said).ToContainTextAsync("“dropped.txt” is no picture");
        await visit.ShotAsync("no-picture");
        await visit.Page.ReloadAsync();
        await visit.Page.Locator("asset-grid[ready]").WaitForAsync();
        Assert.DoesNotContain(sent, one => one is "POST /api/search/examples" or "POST /api/assets" or "POST /api/uploads");
        var all = await (await site.Api.GetAsync("/api/search?q=name:dropped.txt")).JsonAsync();
        Assert.Equal(0, all!.Value.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task LongName_OnAPhone_LeavesTheWayToTakeItAwayInView()
    {
        var ids = await site.BringAsync("longer", [(string.Concat(Enumerable.Repeat("a very long name ", 12)) + ".png", DrawnPicture.Flat(Red, 333)), ("other.png", DrawnPicture.Flat(Reddish, 334))]);
        await using var visit = await site.VisitAsync(phone: true);
        await visit.Page.GotoAsync($"/?q=similar:{ids[0]}+folder:longer");
        await visit.Page.Locator("asset-grid[ready]").WaitForAsync();
        await visit.ShotAsync("long-example");
        foreach (var width in (int[])[390, 1440])
        {
            await visit.Page.SetViewportSizeAsync(width, 900);
            var away = await visit.Page.Locator(".chips .chip-x").First.BoundingBoxAsync();
            Assert.InRange(away!.X + away.Width, 0, width);
            Assert.InRange(away.Width, 20, 40);
        }

        foreach (var width in (int[])[768, 1440])
        {
            await visit.Page.SetViewportSizeAsync(width, 900);
            var end = await visit.Page.Locator("[data-panel]").BoundingBoxAsync();
            Assert.InRange(end!.X + end.Width, 0, width);
            Assert.InRange((await visit.Page.Locator("h1").BoundingBoxAsync())!.Width, 200, width);
        }

        Assert.True(await visit.Page.Locator("[data-total]").EvaluateAsync<bool>("one => one.scrollWidth <= one.clientWidth"));
    }

    [Fact]
    public async Task Results_BecomeMoreExamples_WantedOrNot_ByKeyAndByTheBar()
    {
        var ids = await site.BringAsync("wanted", [.. Enumerable.Range(0, 6).Select(i => ($"red {i}.png", DrawnPicture.Flat(((byte)(210 - i), (byte)(30 + (i * 3)), 40), 350 + i)))]);
        await using var visit = await site.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync($"/?q=folder:wanted+similar:{ids[0]}&sort=name");
        await page.Locator("asset-grid[ready]").WaitForAsync();
        var tiles = page.Locator(".tile:not(.is-skeleton)");
        await Assertions.Expect(tiles).ToHaveCountAsync(5);
        await tiles.First.GetByRole(AriaRole.Link).FocusAsync();
        await visit.PressAsync("l");
        await Assertions.Expect(page.Locator("#q")).ToHaveValueAsync($"folder:wanted similar:{ids[0]} similar:{ids[1]}");
        Assert.Contains("sort=name", page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator(".chips")).ToContainTextAsync("Like red 1.png");
        await page.Locator("asset-grid[ready]").WaitForAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(4);

        await tiles.Last.GetByRole(AriaRole.Checkbox).CheckAsync(new() { Force = true });
        await visit.ShotAsync("like-this");
        await page.SetViewportSizeAsync(1440, 900);
        Assert.InRange((await page.Locator(".selectbar").BoundingBoxAsync())!.Height, 30, 56);
        await page.GetByRole(AriaRole.Button, new() { Name = "Not like this" }).ClickAsync();
        await Assertions.Expect(page.Locator("#q")).ToHaveValueAsync($"folder:wanted similar:{ids[0]} similar:{ids[1]} -similar:{ids[5]}");
        await Assertions.Expect(page.Locator(".chips")).ToContainTextAsync("Not like red 5.png");

        // Elsewhere there is nothing to be like.
        await visit.LibraryAsync("folder:wanted");
        await page.Locator(".tile:not(.is-skeleton) input").First.CheckAsync(new() { Force = true });
        await Assertions.Expect(page.Locator(".selectbar [data-do=tag]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".selectbar [data-do=like]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task MoreExamples_OnAGermanPhone_HaveRoomInTheBar()
    {
        var ids = await site.BringAsync("phone-likes", [.. Enumerable.Range(0, 3).Select(i => ($"rot {i}.png", DrawnPicture.Flat((210, (byte)(33 + i), 40), 370 + i)))]);
        await using var visit = await site.VisitAsync(phone: true, locale: "de-DE");
        await visit.Page.GotoAsync($"/?q=folder:phone-likes+similar:{ids[0]}");
        await visit.Page.Locator("asset-grid[ready]").WaitForAsync();
        await visit.Page.Locator(".tile:not(.is-skeleton) input").First.CheckAsync(new() { Force = true });
        await visit.ShotAsync("like-this-phone");
        await visit.Page.SetViewportSizeAsync(390, 844);
        var bar = await visit.Page.Locator(".selectbar").BoundingBoxAsync();
        Assert.InRange(bar!.Height, 30, 64);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Nicht wie dies" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#q")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex($"^folder:phone-likes similar:{ids[0]} -similar:[0-9a-f]{{24}}$"));
    }

    private Task<IReadOnlyList<string>> BringAsync(string folder) => site.BringAsync(
        folder, [("red.png", DrawnPicture.Flat(Red, 240 + folder.Length)), ("red again.png", DrawnPicture.Flat(Reddish, 260 + folder.Length)), ("green.png", DrawnPicture.Flat(Green, 280 + folder.Length))]);
}
