using System.Text;
using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

public sealed class DocumentTests(Site site)
{
    [Fact]
    public async Task Document_FoundByAWord_OpensAtItsPage()
    {
        var survey = await File.ReadAllBytesAsync(SharedFolder.Path("corpus/documents/multi-page.pdf"));
        await site.BringAsync("papers", [("survey.pdf", survey), ("letter.txt", Encoding.UTF8.GetBytes("Nothing of the kind."))]);
        await using var visit = await site.VisitAsync();

        var tiles = await visit.LibraryAsync("folder:papers crane hire");
        await Assertions.Expect(tiles).ToHaveCountAsync(1);
        await Assertions.Expect(tiles.First).ToHaveAttributeAsync("title", new System.Text.RegularExpressions.Regex("^Page 4: .*Crane hire 9,450 euros"));
        await tiles.First.GetByRole(AriaRole.Link).ClickAsync();
        await visit.ShotAsync("document-asset");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Found on page 4" }).ClickAsync();
        await visit.Page.WaitForURLAsync("**/text?page=4#page-4");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Page 4 of 5" })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator(".document-page").First).ToContainTextAsync("Crane hire 9,450 euros");
        await visit.ShotAsync("document-text");

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Earlier pages" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".document-page")).ToHaveCountAsync(5);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the file" }).ClickAsync();
        await visit.Page.Locator("#panel").GetByRole(AriaRole.Link, new() { Name = "Read the text" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Page 1 of 5" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Document_WordsOfAStranger_AreTextAndNothingElse()
    {
        var id = (await site.BringAsync("harmful", [("note.txt", Encoding.UTF8.GetBytes("A note: <img src=x onerror=alert(1)> <script>alert(2)</script> quokka"))]))[0];
        await using var visit = await site.VisitAsync();
        visit.Page.Dialog += (_, dialog) => Assert.Fail(dialog.Message);

        await visit.LibraryAsync("quokka");
        await visit.Page.GotoAsync($"/assets/{id}?q=quokka&at=0");
        await Assertions.Expect(visit.Page.Locator(".found-text")).ToContainTextAsync("<script>alert(2)</script> quokka");

        // In place of a picture that there is not, what the document begins with.
        await Assertions.Expect(visit.Page.Locator(".viewer-text")).ToContainTextAsync("A note: <img src=x onerror=alert(1)>");
        await visit.ShotAsync("document-beginning");
        await Assertions.Expect(visit.Page.Locator(".viewer-text img, .viewer-text script")).ToHaveCountAsync(0);
        await visit.Page.Locator(".viewer-text").GetByRole(AriaRole.Link, new() { Name = "Read the text" }).ClickAsync();
        await visit.Page.WaitForURLAsync("**/text");
        await visit.Page.GotoAsync($"/assets/{id}/text");
        await Assertions.Expect(visit.Page.Locator(".document-words")).ToContainTextAsync("<img src=x onerror=alert(1)>");
        await Assertions.Expect(visit.Page.Locator(".document-words img, .document-words script")).ToHaveCountAsync(0);
    }
}
