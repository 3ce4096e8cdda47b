using System.Security.Cryptography;
using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

/// <summary>The upload dialog: large files in pieces, folders, files that are there already, tags, and all of it by keyboard.</summary>
public sealed class UploadTests(Site site) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-browser-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task LargeFile_WhoseLineBreaks_GoesOnWhereItWas()
    {
        NeedsPieces();
        await site.BringAsync("large", 1);
        await using var visit = await site.VisitAsync();
        visit.Expected.Add("Failed to load resource");
        visit.Expected.Add("ERR_FAILED");
        var bytes = Bytes(25_000_000, 1);
        var path = Write("film.bin", bytes);
        List<string> offsets = [];
        await visit.Page.RouteAsync("**/api/uploads/*", async route =>
        {
            if (route.Request.Method == "PATCH")
            {
                offsets.Add(route.Request.Headers["upload-offset"]);
                if (offsets.Count == 1)
                {
                    // The first ten megabytes arrive, then the line is cut.
                    await site.Api.FetchAsync(route.Request.Url, new()
                    {
                        Method = "PATCH",
                        DataByte = bytes[..10_000_000],
                        Headers = new Dictionary<string, string> { ["Tus-Resumable"] = "1.0.0", ["Upload-Offset"] = "0", ["Content-Type"] = "application/offset+octet-stream" },
                    });
                    await route.AbortAsync();
                    return;
                }
            }

            await route.ContinueAsync();
        });
        await visit.LibraryAsync();
        await visit.PressAsync("u");
        await visit.Page.Locator("#upload-tags").FillAsync("film, holiday");
        await visit.Page.Locator("#upload .drop input").SetInputFilesAsync(path);

        await Assertions.Expect(visit.Page.Locator(".queued[data-state=done]")).ToHaveCountAsync(1, new() { Timeout = 60_000 });

        Assert.Equal(["0", "10000000"], offsets);
        var asset = await site.AssetAsync((await visit.Page.Locator(".queued a").GetAttributeAsync("href"))!["/assets/".Length..]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), asset.GetProperty("version").GetProperty("sha256").GetString());
        Assert.Equal(["film", "holiday"], Site.TagsOf(asset).Keys.Order());
    }

    [Fact]
    public async Task LargeFile_OfAVisitThatEnded_GoesOnWhenItIsChosenAgain()
    {
        NeedsPieces();
        await site.BringAsync("halves", 1);
        await EndOthersAsync();
        await using var visit = await site.VisitAsync();
        visit.Expected.Add("Failed to load resource");
        var path = Write("long film.bin", Bytes(26_000_000, 2));
        await visit.Page.RouteAsync("**/api/uploads/*", route => route.Request.Method == "PATCH" ? Task.CompletedTask : route.ContinueAsync());
        await visit.LibraryAsync();
        await visit.PressAsync("u");
        await visit.Page.Locator("#upload .drop input").SetInputFilesAsync(path);
        await Assertions.Expect(visit.Page.Locator(".queued[data-state=run]")).ToHaveCountAsync(1);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Pause long film.bin" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".queued[data-state=paused]")).ToHaveCountAsync(1);
        await visit.Page.UnrouteAllAsync();
        List<string> begun = [];
        visit.Page.Request += (_, request) =>
        {
            if (request.Method == "POST" && request.Url.EndsWith("/api/uploads", StringComparison.Ordinal))
            {
                begun.Add(request.Url);
            }
        };
        await visit.LibraryAsync();
        await visit.PressAsync("u");
        await Assertions.Expect(visit.Page.Locator("[data-halves]")).ToContainTextAsync("long film.bin is half here");
        await visit.Page.Locator("#upload .drop input").SetInputFilesAsync(path);

        await Assertions.Expect(visit.Page.Locator(".queued[data-state=done]")).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        Assert.Empty(begun);
    }

    [Fact]
    public async Task Folder_ThatIsChosen_IsMadeInTheLibraryAndAskedForAgainIsSkipped()
    {
        await site.BringAsync("folders", 1);
        await using var visit = await site.VisitAsync();
        foreach (var (name, seed) in new[] { ("Trip/a.png", 9101), ("Trip/day one/b.png", 9102), ("Trip/day one/deep/c.png", 9103) })
        {
            Write(name, DrawnPicture.Png(seed));
        }

        await visit.LibraryAsync();
        for (var time = 0; time < 2; time++)
        {
            await visit.PressAsync("u");
            await visit.Page.Locator("#upload-into").FillAsync("/mirrored/");
            await visit.Page.Locator("#upload .dialog-foot input").SetInputFilesAsync(Path.Combine(folder, "Trip"));
            await Assertions.Expect(visit.Page.Locator($".queued[data-state={(time == 0 ? "done" : "here")}]")).ToHaveCountAsync(3);
            await visit.Page.ReloadAsync();
            await visit.Page.Locator("upload-queue[ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        }

        // Also who has forgotten what was brought in finds the same bytes at the same place.
        await visit.Page.EvaluateAsync("() => localStorage.clear()");
        await visit.PressAsync("u");
        await visit.Page.Locator("#upload-into").FillAsync("mirrored");
        await visit.Page.Locator("#upload .dialog-foot input").SetInputFilesAsync(Path.Combine(folder, "Trip"));
        await Assertions.Expect(visit.Page.Locator(".queued[data-state=here]")).ToHaveCountAsync(3);
        foreach (var path in new[] { "/mirrored/Trip/a.png", "/mirrored/Trip/day one/b.png", "/mirrored/Trip/day one/deep/c.png" })
        {
            Assert.True((await site.Api.GetAsync("/api/assets/at?path=" + Uri.EscapeDataString(path))).Ok, path);
        }

        Assert.False((await site.Api.GetAsync("/api/assets/at?path=" + Uri.EscapeDataString("/mirrored/Trip/a (2).png"))).Ok);
    }

    [Fact]
    public async Task File_ThatIsThere_CanBeUsedInsteadAndGetsTheTags()
    {
        var picture = DrawnPicture.Png(9201);
        var id = (await site.BringAsync("there", [("original.png", picture)]))[0];
        await using var visit = await site.VisitAsync(locale: "de-DE");
        await visit.LibraryAsync();
        await visit.PressAsync("u");
        await visit.Page.Locator("#upload-tags").FillAsync("zweimal");
        await visit.Page.Locator("#upload .drop input").SetInputFilesAsync(Write("copy.png", picture));
        var row = visit.Page.Locator(".queued[data-state=ask]");
        await Assertions.Expect(row.Locator(".ask a")).ToHaveTextAsync("/there/original.png");
        await row.GetByRole(AriaRole.Button, new() { Name = "Die vorhandene verwenden" }).PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".queued[data-state=here] > .grow a").First).ToHaveAttributeAsync("href", $"/assets/{id}");
        var asset = await site.UntilAsync(id, asset => Site.TagsOf(asset).ContainsKey("zweimal"));
        Assert.Equal("accepted", Site.TagsOf(asset)["zweimal"]);
    }

    [Fact]
    public async Task Files_HeldBack_GetTheirOwnFolderTagsAndCollectionByKeyboardAndCanBeCancelled()
    {
        await site.BringAsync("held", 1);
        await using var visit = await site.VisitAsync(phone: true, dark: true);
        visit.Expected.Add("Failed to load resource");
        await visit.LibraryAsync();
        var refused = true;
        await visit.Page.RouteAsync("**/api/assets", route => refused
            ? route.FulfillAsync(new() { Status = 507, ContentType = "application/problem+json", Body = """{"detail":"There is no room left for this file where originals are kept."}""" })
            : route.ContinueAsync());
        await visit.PressAsync("u");
        await visit.Page.Locator("#upload .drop input").SetInputFilesAsync([Write("one.png", DrawnPicture.Png(9301)), Write("two.png", DrawnPicture.Png(9302))]);
        await Assertions.Expect(visit.Page.Locator(".queued[data-state=failed]")).ToHaveCountAsync(2);
        await Assertions.Expect(visit.Page.Locator(".queued").First).ToContainTextAsync("There is no room left");
        refused = false;
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel two.png" }).PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".queued")).ToHaveCountAsync(1);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Folder and tags of one.png" }).PressAsync("Enter");
        await Assertions.Expect(visit.Page.GetByLabel("Folder of this file")).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync("held/own");
        await visit.PressAsync("Tab");
        await visit.Page.Keyboard.TypeAsync("single");
        await visit.PressAsync("Tab");
        await visit.Page.Keyboard.TypeAsync("Kept apart");
        await visit.PressAsync("Enter");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Folder and tags of one.png" })).ToBeFocusedAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try one.png again" }).PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".queued[data-state=done]")).ToHaveCountAsync(1);
        var asset = await site.AssetAsync((await visit.Page.Locator(".queued a").First.GetAttributeAsync("href"))!["/assets/".Length..]);
        Assert.Equal("/held/own", asset.GetProperty("folder").GetString());
        Assert.Contains("single", Site.TagsOf(asset).Keys);
        Assert.Equal("Kept apart", asset.GetProperty("collections")[0].GetProperty("name").GetString());
        Assert.False(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth"));
    }

    /// <summary>The site is one for all tests, and so are its owner's unfinished uploads.</summary>
    private async Task EndOthersAsync()
    {
        var open = (await (await site.Api.GetAsync("/api/uploads")).JsonAsync())!.Value.GetProperty("items");
        foreach (var upload in open.EnumerateArray())
        {
            await site.Api.DeleteAsync("/api/uploads/" + upload.GetProperty("id").GetString(), new() { Headers = new Dictionary<string, string> { ["Tus-Resumable"] = "1.0.0" } });
        }
    }

    private static void NeedsPieces() =>
        Assert.SkipUnless(File.Exists(Path.Combine(FilesTests.Repository(), "src", "Vitrine.Server", "wwwroot", "lib", "tus.js")), "needs npm when the server is built: apt-get install npm");

    private static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
