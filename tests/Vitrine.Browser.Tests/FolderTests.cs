using System.Text.Json;
using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>The page of linked folders, by mouse and by keyboard.</summary>
public sealed class FolderTests(Site site)
{
    [Fact]
    public async Task Folders_SayWhatIsThere_ScanForgetAndPutBack()
    {
        var (folder, id) = await site.LinkAsync("harbour", 4);
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync("/activity");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Folders" }).ClickAsync();
        await visit.Page.Locator("root-actions[ready]").WaitForAsync();
        var row = visit.Page.Locator($"[data-root='{id}']");
        await Assertions.Expect(row).ToContainTextAsync("harbour");
        await Assertions.Expect(row).ToContainTextAsync(folder);
        await Assertions.Expect(row).ToContainTextAsync("4 files");
        await Assertions.Expect(row.Locator(".badge").First).ToHaveTextAsync("there");

        // A file goes; by keyboard alone it is looked for, read of, and put into the trash.
        File.Delete(Path.Combine(folder, "harbour-2.png"));
        await visit.Page.Locator($"#scan-{id}").FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(row).ToContainTextAsync("1 file missing");
        await visit.Page.Locator($"#missing-{id}").FocusAsync();
        await visit.PressAsync("Enter");
        await visit.Page.Locator("root-settings[ready]").WaitForAsync();
        var missing = visit.Page.Locator(".missing");
        await Assertions.Expect(missing).ToHaveCountAsync(1);
        await Assertions.Expect(missing).ToContainTextAsync("harbour-2.png");
        await visit.Page.Locator("#forget-missing").FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Moved 1 file to the trash");
        await Assertions.Expect(missing).ToHaveCountAsync(0);
        await visit.Page.Locator(".toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(missing).ToHaveCountAsync(1);

        // Its own page says so too.
        await missing.GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#panel .notice")).ToContainTextAsync("not where it was");
        await visit.ShotAsync("missing");
    }

    [Fact]
    public async Task Settings_AreKeptWithTheWarning()
    {
        var (_, id) = await site.LinkAsync("settings", 1);
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync($"/folders/{id}");
        await visit.Page.Locator("root-settings[ready]").WaitForAsync();
        await Assertions.Expect(visit.Page.Locator("#r-managed-n")).ToContainTextAsync("Caution");

        await visit.Page.Locator("#r-excludes").FillAsync("*.bak\ncache/**");
        await visit.Page.Locator("#r-poll").FillAsync("5");
        await visit.Page.GetByRole(AriaRole.Switch, new() { Name = "Vitrine may write" }).FocusAsync();
        await visit.PressAsync("Space");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("root-settings [data-says]")).ToHaveTextAsync("Saved");
        await visit.Page.ReloadAsync();
        await Assertions.Expect(visit.Page.Locator("#r-excludes")).ToHaveValueAsync("*.bak\ncache/**");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Switch, new() { Name = "Vitrine may write" })).ToBeCheckedAsync();
        await visit.Page.GotoAsync("/folders");
        await Assertions.Expect(visit.Page.Locator($"[data-root='{id}']")).ToContainTextAsync("may be written");
    }

    [Fact]
    public async Task Folders_ThatAreAway_SayWhatStaysInGermanToo()
    {
        var (folder, id) = await site.LinkAsync("away", 3);
        Directory.Move(folder, folder + "-unplugged");
        Assert.True((await site.Api.PostAsync("/api/roots/scan", new() { DataObject = new { ids = new[] { id } } })).Ok);
        foreach (var (locale, dark, phone, says) in new[] { ("en-GB", false, false, "3 files away"), ("de-DE", true, true, "3 Dateien nicht erreichbar") })
        {
            await using var visit = await site.VisitAsync(dark: dark, phone: phone, locale: locale);
            await visit.Page.GotoAsync("/folders");
            var row = visit.Page.Locator($"[data-root='{id}']");
            await Assertions.Expect(row).ToContainTextAsync(says);
            await Assertions.Expect(row).ToHaveAttributeAsync("data-state", "offline");
            if (Environment.GetEnvironmentVariable("VITRINE_SCREENS") is { Length: > 0 } screens)
            {
                await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(screens, $"folders-{locale}.png"), FullPage = true });
            }
        }
    }
}
