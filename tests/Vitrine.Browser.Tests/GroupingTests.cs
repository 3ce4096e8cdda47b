using System.Text.Json;
using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>Days, months and folders over the rows of the grid, whatever the order of the pictures.</summary>
public sealed class GroupingTests(Site site)
{
    [Fact]
    public async Task Groups_AreChosenBesideTheOrder_CountedAndKept()
    {
        await site.BringAsync("heap/b", 2);
        await site.BringAsync("heap/a", 1);
        await site.BringAsync("heap", 2);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:heap");
        var (heads, tiles) = (visit.Page.Locator(".grid-head"), visit.Page.Locator(".tile:not(.is-skeleton)"));
        await Assertions.Expect(heads).ToHaveTextAsync(["Today 5"]);
        await visit.Page.GetByLabel("Group by").SelectOptionAsync("folder");
        await visit.Page.WaitForURLAsync("**group=folder**");
        await Assertions.Expect(heads).ToHaveTextAsync(["heap 2", "heap / a 1", "heap / b 2"]);
        await visit.Page.Locator("select[data-sort]").SelectOptionAsync("-name");
        await visit.Page.WaitForURLAsync("**sort=-name&group=folder**");
        await Assertions.Expect(heads).ToHaveTextAsync(["heap 2", "heap / a 1", "heap / b 2"]);
        Assert.Equal(["heap-2.png", "heap-1.png", "heap∕a-1.png", "heap∕b-2.png", "heap∕b-1.png"], await NamesAsync(tiles));
        await visit.ShotAsync("grouped");
        await visit.Page.SetViewportSizeAsync(1440, 900);

        // An asset is left for the next one of this order, and the way back leads to it.
        await tiles.Nth(2).Locator("a").PressAsync("Enter");
        await visit.Page.Locator("media-viewer[ready]").WaitForAsync();
        await Assertions.Expect(visit.Page.GetByText("3 of 5")).ToBeVisibleAsync();
        await visit.PressAsync("ArrowRight");
        await Assertions.Expect(visit.Page.GetByText("4 of 5")).ToBeVisibleAsync();
        await visit.Page.Locator("media-viewer[ready]").WaitForAsync();
        await visit.PressAsync("Escape");
        await Assertions.Expect(visit.Page.Locator(".tile[data-index='3'] a")).ToBeFocusedAsync();
        await Assertions.Expect(visit.Page.Locator("select[data-group-by]")).ToHaveValueAsync("folder");
        await Assertions.Expect(visit.Page.Locator("select[data-sort]")).ToHaveValueAsync("-name");

        // Kept for the next visit of this browser; none is kept too.
        await visit.LibraryAsync("folder:heap");
        await Assertions.Expect(heads).ToHaveTextAsync(["heap 2", "heap / a 1", "heap / b 2"]);
        await visit.Page.GetByLabel("Group by").SelectOptionAsync("none");
        await visit.Page.WaitForURLAsync("**group=none**");
        await Assertions.Expect(tiles).ToHaveCountAsync(5);
        await Assertions.Expect(heads).ToHaveCountAsync(0);
        await visit.LibraryAsync("folder:heap");
        await Assertions.Expect(heads).ToHaveCountAsync(0);

        // Months of what was added; the address wins over what is kept.
        await visit.Page.GotoAsync("/?q=folder:heap&group=month");
        await Assertions.Expect(heads).ToHaveTextAsync([await visit.Page.EvaluateAsync<string>("() => new Date().toLocaleDateString('en-GB', { month: 'long', year: 'numeric' })") + " 5"]);
    }

