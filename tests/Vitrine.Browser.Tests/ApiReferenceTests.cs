using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>The API's page for people comes whole from this server, under its strict policy: a visit asks no other host and its script runs.</summary>
public sealed class ApiReferenceTests(Site site)
{
    [Fact]
    public async Task Docs_ListTheEndpointsWithoutAComplaintAndAskNobodyElse()
    {
        await using var visit = await site.VisitAsync();

        // A complaint on the console fails the visit at its end.
        var answer = await visit.Page.GotoAsync("/docs");

        await Assertions.Expect(visit.Page.GetByText("Says that this is Vitrine and that it is up").First).ToBeAttachedAsync();
        foreach (var area in (string[])["Session", "Assets", "Trash", "Packs"])
        {
            await Assertions.Expect(visit.Page.GetByText(area, new() { Exact = true }).First).ToBeAttachedAsync();
        }

        var policy = (await answer!.AllHeadersAsync())["content-security-policy"].Split("; ");
        Assert.Equal(["style-src 'self' 'unsafe-inline'"], policy.Where(part => part.Contains("unsafe", StringComparison.Ordinal)));
        foreach (var page in (string[])["/", "/settings", "/login"])
        {
            var other = await visit.Page.GotoAsync(page);
            Assert.DoesNotContain("unsafe", (await other!.AllHeadersAsync())["content-security-policy"], StringComparison.Ordinal);
        }
    }
}
