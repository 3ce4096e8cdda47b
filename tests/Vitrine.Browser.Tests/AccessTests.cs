using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

public sealed class AccessTests(Site site)
{
    /// <summary>Dark, phone. The two that differ in everything, and in the long form a third.</summary>
    public static TheoryData<bool, bool> Looks => Environment.GetEnvironmentVariable("VITRINE_DEEP") is { Length: > 0 } ? new() { { false, false }, { true, true }, { true, false } } : new() { { false, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Pages_CheckedByAxe_HaveNoSeriousIssue(bool dark, bool phone)
    {
        var id = (await site.BringAsync($"axe{(dark ? "dark" : "light")}{(phone ? "phone" : "desk")}", 2))[0];
        await using var visit = await site.VisitAsync(dark, phone);
        await visit.LibraryAsync();
        await CheckAsync(visit.Page, "library");
        await visit.Page.Locator(".tile .check").First.EvaluateAsync("box => box.click()");
        await visit.Page.Locator("[data-do=tag]").ClickAsync();
        await visit.Page.Locator("#tag[open]").WaitForAsync();
        await CheckAsync(visit.Page, "tag dialog");
        await visit.PressAsync("Escape", "u");
        await visit.Page.Locator("#upload[open]").WaitForAsync();
        await CheckAsync(visit.Page, "upload");
        await visit.AssetAsync(id);
        await CheckAsync(visit.Page, "asset");
        await visit.Page.Locator(".claim-name").First.ClickAsync();
        await visit.Page.Locator(".why:popover-open").WaitForAsync();
        await CheckAsync(visit.Page, "why");
        foreach (var address in (string[])["/activity", "/trash", "/folders", "/help", "/welcome", "/settings", "/login", "/login?used=true", "/?q=nowhere-to-be-found", "/?view=table"])
        {
            await visit.Page.GotoAsync(address);
            await CheckAsync(visit.Page, address);
        }

        visit.Expected.Add("404");
        foreach (var address in (string[])["/nowhere", "/assets/nowhere"])
        {
            await visit.Page.GotoAsync(address);
            await CheckAsync(visit.Page, address);
        }
    }

    internal static async Task CheckAsync(IPage page, string where)
    {
        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Where(one => one.Impact is "serious" or "critical")
            .Select(one => $"{where}: {one.Id}: {string.Join(", ", one.Nodes.Select(node => node.Html))}"));
    }
}
