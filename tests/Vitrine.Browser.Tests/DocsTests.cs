using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

/// <summary>The README's picture is made here, so that it shows the program as it is: set <c>VITRINE_WRITE_DOCS=1</c> to write it.</summary>
public sealed class DocsTests(Site site)
{
    [Fact]
    public async Task Readme_Picture_ShowsTheLibraryAndIsSmall()
    {
        var photos = Directory.GetFiles(SharedFolder.Path("corpus", "photos", "coco"), "*.jpg").Order(StringComparer.Ordinal).Take(30)
            .Concat(Directory.GetFiles(SharedFolder.Path("corpus", "photos", "clothing"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 9 == 0).Take(20));
        await using var visit = await site.VisitAsync();
        await site.BringAsync("Autumn shoot", photos.Select(photo => (Path.GetFileName(photo), File.ReadAllBytes(photo))));
        await visit.LibraryAsync("folder:\"Autumn shoot\"");
        await Assertions.Expect(visit.Page.Locator(".tile.is-skeleton")).ToHaveCountAsync(0);
        await visit.PressAsync("ArrowDown", "ArrowRight", "x", "Shift+ArrowRight");
        await visit.Page.EvaluateAsync("() => Promise.all([...document.images].map(image => image.decode().catch(() => undefined)))");
        var picture = await WebPAsync(visit.Page, await visit.Page.ScreenshotAsync());
        Assert.InRange(picture.Length, 20_000, 300_000);
        if (Environment.GetEnvironmentVariable("VITRINE_WRITE_DOCS") == "1")
        {
            var images = Directory.CreateDirectory(Path.Combine(FilesTests.Repository(), "docs", "images")).FullName;
            await File.WriteAllBytesAsync(Path.Combine(images, "library.webp"), picture);
        }
    }

    /// <summary>The browser packs its own picture.</summary>
    private static async Task<byte[]> WebPAsync(IPage page, byte[] png) => Convert.FromBase64String(await page.EvaluateAsync<string>(
        """
        async png => {
          const bytes = Uint8Array.from(atob(png), sign => sign.charCodeAt(0));
          const picture = await createImageBitmap(new Blob([bytes])), canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
          canvas.getContext('2d').drawImage(picture, 0, 0);
          return canvas.toDataURL('image/webp', 0.8).split(',')[1];
        }
        """,
        Convert.ToBase64String(png)));
}
