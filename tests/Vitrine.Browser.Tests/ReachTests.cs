using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>The password, signed-in browsers and keys, as people meet them.</summary>
public sealed class ReachTests(Site site)
{
    private const string Password = "correct horse battery";

    [Theory, InlineData(false), InlineData(true)]
    public async Task Password_SignsInWithAndWithoutScripts(bool scripts)
    {
        await SetAsync();
        await using var visit = await site.VisitAsync(signedIn: false, scripts: scripts);
        visit.Expected.Add("401");
        await visit.Page.GotoAsync("/activity");
        await visit.Page.GetByLabel("Password").FillAsync("not the right one");
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The password is wrong.");
        await visit.Page.GetByLabel("Password").FillAsync(Password);
        await visit.PressAsync("Enter");
        await visit.Page.WaitForURLAsync(site.Address + "/activity");
    }

    [Fact]
    public async Task Link_BesideThePassword_StillSignsIn()
    {
        await SetAsync();
        await using var visit = await site.VisitAsync(signedIn: false);
        await visit.Page.GotoAsync("/login");
        await visit.Page.GetByText("Sign in with a login link").ClickAsync();
        await visit.Page.GetByLabel("Token").FillAsync(await site.LoginTokenAsync());
        await visit.PressAsync("Enter");
        await visit.Page.WaitForURLAsync(site.Address + "/");
    }

    [Fact]
    public async Task Settings_ByKeyboard_ChangeThePassword()
    {
        await SetAsync();
        await using var visit = await SettingsAsync();
        await visit.Page.Locator("[name=current]").FocusAsync();
        await visit.Page.Keyboard.TypeAsync("wrong by far");
        await visit.PressAsync("Tab");
        await visit.Page.Keyboard.TypeAsync("a completely new one");
        await visit.PressAsync("Enter");
        var says = visit.Page.Locator("[data-form=password] [data-says]");
        await Assertions.Expect(says).ToHaveTextAsync("The current password is another one.");
        await visit.Page.Locator("[name=current]").FillAsync(Password);
        await visit.PressAsync("Enter");
        await Assertions.Expect(says).ToHaveTextAsync("The password is set. All other browsers are signed out.");
        await Assertions.Expect(visit.Page.Locator("[name=password]")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Key_MadeOnAPhone_IsShownOnceAndRevokedAfterAQuestion()
    {
        await using var visit = await SettingsAsync(phone: true);
        await visit.Page.Locator("[data-form=key] [name=name]").FillAsync("Frame in the hall");
        await visit.Page.Locator("[name=scope]").SelectOptionAsync("edit");
        await visit.Page.Locator("[name=days]").SelectOptionAsync("30");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Make key" }).ClickAsync();
        var secret = visit.Page.Locator("[data-secret-text]");
        await Assertions.Expect(secret).ToBeVisibleAsync();
        var key = await secret.InputValueAsync();
        Assert.Matches("^vk_[0-9a-f]{8}_.{43}$", key);
        var row = visit.Page.Locator(".access-list li", new() { HasText = "Frame in the hall" });
        await Assertions.Expect(row).ToContainTextAsync(key[..11]);
        await Assertions.Expect(row).ToContainTextAsync("View, upload and edit");
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));

        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#revoke-key")).ToContainTextAsync("Revoke Frame in the hall?");
        await visit.PressAsync("Escape");
        await Assertions.Expect(row).ToBeVisibleAsync();
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await visit.Page.Locator("[data-revoke-now]").ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        await visit.Page.ReloadAsync();
        await Assertions.Expect(visit.Page.Locator("body")).Not.ToContainTextAsync(key);
    }

    [Fact]
    public async Task Browsers_InGerman_AreListedAndSignedOut()
    {
        await using var other = await site.VisitAsync();
        await using var visit = await SettingsAsync(locale: "de-DE");

        // A page may ask what is new at the very moment at which its session ends.
        other.Expected.Add("401");
        visit.Expected.Add("401");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Angemeldete Browser" })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator(".access-list").First).ToContainTextAsync("Chrome auf Linux");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Alle anderen abmelden" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("[data-end]")).ToHaveCountAsync(0);
        await other.Page.GotoAsync("/settings");
        Assert.EndsWith("/login?return=%2Fsettings", other.Page.Url, StringComparison.Ordinal);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Abmelden", Exact = true }).ClickAsync();
        await visit.Page.WaitForURLAsync(site.Address + "/login");
        await visit.Page.GotoAsync("/settings");
        Assert.EndsWith("/login?return=%2Fsettings", visit.Page.Url, StringComparison.Ordinal);
    }

    private async Task<Visit> SettingsAsync(bool phone = false, string locale = "en-GB")
    {
        var visit = await site.VisitAsync(phone: phone, locale: locale);
        visit.Expected.Add("403");
        await visit.Page.GotoAsync("/settings");
        await visit.Page.Locator("access-settings[ready]").WaitForAsync();
        return visit;
    }

    private async Task SetAsync()
    {
        var answer = await site.Api.PutAsync("/api/session/password", new() { DataObject = new { password = Password, endSessions = false } });
        Assert.True(answer.Ok);
    }
}
