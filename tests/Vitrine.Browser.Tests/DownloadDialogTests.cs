using System.IO.Compression;
using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

public sealed class DownloadDialogTests(Site site)
{
    [Fact]
    public async Task Selection_DownloadedByKeyboard_ComesAsAZipFile()
    {
        await site.BringAsync("download", 3);
        await using var visit = await site.VisitAsync();
        await visit.LibraryAsync("folder:download");
        await visit.Page.Locator(".tile a").First.FocusAsync();
        await visit.PressAsync("Control+a", "d");
        var dialog = visit.Page.Locator("#download");
        await Assertions.Expect(dialog.Locator("[data-title]")).ToHaveTextAsync("Download 3 files");
        await Assertions.Expect(dialog.Locator("[data-says]")).ToContainTextAsync("3 files, ");
        await dialog.Locator("[name=names]").FillAsync("{n:00}");
        await Assertions.Expect(dialog.Locator("[data-example]")).ToHaveTextAsync("For instance: download/01.png");
        await dialog.Locator("[name=csv]").CheckAsync();

        var download = await visit.Page.RunAndWaitForDownloadAsync(() => dialog.Locator("[name=names]").PressAsync("Enter"));

        using var zip = ZipFile.OpenRead((await download.PathAsync())!);
        Assert.Equal(["download/01.png", "download/02.png", "download/03.png", "metadata.csv"], zip.Entries.Select(entry => entry.FullName));
        Assert.EndsWith("-3.zip", download.SuggestedFilename, StringComparison.Ordinal);
        await Assertions.Expect(dialog).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Names_ThatCannotBeRead_AreSaidAndStopTheDownload()
    {
        var id = (await site.BringAsync("misnamed", 1))[0];
        await using var visit = await site.VisitAsync();
        visit.Expected.Add("400");
        await visit.AssetAsync(id);
        await visit.PressAsync("d");
        var dialog = visit.Page.Locator("#download");
        await Assertions.Expect(dialog.Locator("[data-title]")).ToHaveTextAsync("Download 1 file");
        await dialog.Locator("[name=names]").FillAsync("{nmae}");
        await Assertions.Expect(dialog.Locator("[data-says]")).ToContainTextAsync("There is no {nmae}");
        await Assertions.Expect(dialog.Locator("[type=submit]")).ToBeDisabledAsync();
        await Assertions.Expect(dialog.Locator("[name=names]")).ToHaveAttributeAsync("aria-invalid", "true");
        await dialog.Locator("[name=names]").FillAsync("{name}");
        await Assertions.Expect(dialog.Locator("[type=submit]")).ToBeEnabledAsync();
        await visit.PressAsync("Escape");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
    }
}
