using System.Text;
using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>The pages of the vocabulary: made, changed, merged and taken back, imported with a look before; by keys where people use them.</summary>
public sealed class VocabularyTests(Site site)
{
    [Fact]
    public async Task AConcept_IsMadeChangedMergedAndTakenBack()
    {
        await using var visit = await site.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync("/vocabulary");
        await page.Locator("vocabulary-pages[ready]").WaitForAsync();
        await Assertions.Expect(page.Locator(".rail a[aria-current=page]")).ToHaveAttributeAsync("href", "/vocabulary");
        await visit.ShotAsync("vocabulary");
        await page.SetViewportSizeAsync(1440, 900);
        foreach (var label in new[] { "qq shoe", "qq boot" })
        {
            await page.GotoAsync("/vocabulary");
            await page.Locator("vocabulary-pages[ready]").WaitForAsync();
            await page.Locator("[data-open-dialog=concept-new]").ClickAsync();
            await page.Keyboard.TypeAsync(label);
            await page.Keyboard.PressAsync("Enter");
            await page.Locator("concept-form[ready]").WaitForAsync();
            await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(label);
        }

        // The boot lies below the shoe, has a German name, and AI may say it.
        await page.Locator("concept-pick[data-for=broader] input").FillAsync("qq sh");
        await Assertions.Expect(page.Locator("#broader-list .pick-row")).ToContainTextAsync("qq shoe");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("fieldset[data-language=de] [name=label]").FillAsync("qq Stiefel");
        await page.Locator("fieldset[data-language=en] [name=synonyms]").FillAsync("qq wellington\nqq galosh");
        await page.Locator("[name=neverByAi]").UncheckAsync();
        await page.Locator("[name=colour]").FillAsync("#d9480f");
        await visit.ShotAsync("concept");
        await page.SetViewportSizeAsync(1440, 900);

        // The pictures were taken with the pointer over the rail, which is wide then.
        await page.Mouse.MoveAsync(900, 500);
        await page.EvaluateAsync("() => { window.before = true; }");
        await page.Locator("[data-parts] [type=submit]").ClickAsync();
        await page.WaitForFunctionAsync("() => window.before === undefined && document.readyState === 'complete'");
        await page.Locator("concept-form[ready]").WaitForAsync();
        await Assertions.Expect(page.Locator("[data-chosen=broader] li")).ToContainTextAsync("qq shoe");
        await Assertions.Expect(page.Locator("fieldset[data-language=de] [name=label]")).ToHaveValueAsync("qq Stiefel");
        await Assertions.Expect(page.Locator(".concept-history li").First).ToContainTextAsync("qq Stiefel");

        // Wrong input says what is wrong, and nothing is lost.
        visit.Expected.Add("Failed to load resource");
        await page.Locator("[data-scheme=wikidata]").FillAsync("no id");
        await page.Locator("[data-parts] [type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-parts] [data-trouble]")).ToContainTextAsync("Q42");

        // Merged into the shoe after a look, and taken back.
        await page.Locator("concept-pick[data-for=merge] input").FillAsync("qq sho");
        await Assertions.Expect(page.Locator("#merge-list .pick-row")).ToContainTextAsync("qq shoe");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-merge-preview]")).ToContainTextAsync("0 assets tagged qq boot");
        await page.Locator("[data-merge]").ClickAsync();
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("qq boot is now qq shoe");
        await page.Locator(".toast button").First.ClickAsync();
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("Taken back");
        await page.GotoAsync("/vocabulary?find=qq");
        await Assertions.Expect(page.Locator(".concept")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task AFile_IsLookedAtBeforeItIsTakenIn()
    {
        await using var visit = await site.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync("/vocabulary");
        await page.Locator("vocabulary-pages[ready]").WaitForAsync();
        await page.Locator("[data-open-dialog=vocabulary-import]").ClickAsync();
        await page.Locator("#import-file").SetInputFilesAsync(new FilePayload
        {
            Name = "words.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("label:en,colour\nqx good,#112233\nqx bad,red\n"),
        });
        await page.Locator("[data-go]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-summary]")).ToHaveTextAsync("2 concepts: 1 new, 0 changed, 0 as they are, 1 cannot be taken in.");
        await Assertions.Expect(page.Locator("[data-rows] tr").First).ToContainTextAsync("#rrggbb");
        await visit.ShotAsync("vocabulary-import");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Locator("[name=partial]").CheckAsync();
        await page.EvaluateAsync("() => { window.before = true; }");
        await page.Locator("[data-go]").ClickAsync();
        await page.WaitForFunctionAsync("() => window.before === undefined && document.readyState === 'complete'");
        await page.GotoAsync("/vocabulary?find=qx");
        await Assertions.Expect(page.Locator(".concept")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("qx good"));
    }
}
