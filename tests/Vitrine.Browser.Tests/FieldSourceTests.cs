using System.Text;
using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

/// <summary>Where values of fields come from, and where fields hold: patterns by folder, tables by column, fields by folder.</summary>
public sealed class FieldSourceTests(Site site)
{
    [Fact]
    public async Task Pattern_ByKeyboard_HoldsForAFolderAndIsChanged()
    {
        var mark = await MarkAsync("pattern");
        await site.BringAsync($"pattern-{mark}/below", [("shoe-1.png", DrawnPicture.Png(9601))]);
        var field = await FieldAsync(new { name = $"model_{mark}", type = "Text" });
        await using var visit = await site.VisitAsync();
        visit.Expected.Add("400");
        var page = visit.Page;
        await OpenAsync(visit, "field-patterns");
        await page.Locator("#pattern-text").FocusAsync();
        await page.Keyboard.TypeAsync($"{{model_{mark}}}-{{n}}");
        await visit.PressAsync("Tab");
        await page.Keyboard.TypeAsync($"shop {mark}");
        await visit.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#pattern-folder")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("nowhere at all");
        await visit.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-folder-trouble]")).ToHaveTextAsync("There is no folder nowhere at all.");
        Assert.NotEqual(0, await page.Locator("#pattern-folders option").CountAsync());
        await page.Locator("#pattern-folder").FillAsync($"pattern-{mark}/");
        await page.Locator("#pattern-folder").BlurAsync();
        await Assertions.Expect(page.Locator("field-patterns [data-says]")).ToHaveTextAsync("1 read, 0 with errors, 0 of another form");
        await Assertions.Expect(page.Locator("field-patterns [data-tried] tr")).ToHaveCountAsync(1);
        await page.Locator("#pattern-folder").PressAsync("Enter");

