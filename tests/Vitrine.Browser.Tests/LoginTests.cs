using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

public sealed class LoginTests(Site site)
{
    [Fact]
    public async Task LoginLink_Opened_LeadsToTheLibraryAndLeavesNoTokenBehind()
    {
        await using var visit = await site.VisitAsync(signedIn: false);
        await visit.Page.GotoAsync("/login?token=" + await site.LoginTokenAsync());
        await visit.Page.WaitForURLAsync(site.Address + "/");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToBeVisibleAsync();
        await visit.Page.GoBackAsync();
        Assert.DoesNotContain("token", visit.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoginLink_OpenedTwice_SaysWhatHelps()
    {
        var token = await site.LoginTokenAsync();
        await using (var first = await site.VisitAsync(signedIn: false))
        {
            await first.Page.GotoAsync("/login?token=" + token);
            await first.Page.WaitForURLAsync(site.Address + "/");
        }

        await using var second = await site.VisitAsync(signedIn: false);
        second.Expected.Add("401");
        await second.Page.GotoAsync("/login?token=" + token);
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("used already");
    }

    [Fact]
    public async Task LoginLink_WithoutScripts_SignsInWithItsButton()
    {
        await using var visit = await site.VisitAsync(signedIn: false, scripts: false);
        var link = "/login?return=%2Factivity&token=" + await site.LoginTokenAsync();
        await visit.Page.GotoAsync(link);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visit.Page.WaitForURLAsync(site.Address + "/activity");
        await visit.Page.Context.ClearCookiesAsync();
        await visit.Page.GotoAsync(link);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("This link does not work any more");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("./vitrine token --link");
        await Assertions.Expect(visit.Page.Locator("body")).Not.ToContainTextAsync("`");
        await Assertions.Expect(visit.Page.Locator("body")).Not.ToContainTextAsync("signs you in");
    }

    [Fact]
    public async Task Form_ReturnToAnotherSite_LeadsToTheLibrary()
    {
        await using var visit = await site.VisitAsync(signedIn: false);
        await visit.Page.GotoAsync("/login?return=%2F%2Felsewhere.invalid&token=" + await site.LoginTokenAsync());
        await visit.Page.WaitForURLAsync(site.Address + "/");
    }

    [Fact]
    public async Task Page_WithoutSession_AsksToSignIn()
    {
        await using var visit = await site.VisitAsync(signedIn: false);
        await visit.Page.GotoAsync("/activity");
        Assert.EndsWith("/login?return=%2Factivity", visit.Page.Url, StringComparison.Ordinal);
    }
}
