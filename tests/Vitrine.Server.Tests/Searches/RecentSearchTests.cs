using System.Net;
using Vitrine.Contracts;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Access;
using Vitrine.Server.Tests.Groups;
using Vitrine.Server.Tests.Search;
using Vitrine.Server.Tests.Ui;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Searches;

/// <summary>What people sent from the search box of late.</summary>
public sealed class RecentSearchTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sent_IsKeptOnce_TheNewestFirst_TwentyOfThem(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var query in new[] { "", "dog", "tag:cat", " dog ", "dog" })
        {
            await OpenAsync(app, query);
        }

        Assert.Equal("dog, tag:cat", await RecentAsync(app.Client));
        for (var i = 0; i < 25; i++)
        {
            await OpenAsync(app, $"name:n{i}");
        }

        var recent = await app.Client.RecentSearchesAsync();
        Assert.Equal(20, recent.Count);
        Assert.Equal(("name:n24", "name:n5"), (recent[0].Query, recent[^1].Query));

        // What cannot be read, and what nobody typed, is not offered again.
        await OpenAsync(app, "tag:(");
        await OpenAsync(app, new string('x', 1_001));
        Assert.Equal("name:n24", (await app.Client.RecentSearchesAsync())[0].Query);

        await app.Client.ClearRecentSearchesAsync();
        Assert.Equal("", await RecentAsync(app.Client));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Recent_IsEachPersonsOwn_AndProgramsHaveNone(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var viewer = await app.AsAsync(Role.Viewer);
        var other = new VitrineClient(viewer);
        await app.PageAsync("/?q=theirs", client: viewer);
        await OpenAsync(app, "mine");
        Assert.Equal(("mine", "theirs"), (await RecentAsync(app.Client), await RecentAsync(other)));

        var (secret, _) = await app.KeyAsync(["own"]);
        using var key = app.NewClient(secret);
        await app.PageAsync("/?q=program", client: key);
        await app.Client.SearchAsync(new SearchRequest("typed"));
        await new VitrineClient(key).SearchAsync(new SearchRequest("asked"));
        Assert.Equal(("", "mine"), (await RecentAsync(new VitrineClient(key)), await RecentAsync(app.Client)));

        await other.ClearRecentSearchesAsync();
        Assert.Equal(("mine", ""), (await RecentAsync(app.Client), await RecentAsync(other)));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.Anonymous.StatusAsync(HttpMethod.Get, "api/searches/recent"));

        // A saved search that is opened is not something that was typed.
        var saved = await app.SaveAsync("kept", "kind:image");
        await app.PageAsync($"/?q=kind%3Aimage&saved={saved}");
        Assert.Equal("mine", await RecentAsync(app.Client));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task PicturesAskedFor_AreShownByTheirNames_AndAskedForByTheirIds(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("harbour & sea.gif", ["LOOK:1,0", "PART:1,0"]), ("street.gif", ["LOOK:0,1"]));
        var (harbour, street) = (ids["harbour & sea.gif"], ids["street.gif"]);
        var query = $"tag:x similar:{harbour} -similar:{street.ToUpperInvariant()}";
        await OpenAsync(app, query);
        await OpenAsync(app, $"similar:\"{harbour}@0.1,0.1,0.5,0.5\" name:\"similar:0123456789abcdef01234567\"");
        await OpenAsync(app, "name:plain");
        Assert.Equal(
            ["name:plain", "similar: “harbour & sea.gif” (a part) name:\"similar:0123456789abcdef01234567\"", "tag:x similar: “harbour & sea.gif” -similar: “street.gif”"],
            (await app.Client.RecentSearchesAsync()).Select(one => one.Label));
        Assert.Equal(query, (await app.Client.RecentSearchesAsync())[^1].Query);

        await app.SaveAsync("Harbours", query);
        var collection = await app.Client.CreateCollectionAsync(new CollectionRequest("Like the harbour", null, $"similar:{harbour}"));
        foreach (var (language, kept, held) in new[] { ("en", "similar: “harbour & sea.gif” -similar: “street.gif”", "similar: “harbour & sea.gif”"), ("de", "similar: „harbour & sea.gif“ -similar: „street.gif“", "similar: „harbour & sea.gif“") })
        {
            Assert.Contains(kept, await app.PageAsync("searches", language), StringComparison.Ordinal);
            Assert.Contains(kept, await app.PageAsync("ui/searches", language), StringComparison.Ordinal);
            var page = await app.PageAsync($"collections/{collection.Id}", language);
            Assert.Contains(held, page, StringComparison.Ordinal);
            Assert.Contains($"data-query=\"similar:{harbour}\"", page, StringComparison.Ordinal);
        }
    }

    private static Task OpenAsync(DamApp app, string query) => app.PageAsync("/?q=" + Uri.EscapeDataString(query));

    private static async Task<string> RecentAsync(VitrineClient client) => string.Join(", ", (await client.RecentSearchesAsync()).Select(one => one.Query));
}
