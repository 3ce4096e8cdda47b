using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>Fields: defined, entered, tried on names and changed, on their pages.</summary>
public sealed class FieldTests(Site site)
{
    [Fact]
    public async Task Field_IsDefined_EnteredOnAnAsset_AndChangedWithAMapping()
    {
        var ids = await site.BringAsync("fields", 1);
        await using var visit = await site.VisitAsync();
        var page = visit.Page;
        var mark = ids[0][^6..];

        // A new one, with a mistake that is told beside its input.
        await page.GotoAsync("/fields");
        await page.Locator("field-pages[ready]").WaitForAsync();
        await page.Locator("[data-new-field]").ClickAsync();
        await page.Locator("#field-label").FillAsync($"Colour {mark}");
        await page.Locator("#field-name").FillAsync("colour " + mark);
        await page.Locator("#field-type").SelectOptionAsync("SingleSelect");
        await page.Locator("#field-options").FillAsync("red | Bright red | #c0392b\nbleu\ngreen");
        visit.Expected.Add("400");
        await page.Locator("#field [data-save]").ClickAsync();
        await Assertions.Expect(page.Locator("#field-name-trouble")).ToContainTextAsync("begins with a letter");
        await visit.ShotAsync("field-dialog");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Locator("#field-name").FillAsync("colour_" + mark);
        await page.Locator("#field [data-save]").ClickAsync();
        var row = page.Locator(".field-item", new() { HasText = mark });
        await Assertions.Expect(row).ToContainTextAsync("3 options");

        // A value on the asset's page, which stays after a reload.
        await visit.AssetAsync(ids[0]);
        await page.Locator($"#value-colour_{mark}").SelectOptionAsync("bleu");
        await Assertions.Expect(page.Locator("field-values [data-says]")).ToContainTextAsync("Saved");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator($"#value-colour_{mark}")).ToHaveValueAsync("bleu");
        await visit.ShotAsync("field-values");
        await page.SetViewportSizeAsync(1440, 900);

        // Another option in its place: what that means is said first.
        await page.GotoAsync("/fields");
        await page.Locator("field-pages[ready]").WaitForAsync();
        await row.Locator(".field-open").ClickAsync();
        await page.Locator("#field-options").FillAsync("red\nblue\ngreen");
        await page.Locator("#field [data-save]").ClickAsync();
        await Assertions.Expect(page.Locator("#field [data-dry]")).ToContainTextAsync("1 file has a value");
        await Assertions.Expect(page.Locator("#field [data-from=bleu]")).ToHaveValueAsync("blue");
        await visit.ShotAsync("field-dry-run");
        await page.SetViewportSizeAsync(1440, 900);
        await page.EvaluateAsync("() => { window.before = true; }");
        await page.Locator("#field [data-save]").ClickAsync();
        await page.WaitForFunctionAsync("() => window.before === undefined && document.readyState === 'complete'");
        await visit.AssetAsync(ids[0]);
        await Assertions.Expect(page.Locator($"#value-colour_{mark}")).ToHaveValueAsync("blue", new() { Timeout = 20_000 });

        // A pattern is tried while it is typed.
        await page.GotoAsync("/fields");
        await page.Locator("field-patterns[ready]").WaitForAsync();
        await page.Locator("#pattern-text").FillAsync($"{{colour_{mark}}}{{n}}");
        await Assertions.Expect(page.Locator("field-patterns [data-trouble]")).ToContainTextAsync("stands nothing");
        await page.Locator("#pattern-text").FillAsync($"{{*}}-{{colour_{mark}}}");
        await Assertions.Expect(page.Locator("field-patterns [data-says]")).ToContainTextAsync("read");
        await visit.ShotAsync("fields");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Locator(".field-item", new() { HasText = mark }).Locator("[data-delete-field]").ClickAsync();
        await Assertions.Expect(page.Locator("details .field-item", new() { HasText = mark })).ToHaveCountAsync(1);
    }
}
