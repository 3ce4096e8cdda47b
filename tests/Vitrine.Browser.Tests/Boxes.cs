using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

internal static class Boxes
{
    private const int MostLooks = 50;

    /// <summary>Where a part lies. One that the page draws anew at that moment has no place; it is looked at again for five seconds.</summary>
    public static async Task<LocatorBoundingBoxResult> BoxAsync(this ILocator part)
    {
        for (var looks = 1; ; looks++)
        {
            if (await part.BoundingBoxAsync() is { } box)
            {
                return box;
            }

            Assert.True(looks < MostLooks, $"{part} is never seen");
            await Task.Delay(100);
        }
    }
}
