using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>Values of many files at once, and as a table.</summary>
public sealed class BulkEditTests(Site site)
{
    [Fact]
    public async Task Selection_ChangedByKeyboard_IsTriedThenDoneThenTakenBack()
    {
        var ids = await site.BringAsync("bulk", 3);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:bulk");
        await visit.Page.Locator(".tile a").First.FocusAsync();
        await visit.PressAsync("Control+a", "f");
        var dialog = visit.Page.Locator("#bulk");
        await Assertions.Expect(dialog.Locator("[data-title]")).ToHaveTextAsync("Change values of 3 files");
        await dialog.Locator("[name=act]").SelectOptionAsync("template");
        await dialog.Locator("[name=template]").FillAsync("Trip {n:00}");
        await Assertions.Expect(dialog.Locator("tbody tr")).ToHaveCountAsync(3);
        await Assertions.Expect(dialog.Locator("[data-says]")).ToHaveTextAsync("3 files change");
        await visit.ShotAsync("bulk");
        await dialog.Locator("[name=template]").FillAsync("{nope}");
        visit.Expected.Add("400");
        await Assertions.Expect(dialog.Locator("[data-says]")).ToContainTextAsync("There is no {nope}");
        await Assertions.Expect(dialog.Locator("[type=submit]")).ToBeDisabledAsync();
        await dialog.Locator("[name=template]").FillAsync("Trip {n:00}");
        await Assertions.Expect(dialog.Locator("[type=submit]")).ToBeEnabledAsync();

        await dialog.Locator("[name=template]").PressAsync("Enter");

        var toast = visit.Page.Locator("#toasts");
        await Assertions.Expect(toast).ToContainTextAsync("Changed 3 files");
        Assert.StartsWith("Trip 0", await TitleAsync(ids[0]), StringComparison.Ordinal);
        await toast.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(toast).ToContainTextAsync("Taken back");
        Assert.Null(await TitleAsync(ids[0]));
    }

    [Fact]
    public async Task Table_ChosenOnItsPage_IsCheckedAndApplied()
    {
        var ids = await site.BringAsync("sheet", 2);
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync("/table");
        await visit.Page.Locator("table-import[ready]").WaitForAsync();
        await visit.Page.Locator("[name=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "table.csv",
            MimeType = "text/csv",
            Buffer = System.Text.Encoding.UTF8.GetBytes($"id,title,rating\n{ids[0]},Boat,4\n{ids[1]},Ship,9\n"),
        });
        await Assertions.Expect(visit.Page.Locator("[data-problems]")).ToContainTextAsync("Line 3");
        await Assertions.Expect(visit.Page.Locator("[data-apply]")).ToBeDisabledAsync();
        await visit.ShotAsync("table");
        await visit.Page.Locator("[name=skip]").CheckAsync();
        await visit.Page.Locator("[data-apply]").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#toasts")).ToContainTextAsync("Changed 1 file");
        Assert.Equal("Boat", await TitleAsync(ids[0]));
    }

    private async Task<string?> TitleAsync(string id) => (await site.AssetAsync(id)).GetProperty("claims").EnumerateArray()
        .Where(claim => claim.GetProperty("about").GetString() == "title").Select(claim => claim.GetProperty("value").GetString()).FirstOrDefault();
}
