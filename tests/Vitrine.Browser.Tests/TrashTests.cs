using System.Text.Json;
using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

public sealed class TrashTests(Site site)
{
    [Fact]
    public async Task Trash_ShowsWhatWasThrownAway_PutsItBackAndErasesTheRest()
    {
        // The trash is shared, and the order of the tests is not fixed: others may have left something in it.
        await site.EmptyTrashAsync();
        var ids = await site.BringAsync("bin", 4);
        await using var visit = await site.VisitAsync();
        foreach (var id in ids)
        {
            Assert.True((await site.Api.DeleteAsync($"/api/assets/{id}")).Ok);
        }

        await visit.Page.GotoAsync("/activity");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Trash" }).ClickAsync();
        await visit.Page.Locator("trash-list[ready]").WaitForAsync();
        var rows = visit.Page.Locator(".trashed");
        await Assertions.Expect(rows).ToHaveCountAsync(4);
        await Assertions.Expect(rows.First).ToContainTextAsync("bin-4.png");
        await Assertions.Expect(rows.First).ToContainTextAsync("/bin · goes for good on");
        await Assertions.Expect(rows.First.Locator("img")).ToHaveJSPropertyAsync("complete", true);

        // One by its button, one by keys, one stays in the trash.
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Put back bin-4.png" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Put back bin-4.png");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await rows.First.Locator("[data-choose]").FocusAsync();
        await visit.PressAsync("ArrowDown", "x");
        await Assertions.Expect(visit.Page.Locator("trash-list [data-count]")).ToHaveTextAsync("1 selected");
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Put back 1 file");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        Assert.False((await site.AssetAsync(ids[1])).TryGetProperty("trashedAt", out _));
        Assert.Equal(JsonValueKind.String, (await site.AssetAsync(ids[2])).GetProperty("trashedAt").ValueKind);

        // Emptying asks first, with the number; Esc keeps them.
        await visit.Page.Locator("#empty").ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Erase 2 files for good?" })).ToBeVisibleAsync();
        await visit.PressAsync("Escape");
        await Assertions.Expect(visit.Page.Locator("#empty-trash")).ToBeHiddenAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await visit.Page.Locator("#empty").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Erase for good" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Erased 2 files");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "The trash is empty" })).ToBeVisibleAsync();
        Assert.Equal(404, (await site.Api.GetAsync($"/api/assets/{ids[2]}")).Status);
    }

    [Fact]
    public async Task History_SaysBothThatATagWasAddedAndThatItWasRemoved()
    {
        var id = (await site.BringAsync("past", 1))[0];
        await using var visit = await site.VisitAsync();
        await BulkAsync(id, new { ids = new[] { id }, add = new { tags = new[] { "Yesteryear" } } }, tags => tags.ContainsKey("Yesteryear"));
        await BulkAsync(id, new { ids = new[] { id }, remove = new { tags = new[] { "Yesteryear" } } }, tags => !tags.ContainsKey("Yesteryear"));

        var panel = await visit.AssetAsync(id);

        var changes = panel.Locator(".changes .change");
        await Assertions.Expect(changes.Filter(new() { HasText = "The owner removed Yesteryear" })).ToHaveCountAsync(1);
        await Assertions.Expect(changes.Filter(new() { HasText = "The owner added Yesteryear" })).ToHaveCountAsync(1);
        await Assertions.Expect(changes.First).ToHaveTextAsync("The owner removed Yesteryear");
    }

    private async Task BulkAsync(string id, object body, Func<Dictionary<string, string>, bool> done)
    {
        Assert.True((await site.Api.PostAsync("/api/bulk", new() { DataObject = body })).Ok);
        await site.UntilAsync(id, asset => done(Site.TagsOf(asset)));
    }
}
