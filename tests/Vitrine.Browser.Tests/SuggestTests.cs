using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>What the search box offers while somebody types.</summary>
public sealed class SuggestTests(Site site)
{
    [Fact]
    public async Task Offers_AreTakenByKeys_OneAfterTheOther()
    {
        await site.BringAsync("offers", 1);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync();
        await visit.PressAsync("/");
        var box = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" });
        var rows = visit.Page.Locator("#q-list .pick-row");
        await visit.Page.Keyboard.TypeAsync("(folder:offers ki");
        await rows.Filter(new() { HasText = "kind:" }).First.WaitForAsync();
        await visit.ShotAsync("suggest-fields");
        await box.FocusAsync();
        await visit.PressAsync("ArrowDown", "Enter");
        await Assertions.Expect(box).ToHaveValueAsync("(folder:offers kind:");

        // The field goes on with its values.
        await rows.Filter(new() { HasText = "image" }).First.WaitForAsync();
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-expanded", "true");
        await visit.ShotAsync("suggest-values");
        await box.FocusAsync();
        await visit.PressAsync("ArrowDown");
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-activedescendant", "q-0");
        await Assertions.Expect(visit.Page.Locator("#q-0")).ToHaveAttributeAsync("aria-selected", "true");
        await visit.PressAsync("Tab");
        await Assertions.Expect(box).ToHaveValueAsync("(folder:offers kind:image ");
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-expanded", "false");

        // Esc closes the list and leaves what was typed; Enter with nothing chosen searches.
        await visit.Page.Keyboard.TypeAsync("OR is:un");
        await rows.Filter(new() { HasText = "untagged" }).First.WaitForAsync();
        await visit.PressAsync("Escape");
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-expanded", "false");
        await visit.Page.Keyboard.TypeAsync("tagged) folder:offers");
        await visit.PressAsync("Enter");
        await visit.Page.WaitForURLAsync(url => url.Contains("q=", StringComparison.Ordinal));
        await Assertions.Expect(visit.Page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Offers_ThatComeTooLate_AreDropped()
    {
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync("/");
        await visit.Page.Locator("search-suggest[ready]").WaitForAsync();
        var held = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        await visit.Page.RouteAsync(url => url.Contains("/suggestions?q=kind", StringComparison.Ordinal) && !url.Contains("orien", StringComparison.Ordinal), async route =>
        {
            asked.TrySetResult();
            await held.Task;
            await route.ContinueAsync();
        });
        await visit.PressAsync("/");
        await visit.Page.Keyboard.TypeAsync("kind:");
        await asked.Task;
        await visit.Page.Keyboard.TypeAsync("image orien");
        var rows = visit.Page.Locator("#q-list .pick-row");
        await rows.Filter(new() { HasText = "orientation:" }).First.WaitForAsync();
        held.SetResult();
        await Assertions.Expect(rows.Filter(new() { HasText = "video" })).ToHaveCountAsync(0);
        await Assertions.Expect(rows).ToHaveCountAsync(1);
    }
}
