using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

public sealed class VersionPageTests(Site site)
{
    [Fact]
    public async Task Version_AddedComparedAndBroughtBack_ByTheAssetsPage()
    {
        var id = (await site.BringAsync("versions", 1))[0];
        await using var visit = await site.VisitAsync();
        await visit.AssetAsync(id);
        await visit.Page.Locator("version-add input").SetInputFilesAsync(new FilePayload { Name = "better.png", MimeType = "image/png", Buffer = DrawnPicture.Png(7001, 320) });
        await Assertions.Expect(visit.Page.Locator(".version")).ToHaveCountAsync(2);
        await Assertions.Expect(visit.Page.Locator("#versions .badge-accent")).ToHaveTextAsync("current");
        await site.UntilAsync(id, asset => asset.GetProperty("pending").GetInt32() == 0 && asset.GetProperty("hasPreview").GetBoolean());

        var shown = visit.Page.Locator(".frame > img");
        await Assertions.Expect(shown).ToHaveAttributeAsync("src", new System.Text.RegularExpressions.Regex(@"/preview\?version=[0-9a-f]{24}$"));
        await Assertions.Expect(shown).ToHaveJSPropertyAsync("naturalWidth", 320);

        await visit.Page.Locator(".version").Nth(1).GetByRole(AriaRole.Link, new() { Name = "Compare" }).ClickAsync();
        await visit.Page.Locator("version-compare[ready]").WaitForAsync();
        await Assertions.Expect(visit.Page.Locator(".compare.is-wiped img")).ToHaveCountAsync(2);
        await visit.ShotAsync("compare");
        await visit.Page.Locator(".compare-wipe input").FocusAsync();
        await visit.PressAsync("ArrowRight", "ArrowRight");
        Assert.Equal("52%", await visit.Page.Locator(".compare").EvaluateAsync<string>("pane => pane.style.getPropertyValue('--at')"));
        await visit.Page.Locator("[data-wipe]").ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".compare.is-wiped")).ToHaveCountAsync(0);

        await visit.Page.GoBackAsync();
        await visit.Page.Locator(".version").Nth(1).GetByRole(AriaRole.Button, new() { Name = "Bring back" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".version")).ToHaveCountAsync(3);
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Version 1 is the current one again");
        await visit.Page.Locator(".toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".version")).ToHaveCountAsync(4);
    }
}
