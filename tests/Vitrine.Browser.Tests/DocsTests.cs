using Microsoft.Playwright;
using Vitrine.Tests.Shared;

namespace Vitrine.Browser.Tests;

/// <summary>The README's picture is made here, so that it shows the program as it is: set <c>VITRINE_WRITE_DOCS=1</c> to write it.</summary>
public sealed class DocsTests
{
    [Fact]
    public async Task Readme_Picture_ShowsTheLibraryAndIsSmall()
    {
        // Photographs that are free of rights (CC0), in a library of their own.
        var kinds = Directory.GetDirectories(SharedFolder.Path("corpus", "photos", "clothing")).Order(StringComparer.Ordinal);
        await using var site = new Site();
        await site.InitializeAsync();
        await using var visit = await site.VisitAsync();
        foreach (var kind in kinds)
        {
            var photos = Directory.GetFiles(kind, "*.jpg").Order(StringComparer.Ordinal).Take(4);
            await site.BringAsync(Path.GetFileName(kind), photos.Select((photo, i) => ($"{Path.GetFileName(kind)}-{i + 1}.jpg", File.ReadAllBytes(photo))));
        }

        await visit.LibraryAsync();
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
