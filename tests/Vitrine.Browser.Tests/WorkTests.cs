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
              files.items.add(new File([], 'dropped-empty.png', { type: 'image/png' }));
              for (const name of ['dragenter', 'dragover', 'drop']) document.querySelector('main').dispatchEvent(new DragEvent(name, { dataTransfer: files, bubbles: true, cancelable: true }));
            }
            """,
            picture);
        // The second has the bytes of the first: it asks.
        await Assertions.Expect(visit.Page.Locator(".queued[data-state=ask]")).ToContainTextAsync("/dropped-one.png");
        await Assertions.Expect(visit.Page.Locator("#upload [data-says]")).ToHaveTextAsync("1 file needs an answer");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Upload anyway" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".queued[data-state=done]")).ToHaveCountAsync(2);
        await Assertions.Expect(visit.Page.Locator("#upload [data-says]")).ToHaveTextAsync("3 of 3 are in");
        await Assertions.Expect(visit.Page.Locator(".queued-note", new() { HasText = "In; the same file is already here as dropped-one.png" })).ToHaveCountAsync(1);
        await Assertions.Expect(visit.Page.Locator(".queued[data-state=empty]")).ToContainTextAsync("the file is empty");
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
        await visit.Page.Locator("library-settings[ready]").First.WaitForAsync();
        await visit.Page.Locator("[name=maxTags]").FillAsync("17");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
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
        await Assertions.Expect(visit.Page.GetByText("Ordner", new() { Exact = true }).Filter(new() { Visible = true }).First).ToBeVisibleAsync();
        await visit.PressAsync("ArrowDown", "x");
        await Assertions.Expect(visit.Page.Locator("[data-count]")).ToHaveTextAsync("1 ausgewählt");
    }

    [Theory]
    [InlineData("/assets/0123456789abcdef01234567", true, "This file is not here")]
    [InlineData("/nothing/at/all", true, "There is nothing here")]
    [InlineData("/nothing", false, "There is nothing here")]
    public async Task Address_OfNothing_IsAPageThatHelps(string address, bool signedIn, string heading)
    {
        await using var visit = await site.VisitAsync(signedIn: signedIn);
        visit.Expected.Add("404");
        var answer = await visit.Page.GotoAsync(address);
        Assert.Equal(404, answer!.Status);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "To the library" })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToHaveCountAsync(signedIn ? 1 : 0);
    }

    [Fact]
    public async Task Job_Cancelled_SaysSo()
    {
        await using var visit = await site.VisitAsync();
        var cancelled = false;
        await visit.Page.RouteAsync("**/api/jobs/*/cancel", route =>
        {
            cancelled = true;
            return route.FulfillAsync(new() { Status = 204 });
        });
        await visit.Page.RouteAsync("**/ui/activity", async route =>
        {
            var job = new Contracts.JobView("0123456789abcdef01234567", "import", "running", 100, 40, 0, 0, null, DateTimeOffset.UnixEpoch, null, false);
            await route.FulfillAsync(new() { ContentType = "text/html", Body = await site.DrawAsync<Server.Ui.Work.ActivityBoard>(new() { ["Activity"] = new Contracts.ActivityView(0, 0, 0, []) { Jobs = [job] } }) });
        });
        await visit.Page.GotoAsync("/activity");
        await visit.Page.EvaluateAsync("() => document.querySelector('#job-feed').refresh()");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel: Importing" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Cancelled");
        Assert.True(cancelled);
    }

    [Fact]
    public void LibraryPaths_OfFilesOnTheDisk_BeginWithTheTakenFolder()
    {
        Assert.Equal("Pictures/2024/a.jpg", Server.Ui.Work.LibraryPaths.Shorten("/home/ann/Pictures/2024/a.jpg", ["/home/ann/Pictures", "/home"]));
        Assert.Equal("a.jpg", Server.Ui.Work.LibraryPaths.Shorten("a.jpg", ["/home"]));
    }

    [Fact]
    public async Task Settings_Page_IsNamedSettings()
    {
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync("/settings");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Settings");
    }
}
