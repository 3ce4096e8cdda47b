using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Facets;
using Vitrine.Server.Search.Index;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Collections;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>
/// People, ratings, picks, collections, cameras, problems and the orders of ratings, folders and collections, while all of these change at random. Every question is asked of the index and of the rows, and no two
/// answers are taken: see <see cref="ComparedSearch"/>.
/// </summary>
public sealed class IndexedConditionTests
{
    private const int Assets = 16, Rounds = 2, Questions = 16;

    private static readonly string[] Names = ["Ann Lee", "Bob Annandale", "Zoé", "李 小龙"];
    private static readonly string[] Cameras = ["Canon/EOS R5", "Canon/Canon PowerShot S40", "/Phone 3", "NIKON/", "Größe/ÄÖ 1"];
    private static readonly string?[] Folders = [null, "a", "a/b", "a b", "a!", "\U0001F415/x", "\uffee"];
    private static readonly string[] Orders = ["folder", "-folder", "collection", "-collection", "name", "-added", "rating", "-rating,-megapixels"];

    [Theory, MemberData(nameof(Engines.Seeded), MemberType = typeof(Engines))]
    public async Task Answers_WhileEverythingChanges_AreThoseOfTheRows(string engine, int seed)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SwitchOffAsync();
        var random = new Random(seed);
        var ids = await FillAsync(app, random);
        string[] collections = [await app.CollectionAsync("Press kit", ids[..7]), await app.CollectionAsync("Été", ids[4..]), await app.CollectionAsync("empty")];
        await app.Client.CreateCollectionAsync(new CollectionRequest("fills itself", null, "rating>=3 OR collection:\"press kit\""));
        await app.MakeAsync("burst", ids[2], ids[2], ids[9], ids[5]);
        var told = 0;
        for (var round = 0; round < Deep.Times(Rounds); round++)
        {
            await ChangeAsync(app, random, ids, collections);
            for (var i = 0; i < Questions; i++)
            {
                var order = Pick(random, Orders);
                var query = order.EndsWith("collection", StringComparison.Ordinal) ? $"collection:{Pick(random, [collections[0], "été", collections[2]])} ({QueryText(random, 2, ids)} OR kind:image)" : QueryText(random, 3, ids);
                told += await AskAsync(app, new SearchRequest(query, 1 + random.Next(7), Sort: order) { Groups = random.Next(3) == 0 ? "together" : "apart" }) is > 0 and < Assets ? 1 : 0;
            }

            await CollectionsAsync(app, QueryText(random, 1, ids));
        }

