using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

/// <summary>A person says what an asset shows, by keys alone, and looks at what it showed before.</summary>
public sealed class EditTests(Site site)
{
    [Fact]
    public async Task Form_ByKeys_SaysWhatIsWrongThenSavesAndShowsThePast()
    {
        var id = (await site.BringAsync("edit", 1))[0];
        await using var visit = await site.VisitAsync();
        visit.Expected.Add("Failed to load resource");
        var panel = await visit.AssetAsync(id);
        await visit.PressAsync("f");
        var form = visit.Page.Locator("#edit form");
        await Assertions.Expect(visit.Page.Locator("#edit-title")).ToBeFocusedAsync();
        await Assertions.Expect(visit.Page.Locator("asset-edit[ready]")).ToHaveCountAsync(1);
        await visit.Page.Locator("#edit-title").FillAsync("Harbour at dawn");
        await visit.Page.Locator("#edit-takenAt").FillAsync("yesterday");
        await visit.Page.Locator("#edit-rating").SelectOptionAsync("4");
        await visit.Page.Locator("#edit-takenAt").PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#edit-takenAt-trouble")).ToContainTextAsync("1920~");
        await Assertions.Expect(visit.Page.Locator("#edit-takenAt")).ToBeFocusedAsync();
        await visit.ShotAsync("edit-trouble");

        await visit.Page.Locator("#edit-takenAt").FillAsync("1920~");
        await visit.Page.Locator("[data-add-language='title']").ClickAsync();
        await visit.Page.Keyboard.TypeAsync("de");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.TypeAsync("Hafen");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(form).ToBeHiddenAsync();
        await Assertions.Expect(panel.Locator("#about")).ToContainTextAsync("Harbour at dawn");
        await Assertions.Expect(panel.Locator("#about")).ToContainTextAsync("about 1920");
        await Assertions.Expect(panel.Locator("#about")).ToContainTextAsync("★★★★");
        await Assertions.Expect(panel.Locator("#about")).ToContainTextAsync("Hafen");
        await visit.ShotAsync("asset-about");

        await panel.Locator("#about .fact", new() { HasText = "Harbour at dawn" }).ClickAsync();
        await visit.Page.Locator(".why:popover-open [data-patch]").ClickAsync();
        await Assertions.Expect(panel.Locator("#about")).Not.ToContainTextAsync("Harbour at dawn");
        await Assertions.Expect(panel.Locator("#about")).ToContainTextAsync("Hafen");

        await panel.Locator("#history li", new() { HasText = "about 1920" }).Locator(".then").First.ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#about")).ToContainTextAsync("Harbour at dawn");
        await Assertions.Expect(visit.Page.Locator("#panel .notice")).ToContainTextAsync("As it was said on");
        await visit.ShotAsync("asset-then");
        await visit.Page.Locator("#panel .notice a").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#about")).Not.ToContainTextAsync("Harbour at dawn");
    }

    [Fact]
    public async Task Value_ThatWasChangedOrEmptied_IsTakenBack_AndTheFilesShowsAgain()
    {
        var id = (await site.BringAsync("taken-back", [("titled.jpg", await File.ReadAllBytesAsync(SharedFolder.Path("golden", "exif", "roundtrip", "22-language.jpg")))]))[0];
        await using var visit = await site.VisitAsync();
        var about = (await visit.AssetAsync(id)).Locator("#about");
        await Assertions.Expect(about).ToContainTextAsync("Red shoe");

        // Another title, and back.
        await visit.PressAsync("f");
        await visit.Page.Locator("#edit-title").FillAsync("Harbour at dawn");
        await visit.Page.Locator("#edit-title").PressAsync("Enter");
        await about.Locator(".fact", new() { HasText = "Harbour at dawn" }).ClickAsync();
        await visit.ShotAsync("asset-why-person");
        await visit.Page.Locator(".why:popover-open [data-post$=lift]").ClickAsync();
        await Assertions.Expect(about).ToContainTextAsync("Red shoe");

        // None, and back.
        await visit.PressAsync("f");
        await visit.Page.Locator("#edit-title").FillAsync("");
        await visit.Page.Locator("#edit-title").PressAsync("Enter");
        await Assertions.Expect(about.Locator(".facts")).Not.ToContainTextAsync("Red shoe");
        await about.Locator("#away summary").ClickAsync();
        await visit.ShotAsync("asset-away");
        await about.Locator("#away [data-post]").ClickAsync();
        await Assertions.Expect(about).ToContainTextAsync("Red shoe");
        await Assertions.Expect(about.Locator("#away")).ToHaveCountAsync(0);
    }

    /// <summary>On a slow line: the form is typed in before its script is there, and before the answer that fills it.</summary>
    [Theory]
    [InlineData("**/js/elements/asset-edit.js*")]
    [InlineData("**/api/assets/*")]
    public async Task Words_TypedBeforeTheFormIsFilled_AreKeptAndSaved(string slow)
    {
        var id = (await site.BringAsync("slow-form", [(slow.EndsWith("js*", StringComparison.Ordinal) ? "script.jpg" : "answer.jpg", await File.ReadAllBytesAsync(SharedFolder.Path("golden", "exif", "roundtrip", "22-language.jpg")))]))[0];
        await using var visit = await site.VisitAsync();
        var held = new TaskCompletionSource();
        await visit.Page.RouteAsync(slow, async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        var about = (await visit.AssetAsync(id)).Locator("#about");
        await visit.PressAsync("f");
        await Assertions.Expect(visit.Page.Locator("#edit-title")).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync("Harbour at dawn");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#edit")).ToBeVisibleAsync();
        held.SetResult();

        await Assertions.Expect(about).ToContainTextAsync("Harbour at dawn");
        await Assertions.Expect(about).ToContainTextAsync("Roter Schuh");
        await Assertions.Expect(visit.Page.Locator("#edit")).ToBeHiddenAsync();
    }

    /// <summary>Closing takes back what waits to be sent, and what is typed then belongs to the next opening.</summary>
    [Fact]
    public async Task Sending_ThatWaits_IsTakenBackByClosing()
    {
        var id = (await site.BringAsync("slow-closing", 1))[0];
        await using var visit = await site.VisitAsync();
        var (held, patches) = (new TaskCompletionSource(), 0);
        await visit.Page.RouteAsync("**/api/assets/*", async route =>
        {
            patches += route.Request.Method == "PATCH" ? 1 : 0;
            await held.Task;
            await route.ContinueAsync();
        });
        var about = (await visit.AssetAsync(id)).Locator("#about");
        await visit.PressAsync("f");
        await Assertions.Expect(visit.Page.Locator("asset-edit[ready]")).ToHaveCountAsync(1);
        await visit.Page.Keyboard.TypeAsync("Never sent");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(visit.Page.Locator("#edit")).ToBeHiddenAsync();
        await Assertions.Expect(visit.Page.Locator("#edit-title")).Not.ToBeFocusedAsync();
        await visit.PressAsync("f");
        await Assertions.Expect(visit.Page.Locator("#edit-title")).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync("Half ty");
        held.SetResult();
        await Assertions.Expect(visit.Page.Locator("#edit-rating")).ToBeEnabledAsync();
        await visit.Page.Keyboard.TypeAsync("ped");
        Assert.Equal(0, patches);
        await Assertions.Expect(visit.Page.Locator("#edit-title")).ToHaveValueAsync("Half typed");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(about).ToContainTextAsync("Half typed");
        Assert.Equal(1, patches);
    }
}
