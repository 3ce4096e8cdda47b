using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

public sealed class WorkTests(Site site)
{
    [Fact]
    public async Task Files_DroppedOnThePage_ComeInAndEachSaysHowItWent()
    {
        await site.BringAsync("drop", 1);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync();
        var picture = Convert.ToBase64String(DrawnPicture.Png(9001));
        await visit.Page.EvaluateAsync(
            """
            picture => {
              const files = new DataTransfer(), bytes = Uint8Array.from(atob(picture), sign => sign.charCodeAt(0));
              files.items.add(new File([bytes], 'dropped-one.png', { type: 'image/png' }));
              files.items.add(new File([bytes], 'dropped-again.png', { type: 'image/png' }));
              for (const name of ['dragenter', 'dragover', 'drop']) document.querySelector('main').dispatchEvent(new DragEvent(name, { dataTransfer: files, bubbles: true, cancelable: true }));
            }
            """,
            picture);
        await Assertions.Expect(visit.Page.Locator(".queued[data-state=done], .queued[data-state=twin]")).ToHaveCountAsync(2);
        await Assertions.Expect(visit.Page.Locator("#upload [data-says]")).ToHaveTextAsync("2 of 2 are in");
        await visit.PressAsync("Escape");
        await Assertions.Expect(visit.Page.Locator(".tile a[aria-label='dropped-one.png']")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Activity_Paused_SaysSoAndGoesOn()
    {
        await site.BringAsync("pause", 1);
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync("/activity");
        await visit.Page.Locator("#job-feed[ready]").WaitForAsync();
        await visit.Page.Locator("#pause-all").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#pause-all")).ToContainTextAsync("Go on");
        var activity = (await (await site.Api.GetAsync("/api/activity")).JsonAsync())!.Value;
        Assert.True(activity.GetProperty("paused").GetBoolean());
        await visit.Page.Locator("#pause-all").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#pause-all")).ToContainTextAsync("Pause");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Row, new() { Name = "Make previews" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Settings_Saved_AreThereAfterwards()
    {
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync("/settings");
        await visit.Page.Locator("library-settings[ready]").WaitForAsync();
        await visit.Page.Locator("[name=maxTags]").FillAsync("17");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("[data-says]").First).ToHaveTextAsync("Saved");
        await visit.Page.ReloadAsync();
        await Assertions.Expect(visit.Page.Locator("[name=maxTags]")).ToHaveValueAsync("17");
    }

    [Fact]
    public async Task Pages_InGerman_SpeakGerman()
    {
        await site.BringAsync("deutsch", 1);
        await using var visit = await site.VisitAsync(locale: "de-DE");
        await visit.LibraryAsync("folder:deutsch");
        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await Assertions.Expect(visit.Page.GetByText("Ordner", new() { Exact = true }).First).ToBeVisibleAsync();
        await visit.PressAsync("ArrowDown", "x");
        await Assertions.Expect(visit.Page.Locator("[data-count]")).ToHaveTextAsync("1 ausgewählt");
    }

    [Fact]
    public async Task Address_OfNothing_IsAPageThatHelps()
    {
        await using var visit = await site.VisitAsync();
        visit.Expected.Add("404");
        var answer = await visit.Page.GotoAsync("/assets/0123456789abcdef01234567");
        Assert.Equal(404, answer!.Status);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "There is nothing here" })).ToBeVisibleAsync();
    }
}
