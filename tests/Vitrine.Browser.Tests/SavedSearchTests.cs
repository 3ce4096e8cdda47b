using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

/// <summary>Searches saved from the search box, their page, smart collections, and what was sent of late; by mouse and by keys.</summary>
public sealed class SavedSearchTests(Site site)
{
    [Fact]
    public async Task Search_IsSavedFromTheBox_WatchedRenamedAndDeleted()
    {
        await site.BringAsync("saved", 3);
        await using var visit = await site.VisitAsync();
        var page = visit.Page;
        await visit.LibraryAsync("folder:saved");

        // By keys alone: Tab goes from the box to the bookmark.
        await page.Locator("saved-searches[ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.Locator("#q").FocusAsync();
        await visit.PressAsync("Tab", "Enter");
        await Assertions.Expect(page.Locator("#search-name")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#search-query")).ToHaveValueAsync("folder:saved");
        await page.Keyboard.TypeAsync("Saved folder");
        await visit.ShotAsync("save-search");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Locator("#save-search [name=watched]").CheckAsync();
        await page.Locator("#search-name").FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("Saved “Saved folder”");

        // A name that is taken is said in the dialog, which stays.
        await page.Locator("[data-open-dialog=save-search]").ClickAsync();
        await page.Locator("#search-name").FillAsync("saved FOLDER");
        visit.Expected.Add("409");
        await visit.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#save-search [data-trouble]")).ToContainTextAsync("already");
        await visit.PressAsync("Escape");

        await page.GotoAsync("/searches");
        await page.Locator("saved-searches[ready]").WaitForAsync();
        var row = page.Locator(".saved-search", new() { HasText = "Saved folder" });
        await Assertions.Expect(row).ToContainTextAsync("3 files");
        await site.BringAsync("saved", [("more.png", DrawnPicture.Png(4711, 220))]);
        await Assertions.Expect(row.Locator(".badge-accent")).ToHaveTextAsync("1 new");
        await Assertions.Expect(row).ToContainTextAsync("4 files");
        await visit.ShotAsync("searches");
        await page.SetViewportSizeAsync(1440, 900);
        var axe = await page.RunAxe();
        Assert.True(axe.Violations.Length == 0, string.Join(' ', axe.Violations.Select(one => $"{one.Id}: {one.Description} {string.Join(", ", one.Nodes.Select(node => node.Html))}")));

        // Opened, it finds them, and nothing is new any more.
        await row.Locator("a.link").ClickAsync();
        await page.Locator("asset-grid[ready]").WaitForAsync();
        await Assertions.Expect(page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(4);
        await page.GotoAsync("/searches");
        await page.Locator("saved-searches[ready]").WaitForAsync();
        await Assertions.Expect(row.Locator(".badge-accent")).ToHaveCountAsync(0);

        await row.Locator("[data-edit-search]").ClickAsync();
        await Assertions.Expect(page.Locator("#search-name")).ToHaveValueAsync("Saved folder");
        await page.Locator("#search-name").FillAsync("Renamed");
        await visit.PressAsync("Enter");
        row = page.Locator(".saved-search", new() { HasText = "Renamed" });
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await row.Locator("[data-delete-search]").ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        await page.Locator(".toast button").First.ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task SmartCollection_IsMadeOfASearch_AndShowsWhatItFinds()
    {
        await site.BringAsync("smart", 3);
        await using var visit = await site.VisitAsync(locale: "de-DE");
        var page = visit.Page;
        await visit.LibraryAsync("folder:smart");
        await page.Locator("saved-searches[ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.Locator("[data-open-dialog=save-search]").ClickAsync();
        await page.Locator("#search-name").FillAsync("Klug");
        await page.Locator("#save-search [value=smart]").CheckAsync();
        await Assertions.Expect(page.Locator("#save-search [name=shared]")).ToBeHiddenAsync();
        await visit.ShotAsync("smart-dialog");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Locator("#save-search [type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/collections/*");
        await page.Locator("asset-grid[ready]").WaitForAsync();
        await Assertions.Expect(page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".stage-head")).ToContainTextAsync("Intelligente Sammlung");
        await visit.ShotAsync("smart");
        await page.SetViewportSizeAsync(1440, 900);

        // Nothing is taken out of it by hand; its query is changed instead.
        await page.Locator(".tile a").First.FocusAsync();
        await visit.PressAsync("x");
        await Assertions.Expect(page.Locator("[data-do=uncollect]")).ToHaveCountAsync(0);
        await visit.PressAsync("Escape");
        await page.Locator("#edit-collection").ClickAsync();
        await Assertions.Expect(page.Locator("#collection-query")).ToHaveValueAsync("folder:smart");
        await page.Locator("#collection-query").FillAsync("folder:smart name:smart-1");
        await page.Locator("#collection [data-save]").ClickAsync();
        await Assertions.Expect(page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(1);
        await page.GotoAsync("/collections");
        await page.Locator("collection-pages[ready]").WaitForAsync();
        await Assertions.Expect(page.Locator(".collection", new() { HasText = "Klug" })).ToContainTextAsync("1 Datei");
        await visit.ShotAsync("collections-smart");
    }

    [Fact]
    public async Task RecentSearches_AreOfferedInTheEmptyBox_AndForgotten()
    {
        await site.BringAsync("recent", 2);
        await using var visit = await site.VisitAsync();
        var page = visit.Page;
        await visit.LibraryAsync("folder:recent");
        await visit.LibraryAsync("folder:recent kind:image");
        await page.GotoAsync("/");
        await page.Locator("search-suggest[ready]").WaitForAsync();
        await visit.PressAsync("/");
        var rows = page.Locator("#q-list .pick-row");
        await Assertions.Expect(rows.First).ToHaveTextAsync("folder:recent kind:image");
        await Assertions.Expect(rows.Nth(1)).ToHaveTextAsync("folder:recent");
        await visit.ShotAsync("recent");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Locator("#q").FocusAsync();
        await visit.PressAsync("ArrowDown", "ArrowDown", "Enter");
        await page.WaitForURLAsync("**/?q=folder%3Arecent");
        await Assertions.Expect(page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(2);

        await page.GotoAsync("/");
        await page.Locator("search-suggest[ready]").WaitForAsync();
        await visit.PressAsync("/");
        await Assertions.Expect(rows.First).ToHaveTextAsync("folder:recent");
        await visit.PressAsync("ArrowUp", "Enter");
        await Assertions.Expect(page.Locator("#q-list")).ToBeHiddenAsync();
        await page.ReloadAsync();
        await page.Locator("search-suggest[ready]").WaitForAsync();
        await visit.PressAsync("/");
        await Assertions.Expect(page.Locator("#q-list")).ToBeHiddenAsync();
    }
}
