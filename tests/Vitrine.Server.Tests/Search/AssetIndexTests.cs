using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Vitrine.Contracts;
using Vitrine.Core.Search.Index;
using Vitrine.Server.Search.Index;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>How the index comes to be, and what it does where it is not there. That it says what the rows say is tested by every search of every test.</summary>
public sealed class AssetIndexTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task IndexOfALargeLibrary_IsKeptForTheNextStart_ButNotForAnotherDatabase(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var folder = app.Services.GetRequiredService<DataFolder>();
        await app.UploadAsync("harbour.gif", PlayedMedia.File("KEYWORD:boat"));
        await app.UploadAsync("station.gif", PlayedMedia.File("KEYWORD:train"));
        await app.FinishAsync();
        var first = await RunAsync(app, folder);
        Assert.Equal(["manifest", "mark"], Directory.GetFiles(folder.Index).Select(Path.GetFileName).Where(name => !name!.EndsWith(".segment", StringComparison.Ordinal)).Order());

        // Only what came later is read: the segment that was kept is the one that is used.
        await app.UploadAsync("later.gif", PlayedMedia.File("KEYWORD:boat"));
        await app.FinishAsync();
        var second = await RunAsync(app, folder);
        Assert.True(second.Generation.Sequence > first.Generation.Sequence);
        Assert.Equal(3, second.Generation.Count);
        Assert.True(second.Generation.Segments > 1);

        // The log of another database says something else at that position.
        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update change_log set at = at + 1"));
        var third = await RunAsync(app, folder);
        Assert.Equal((3, 1), (third.Generation.Count, third.Generation.Segments));
    }

    /// <summary>What people say and where they put things, said after the index was kept and before it was kept again; and the process ended between any two steps of keeping it.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Kept_WhereTheProcessEndedBeforeOrWhile_KnowsWhatWasSaidSince(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var folder = app.Services.GetRequiredService<DataFolder>();
        var harbour = (await app.UploadAsync("harbour.gif", PlayedMedia.File("1", "CAMERA:Canon/EOS R5"))).Id;
        var station = (await app.UploadAsync("station.gif", PlayedMedia.File("2", "CAMERA:Canon/EOS R5"))).Id;
        await app.FinishAsync();
        await SayAsync(app, harbour, 5);
        var collection = await app.CollectionAsync("Press kit", harbour);
        await RunAsync(app, folder);

        // Before: only the log is followed.
        await SayAsync(app, station, 5);
        await app.AddAsync(collection, station);
        var followed = await RunAsync(app, folder, save: false);
        Assert.True(followed.Generation.Segments > 1);
        Assert.Equal("2 2 2 2", Held(followed, collection));

        // While: the segments and the manifest are written, and what says up to where is not.
        await SayAsync(app, harbour, 2);
        await app.RemoveAsync(collection, harbour);
        var written = await RunAsync(app, folder, save: false);
        IndexSnapshot.Save(written.Generation, written.Fields, folder.Index, await VersionAsync(app, StoredIndex.Documents));
        var anew = await RunAsync(app, folder);
        Assert.Equal((2, 1), (anew.Generation.Count, anew.Generation.Segments));
        Assert.Equal("1 2 1 2", Held(anew, collection));
        Assert.Equal("1 2 1 2", Held(await RunAsync(app, folder), collection));

        // Of an earlier release, whose documents had less.
        var old = new MemoryIndex(new IndexFields());
        old.Apply([new IndexDocument(1).Value(old.Fields.Get("library", IndexFieldType.Values), "1")], [], anew.Generation.Sequence);
        IndexSnapshot.Save(old.Generation, old.Fields, folder.Index, await VersionAsync(app, StoredIndex.Documents - 1));
        Assert.Equal("1 2 1 2", Held(await RunAsync(app, folder), collection));
    }

    [Fact]
    public async Task IndexOfALargeLibrary_ThatIsNotMadeYet_LetsTheRowsAnswer()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        await app.UploadAsync("harbour.gif", PlayedMedia.File("KEYWORD:boat"));
        await app.FinishAsync();
        using var index = new AssetIndex(app.Database, app.Services.GetRequiredService<DataFolder>(), NullLogger<AssetIndex>.Instance) { Soon = 0 };
        Assert.Null(await index.NewestAsync(CancellationToken.None));
        await index.StartAsync(CancellationToken.None);
        Assert.NotNull(await index.NewestAsync(CancellationToken.None, patient: true));
        Assert.NotNull(await index.NewestAsync(CancellationToken.None));
        await index.StopAsync(CancellationToken.None);

        // The same where more was changed at once than anybody should wait for.
        await app.UploadAsync("station.gif", PlayedMedia.File("KEYWORD:train"));
        Assert.Null(await index.NewestAsync(CancellationToken.None));
        Assert.Equal(2, (await index.NewestAsync(CancellationToken.None, patient: true))!.Index.Generation.Count);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Relevance_PutsWhatSaysTheWordMoreFirst_PageAfterPage(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (name, text) in new[] { ("once.gif", "zz one boat among many other words of a long description that goes on"), ("harbour boat.gif", "zz a boat"), ("none.gif", "zz a train"), ("short.gif", "zz boat") })
        {
            var asset = await app.UploadAsync(name, PlayedMedia.File(name));
            using var changed = await app.SendAsync(HttpMethod.Patch, $"api/assets/{asset.Id}", $$"""{"description":"{{text}}"}""");
            changed.EnsureSuccessStatusCode();
        }

        var whole = await app.Client.SearchAsync(new SearchRequest("boat", Sort: "relevance"));
        Assert.Equal(["harbour boat.gif", "short.gif", "once.gif"], whole.Items.Select(item => item.Name));
        Assert.Equal(whole.Items.Select(item => item.Score).OrderDescending(), whole.Items.Select(item => item.Score));
        Assert.All(whole.Items, item => Assert.True(item.Score > 0));
        var pages = new List<string>();
        for (string? cursor = null; pages.Count < 3;)
        {
            var page = await app.Client.SearchAsync(new SearchRequest("boat", 1, cursor, Sort: "relevance"));
            pages.AddRange(page.Items.Select(item => item.Name));
            cursor = page.Cursor;
        }

        Assert.Equal(whole.Items.Select(item => item.Name), pages);
        Assert.Equal(["short.gif", "none.gif", "harbour boat.gif", "once.gif"], (await app.Client.SearchAsync(new SearchRequest("", Sort: "relevance"))).Items.Select(item => item.Name));
    }

    private static Task SayAsync(DamApp app, string id, int rating) => app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", $$$"""{"rating":{{{rating}}},"people":{"add":["Ann"]}}""");

    private static async Task<string> VersionAsync(DamApp app, int documents) => $"{documents}.{await Migrator.SchemaAsync(app.Database)}";

    /// <summary>How many have five stars, show somebody, are in a collection, and were taken with a camera.</summary>
    private static string Held(MemoryIndex index, string collection)
    {
        var fields = new IndexedFields(index.Fields);
        IndexFilter[] filters = [new IndexFilter.Range(fields.Rating, 5, null), new IndexFilter.Has(fields.Person), IndexFilter.Term(fields.Collection, collection), new IndexFilter.Has(fields.CameraSaid)];
        return string.Join(' ', filters.Select(filter => index.Generation.Find(filter).Total));
    }

    /// <summary>The index from a start to an end, or without one.</summary>
    private static async Task<MemoryIndex> RunAsync(DamApp app, DataFolder folder, bool save = true)
    {
        using var index = new AssetIndex(app.Database, folder, NullLogger<AssetIndex>.Instance) { Soon = 0 };
        var made = await index.NewestAsync(CancellationToken.None, patient: true);
        if (save)
        {
            await index.SaveAsync(CancellationToken.None);
        }

        return made!.Index;
    }
}
