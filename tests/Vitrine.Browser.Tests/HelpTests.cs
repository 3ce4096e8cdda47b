using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>The help, from where people need it.</summary>
public sealed class HelpTests(Site site)
{
    [Theory]
    [InlineData("en-GB", "Help", "When something fails")]
    [InlineData("de-DE", "Hilfe", "Wenn etwas nicht klappt")]
    public async Task Help_WithoutScriptsByKeyboard_LeadsToItsSections(string locale, string title, string section)
    {
        await using var visit = await site.VisitAsync(locale: locale, scripts: false);
        await visit.Page.GotoAsync("/activity");
        await visit.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = title, Exact = true }).FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);
        await visit.Page.Locator(".help-contents").GetByRole(AriaRole.Link, new() { Name = section }).FocusAsync();
        await visit.PressAsync("Enter");
        Assert.EndsWith("#trouble", visit.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(visit.Page.Locator("#trouble")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Why_OfASuggestion_LeadsToWhatItMeans()
    {
        var id = (await site.BringAsync("whyhelp", 1))[0];
        await using var visit = await site.VisitAsync();
        var panel = await visit.AssetAsync(id);
        await panel.Locator(".claim[data-state=suggested] .claim-name").First.ClickAsync();
        await panel.Locator(".why:popover-open").GetByRole(AriaRole.Link, new() { Name = "What does this mean?" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#ai-states")).ToBeInViewportAsync();
        await Assertions.Expect(visit.Page.Locator(":target")).ToHaveTextAsync("Suggested, accepted, rejected");
    }

    [Theory]
    [InlineData("en-GB", "More", "Duplicates", "/duplicates")]
    [InlineData("en-GB", "More", "Saved searches", "/searches")]
    [InlineData("de-DE", "Mehr", "Hilfe", "/help")]
    public async Task Phone_HasEveryPlace_InTheBarOrBehindMore(string locale, string more, string place, string address)
    {
        await using var visit = await site.VisitAsync(phone: true, locale: locale);
        foreach (var page in (string[])["/", "/collections", "/activity", "/trash", "/settings"])
        {
            await visit.Page.GotoAsync(page);
            Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), page);
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = more, Exact = true }).ClickAsync();
            await Assertions.Expect(visit.Page.GetByRole(AriaRole.Navigation, new() { Name = more }).GetByRole(AriaRole.Link, new() { Name = place, Exact = true })).ToBeVisibleAsync();
        }

        if (Environment.GetEnvironmentVariable("SHOTS") is { } folder)
        {
            await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"more-{locale}.png") });
        }

        await visit.Page.Locator("#more").GetByRole(AriaRole.Link, new() { Name = place, Exact = true }).ClickAsync();
        await visit.Page.WaitForURLAsync("**" + address);
        await Assertions.Expect(visit.Page.Locator("#more")).ToBeHiddenAsync();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Pages_OnAnyScreen_FitItsWidth(bool phone)
    {
        await using var visit = await site.VisitAsync(phone: phone, locale: "de-DE");
        visit.Expected.Add("404");
        foreach (var address in (string[])["/help", "/welcome", "/assets/nowhere", "/nowhere"])
        {
            await visit.Page.GotoAsync(address);
            Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), address);
            if (phone)
            {
                await visit.ShotAsync(address.Trim('/').Replace('/', '-'));
                await visit.Page.SetViewportSizeAsync(390, 844);
            }
        }

        await visit.Page.GotoAsync("/help#ai-models");
        await visit.ShotAsync("help-models");
        await visit.Page.GotoAsync("/help#keyboard");
        await visit.ShotAsync("help-keys");
    }

    [Fact]
    public async Task Folder_Asked_SaysHowByKeyboard()
    {
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync("/welcome");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a folder" }).FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#add-folder:popover-open")).ToContainTextAsync("./vitrine import");
        await visit.PressAsync("Escape");
        await Assertions.Expect(visit.Page.Locator("#add-folder")).ToBeHiddenAsync();
    }
}