        Assert.True(told > Rounds * Questions / 4, $"only {told} queries told assets apart");
    }

    /// <summary>Nothing is left of what the rows would answer by, and nobody told the index.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Conditions_AreAnsweredByWhatIsInMemory(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var id = (await app.UploadAsync("one.gif", PlayedMedia.File("one", "CAMERA:Canon/EOS R5", "GPS:48.85,2.35"), "a", "dog")).Id;
        var other = (await app.UploadAsync("other.gif", PlayedMedia.File("other"), "b")).Id;
        await app.FinishAsync();
        await app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", """{"rating":4,"pick":1,"people":{"add":["Ann Lee"]}}""");
        var collection = await app.CollectionAsync("Press kit", other, id);
        await app.Database.WriteAsync(Actor.System, session => SpoilAsync(session, id));
        var index = app.Services.GetRequiredService<IndexSearch>();
        var owner = Owner(app);
        var key = await app.Database.ReadAsync(session => session.NumberAsync($"select key from asset where id = {id}")) ?? 0;
        string[] queries =
        [
            "rating>=4", "pick:1", "person:ann", "person(lee, source = person, state = accepted)", "person EXISTS", "person.ai:false", "camera:canon", "camera EXISTS", "problem:odd", "problem:any", $"id:{id}",
            "is:tagged", "is:located", "NOT is:untagged",
        ];
        await index.KeysAsync(owner, new Query.All(), together: false, default);
        await app.Database.WriteAsync(
            Actor.System,
            async session =>
            {
                foreach (var rows in (string[])["problem", "tag_row", "asset_place", "claim"])
                {
                    await session.ExecuteAsync($"delete from {new RawSql(rows)}");
                }

                await session.ExecuteAsync($"update version set embedded = {(string?)null}");
            });
        foreach (var query in queries)
        {
            Assert.Equal((query, $"{key}"), (query, string.Join(' ', await index.KeysAsync(owner, QueryParser.Parse(query).Query!, together: false, default))));
        }

        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"delete from collection_asset where asset_key <> {key}"));
        Assert.Equal(2, (await index.KeysAsync(owner, QueryParser.Parse($"collection:{collection}").Query!, together: false, default)).Count);
        Assert.Equal(2, (await index.KeysAsync(owner, QueryParser.Parse("collection EXISTS").Query!, together: false, default)).Count);
    }

    /// <summary>A problem that any problem is, and the change that says so.</summary>
    private static async Task SpoilAsync(WriteSession session, string id)
    {
        var asset = await session.FirstAsync($"select library_key, key from asset where id = {id}", row => (Library: row.GetInt64(0), Key: row.GetInt64(1)));
        await session.ExecuteAsync($"insert into problem (version_key, step, code, message) select version_key, {"metadata"}, {"odd"}, {"no"} from asset where id = {id}");
        session.Log(new Change(asset.Library, LogSubject.Asset, asset.Key, ChangeEvent.Changed, ChangedParts.Facts));
    }

    private static async Task<string[]> FillAsync(DamApp app, Random random)
    {
        var ids = new List<string>();
        for (var i = 0; i < Assets; i++)
        {
            string[] lines = [$"{i}", .. random.Next(3) == 0 ? (string[])[] : ["CAMERA:" + Pick(random, Cameras)], .. random.Next(2) == 0 ? (string[])["GPS:48.85,2.35"] : []];
            ids.Add((await app.UploadAsync($"{Pick(random, ["x", "Y", "é"])} {i}.gif", PlayedMedia.File(lines), Pick(random, Folders), random.Next(2) == 0 ? [] : ["dog"])).Id);
        }

        await app.FinishAsync();
        return [.. ids];
    }

    private static Task ChangeAsync(DamApp app, Random random, string[] ids, string[] collections)
    {
        var (trashed, collection) = (ids[0], collections[random.Next(2)]);
        ids = ids[1..];
        var id = Pick(random, ids);
        string[] some = [.. ids.OrderBy(_ => random.Next()).Take(1 + random.Next(4))];
        return random.Next(12) switch
        {
            0 => app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", JsonSerializer.Serialize(new { rating = random.Next(4) == 0 ? null : (int?)random.Next(1, 6) })),
            1 => app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", JsonSerializer.Serialize(new { pick = random.Next(-1, 2) })),
            2 => app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", JsonSerializer.Serialize(new { people = new { add = new[] { Pick(random, Names) }, remove = random.Next(2) == 0 ? new[] { Pick(random, Names) } : [] } })),
            3 => app.JobOfAsync("api/bulk", new { ids = some, set = new { rating = random.Next(1, 6) }, add = new { people = new[] { Pick(random, Names) } } }),
            4 => app.AddAsync(collection, some),
            5 => app.RemoveAsync(collection, some),
            6 => app.MoveAsync(collection, new { ids = new[] { id }, after = random.Next(2) == 0 ? "last" : Pick(random, ids), wholeGroups = random.Next(2) == 0 }),
            7 => app.DoAsync(HttpMethod.Patch, $"api/collections/{collections[0]}", JsonSerializer.Serialize(new { name = random.Next(2) == 0 ? "Press kit" : "été 2" })),
            8 => DeletedAsync(app, random, collections[1]),
            9 => TrashedAsync(app, trashed),
            10 => app.Database.WriteAsync(Actor.System, session => RenamedAsync(session, random)),
            _ => app.Database.WriteAsync(Actor.System, session => SpoilAsync(session, id)),
        };
    }

    /// <summary>Puts an asset in the trash, or brings it back where it is there.</summary>
    private static async Task TrashedAsync(DamApp app, string id)
    {
        using var gone = await app.SendAsync(HttpMethod.Delete, $"api/assets/{id}");
        if (!gone.IsSuccessStatusCode)
        {
            await app.DoAsync(HttpMethod.Post, $"api/assets/{id}/restore");
        }
    }

    /// <summary>Deletes a collection, or brings it back where it is deleted.</summary>
    private static async Task DeletedAsync(DamApp app, Random random, string collection)
    {
        using var there = await app.SendAsync(HttpMethod.Get, $"api/collections/{collection}");
        if (!there.IsSuccessStatusCode)
        {
            await app.DoAsync(HttpMethod.Post, $"api/collections/{collection}/restore");
        }
        else if (random.Next(2) == 0)
        {
            await app.DoAsync(HttpMethod.Delete, $"api/collections/{collection}");
        }
    }

    /// <summary>A folder or a person gets another name, or a person is merged into another.</summary>
    private static async Task RenamedAsync(WriteSession session, Random random)
    {
        var library = await session.NumberAsync($"select min(key) from library") ?? 0;
        if (random.Next(2) == 0)
        {
            var name = Pick(random, ["a", "b", "ä", "z"]) + random.Next(99);
            var folder = await session.NumberAsync($"select max(key) from folder where parent_key is not null") ?? 0;
            await session.ExecuteAsync($"update folder set name = {name}, name_key = {name} where key = {folder}");
            session.Log(new Change(library, LogSubject.Folder, folder, ChangeEvent.Changed, ChangedParts.Place));
            return;
        }

        await session.ExecuteAsync($"update person set name = {"Cleo Ann"}, folded = {"cleo ann"} where key = (select min(key) from person)");
        await session.ExecuteAsync($"update person set merged_into = (select min(key) from person) where key = (select max(key) from person) and key > (select min(key) from person)");
    }

    private static async Task<long> AskAsync(DamApp app, SearchRequest request)
    {
        var seen = new HashSet<string>();
        SearchAnswer page;
        do
        {
            page = await app.Client.SearchAsync(request);
            Assert.All(page.Items, item => Assert.True(seen.Add(item.Id), $"{request.Query} {request.Sort}: {item.Name} came twice"));
            request = request with { Cursor = page.Cursor };
        }
        while (page.Cursor is not null);
        Assert.Equal(page.Total, seen.Count);
        return page.Total;
    }

    /// <summary>Counts of collections are what a search for each finds.</summary>
    private static async Task CollectionsAsync(DamApp app, string query)
    {
        var counts = app.Services.GetRequiredService<FacetCounts>();
        foreach (var groups in (string[])["apart", "together"])
        {
            var counted = await counts.OfAsync(Owner(app), QueryParser.Parse(query).Query!, groups == "together", default);
            foreach (var one in await counts.CollectionsAsync(counted, 10, default))
            {
                Assert.Equal((query, one), (query, one with { Assets = (await app.Client.SearchAsync(new SearchRequest($"({query}) collection:\"{one.Value}\"") { Groups = groups })).Total }));
            }
        }
    }

    private static string QueryText(Random random, int depth, string[] ids) => (depth == 0 ? 0 : random.Next(6)) switch
    {
        1 => $"({QueryText(random, depth - 1, ids)} OR {QueryText(random, depth - 1, ids)})",
        2 => $"({QueryText(random, depth - 1, ids)} {QueryText(random, depth - 1, ids)})",
        3 => $"NOT ({QueryText(random, depth - 1, ids)})",
        _ => Leaf(random, ids),
    };

    private static string Leaf(Random random, string[] ids) => random.Next(10) switch
    {
        0 => $"rating{Pick(random, [":", "<", "<=", ">", ">="])}{random.Next(-1, 6)}",
        1 => Pick(random, ["rating EXISTS", "pick:1", "pick<0", "pick EXISTS", "rating IN (1, 5)", "rating BETWEEN 2 AND 3"]),
        2 => $"person:\"{Pick(random, ["ann", "lee", "zoe", "李", "cleo", "nobody", "!!"])}\"",
        3 => Pick(random, ["person EXISTS", "person.ai:true", "person.source:person", "person.state:accepted", "person.confidence<50", "person(ann, source = person)", "person(NOT state = suggested)", "person IN (ann, zoe)"]),
        4 => $"collection:\"{Pick(random, ["press kit", "été", "ete 2", "empty", "fills itself", "nothing"])}\"",
        5 => "collection EXISTS",
        6 => $"camera:{Pick(random, ["canon", "\"canon eos r5\"", "\"eos r5\"", "s40", "phone", "\"\u00e4\u00f6 1\"", "gr\u00f6\u00dfe", "\"nikon\"", "x"])}",
        7 => Pick(random, ["camera EXISTS", "camera IN (nikon, phone)", "problem:any", "problem:odd", "problem EXISTS", "problem:none", "is:tagged", "is:untagged", "is:located", "is IN (untagged, located)"]),
        8 => $"id:{Pick(random, ids)}",
        _ => $"folder:\"{Pick(random, ["a", "a b", "/a/b", "x"])}\"",
    };

    private static Principal Owner(DamApp app)
    {
        var seed = app.Services.GetRequiredService<Seed>();
        return new Principal(seed.Owner, Role.Owner, seed.LibraryKey);
    }

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
