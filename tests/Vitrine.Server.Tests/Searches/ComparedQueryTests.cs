using System.Net;
using Vitrine.Contracts;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Server.Tests.Search;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Searches;

/// <summary>Saved searches and smart collections that are answered by comparing pictures: they are live with right numbers, and where nothing can be compared no number stands for one.</summary>
public sealed class ComparedQueryTests
{
    private const string Runner = "LABEL:imagenet/770=0.9";
    private const string Retriever = "LABEL:imagenet/207=0.9";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task SmartCollection_OfWhatPicturesShow_IsLive(string engine)
    {
        await using var app = await new PlayedTexts().StartAsync(engine);
        await app.BringAsync(("runner.gif", [Runner, "KEYWORD:blue"]), ("dog.gif", [Retriever]), ("none.gif", []));
        var shoes = await app.Client.CreateCollectionAsync(new CollectionRequest("Shoes", null, "shows:\"running shoe\""));
        Assert.Equal((1L, 1), (shoes.Assets, shoes.Covers.Count));
        var pets = await app.Client.CreateCollectionAsync(new CollectionRequest("No shoes", null, "-collection:shoes"));
        await app.UploadAsync("later.gif", PlayedMedia.File("later", Runner));
        await app.FinishAsync();

        Assert.Equal("No shoes 2, Shoes 2", string.Join(", ", (await app.Client.CollectionsAsync()).Items.Select(one => $"{one.Name} {one.Assets}")));
        foreach (var (query, expected) in new[]
        {
            ("collection:shoes", "later runner"), ($"collection:{shoes.Id}", "later runner"), ("-collection:shoes", "dog none"), ("collection:\"no shoes\"", "dog none"), ($"-collection:{pets.Id}", "later runner"),
            ("collection:shoes tag:blue", "runner"), ("collection IN (shoes, \"no shoes\")", "dog later none runner"), ("collection:shoes collection:\"no shoes\"", ""), ("collection:shoes OR name:dog", "dog later runner"),
        })
        {
            Assert.Equal((query, expected), (query, await NamesAsync(app, query)));
        }

        // A collection of the same name that is filled by hand is beside it, and words that are typed suggest it without a number.
        var hand = await app.CollectionAsync("SHOES", (await app.Client.SearchAsync(new SearchRequest("name:none"))).Items[0].Id);
        Assert.Equal(("later none runner", "none"), (await NamesAsync(app, "collection:shoes"), await NamesAsync(app, $"collection:{hand}")));
        using var offers = await app.Http.GetAsync("api/search/suggestions?q=collection:");
        Assert.Equal([null, null], (await offers.JsonAsync()).GetProperty("items").EnumerateArray().Where(one => one.GetProperty("text").GetString()!.Equals("shoes", StringComparison.OrdinalIgnoreCase))
            .Select(one => one.TryGetProperty("assets", out var assets) ? assets.GetInt64() : (long?)null));
        await app.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Patch, $"api/collections/{shoes.Id}", new { query = "shows:shoe -collection:\"no shoes\"" });

