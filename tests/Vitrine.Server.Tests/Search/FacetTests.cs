using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Facets;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>What the filters of the library offer: every count is what a search with the filter finds.</summary>
public sealed class FacetTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Counts_OfEveryFacet_AreWhatASearchFinds(string engine)
    {
        await using var app = await FilledAsync(engine);
        var counts = app.Services.GetRequiredService<FacetCounts>();
        foreach (var text in new[] { "", "folder:one", "tag:animal", "-tag:dog", "nowhere" })
        {
            var live = await counts.OfAsync(Owner(app), QueryParser.Parse(text).Query!, together: false, default);
            foreach (var (field, found) in new[]
            {
                ("kind", await counts.KindsAsync(live, default)), ("taken", await counts.YearsAsync(live, default)),
                ("camera", await counts.CamerasAsync(live, 10, default)), ("tag", await counts.TagsAsync(live, 10, default)),
            })
            {
                Assert.Equal(text == "nowhere", found.Count == 0);
                foreach (var one in found)
                {
                    Assert.Equal((one, (await app.Client.SearchAsync(new SearchRequest($"{text} {field}:\"{one.Value}\""))).Total), (one, one.Assets));
                }
            }
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Folders_WithThoseBelow_AreWhatASearchFinds(string engine)
    {
        await using var app = await FilledAsync(engine);
        var counts = app.Services.GetRequiredService<FacetCounts>();
        var folders = await Server.Features.Library.LibraryEndpoints.FoldersOfAsync(Owner(app), app.Services.GetRequiredService<Database>(), default);
        foreach (var (text, two) in new[] { ("", 2), ("tag:cat", 0), ("c.gif", 1), ("folder:one", 2), ("folder:one tag:dog", 2), ("nowhere", 0) })
        {
            var facets = await Server.Ui.Library.LibraryFacets.CountAsync(counts, app.Services.GetRequiredService<ListedValues>(), app.Services.GetRequiredService<FieldFacets>(), app.Services.GetRequiredService<AssetSearch>(), Owner(app), text, together: false, allTags: false, default);
            var sums = facets!.WithBelow(folders);
            Assert.Equal((text, two), (text, sums[folders.Single(folder => folder.Path == "/two").Id]));
            foreach (var folder in folders.Where(folder => folder.Parent is not null))
            {
                var asked = Server.Ui.Library.QueryParts.Toggle(text.Replace("folder:one", "", StringComparison.Ordinal), Server.Ui.Library.QueryParts.Folder(folder.Path));
                Assert.Equal((text, folder.Path, (await app.Client.SearchAsync(new SearchRequest(asked))).Total), (text, folder.Path, sums[folder.Id]));
            }
        }
    }

    [Fact]
    public async Task Tags_MoreThanAreOfferedAtFirst_AreAllThereWhenAskedFor()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        string[] tags = [.. Enumerable.Range(1, 40).Select(number => $"topic {number:00}")];
        await app.UploadAsync("a.gif", PlayedMedia.File("a"), null, tags);
        var counts = app.Services.GetRequiredService<FacetCounts>();
        var few = await Server.Ui.Library.LibraryFacets.CountAsync(counts, app.Services.GetRequiredService<ListedValues>(), app.Services.GetRequiredService<FieldFacets>(), app.Services.GetRequiredService<AssetSearch>(), Owner(app), "", together: false, allTags: false, default);
        Assert.True(few!.MoreTags);
        var all = await Server.Ui.Library.LibraryFacets.CountAsync(counts, app.Services.GetRequiredService<ListedValues>(), app.Services.GetRequiredService<FieldFacets>(), app.Services.GetRequiredService<AssetSearch>(), Owner(app), "", together: false, allTags: true, default);
        Assert.False(all!.MoreTags);
        Assert.Equal(tags, all.Tags.Select(tag => tag.Text).Order(StringComparer.Ordinal));
        Assert.Contains("href=\"/?tags=all#filters\"", await Ui.Pages.PageAsync(app, ""), StringComparison.Ordinal);
        var page = await Ui.Pages.PageAsync(app, "?tags=all");
        Assert.Contains("topic 40", page, StringComparison.Ordinal);
        Assert.DoesNotContain("tags=all#filters", page, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Months_InTheOrderOfTheResults_SayWhereEachBegins(string engine)
    {
        await using var app = await FilledAsync(engine);
        var counts = app.Services.GetRequiredService<FacetCounts>();
        var live = await counts.OfAsync(Owner(app), new Query.All(), together: false, default);
        Assert.Equal([new("2025-01", 1), new("2024-05", 2), new("2023", 1), new("", 1)], await counts.MonthsAsync(live, "-taken", default));
        Assert.Equal([new("2023", 1), new("2024-05", 2), new("2025-01", 1), new("", 1)], await counts.MonthsAsync(live, "taken", default));
        Assert.Equal(5, (await counts.MonthsAsync(live, null, default))!.Sum(month => month.Assets));
        Assert.Null(await counts.MonthsAsync(live, "name", default));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Camera_ByWordsOrWhole_FindsItsPictures(string engine)
    {
        await using var app = await FilledAsync(engine);
        foreach (var (text, total) in new[]
        {
            ("camera:canon", 2), ("camera:CANON", 2), ("camera:\"Canon EOS 5D\"", 1), ("camera:\"eos 5d\"", 1), ("camera:5d", 2), ("camera:%", 0), ("-camera:canon", 3), ("camera:o'x", 0),
        })
        {
            Assert.Equal((text, total), (text, (await app.Client.SearchAsync(new SearchRequest(text))).Total));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Selection_ByIds_CountsThoseAlone(string engine)
    {
        await using var app = await FilledAsync(engine);
        var dogs = (await app.Client.SearchAsync(new SearchRequest("tag:dog"))).Items.Select(item => item.Id).ToArray();
        var counts = app.Services.GetRequiredService<FacetCounts>();
        Assert.Equal(dogs.Length, (await counts.KindsAsync(counts.Of(Owner(app), dogs), default)).Sum(kind => kind.Assets));
        Assert.Contains(await counts.TagsAsync(counts.Of(Owner(app), dogs), 10, default), tag => tag.Assets == dogs.Length);
        Assert.Empty(await counts.KindsAsync(counts.Of(Owner(app), ["0123456789abcdef01234567", "'"]), default));
    }

    private static async Task<DamApp> FilledAsync(string engine)
    {
        var app = await DamApp.StartAsync(engine);
        await app.UploadAsync("a.gif", PlayedMedia.File("a", "TAKEN:2024-05-06", "CAMERA:Canon/EOS 5D"), "one", "dog");
        await app.UploadAsync("b.gif", PlayedMedia.File("b", "TAKEN:2024-05", "CAMERA:Canon/EOS 5D Mark II"), "one", "cat");
        await app.UploadAsync("c.gif", PlayedMedia.File("c", "TAKEN:2023", "CAMERA:/Phone 3"), "two", "dog", "animal");
        await app.UploadAsync("d.gif", PlayedMedia.File("d", "TAKEN:2025-01-01T00:00:00"), "two/three", "dog");
        await app.UploadAsync("e.gif", PlayedMedia.File("e"), "one");
        await app.FinishAsync();
        return app;
    }

    private static Principal Owner(DamApp app)
    {
        var seed = app.Services.GetRequiredService<Seed>();
        return new Principal(seed.Owner, Role.Owner, seed.LibraryKey);
    }
}
