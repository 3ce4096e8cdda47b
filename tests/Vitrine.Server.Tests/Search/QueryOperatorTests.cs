using System.Net;
using System.Text;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Every operator of every field on both databases: what it finds, and that its negation finds the rest.</summary>
public sealed class QueryOperatorTests
{
    private static readonly string[] Names = ["a.gif", "b.gif", "c.gif", "d.txt"];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Fields_WithEveryOperator_FindTheRightAssets(string engine)
    {
        await using var app = await FilledAsync(engine);
        var wrong = new List<string>();
        foreach (var (query, names) in new[]
        {
            ("size<1kb", "a b c"), ("size>=2000", "d"), ("size BETWEEN 2kb AND 3kb", "d"), ("size = \"2kb\"", ""), ("size IN (2500, 1)", "d"), ("size NOT BETWEEN 1 AND 2000", "d"), ("size != 2500", "a b c"),
            ("width>=4000", "a"), ("width:400", "b"), ("width < 500 height>500", "b"), ("width IN (400, 500)", "b c"), ("width BETWEEN 400 AND 500", "b c"), ("width EXISTS", "a b c"), ("width NOT EXISTS", "d"),
            ("megapixels>=24", "a"), ("megapixels<0.33", "b c"), ("megapixels NOT IN (24)", "b c d"), ("NOT width>=4000", "b c d"),
            ("orientation:landscape", "a"), ("orientation:vertical", "b"), ("orientation IN (square, portrait)", "b c"), ("NOT orientation:square", "a b d"), ("orientation NOT EXISTS", "d"),
            ("duration:90s", "c"), ("duration>=1:30", "c"), ("duration<1h", "c"), ("duration EXISTS", "c"), ("-duration<1h", "a b d"), ("duration BETWEEN 1min AND 2min", "c"),
            ("format:gif", "a b c"), ("format IN (gif, text)", "a b c d"), ("format NOT = gif", "d"),
            ("kind:image", "a b c"), ("kind IN (video, documents)", "d"), ("type IN [\"file\", \"file-version\"]", "a b c d"), ("type = \"folder\"", ""),
            ("name==\"a.gif\"", "a"), ("name==a", ""), ("name HAS gif", "a b c"), ("name IN (a, b)", "a b"), ("name != a", "b c d"),
            ("folder:2024", "a b"), ("folder==2024", "b"), ("path : \"/2024/\"", "a b"), ("path = \"/2024\"", "b"), ("path IN [\"/2024\", \"/2024/Summer/\"]", "a b"), ("folder==/", "c d"), ("path NOT = '/'", "a b"),
            ("taken:2024", "a"), ("taken EXISTS", "a"), ("taken NOT EXISTS", "b c d"), ("NOT taken<2030", "b c d"), ("taken BETWEEN 2024-05-01 AND 2024-05-06", "a"), ("taken IN (2023, 2024-05)", "a"), ("taken=2024-05-06T07:08:09", "a"),
            ("added:today", "a b c d"), ("added>7d", "a b c d"), ("added:7d", "a b c d"), ("added < 1h", ""), ("added:\"this week\"", "a b c d"), ("createdAt > \"7d\" AND createdAt <= today", "a b c d"), ("added:yesterday", ""),
            ("near:\"48.85,2.35 5km\"", "a"), ("place NEAR \"48.85,2.35 10km\"", "a b"), ("near:\"48.85,2.35 1m\"", "a"), ("near EXISTS", "a b"), ("near NOT EXISTS", "c d"), ("near:48.85,2.35 20000km", "a b"), ("near:\"90,0 5000km\"", "a b"),
            ("\"embeddedMetadata.LocationTaken\" = \"48.85,2.35 5km\"", "a"), ("\"embeddedMetadata.LocationTaken\" = \"48.8,2.3|48.9,2.4\"", "a"), ("NOT near:\"48.85,2.35 5km\"", "b c d"), ("near:\"0,180 100km\"", ""),
            ("camera:canon", "a"), ("camera EXISTS", "a"), ("camera NOT EXISTS", "b c d"), ("camera IN (canon, nikon)", "a"),
            ("tag:dog", "a"), ("tag IN (dog, cat)", "a"), ("tags IN [\"dog\", \"Rome\"]", "a b"), ("tag EXISTS", "a b"), ("is:untagged", "c d"), ("tag NOT IN (dog)", "b c d"),
            ("tag.ai:true", "a"), ("tag.source:person", "a"), ("tag.source:file", "b"), ("tag.source IN (file, ai)", "a b"), ("tag.confidence>=100", "a b"), ("tag.confidence<100", "a"), ("tag.ai:false", "a b"),
            ("tag(Rome, source = person)", "a"), ("tag(Rome, source = file)", "b"), ("tag(Rome, source = model)", ""), ("tag:Rome tag.source:model", "a"), ("tag(dog, confidence > 0, ai = true)", "a"), ("tag(NOT source = person)", "a b"), ("NOT tag(Rome, source = file)", "a c d"),
            ("is:tagged", "a b"), ("is:located", "a b"), ("is IN (tagged, located)", "a b"), ("is:grouped", ""), ("is:pending", ""), ("is:failed", ""), ("is:offline", ""), ("is:missing", ""), ("is:motion", ""), ("is:duplicate", ""),
            ("problem:any", "c"), ("problem EXISTS", "c"), ("problem:broken", "c"), ("problem:xmp-broken", "b"), ("problem IN (any, xmp-broken)", "b c"), ("problem NOT EXISTS", "a b d"),
            ("analyzed:metadata", "a b c d"), ("analyzed:nothing", ""), ("analyzed IN (nothing, metadata)", "a b c d"),
            ("embedded.ISO>100", "a"), ("embedded.ISO BETWEEN 100 AND 800", "a b"), ("embedded.CreateDate > 2y", "b"), ("embedded.CreateDate BETWEEN 2020 AND 2021", "a"), ("embedded.LensModel HAS \"50mm usm\"", "a"), ("embedded.LensModel NOT HAS usm", "b c d"),
            ("embeddedMetadata.ISO NOT EXISTS", "c d"), ("embedded.ISO != 800", "b c d"),
        })
        {
            var problem = QueryParser.Parse(query).Error?.Message;
            Assert.True(problem is null, $"{query}: {problem}");
            var found = string.Join(' ', (await FindAsync(app, query)).Select(name => name[..1]));
            if (found != names)
            {
                wrong.Add($"{query}: {found}, not {names}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Negations_FindExactlyTheRest(string engine)
    {
        await using var app = await FilledAsync(engine);
        var leaves = new List<(Query Query, string[] Found)>();
        // What is like a picture has tests of its own: here nobody looks at any.
        foreach (var field in SearchFields.All.Where(field => field.Type != SearchFieldType.Value && field != SearchFields.Similar && field != SearchFields.Shows))
        {
            foreach (var how in field.Operators.Where(how => how != QueryOperator.Has))
            {
                QueryValue[] values = [.. Enumerable.Repeat(Sample(field), how switch { QueryOperator.Exists => 0, QueryOperator.In or QueryOperator.Between => 2, _ => 1 })];
                var query = new Query.Condition(field, how, values);
                var found = await FindAsync(app, QueryPrinter.Print(query));
                Assert.Equal((QueryPrinter.Print(query), string.Join(' ', Names.Except(found))), (QueryPrinter.Print(query), string.Join(' ', await FindAsync(app, QueryPrinter.Print(new Query.Not(query))))));
                leaves.Add((query, found));
            }
        }

        var random = new Random(7);
        for (var i = 0; i < Deep.Times(15); i++)
        {
            var (query, found) = Tree(random, leaves, 3);
            Assert.Equal((QueryPrinter.Print(query), string.Join(' ', found.Order(StringComparer.Ordinal))), (QueryPrinter.Print(query), string.Join(' ', await FindAsync(app, QueryPrinter.Print(query)))));
        }
    }

    [Theory]
    [InlineData("size HAS 5", 5, "size:5", "not asked for with HAS")]
    [InlineData("kind BETWEEN image AND video", 5, null, "not asked for with BETWEEN")]
    [InlineData("dog siez:5", 4, "dog size:5", "no field")]
    [InlineData("size>10bk", 5, "size>10kb", "is no size")]
    [InlineData("orientation:potrait", 12, "orientation:portrait", "nothing that orientation can be")]
    [InlineData("tag(dog, confidense > 80)", 9, "tag(dog, confidence > 80)", "A claim has no")]
    [InlineData("published = false", 0, null, "ImageKit")]
    public async Task Mistakes_AreAnsweredWithWhereWhatAndHow(string query, int position, string? suggestion, string message)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        using var response = await app.SendAsync(HttpMethod.Post, "api/search", JsonSerializer.Serialize(new { query }));
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(position, problem.GetProperty("position").GetInt32());
        Assert.NotEmpty(problem.GetProperty("expected").GetString()!);
        Assert.Equal(suggestion, problem.GetProperty("suggestion").GetString());
        Assert.Contains(message, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    private static (Query Query, IEnumerable<string> Found) Tree(Random random, List<(Query Query, string[] Found)> leaves, int depth)
    {
        if (depth == 0 || random.Next(4) == 0)
        {
            return leaves[random.Next(leaves.Count)];
        }

        var (one, other) = (Tree(random, leaves, depth - 1), Tree(random, leaves, depth - 1));
        return random.Next(3) switch
        {
            0 => (new Query.Not(one.Query), Names.Except(one.Found)),
            1 => (new Query.And([one.Query, other.Query]), one.Found.Intersect(other.Found)),
            _ => (new Query.Or([one.Query, other.Query]), one.Found.Union(other.Found)),
        };
    }

    private static QueryValue Sample(SearchField field) => field.Type switch
    {
        SearchFieldType.Choice => new QueryValue.Choice(field.Options[0]),
        SearchFieldType.Flag => new QueryValue.Flag(true),
        SearchFieldType.Number => new QueryValue.Number(field.Name is "width" or "height" ? 500 : 50),
        SearchFieldType.Size => new QueryValue.Size(1_000),
        SearchFieldType.Duration => new QueryValue.Duration(60_000),
        SearchFieldType.Date => new QueryValue.Date(new DateSpan(2024, 5)),
        SearchFieldType.Box => new QueryValue.Box(new(2.3, 48.8, 2.4, 48.9)),
        SearchFieldType.Circle => new QueryValue.Circle(new(new(48.85, 2.35), 5_000)),
        SearchFieldType.Colour => new QueryValue.Colour("#aa3300"),
        _ => new QueryValue.Text(field.Name switch { "folder" => "2024", "camera" => "canon", "problem" => "any", "analyzed" => "metadata", "format" => "gif", "name" => "a.gif", _ => "dog" }, IsPhrase: true),
    };

    private static async Task<string[]> FindAsync(DamApp app, string query) =>
        [.. (await app.Client.SearchAsync(new SearchRequest(query, 500))).Items.Select(item => item.Name).Order(StringComparer.Ordinal)];

    private static async Task<DamApp> FilledAsync(string engine)
    {
        var app = await DamApp.StartAsync(engine);
        await app.UploadAsync(
            "a.gif", PlayedMedia.File("a", "CAMERA:Canon/EOS R5", "GPS:48.85,2.35", "TAKEN:2024-05-06T07:08:09", "LABEL:coco/dog=0.9", "TAG:ExifIFD:ISO=800", "TAG:ExifIFD:LensModel=EF 50mm USM", "TAG:ExifIFD:CreateDate=2021-06-01"), "2024/Summer", ["Rome"]);
        await app.UploadAsync("b.gif", PlayedMedia.File("b", "GPS:48.80,2.28", "KEYWORD:Rome", "TAG:ExifIFD:ISO=100", "TAG:ExifIFD:CreateDate=2999-06-01"), "2024");
        await app.UploadAsync("c.gif", PlayedMedia.File("c", "PALETTE:#aa3300=0.3"));
        await app.UploadAsync("d.txt", Encoding.UTF8.GetBytes("nothing to see".PadRight(2_500)));
        await app.FinishAsync();
        await app.Database.WriteAsync(
            Actor.System,
            async session =>
            {
                foreach (var (name, width, height, duration) in new (string, long?, long?, long?)[] { ("a.gif", 6_000, 4_000, null), ("b.gif", 400, 800, null), ("c.gif", 500, 500, 90_000), ("d.txt", null, null, null) })
                {
                    await session.ExecuteAsync($"update version set width = {width}, height = {height}, duration_ms = {duration} where key = (select version_key from asset where name = {name})");
                    var asset = await session.FirstAsync($"select library_key, key from asset where name = {name}", row => (Library: row.GetInt64(0), Key: row.GetInt64(1)));
                    session.Log(new Change(asset.Library, LogSubject.Asset, asset.Key, ChangeEvent.Changed, ChangedParts.Facts));
                }

                foreach (var (name, code) in new[] { ("b.gif", "xmp-broken"), ("c.gif", "broken") })
                {
                    await session.ExecuteAsync($"insert into problem (version_key, step, code, message) select version_key, {"metadata"}, {code}, {"no"} from asset where name = {name}");
                }
            });
        return app;
    }
}
