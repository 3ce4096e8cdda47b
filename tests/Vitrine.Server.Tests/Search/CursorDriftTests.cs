using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Pages by relevance while assets change: scores of all move with each of them.</summary>
public sealed class CursorDriftTests
{
    private const int Assets = 30;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Pages_WhileOthersChange_RepeatAndSkipNothing(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await FillAsync(app);
        foreach (var request in new[] { new SearchRequest("red OR blue", 4, Sort: "relevance"), new SearchRequest("red blue blorf", 4) { Phrases = "auto" } })
        {
            var (seen, cursor, turn) = (new List<string>(), (string?)null, 0);
            do
            {
                var page = await app.Client.SearchAsync(request with { Cursor = cursor });
                seen.AddRange(page.Items.Select(item => item.Id));
                cursor = page.Cursor;
                for (var i = 0; i < 3; i++)
                {
                    // They fit as well as before, and all others a little better or worse.
                    await app.DoAsync(HttpMethod.Patch, $"api/assets/{ids[^1]}", JsonSerializer.Serialize(new { description = $"green {string.Join(' ', Enumerable.Repeat("filler", 1 + (turn++ % 9)))}" }));
                }
            }
            while (cursor is not null);

            Assert.Equal(seen.Distinct(), seen);
            Assert.Equal(ids[..^1].Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        }
    }

    /// <summary>The last asset of a page becomes the first of all: the pages go on where they were.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Pages_WhoseLastAssetMoves_GoOnWhereTheyWere(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await FillAsync(app);
        var request = new SearchRequest("red blue blorf", 4) { Phrases = "auto" };
        var first = await app.Client.SearchAsync(request);
        var second = await app.Client.SearchAsync(request with { Cursor = first.Cursor });
        await app.DoAsync(HttpMethod.Patch, $"api/assets/{second.Items[^1].Id}", """{"title":"red blue blorf","description":"red blue blorf red blue blorf"}""");

        var third = await app.Client.SearchAsync(request with { Cursor = second.Cursor });

        Assert.Empty(third.Items.Select(item => item.Id).Intersect(first.Items.Concat(second.Items).Select(item => item.Id)));
    }

    private static async Task<string[]> FillAsync(DamApp app)
    {
        var ids = new List<string>();
        for (var i = 0; i < Assets; i++)
        {
            var id = (await app.UploadAsync($"{i:00}.gif", PlayedMedia.File($"{i}"))).Id;
            var text = i == Assets - 1 ? "green" : $"{(i % 2 == 0 ? "red" : "blue")} {string.Join(' ', Enumerable.Repeat("word", i / 6))}";
            await app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", JsonSerializer.Serialize(new { description = text }));
            ids.Add(id);
        }

        await app.FinishAsync();
        return [.. ids];
    }
}
