using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>The API's page for people comes whole from this server, under its strict policy: a visit asks no other host and its script runs.</summary>
public sealed class ApiReferenceTests(Site site)
{
    [Fact]
    public async Task Docs_ListTheEndpointsAndAskNobodyElse()
    {
        await using var visit = await site.VisitAsync();

        // Its script measures with styles of single elements, which the policy refuses and nobody sees.
        visit.Expected.Add("Applying inline style violates");
        var answer = await visit.Page.GotoAsync("/docs");

        await Assertions.Expect(visit.Page.GetByText("UploadAsset").First).ToBeAttachedAsync();
        Assert.DoesNotContain("unsafe", (await answer!.AllHeadersAsync())["content-security-policy"], StringComparison.Ordinal);
    }
}