        var kept = page.Locator("[data-edit-pattern]", new() { HasText = $"shop {mark}" });
        await Assertions.Expect(kept).ToContainTextAsync($"in /pattern-{mark}");
        await page.Locator("field-patterns[ready]").WaitForAsync();
        await kept.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#pattern-folder")).ToHaveValueAsync($"/pattern-{mark}");
        await page.Locator("#pattern-folder").FillAsync("");
        await page.Locator("#pattern-folder").PressAsync("Enter");
        await Assertions.Expect(kept).ToContainTextAsync("All folders");
        await page.Locator("field-patterns[ready]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Delete shop {mark}" }).ClickAsync();
        await Assertions.Expect(kept).ToHaveCountAsync(0);
        await site.Api.DeleteAsync($"/api/fields/{field}");
    }

    [Fact]
    public async Task Table_WithStrangeColumns_IsMappedOnAPhoneAndReplaced()
    {
        var mark = await MarkAsync("lookup");
        string[] fields = [await FieldAsync(new { name = $"sku_{mark}", type = "Text" }), await FieldAsync(new { name = $"maker_{mark}", type = "SingleSelect", options = new[] { "Nike", "Puma" } })];
        await using var visit = await site.VisitAsync(phone: true, dark: true);
        visit.Expected.Add("400");
        var page = visit.Page;
        await OpenAsync(visit, "field-lookups");
        await page.Locator("#lookup-name").FillAsync($"Articles {mark}");
        await page.Locator("#lookup-key").SelectOptionAsync($"sku_{mark}");
        await page.Locator("#lookup-file").SetInputFilesAsync(Csv("Code;Marke;Lager\nA1;Nike;7\nB2;Adidas;8\nA1;Puma;9\n"));
        await Assertions.Expect(page.Locator("field-lookups [data-trouble]")).ToContainTextAsync("no column for");
        var rows = page.Locator("[data-mapping] tr");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("Nike · Adidas · Puma");
        await page.GetByLabel("Field of column Code").SelectOptionAsync($"sku_{mark}");
        await page.GetByLabel("Field of column Marke").SelectOptionAsync($"maker_{mark}");
        await Assertions.Expect(page.Locator("[data-preview]")).ToContainTextAsync("3 rows. 1 row repeats the key of an earlier one, which counts. 1 value cannot be taken.");
        await Assertions.Expect(page.Locator("[data-preview] li")).ToContainTextAsync("Row 3");
        await AccessTests.CheckAsync(page, "look-up table");
        Assert.False(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth"));
        await visit.ShotAsync("lookup");
        await page.Locator("field-lookups [type=submit]").PressAsync("Enter");

        var item = page.Locator("field-lookups .field-item", new() { HasText = mark });
        await Assertions.Expect(item).ToContainTextAsync("2 rows");
        await page.Locator("field-lookups[ready]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Replace Articles {mark}" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator("#lookup-name")).ToBeDisabledAsync();
        await page.Locator("#lookup-file").SetInputFilesAsync(Csv($"sku_{mark};maker_{mark}\nC3;Puma\n"));
        await Assertions.Expect(page.Locator("[data-preview]")).ToContainTextAsync("1 row.");
        await page.Locator("field-lookups [type=submit]").PressAsync("Enter");
        await Assertions.Expect(item).ToContainTextAsync("1 row");
        await page.Locator("field-lookups[ready]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Delete Articles {mark}" }).ClickAsync();
        await Assertions.Expect(item).ToHaveCountAsync(0);
        foreach (var field in fields)
        {
            await site.Api.DeleteAsync($"/api/fields/{field}");
        }
    }

    [Fact]
    public async Task Field_ByKeyboard_IsLimitedToFoldersAndTheirSetsAreFound()
    {
        var mark = await MarkAsync("placed");
        var id = await FieldAsync(new { name = $"placed_{mark}", label = $"Placed {mark}", type = "Text" });
        await using var visit = await site.VisitAsync(locale: "de-DE");
        var page = visit.Page;
        await OpenAsync(visit, "field-pages");
        var row = page.Locator($"[data-edit-field=\"{id}\"]");
        await row.PressAsync("Enter");
        var folder = page.Locator("#field-folders");
        await folder.FillAsync("nirgendwo");
        await folder.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#field-folders-trouble")).ToHaveTextAsync("Es gibt keinen Ordner nirgendwo.");
        await folder.FillAsync($"/placed-{mark}");
        await folder.PressAsync("Enter");
        var chips = page.Locator("[data-folder-list] li");
        await Assertions.Expect(chips).ToContainTextAsync([$"/placed-{mark}"]);
        await AccessTests.CheckAsync(page, "field dialog");
        await page.Locator("#field [data-save]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("#field")).ToBeHiddenAsync();
        var kept = (await (await site.Api.GetAsync($"/api/fields/{id}")).JsonAsync())!.Value.GetProperty("folders");
        Assert.Equal(1, kept.GetArrayLength());

        // The dialog leads to what folders ask beyond that, and a folder that asks is named there.
        await page.Locator("field-pages[ready]").WaitForAsync();
        await row.PressAsync("Enter");
        await Assertions.Expect(chips).ToContainTextAsync([$"/placed-{mark}"]);
        await page.Locator("#field-folders-hint a").PressAsync("Enter");
        await Assertions.Expect(page.Locator("#field")).ToBeHiddenAsync();
        await site.Api.PutAsync($"/api/folders/{kept[0].GetString()}/fields", new() { DataObject = new { only = false, fields = new[] { new { name = $"placed_{mark}", required = true } } } });
        await page.ReloadAsync();
        await page.Locator("#folders .chip", new() { HasText = mark }).PressAsync("Enter");
        await Assertions.Expect(page.Locator($"tr[data-name=placed_{mark}] [data-required]")).ToHaveValueAsync("true");
        await site.Api.DeleteAsync($"/api/folders/{kept[0].GetString()}/fields");
        await site.Api.DeleteAsync($"/api/fields/{id}");
    }

    /// <summary>Brings a file into a folder of its own; what tells its names from those of other tests.</summary>
    private async Task<string> MarkAsync(string into)
    {
        var id = (await site.BringAsync(into, 1))[0];
        var mark = id[^6..];
        await site.BringAsync($"{into}-{mark}", into == "placed" ? 1 : 0);
        return mark;
    }

    private async Task<string> FieldAsync(object definition)
    {
        var answer = await site.Api.PostAsync("/api/fields", new() { DataObject = definition });
        Assert.True(answer.Ok, await answer.TextAsync());
        return (await answer.JsonAsync())!.Value.GetProperty("id").GetString()!;
    }

    private static async Task OpenAsync(Visit visit, string element)
    {
        await visit.Page.GotoAsync("/fields");
        await visit.Page.Locator($"{element}[ready]").WaitForAsync();
    }

    private static FilePayload Csv(string text) => new() { Name = "articles.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) };
}
