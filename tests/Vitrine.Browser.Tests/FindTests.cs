using System.Globalization;
using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

/// <summary>Finding in the library: filters, suggestions, table, panel, ruler of time.</summary>
public sealed class FindTests(Site site)
{
    [Fact]
    public async Task Filters_WithCounts_AddToTheQueryAndGoAgain()
    {
        await site.BringAsync("facets", 3);
        await using var visit = await site.VisitAsync();
        var tiles = await visit.LibraryAsync("folder:facets");
        var filters = visit.Page.Locator("#filters");
        await Assertions.Expect(filters.GetByRole(AriaRole.Link, new() { Name = "Photo 3", Exact = true })).ToBeVisibleAsync();
        await filters.GetByRole(AriaRole.Link, new() { Name = "dog 3", Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#q")).ToHaveValueAsync("folder:facets tag:dog");
        await Assertions.Expect(tiles).ToHaveCountAsync(3);
        await Assertions.Expect(filters.Locator("[aria-current=true]", new() { HasText = "Dog" })).ToBeVisibleAsync();
        await filters.GetByRole(AriaRole.Link, new() { Name = "Photo 3", Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#q")).ToHaveValueAsync("folder:facets tag:dog kind:image");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Remove Tags: dog" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#q")).ToHaveValueAsync("folder:facets kind:image");
    }

    [Fact]
    public async Task Filters_OnAPhone_StayOpenAsTheyWereLeft_UntilTheResultsAreWanted()
    {
        await site.BringAsync("pocket", 3);
        await using var visit = await site.VisitAsync(phone: true);
        var tiles = await visit.LibraryAsync("folder:pocket");
        var filters = visit.Page.Locator("#filters");
        await Assertions.Expect(filters).Not.ToBeInViewportAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Filters", Exact = true }).ClickAsync();
        var dogs = filters.GetByRole(AriaRole.Link, new() { Name = "dog 3", Exact = true });
        await filters.Locator("summary", new() { HasText = "Kind" }).ClickAsync();
        await dogs.ClickAsync();

        await Assertions.Expect(visit.Page.Locator("#q")).ToHaveValueAsync("folder:pocket tag:dog");
        await Assertions.Expect(filters.Locator("[aria-current=true]", new() { HasText = "Dog" })).ToBeInViewportAsync();
        await Assertions.Expect(filters.Locator("details", new() { HasText = "Kind" }).First).Not.ToHaveAttributeAsync("open", "");
        await Assertions.Expect(filters.Locator("details", new() { HasText = "Tags" }).First).ToHaveAttributeAsync("open", "");
        await visit.ShotAsync("filters-sheet");
        await visit.Page.SetViewportSizeAsync(390, 844);
        await filters.GetByRole(AriaRole.Link, new() { Name = "Show results" }).ClickAsync();
        await Assertions.Expect(filters).Not.ToBeInViewportAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Words_AreReadAsOrdinaryLanguage_ShownAndEditedAsAQuery()
    {
        var ids = await site.BringAsync("patches", 3);
        await site.BringAsync("blorfs", 2);
        foreach (var id in ids.Take(2))
        {
            await site.Api.PatchAsync($"/api/assets/{id}", new() { DataObject = new { tags = new { add = new[] { "quilt" } } } });
        }

        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync();
        await visit.PressAsync("/");
        await visit.Page.Keyboard.TypeAsync("photos of quilts with blorfs");
        await visit.PressAsync("Enter");
        var understood = visit.Page.GetByRole(AriaRole.Group, new() { Name = "Understood as:" });
        await Assertions.Expect(understood.GetByRole(AriaRole.Listitem)).ToContainTextAsync(["Photo", "quilt", "blorfs"]);
        await Assertions.Expect(understood).ToContainTextAsync("Nothing fits all of it");
        var tiles = visit.Page.Locator(".tile:not(.is-skeleton)");
        await Assertions.Expect(tiles).ToHaveCountAsync(4);
        await visit.ShotAsync("understood-partly");

        // All that is found is selected, not only what would be found to the letter.
        await visit.PressAsync("Control+a");
        await Assertions.Expect(visit.Page.Locator("[data-count]")).ToHaveTextAsync("4 selected");
        await visit.PressAsync("Escape");

        await visit.LibraryAsync("photos of quilts");
        await Assertions.Expect(tiles).ToHaveCountAsync(2);
        await visit.ShotAsync("understood");
        var edit = understood.GetByRole(AriaRole.Link, new() { Name = "Edit as query" });
        await edit.FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#q")).ToHaveValueAsync("kind:image tag:quilt");
        await Assertions.Expect(understood).ToHaveCountAsync(0);
        await Assertions.Expect(tiles).ToHaveCountAsync(2);
    }

    [Theory]
    [InlineData("bananaN OR", 900, false)]
    [InlineData("bananaN OR", 900, true)]
    [InlineData("x", 15_000, false)]
    [InlineData("x", 15_000, true)]
    [InlineData("banana (", 50, true)]
    [InlineData("taken:", 1_500, true)]
    public async Task LongQuery_TakesTwoLinesOfThePage(string part, int times, bool phone)
    {
        await using var visit = await site.VisitAsync(phone: phone);
        var query = part.Length == 1 ? string.Concat(Enumerable.Repeat(part, times)) : string.Join(' ', Enumerable.Range(0, times).Select(i => part.Replace("N", $"{i}", StringComparison.Ordinal)));
        await visit.Page.GotoAsync("/?q=" + Uri.EscapeDataString(query));
        await visit.Page.Locator("h1").WaitForAsync();
        await visit.ShotAsync($"long-{part[0]}-{times}");
        await visit.Page.SetViewportSizeAsync(phone ? 390 : 1440, 900);
        Assert.InRange((await visit.Page.TitleAsync()).Length, 20, 100);
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        foreach (var text in await visit.Page.Locator("main :is(h1, h2, p, code, .button):visible").AllAsync())
        {
            Assert.InRange((await text.BoundingBoxAsync())!.Height, 0, 160);
        }
    }

    [Theory]
    [InlineData(null, "kind:image", "kind:image")]
    [InlineData("kind:image", "kind:image", "")]
    [InlineData("kind:photo dog", "kind:image", "dog")]
    [InlineData("dog kind:video", "kind:image", "dog kind:image")]
    [InlineData("tag:dog", "tag:\"red ball\"", "tag:dog tag:\"red ball\"")]
    [InlineData("tag:\"Dog\"", "tag:dog", "")]
    [InlineData("-kind:video", "kind:image", "-kind:video kind:image")]
    [InlineData("NOT tag:dog name:x", "tag:cat", "NOT tag:dog name:x tag:cat")]
    [InlineData("a OR b", "tag:dog", "(a OR b) tag:dog")]
    [InlineData("(a OR b) tag:dog", "tag:dog", "(a OR b)")]
    [InlineData("rating IN (3,4)", "orientation:landscape", "rating IN (3, 4) orientation:landscape")]
    [InlineData("rating IN (3, 4) orientation:landscape", "orientation:landscape", "rating IN (3, 4)")]
    [InlineData("rating IN (3, 4) dog", "rating:5", "(dog) rating:5")]
    [InlineData("tag(dog, ai:true)", "kind:image", "tag(\"dog\", ai:true) kind:image")]
    [InlineData("(red dress)", "kind:image", "(red dress) kind:image")]
    [InlineData("red dress kind:image", "kind:image", "red dress")]
    [InlineData("red dress", "colour:\"#c0282d\"", "red dress colour:\"#c0282d\"")]
    public void QueryParts_Toggled_KeepTheRest(string? query, string part, string then)
    {
        Assert.Equal(then, Server.Ui.Library.QueryParts.Toggle(query, part));
        Assert.NotNull(Core.Search.QueryParser.Parse(then).Query);
    }

    [Fact]
    public async Task Suggestions_ForATag_AreChosenByKeyboard()
    {
        await site.BringAsync("suggest", 1);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync();
        await visit.PressAsync("/");
        await visit.Page.Keyboard.TypeAsync("folder:suggest tag:do");
        var box = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" });
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-expanded", "true");
        await visit.Page.Locator("#q-list .pick-row", new() { HasText = "Dog" }).First.WaitForAsync();
        await visit.PressAsync("ArrowDown");
        var first = await visit.Page.Locator("#q-list .pick-row.is-active b").TextContentAsync();
        await visit.PressAsync("Enter");
        var text = first!.All(char.IsLetterOrDigit) ? first : $"\"{first}\"";
        await Assertions.Expect(box).ToHaveValueAsync($"folder:suggest tag:{text} ");
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-expanded", "false");
        await visit.PressAsync("Enter");
        await visit.Page.WaitForURLAsync(url => url.Contains("tag%3A", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EmbeddedTags_AreOfferedByNameAndLeadToWhatHasTheSameValue()
    {
        var photo = await File.ReadAllBytesAsync(SharedFolder.Path("corpus", "metadata", "exif-samples", "jpg", "Canon_40D.jpg"));
        var ids = await site.BringAsync("said", [("said-1.jpg", photo), ("said-2.png", DrawnPicture.Png(777, 320))]);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:said");
        await visit.PressAsync("/");
        await visit.Page.Keyboard.TypeAsync("folder:said embedded.fnu");
        var box = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" });
        await visit.Page.Locator("#q-list .pick-row", new() { HasText = "FNumber" }).First.WaitForAsync();
        await visit.PressAsync("ArrowDown", "Enter");
        await Assertions.Expect(box).ToHaveValueAsync("folder:said embedded.FNumber:");
        await visit.Page.Keyboard.TypeAsync("7.1");
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(1);

        var page = await visit.AssetAsync(ids[0]);
        var camera = page.Locator("embedded-tags details", new() { HasText = "IFD0" }).First;
        await camera.Locator("summary").ClickAsync();
        var make = camera.GetByRole(AriaRole.Link, new() { Name = "Canon", Exact = true });
        await make.FocusAsync();
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#q")).ToHaveValueAsync("embedded.IFD0.Make:\"Canon\"");
        await Assertions.Expect(visit.Page.Locator(".tile:not(.is-skeleton)", new() { HasText = "said-1" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Table_ByKeyboard_ShowsSelectsAndOpens()
    {
        await site.BringAsync("table", 4);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:table");
        await visit.PressAsync("v");
        await visit.Page.WaitForURLAsync("**view=table**");
        await visit.Page.Locator("asset-grid[ready]").WaitForAsync();
        var rows = visit.Page.GetByRole(AriaRole.Table, new() { Name = "Assets" }).GetByRole(AriaRole.Row);
        await Assertions.Expect(rows).ToHaveCountAsync(5);
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("table-4.png");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("Photo");
        await visit.PressAsync("ArrowDown", "ArrowDown", "x", "Shift+ArrowDown");
        await Assertions.Expect(visit.Page.Locator("[data-count]")).ToHaveTextAsync("2 selected");
        await visit.PressAsync("Enter");
        await visit.Page.Locator("media-viewer[ready]").WaitForAsync();
        await visit.PressAsync("Escape");
        await visit.Page.WaitForURLAsync("**view=table**");
        await visit.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Name" }).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("table-1.png");
    }

    [Fact]
    public async Task Panel_BesideTheGrid_FollowsFocusAndSelection()
    {
        await site.BringAsync("beside", 3);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:beside");
        var panel = visit.Page.Locator("#panel");
        await Assertions.Expect(panel).ToBeHiddenAsync();
        await visit.PressAsync("ArrowDown", "i");
        await Assertions.Expect(panel).ToContainTextAsync("beside-3.png");
        await visit.PressAsync("ArrowRight");
        await Assertions.Expect(panel).ToContainTextAsync("beside-2.png");
        await visit.PressAsync("x", "Shift+ArrowRight");
        await Assertions.Expect(panel).ToContainTextAsync("2 selected files");
        await Assertions.Expect(panel.Locator(".counted li", new() { HasText = "Dog" })).ToContainTextAsync("all");
        await visit.Page.ReloadAsync();
        await Assertions.Expect(panel).ToContainTextAsync("beside-3.png");
        await visit.PressAsync("i");
        await Assertions.Expect(panel).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Keys_Sheet_ListsThoseOfThePage()
    {
        var id = (await site.BringAsync("sheet", 1))[0];
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync();
        await visit.PressAsync("?");
        var sheet = visit.Page.Locator("#keys");
        await Assertions.Expect(sheet).ToContainTextAsync("Grid or table");
        await Assertions.Expect(sheet).Not.ToContainTextAsync("Boxes on the picture");
        await visit.AssetAsync(id);
        await visit.PressAsync("?");
        await Assertions.Expect(sheet).ToContainTextAsync("Boxes on the picture");
        await Assertions.Expect(sheet).Not.ToContainTextAsync("Grid or table");
    }

    [Fact]
    public async Task Scrubber_Clicked_GoesToItsMonthAndTheDayStaysInView()
    {
        await site.BringAsync("ruler", 1);
        await using var visit = await site.VisitAsync();
        await GridTests.PretendAsync(visit.Page, 20_000, i => new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc).AddDays(-i / 20).ToString("s", CultureInfo.InvariantCulture) + "Z");
        await visit.Page.RouteAsync("**/ui/months?*", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """[{"value":"2026-01","assets":20},{"value":"2025-12","assets":620},{"value":"2024-05","assets":9360},{"value":"2023-01","assets":10000}]""",
        }));
        await visit.LibraryAsync();
        var ruler = visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Go to a date" });
        await ruler.GetByRole(AriaRole.Link, new() { Name = "Jan 2023" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".tile[data-index='10000']")).ToBeInViewportAsync();
        await Assertions.Expect(ruler.Locator(".scrubber-now")).ToHaveTextAsync("Jan 2023");
        await Assertions.Expect(visit.Page.Locator(".tile.is-skeleton")).ToHaveCountAsync(0);
        await Assertions.Expect(visit.Page.Locator(".grid-now")).ToContainTextAsync("2024");
        await visit.Page.Locator("[data-stage]").EvaluateAsync("stage => stage.scrollTop += 90");
        await Assertions.Expect(visit.Page.Locator(".grid-now")).ToContainTextAsync("2024");
        Assert.InRange(await visit.Page.Locator(".tile").CountAsync(), 10, 400);
    }
}
