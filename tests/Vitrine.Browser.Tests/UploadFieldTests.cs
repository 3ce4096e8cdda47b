using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

/// <summary>Fields in the upload sheet: those that depend on others, those of which no two files have the same value, and what is wrong.</summary>
public sealed class UploadFieldTests(Site site)
{
    /// <summary>On a slow line the folder is typed, and asked about, before the inputs are there.</summary>
    [Fact]
    public async Task Folder_TypedBeforeTheFieldsAreThere_ShowsThoseOfIt()
    {
        var (mark, fields) = await FieldsAsync();
        await using var visit = await site.VisitAsync();
        var page = visit.Page;
        await visit.LibraryAsync();
        var line = new TaskCompletionSource();
        await page.RouteAsync("**/ui/upload-fields", async route =>
        {
            await line.Task;
            await route.ContinueAsync();
        });
        await page.RunAndWaitForRequestAsync(() => visit.PressAsync("u"), "**/ui/upload-fields");
        await page.RunAndWaitForResponseAsync(() => page.Locator("#upload-into").FillAsync($"values-{mark}"), "**/api/fields/check");
        line.SetResult();

        await Assertions.Expect(page.Locator("[data-values] summary")).ToBeVisibleAsync();
        await EndAsync(fields);
    }

    [Fact]
    public async Task Values_ByKeyboard_AreAskedForAsTheyApplyAndToldWhereTheyAreWrong()
    {
        var (mark, fields) = await FieldsAsync();
        await using var visit = await site.VisitAsync();
        visit.Expected.Add("422");
        var page = visit.Page;
        await visit.LibraryAsync();
        Assert.Equal(0, await page.Locator("[data-values] [data-row]").CountAsync());
        await visit.PressAsync("u");
        await page.Locator("#upload-into").FillAsync($"values-{mark}");
        var fold = page.Locator("[data-values] summary");
        await Assertions.Expect(fold).ToBeVisibleAsync();
        await fold.PressAsync("Enter");
        ILocator Row(string name) => page.Locator($"[data-values] [data-row={name}_{mark}]");
        ILocator Input(string name) => page.Locator($"#upload-field-{name}_{mark}");
        await Assertions.Expect(Row("kind")).ToBeVisibleAsync();
        await Assertions.Expect(Row("size")).ToBeHiddenAsync();
        await Assertions.Expect(Input("sole").Locator("option[value=Air]")).ToBeDisabledAsync();

        // What a value brings with it comes while it is typed, and goes with it.
        await Input("kind").FocusAsync();
        await page.Keyboard.TypeAsync("shoe");
        await Assertions.Expect(Row("size")).ToBeVisibleAsync();
        await Assertions.Expect(Input("sole").Locator("option[value=Air]")).ToBeEnabledAsync();
        await Input("sole").SelectOptionAsync("Air");
        await Input("size").FillAsync("51");
        await Input("size").BlurAsync();
        await Assertions.Expect(page.Locator($"#upload-field-size_{mark}-trouble")).ToContainTextAsync("50");
        await Input("sku").FillAsync("A1");
        await AccessTests.CheckAsync(page, "upload with fields");
        await visit.ShotAsync("upload-fields");
        await page.SetViewportSizeAsync(1440, 900);

        // A wrong value holds the file back; the right one lets it go.
        await page.Locator("#upload .drop input").SetInputFilesAsync(Picture("values.png", 9501));
        await Assertions.Expect(page.Locator(".queued[data-state=failed]")).ToContainTextAsync("Not sent");
        await Input("size").FillAsync("42");
        await page.Locator("[data-retry]").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".queued[data-state=done]")).ToHaveCountAsync(1);
        var id = (await page.Locator(".queued a").First.GetAttributeAsync("href"))!["/assets/".Length..];
        var values = (await (await site.Api.GetAsync($"/api/assets/{id}/fields")).JsonAsync())!.Value.GetProperty("fields").EnumerateArray()
            .Where(field => field.TryGetProperty("value", out var value) && value.ValueKind != System.Text.Json.JsonValueKind.Null && field.GetProperty("name").GetString()!.EndsWith(mark, StringComparison.Ordinal))
            .ToDictionary(field => field.GetProperty("name").GetString()![..^7], field => field.GetProperty("value").ToString());
        Assert.Equal(("shoe", "42", "Air", "A1"), (values["kind"], values["size"], values["sole"], values["sku"]));
        await Assertions.Expect(Input("sku")).ToHaveValueAsync("");

        // The number of another file is told at once; what only the sending shows is told at its field as well.
        await Input("sku").FillAsync("a1");
        await Input("sku").BlurAsync();
        await Assertions.Expect(page.Locator($"#upload-field-sku_{mark}-trouble")).ToContainTextAsync("values.png");
        await Input("sku").FillAsync("B2");
        await Assertions.Expect(page.Locator($"#upload-field-sku_{mark}-trouble")).ToBeEmptyAsync();
        await page.RouteAsync("**/api/assets", route => route.FulfillAsync(new()
        {
            Status = 422,
            ContentType = "application/problem+json",
            Body = $$"""{"detail":"It is taken.","errors":[{"field":"fields.sku_{{mark}}","rule":"unique","message":"Somebody was faster."}]}""",
        }));
        await page.Locator("#upload .drop input").SetInputFilesAsync(Picture("faster.png", 9502));
        await Assertions.Expect(page.Locator($"#upload-field-sku_{mark}-trouble")).ToHaveTextAsync("Somebody was faster.");
        await page.UnrouteAllAsync();
        await page.Locator("[data-retry]").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".queued[data-state=done]")).ToHaveCountAsync(1);
        await EndAsync(fields);
    }

    [Fact]
    public async Task UniqueField_OfSeveralFiles_SaysWhyItIsNotAskedFor()
    {
        var (mark, fields) = await FieldsAsync();
        await using var visit = await site.VisitAsync(phone: true, dark: true, locale: "de-DE");
        var page = visit.Page;
        await visit.LibraryAsync();
        await visit.PressAsync("u");
        await page.Locator("#upload-into").FillAsync($"values-{mark}");
        var fold = page.Locator("[data-values] summary");
        await Assertions.Expect(fold).ToBeVisibleAsync();
        await fold.PressAsync("Enter");
        var sku = page.Locator($"#upload-field-sku_{mark}");
        await sku.FillAsync("C3");
        await page.Locator($"#upload-field-kind_{mark}").FillAsync("bag");
        await page.Locator("#upload .drop input").SetInputFilesAsync([Picture("one.png", 9503), Picture("two.png", 9504)]);
        await Assertions.Expect(page.Locator(".queued[data-state=done]")).ToHaveCountAsync(2);
        await Assertions.Expect(sku).ToBeDisabledAsync();
        await Assertions.Expect(page.Locator($"#upload-field-sku_{mark}-help")).ToContainTextAsync("Keine zwei Dateien haben denselben Wert");
        Assert.Equal(2, await CountAsync($"field.kind_{mark}:bag"));
        Assert.Equal(0, await CountAsync($"field.sku_{mark}:C3"));
        Assert.False(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth"));
        await AccessTests.CheckAsync(page, "upload of several");
        await EndAsync(fields);
    }

    private async Task<(string Mark, IReadOnlyList<string> Ids)> FieldsAsync()
    {
        var mark = (await site.BringAsync("values", 1))[0][^6..];
        var folder = await FolderAsync(mark);
        List<string> ids = [];
        foreach (var field in new object[]
        {
            new { name = $"kind_{mark}", type = "Text", order = 1, folders = new[] { folder } },
            new { name = $"size_{mark}", type = "Number", max = 50, order = 2, folders = new[] { folder }, rules = new[] { new { when = new { field = $"kind_{mark}", @in = new[] { "shoe" } } } } },
            new { name = $"sole_{mark}", type = "SingleSelect", options = new[] { "Air", "Flat" }, order = 3, folders = new[] { folder }, rules = new[] { new { when = new { field = $"kind_{mark}", @in = new[] { "shoe" } }, options = new[] { "Air" } } } },
            new { name = $"sku_{mark}", type = "Text", unique = true, order = 4, folders = new[] { folder } },
        })
        {
            var answer = await site.Api.PostAsync("/api/fields", new() { DataObject = field });
            Assert.True(answer.Ok, await answer.TextAsync());
            ids.Add((await answer.JsonAsync())!.Value.GetProperty("id").GetString()!);
        }

        return (mark, ids);
    }

    /// <summary>The fields are there in a folder of their own, so that other tests do not see them.</summary>
    private async Task<string> FolderAsync(string mark)
    {
        await site.BringAsync($"values-{mark}", 1);
        var folders = (await (await site.Api.GetAsync("/api/folders")).JsonAsync())!.Value;
        return folders.EnumerateArray().First(folder => folder.GetProperty("path").GetString() == $"/values-{mark}").GetProperty("id").GetString()!;
    }

    private async Task<int> CountAsync(string query) =>
        (await (await site.Api.PostAsync("/api/search", new() { DataObject = new { query } })).JsonAsync())!.Value.GetProperty("items").GetArrayLength();

    private async Task EndAsync(IEnumerable<string> fields)
    {
        foreach (var field in fields.Reverse())
        {
            await site.Api.DeleteAsync($"/api/fields/{field}");
        }
    }

    private static FilePayload Picture(string name, int seed) => new() { Name = name, MimeType = "image/png", Buffer = DrawnPicture.Png(seed) };
}
