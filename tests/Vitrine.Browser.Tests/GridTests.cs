using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

public sealed partial class GridTests(Site site)
{
    [Fact]
    public async Task Library_NewPictures_FillTheGridWhileItIsOpen()
    {
        await site.BringAsync("fills", 1);
        await using var visit = await site.VisitAsync();
        var tiles = await visit.LibraryAsync("folder:fills");
        await Assertions.Expect(tiles).ToHaveCountAsync(1);
        await site.BringAsync("fills", 3);
        await Assertions.Expect(tiles).ToHaveCountAsync(4);
        await Assertions.Expect(visit.Page.Locator(".tile img")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task Keys_Arrows_MoveFocusAndShiftSelectsRange()
    {
        await site.BringAsync("keys", 6);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:keys");
        await visit.PressAsync("ArrowDown", "ArrowRight", "x");
        await Assertions.Expect(visit.Page.Locator("[data-count]")).ToHaveTextAsync("1 selected");
        await visit.PressAsync("Shift+ArrowRight", "Shift+ArrowRight");
        await Assertions.Expect(visit.Page.Locator("[data-count]")).ToHaveTextAsync("3 selected");
        await visit.PressAsync("Escape");
        await Assertions.Expect(visit.Page.Locator(".selectbar")).ToBeHiddenAsync();
        await visit.PressAsync("Control+a");
        await Assertions.Expect(visit.Page.Locator("[data-count]")).ToHaveTextAsync("6 selected");
    }

    [Fact]
    public async Task Keys_EnterAndEscape_OpenAnAssetAndComeBackToItsTile()
    {
        await site.BringAsync("enter", 4);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:enter");
        await visit.PressAsync("ArrowDown", "ArrowRight", "ArrowRight", "Enter");
        await visit.Page.WaitForURLAsync("**/assets/**");
        await visit.Page.Locator("media-viewer[ready]").WaitForAsync();
        await Assertions.Expect(visit.Page.GetByText("3 of 4")).ToBeVisibleAsync();
        await visit.PressAsync("ArrowRight");
        await Assertions.Expect(visit.Page.GetByText("4 of 4")).ToBeVisibleAsync();
        await visit.Page.Locator("media-viewer[ready]").WaitForAsync();
        await visit.PressAsync("Escape");
        await Assertions.Expect(visit.Page.Locator(".tile[data-index='3'] a")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("", 1440)]
    [InlineData("", 1024)]
    [InlineData("folder:lines kind:image", 1440)]
    [InlineData("folder:lines kind:image", 1024)]
    public async Task Table_AtTheTopAndScrolled_KeepsItsHeadOverItsRows(string query, int width)
    {
        await site.BringAsync("lines", 3);
        await using var visit = await site.VisitAsync();
        await visit.Page.SetViewportSizeAsync(width, 900);
        await PretendAsync(visit.Page, 300);
        await visit.Page.GotoAsync("/?view=table&q=" + Uri.EscapeDataString(query));
        await visit.Page.Locator("asset-grid[ready]").WaitForAsync();
        var (stage, head) = (visit.Page.Locator(".stage-head"), visit.Page.Locator(".lines-head"));
        // The head comes to lie where the stage's head ends once its height is known.
        await Assertions.Expect(visit.Page.Locator("[data-stage]")).ToHaveAttributeAsync("style", UnderSet());
        var first = await visit.Page.Locator(".tile[data-index='0']").BoxAsync();
        var names = await head.BoxAsync();
        Assert.True(names.Y + names.Height <= first.Y + 1, $"the head ends at {names.Y + names.Height}, the first row begins at {first.Y}");
        await visit.Page.Locator("[data-stage]").EvaluateAsync("stage => stage.scrollTop = 500");
        await Assertions.Expect(visit.Page.Locator(".tile[data-index='20']")).ToBeInViewportAsync();
        var (over, scrolled) = (await stage.BoxAsync(), await head.BoxAsync());
        Assert.InRange(scrolled.Y, over.Y + over.Height - 1, over.Y + over.Height + 1);
    }

    [Fact]
    public async Task Order_ByFolder_PutsEachFolderUnderItsName()
    {
        await site.BringAsync("shelf", 2);
        await site.BringAsync("shelf/upper", 1);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:shelf");
        await visit.Page.Locator("[data-sort]").SelectOptionAsync("Folder A–Z");
        await visit.Page.WaitForURLAsync("**sort=folder**");
        await visit.Page.Locator("asset-grid[ready]").WaitForAsync();
        await Assertions.Expect(visit.Page.Locator(".grid-head")).ToHaveTextAsync(["shelf 2", "shelf / upper 1"]);
        await Assertions.Expect(visit.Page.Locator(".tile")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Columns_ThatAreUnticked_AreLeftOutAndStayAway()
    {
        await site.BringAsync("columns", 1);
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync("/?view=table&q=folder%3Acolumns");
        await visit.Page.Locator("asset-grid[ready]").WaitForAsync();
        var heads = visit.Page.GetByRole(AriaRole.Columnheader);
        await Assertions.Expect(heads).ToHaveTextAsync(["Selection", "Picture", "Name", "Folder", "Kind", "Taken", "Added ↓", "Size"]);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).PressAsync("Enter");
        await visit.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Kind" }).PressAsync("Space");
        await visit.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Size" }).PressAsync("Space");
        await visit.PressAsync("Escape");
        await Assertions.Expect(heads).ToHaveTextAsync(["Selection", "Picture", "Name", "Folder", "Taken", "Added ↓"]);
        await visit.Page.ReloadAsync();
        await visit.Page.Locator("asset-grid[ready]").WaitForAsync();
        await Assertions.Expect(heads).ToHaveTextAsync(["Selection", "Picture", "Name", "Folder", "Taken", "Added ↓"]);
        var (head, cell) = (await heads.Last.BoxAsync(), await visit.Page.Locator(".line [role=cell]:visible").Last.BoxAsync());
        Assert.Equal(head.X, cell.X, 1.0);
    }

    [Fact]
    public async Task Tile_OfAFileWithoutAPicture_ShowsItsTypeAndName()
    {
        await site.BringAsync("bare", [("plan.txt", "Some words"u8.ToArray()), ("noext", [0, 1, 2, 3])]);
        await using var visit = await site.VisitAsync();
        var tiles = await visit.LibraryAsync("folder:bare");
        await Assertions.Expect(tiles).ToHaveCountAsync(2);
        var plan = tiles.Filter(new() { HasText = "plan.txt" });
        await Assertions.Expect(plan.Locator(".tile-type")).ToHaveTextAsync("TXT");
        await Assertions.Expect(plan.Locator(".tile-name")).ToBeVisibleAsync();
        await Assertions.Expect(plan.Locator(".tile-name")).ToHaveTextAsync("plan.txt");
        await Assertions.Expect(tiles.Filter(new() { HasText = "noext" }).Locator(".tile-type")).ToHaveTextAsync("Other");
    }

    [Fact]
    public async Task Panel_WithoutFocus_MarksTheTileItTellsOf()
    {
        await site.BringAsync("told", 3);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:told");
        await visit.PressAsync("i");
        await Assertions.Expect(visit.Page.Locator(".tile.is-told")).ToHaveCountAsync(1);
        await Assertions.Expect(visit.Page.Locator(".tile[data-index='0']")).ToHaveClassAsync(Told());
        await visit.PressAsync("i");
        await Assertions.Expect(visit.Page.Locator(".tile.is-told")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Trash_OfTheLastResult_LeavesNoTileAndNoCount()
    {
        await site.BringAsync("lasting", 1);
        await using var visit = await site.VisitAsync();
        var tiles = await visit.LibraryAsync("lasting-1.png");
        var kinds = visit.Page.Locator("#filters a", new() { HasText = "Photo" });
        await Assertions.Expect(kinds).ToHaveCountAsync(1);
        await visit.PressAsync("ArrowRight", "x", "Delete");
        await Assertions.Expect(visit.Page.GetByText("Nothing matches")).ToBeVisibleAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(0);
        await Assertions.Expect(kinds).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Search_ByName_FindsOneAndSaysWhenNothingMatches()
    {
        await site.BringAsync("needle", 3);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync();
        await visit.PressAsync("/");
        await visit.Page.Keyboard.TypeAsync("needle-2");
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".tile:not(.is-skeleton)")).ToHaveCountAsync(1);
        await visit.Page.GotoAsync("/?q=nowhere-to-be-found");
        await Assertions.Expect(visit.Page.GetByText("Nothing matches")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Search_WithAMistake_ShowsWhereItIs()
    {
        await using var visit = await site.VisitAsync();
        await visit.Page.GotoAsync("/?q=" + Uri.EscapeDataString("(dress"));
        await Assertions.Expect(visit.Page.Locator(".empty h2")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Show the whole library" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task HundredThousand_Scrolled_KeepsFewTilesAndReachesTheEnd()
    {
        await site.BringAsync("many", 1);
        await using var visit = await site.VisitAsync();
        await PretendAsync(visit.Page, 100_000);
        await visit.LibraryAsync();
        var stage = visit.Page.Locator("[data-stage]");
        await stage.EvaluateAsync("stage => stage.scrollTop = 1_500_000");
        await Assertions.Expect(visit.Page.Locator(".tile").First).ToHaveAttributeAsync("data-index", FiveDigits());
        await Assertions.Expect(visit.Page.Locator(".tile.is-skeleton")).ToHaveCountAsync(0);
        Assert.InRange(await visit.Page.Locator(".tile").CountAsync(), 10, 400);
        await visit.Page.Locator(".tile a").First.FocusAsync();
        await visit.PressAsync("End");
        await Assertions.Expect(visit.Page.Locator(".tile[data-index='99999'] a")).ToBeFocusedAsync();
        await Assertions.Expect(visit.Page.Locator(".tile[data-index='99999']")).ToBeInViewportAsync();
        Assert.InRange(await visit.Page.Locator(".tile").CountAsync(), 10, 400);
    }

    /// <summary>Answers searches as a library of so many assets would.</summary>
    internal static async Task PretendAsync(IPage page, int total, Func<int, string>? addedAt = null, Func<int, string>? folder = null)
    {
        string Answer(int offset, int limit)
        {
            var items = new StringBuilder();
            for (var i = offset; i < Math.Min(total, offset + limit); i++)
            {
                items.Append(i == offset ? "" : ",").Append(CultureInfo.InvariantCulture,
                    $$"""{"id":"{{i:x24}}","unit":"asset","name":"{{i}}.png","folder":"{{folder?.Invoke(i) ?? "/"}}","kind":"image","score":0,"width":{{200 + (i % 7 * 50)}},"height":200,"hasPreview":false,"bytes":1000,"addedAt":"{{addedAt?.Invoke(i) ?? "2026-01-01T00:00:00Z"}}","problems":0,"pending":0}""");
            }

            return $$"""{"total":{{total.ToString(CultureInfo.InvariantCulture)}},"items":[{{items}}]}""";
        }

        await page.RouteAsync("**/api/search", async route =>
        {
            var request = route.Request.PostDataJSON()!.Value;
            await route.FulfillAsync(new() { ContentType = "application/json", Body = Answer(request.GetProperty("offset").GetInt32(), request.GetProperty("limit").GetInt32()) });
        });
        await page.RouteAsync(url => new Uri(url).AbsolutePath == "/", async route =>
        {
            var answer = await route.FetchAsync();
            var body = FirstResults().Replace(await answer.TextAsync(), match => match.Groups[1].Value + Answer(0, 200) + match.Groups[3].Value);
            await route.FulfillAsync(new() { Response = answer, Body = body });
        });
    }

    [GeneratedRegex("is-told")]
    private static partial Regex Told();

    [GeneratedRegex("--under: [1-9]")]
    private static partial Regex UnderSet();

    [GeneratedRegex("^[0-9]{5}$")]
    private static partial Regex FiveDigits();

    [GeneratedRegex("(</ul>\\s*<script type=\"application/json\">)(.*?)(</script>)", RegexOptions.Singleline)]
    private static partial Regex FirstResults();
}
