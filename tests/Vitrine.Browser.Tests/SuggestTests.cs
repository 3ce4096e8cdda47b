using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>What the search box offers while somebody types.</summary>
public sealed class SuggestTests(Site site)
{
    [Fact]
    public async Task LongQuery_IsSuggestedAtAndSearchedFor_AndOneThatIsTooLongIsTold()
    {
        await site.BringAsync("long", 1);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync();
        var box = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" });
        await box.FillAsync($"name:\"{new string('漢', 10_000)}\" OR ki");
        await visit.Page.Locator("#q-list .pick-row").Filter(new() { HasText = "kind:" }).First.WaitForAsync();
        await visit.PressAsync("Escape");
        await box.FillAsync($"name:\"{new string('漢', 10_000)}\"");
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".empty[data-nothing]")).ToBeVisibleAsync();
        await box.FillAsync(new string('a', 20_000));
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.GetByText("A query has at most 16000 characters")).ToBeVisibleAsync();
    }

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
        await visit.Page.RouteAsync("**/api/search/suggestions", async route =>
        {
            if (route.Request.PostData is { } body && body.Contains("kind", StringComparison.Ordinal) && !body.Contains("orien", StringComparison.Ordinal))
            {
                asked.TrySetResult();
                await held.Task;
            }

            await route.ContinueAsync();
        });
        await visit.PressAsync("/");
        await visit.Page.Keyboard.TypeAsync("kind:");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await visit.Page.Keyboard.TypeAsync("image orien");
        var rows = visit.Page.Locator("#q-list .pick-row");
        await rows.Filter(new() { HasText = "orientation:" }).First.WaitForAsync();
        held.SetResult();
        await Assertions.Expect(rows.Filter(new() { HasText = "video" })).ToHaveCountAsync(0);
        await Assertions.Expect(rows).ToHaveCountAsync(1);
    }
}