        await app.RestartAsync();
        Assert.Equal("dog none", await NamesAsync(app, "collection:\"no shoes\" OR name:none"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WhatCannotBeCompared_IsNoEmptyCollection(string engine)
    {
        var texts = new PlayedTexts();
        await using var app = await texts.StartAsync(engine);
        await app.BringAsync(("runner.gif", [Runner]));
        var shoes = await app.Client.CreateCollectionAsync(new CollectionRequest("Shoes", null, "shows:\"running shoe\""));
        await app.Client.CreateCollectionAsync(new CollectionRequest("Others", null, "-collection:shoes"));
        var saved = await app.SaveAsync("Saved", "collection:others");
        texts.Fails = true;
        await app.RestartAsync();

        foreach (var one in (await app.Client.CollectionsAsync()).Items.Append(await app.Client.CollectionAsync(shoes.Id)))
        {
            Assert.Equal((one.Name, true), (one.Name, one.Problem?.AskAgain));
        }

        Assert.Equal((null, true), ((await app.Client.SearchesAsync()).Items[0].Total, (await app.Client.SearchesAsync()).Items[0].Problem!.AskAgain));
        foreach (var query in new[] { "collection:shoes", "-collection:shoes", "collection:others", "name:x OR -collection:others" })
        {
            var wrong = await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest(query)));
            Assert.Contains("Shoes: What pictures show cannot be compared with sentences at the moment", wrong.Query!.Message, StringComparison.Ordinal);
            Assert.True(wrong.Query.AskAgain);
            Assert.Equal(query.IndexOf("collection", StringComparison.Ordinal), wrong.Query.Position);
            using var bulk = await app.SendAsync(HttpMethod.Post, "api/bulk", "{\"query\": \"" + query + "\", \"add\": {\"tags\": [\"wrong\"]}}");
            Assert.Equal(400, (int)bulk.StatusCode);
        }

        using var page = await app.Http.GetAsync($"collections/{shoes.Id}");
        Assert.Contains("cannot be told at the moment", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        texts.Fails = false;
        Assert.Equal(1, (await app.Client.CollectionAsync(shoes.Id)).Assets);
        Assert.Equal(0, (await app.Client.SearchAsync(new SearchRequest("collection:others"))).Total);
        Assert.Equal(saved, (await app.Client.SearchesAsync()).Items[0].Id);

        texts.Space = null;
        Assert.Contains("no model", (await app.Client.CollectionAsync(shoes.Id)).Problem!.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task SmartCollection_OfWhatLooksLikeAnAsset_IsLive_AndOfASentPictureIsRefused(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("a.gif", ["LOOK:1,0"]), ("b.gif", ["LOOK:0.98,0.199"]), ("c.gif", ["LOOK:0,1"]));
        var like = await app.Client.CreateCollectionAsync(new CollectionRequest("Like a", null, $"similar:{ids["a.gif"]}"));
        Assert.Equal((1L, "b", "a c"), (like.Assets, await NamesAsync(app, "collection:\"like a\""), await NamesAsync(app, "-collection:\"like a\"")));

        using var content = new MultipartFormDataContent { { new ByteArrayContent(PlayedMedia.File("LOOK:1,0")), "file", "sent.gif" } };
        using var sent = await app.Http.PostAsync("api/search/examples", content, TestContext.Current.CancellationToken);
        var id = (await sent.JsonAsync()).GetProperty("id").GetString();
        Assert.Contains("a day", await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "api/collections", new { name = "Sent", query = $"name:x OR similar:{id}" }), StringComparison.Ordinal);

        // Without its example nothing is known of what is like it.
        await app.DoAsync(HttpMethod.Delete, $"api/assets/{ids["a.gif"]}");
        Assert.Contains("no asset", (await app.Client.CollectionAsync(like.Id)).Problem!.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<VitrineException>(() => NamesAsync(app, "-collection:\"like a\""));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task SavedPhrases_AreComparedTogether_AndTheListDoesNotWaitForASlowModel(string engine)
    {
        var texts = new PlayedTexts();
        await using var app = await texts.StartAsync(engine);
        await app.BringAsync(("runner.gif", [Runner]), ("dog.gif", [Retriever]));
        for (var i = 0; i < 70; i++)
        {
            await app.Client.SaveSearchAsync(new SavedSearchRequest($"s{i:00}", $"golden retriever blorf{i}", Phrases: "auto"));
        }

        await app.SaveAsync("name", "name:runner");
        await app.RestartAsync();
        await app.Client.SearchAsync(new SearchRequest("shows:blorf"));
        var (before, asked) = (texts.Requests, texts.Asked.Count);
        var slow = new TaskCompletionSource();
        texts.Slow = slow.Task;

        var first = (await app.Client.SearchesAsync()).Items;
        Assert.Equal(1, first.Single(one => one.Name == "name").Total);
        Assert.All(first.Where(one => one.Name != "name"), one => Assert.Equal((null, true), (one.Total, one.Problem?.AskAgain)));
        using (var page = await app.Http.GetAsync("searches"))
        {
            Assert.Contains("its number follows", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        slow.SetResult();
        IReadOnlyList<SavedSearchView> all;
        do
        {
            all = (await app.Client.SearchesAsync()).Items;
        }
        while (all.Any(one => one.Problem is not null));
        Assert.All(all, one => Assert.Equal(1, one.Total));
        Assert.Equal((70, 3), (texts.Asked.Count - asked, texts.Requests - before));
    }

    private static async Task<string> NamesAsync(DamApp app, string query) =>
        string.Join(' ', (await app.Client.SearchAsync(new SearchRequest(query, Sort: "name"))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)));
}