    [Fact]
    public async Task OrdersAndGroups_AreOfferedOnAPhone_AndByFieldsOfTheLibrary()
    {
        var ids = await site.BringAsync("fielded", 3);
        var made = await site.Api.PostAsync("/api/fields", new() { DataObject = new { name = "shelf", label = "Shelf & row", type = "number" } });
        var field = (await made.JsonAsync())!.Value.GetProperty("id").GetString()!;
        foreach (var (id, shelf) in ids.Zip([2, 3, 1]))
        {
            var answer = await site.Api.PatchAsync($"/api/assets/{id}", new() { DataObject = new { fields = new { shelf } } });
            Assert.True(answer.Ok, await answer.TextAsync());
        }

        await using (var visit = await site.VisitAsync(phone: true))
        {
            await visit.LibraryAsync("folder:fielded");
            await visit.ShotAsync("orders");
            await visit.Page.SetViewportSizeAsync(390, 844);
            var (sort, group, tiles) = (visit.Page.Locator("select[data-sort]"), visit.Page.GetByLabel("Group by"), visit.Page.Locator(".tile:not(.is-skeleton)"));
            await Assertions.Expect(sort.Locator("optgroup[label='Own fields'] option").First).ToHaveTextAsync("Shelf & row, ascending");
            await sort.SelectOptionAsync("-field.shelf");
            await visit.Page.WaitForURLAsync("**sort=-field.shelf**");
            Assert.Equal([ids[1], ids[0], ids[2]], await tiles.EvaluateAllAsync<string[]>("tiles => tiles.map(tile => tile.querySelector('a').getAttribute('href').match(/[0-9a-f]{24}/)[0])"));
            await Assertions.Expect(sort).ToHaveValueAsync("-field.shelf");
            await group.SelectOptionAsync("folder");
            await visit.Page.WaitForURLAsync("**sort=-field.shelf&group=folder**");
            await Assertions.Expect(visit.Page.Locator(".grid-head")).ToHaveTextAsync(["fielded 3"]);
            Assert.Equal(390, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
            await visit.Page.GetByLabel("Group by").SelectOptionAsync("");
            await visit.Page.WaitForURLAsync(url => !url.Contains("group=", StringComparison.Ordinal));
        }

        await site.Api.DeleteAsync($"/api/fields/{field}");
    }

    [Fact]
    public async Task Groups_OfAHundredThousand_HaveTheirHeadsWhereTheyAreScrolledTo()
    {
        await site.BringAsync("many", 1);
        await using var visit = await site.VisitAsync(locale: "de-DE");
        const int total = 100_000;
        string Folder(int at) => $"/many/{at / 250:000}";
        await GridTests.PretendAsync(visit.Page, total, folder: Folder);
        await visit.Page.RouteAsync("**/ui/groups?*", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = JsonSerializer.Serialize(Enumerable.Range(0, total / 250).Select(group => new { value = Folder(group * 250), assets = 250 })),
        }));
        await visit.Page.GotoAsync("/?q=many&sort=name&group=folder");
        var heads = visit.Page.Locator(".grid-head");
        await Assertions.Expect(heads.First).ToHaveTextAsync("many / 000 250");
        var height = await visit.Page.Locator(".grid").EvaluateAsync<double>("list => list.offsetHeight");

        // Far away and to the end: each head over its first picture, no group twice, and the whole as high as it was said to be.
        foreach (var share in new[] { 0.5, 0.73, 1.0, 0.25 })
        {
            await visit.Page.Locator("[data-stage]").EvaluateAsync("(stage, share) => { stage.scrollTop = stage.scrollHeight * share; }", share);
            await visit.Page.WaitForFunctionAsync("share => { const grid = document.querySelector('asset-grid'); return Math.abs(grid.first / grid.results.total - share) < 0.02 && grid.results.item(grid.first) && !grid.querySelector('.tile.is-skeleton'); }", share);
            var wrong = await visit.Page.EvaluateAsync<string[]>(
                """
                () => {
                  const grid = document.querySelector('asset-grid'), wrong = [], heads = grid.heads.flatMap(chunk => chunk.heads.map(head => ({ group: head.group, top: chunk.start + head.top })));
                  if (new Set(heads.map(head => head.group)).size !== heads.length) wrong.push('twice');
                  const now = document.querySelector('.grid-now').textContent.trim(), folder = grid.results.item(grid.first).folder.slice(1).replace('/', ' / ');
                  if (!now.startsWith(folder)) wrong.push(`${now}, not ${folder}`);
                  for (const tile of grid.querySelectorAll('.tile')) {
                    const at = Number(tile.dataset.index), top = grid.place(at).top, over = heads.filter(head => head.top <= top).at(-1);
                    if (over && over.group !== grid.results.item(at).folder) wrong.push(`${at} under ${over.group}`);
                  }
                  return wrong;
                }
                """);
            Assert.Empty(wrong);
        }

        Assert.InRange(await visit.Page.Locator(".grid").EvaluateAsync<double>("list => list.offsetHeight"), height * 0.97, height * 1.03);
        await Assertions.Expect(visit.Page.GetByLabel("Gruppieren").Locator("option")).ToHaveTextAsync(["Wie sortiert", "Ohne Gruppen", "Nach Tag", "Nach Monat", "Nach Ordner"]);
    }

    private static async Task<List<string>> NamesAsync(ILocator tiles)
    {
        List<string> names = [];
        for (var i = 0; i < await tiles.CountAsync(); i++)
        {
            names.Add((await tiles.Nth(i).Locator("a").GetAttributeAsync("aria-label") ?? "").Split(',')[0]);
        }

        return names;
    }
}
