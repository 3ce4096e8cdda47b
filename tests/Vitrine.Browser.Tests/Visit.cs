using Microsoft.Playwright;

namespace Vitrine.Browser.Tests;

/// <summary>One person's browser during one test.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly List<string> complaints = [];

    internal Visit(IPage page, string address)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !Expected.Any(part => message.Text.Contains(part, StringComparison.Ordinal)))
            {
                complaints.Add($"{message.Text} {message.Location}");
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                complaints.Add("asked another host: " + request.Url);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Parts of messages that this test provokes.</summary>
    public List<string> Expected { get; } = [];

    /// <summary>Opens the library, or what a query finds, and waits until the grid shows it.</summary>
    public async Task<ILocator> LibraryAsync(string query = "")
    {
        await Page.GotoAsync(query.Length == 0 ? "/" : "/?q=" + Uri.EscapeDataString(query));
        await Page.Locator("asset-grid[ready]").WaitForAsync();
        var tiles = Page.Locator(".tile:not(.is-skeleton)");
        await tiles.First.WaitForAsync();
        return tiles;
    }

    public async Task<ILocator> AssetAsync(string id)
    {
        await Page.GotoAsync($"/assets/{id}");
        await Page.Locator("media-viewer[ready]").WaitForAsync();
        return Page.Locator("#panel");
    }

    public Task PressAsync(params string[] keys) => keys.Aggregate(Task.CompletedTask, async (before, key) =>
    {
        await before;
        await Page.Keyboard.PressAsync(key);
    });

    /// <summary>Pictures of the page for people, where the variable SHOTS names a folder: wide and as on a phone, light and dark.</summary>
    public async Task ShotAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("SHOTS") is not { } folder)
        {
            return;
        }

        foreach (var (width, height) in new[] { (390, 844), (1440, 900) })
        {
            await Page.SetViewportSizeAsync(width, height);
            foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
            {
                await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{scheme}.png") });
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        Assert.True(complaints.Count == 0, string.Join(Environment.NewLine, complaints));
    }
}
