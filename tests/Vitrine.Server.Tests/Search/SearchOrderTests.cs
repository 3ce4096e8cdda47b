using System.Net;
using System.Text;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Fields;
using Vitrine.Server.Tests.Groups;
using Vitrine.Server.Tests.Ui;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>
/// Orders by what files, people and fields say, against values that the test knows: page by page, in both directions, one after the other, where values are missing, and with groups. Every page is asked of
/// the index and of the rows: see <see cref="ComparedSearch"/>.
/// </summary>
public sealed class SearchOrderTests
{
    private const int Assets = 18;

    /// <summary>The first lies before the second by code points, and behind it as UTF-16 has them.</summary>
    private static readonly string[] Brands = ["\ufa0e", "\U0001F415 dog", "Äpfel", "apple 10", "apple 2", "APPLE  2", "Zoé", "zoo", "ß", string.Concat(Enumerable.Repeat("\U0001F415", 100))];

    /// <summary>One in capitals, which a database that sorts as people do puts elsewhere.</summary>
    private static readonly string[] Formats = ["jpeg", "ZIP", "7z", "3fr", "jpeg2000", "mp4", "m4a"];
    private static readonly string[] Dates = ["2023", "2023-05", "2023-05-01", "1999-12-31T23:59", "2024-02-29"];

    private static readonly string[] Lists =
    [
        "rating,-field.price", "-field.brand,rating,name", "format,-megapixels,field.made", "-rating,added", "folder,-rating,field.brand", "kind,field.kept,-width,-field.lasts", "-field.price,field.price,field.size",
        "field.made,-field.made", "-month,format,-height",
    ];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Orders_GoByWhatIsSaid_PageByPage_WithWhatHasNoValueLast(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await DefineAsync(app);
        var random = new Random(20250709);
        var all = new List<Said>();
        for (var i = 0; i < Assets; i++)
        {
            all.Add(await SayAsync(app, random, i));
        }

        await app.MakeAsync("burst", all[4].Id, all[4].Id, all[7].Id, all[11].Id);
        await app.FinishAsync();
        foreach (var (i, order) in Values.Keys.SelectMany(name => (string[])[name, "-" + name]).Concat(Lists).Index())
        {
            await PagedAsync(app, all, order, "apart");
            if (i % 6 == 0 || Deep.IsOn)
            {
                await PagedAsync(app, [.. all.Where(one => one != all[7] && one != all[11])], order, "together");
            }
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Orders_ThatAreNone_AreRefusedWithWhatWasProbablyMeant(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await DefineAsync(app);
        var gone = await app.FieldAsync("""{"name":"gone","type":"Text"}""");
        await app.DoAsync(HttpMethod.Delete, $"api/fields/{gone}");
        foreach (var (sort, meant) in new (string, string?)[]
        {
            ("raiting", "rating"), ("-widht", "-width"), ("name,-field.prise", "-field.price"), ("field.bramd", "field.brand"), ("field", null), ("field.", null), ("-field.", null), ("field.nothing of the kind", null),
            ("field.gone", null), ("rating2", "rating"), ("field.price,", null), ("field.colours", null), ("field.where", null), ("-field.other", null), ("--rating", null), ("relevance,rating", null), ("rating,collection", null),
            ("name,added,size,rating,width,height", null), ("field." + new string('x', 5000), null), ("field.'; drop table asset; --", null), ("field.\u0000", null), ("10", null),
        })
        {
            using var response = await app.SendAsync(HttpMethod.Post, "api/search", JsonSerializer.Serialize(new { sort }));
            var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
            Assert.Equal((sort, "/sort"), (sort, problem.GetProperty("at").GetString()));
            if (meant is not null)
            {
                Assert.Equal((sort, meant), (sort, problem.GetProperty("suggestion").GetString()));
            }

            using var smart = await app.SendAsync(HttpMethod.Post, "api/collections", JsonSerializer.Serialize(new { name = "smart", query = "kind:image", sort }));
            await smart.ProblemAsync(HttpStatusCode.BadRequest);
        }

        foreach (var (sort, why) in new[] { ("field.colours", "several values"), ("-field.where", "positions"), ("field.other", "other assets"), ("name,added,size,rating,width,height", "At most 5") })
        {
            Assert.Contains(why, (await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest(Sort: sort)))).Message, StringComparison.Ordinal);
        }

        // The page keeps the query, and leads to what was meant.
        var page = await app.PageAsync("/?q=kind%3Aimage&sort=-raiting");
        Assert.Contains("href=\"/?q=kind%3Aimage&sort=-rating\"", page, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Cursors_OfOneField_AreNoneOfAnother_AndAsLongAsTheirWords(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        string[] names = ["a", "b", "c", "d", "e"];
        foreach (var name in names)
        {
            await app.FieldAsync($$"""{"name":"{{name}}","type":"Text"}""");
        }

        for (var i = 0; i < 3; i++)
        {
            var id = (await app.UploadAsync($"{i}.gif", PlayedMedia.File($"{i}"))).Id;
            Assert.Equal("", await app.SetAsync(id, JsonSerializer.Serialize(names.ToDictionary(name => name, _ => string.Concat(Enumerable.Repeat("\U0001F415", 120))))));
        }

        var cursor = (await app.Client.SearchAsync(new SearchRequest("", 1, Sort: "field.a"))).Cursor;
        using (var other = await app.SendAsync(HttpMethod.Post, "api/search", JsonSerializer.Serialize(new { limit = 1, sort = "field.b", cursor })))
        {
            await other.ProblemAsync(HttpStatusCode.BadRequest);
        }

        var order = string.Join(',', names.Select(name => "field." + name));
        var first = await app.Client.SearchAsync(new SearchRequest("", 1, Sort: order));
        Assert.Equal("1.gif", Assert.Single((await app.Client.SearchAsync(new SearchRequest("", 1, first.Cursor, Sort: order))).Items).Name);
    }

    private static readonly Dictionary<string, Func<Said, (double? Number, string? Text)>> Values = new()
    {
        // Nought takes a rating away.
        ["rating"] = said => (said.Rating is 0 ? null : said.Rating, null),
        ["width"] = said => (said.Width, null),
        ["height"] = said => (said.Height, null),
        ["megapixels"] = said => ((double?)said.Width * said.Height, null),
        ["duration"] = said => (said.Lasts, null),
        ["format"] = said => (null, said.Format),
        ["field.price"] = said => (said.Price, null),
        ["field.lasts"] = said => (said.Price, null),
        ["field.brand"] = said => (null, said.Brand is { } brand ? ShownWords.Cut(TextFold.Key(brand)) : null),
        ["field.made"] = said => (null, said.Made),
        ["field.size"] = said => (null, said.Size),
        ["field.kept"] = said => (null, said.Kept is { } kept ? kept ? "true" : "false" : null),
    };

    private static async Task DefineAsync(DamApp app)
    {
        foreach (var field in new[]
        {
            """{"name":"price","type":"Number"}""", """{"name":"lasts","type":"Duration"}""", """{"name":"brand","type":"Text"}""", """{"name":"made","type":"Date"}""", """{"name":"kept","type":"Boolean"}""",
            """{"name":"size","type":"SingleSelect","options":["s","m","l"]}""", """{"name":"colours","type":"MultiSelect","options":["red","blue"]}""", """{"name":"where","type":"Location"}""",
            """{"name":"other","type":"Asset"}""",
        })
        {
            await app.FieldAsync(field);
        }
    }

    /// <summary>An asset with some values of each kind, and some missing. Few values, so that many are alike.</summary>
    private static async Task<Said> SayAsync(DamApp app, Random random, int at)
    {
        var id = (await app.UploadAsync($"{at:00}.gif", PlayedMedia.File($"{at}"))).Id;
        await app.FinishAsync();
        T? Maybe<T>(T value)
            where T : struct => random.Next(4) == 0 ? null : value;
        string? Word(string[] words) => random.Next(4) == 0 ? null : words[random.Next(words.Length)];

        // The last is what a damaged file may say of itself.
        long[] lengths = [1, 2, 480, 640, uint.MaxValue];
        double[] prices = [0, 0.5, 2, 10, 1234567.125, 999999999999999];
        var said = new Said(
            id, Maybe(random.Next(-1, 6)), Maybe(lengths[random.Next(5)]), Maybe(lengths[random.Next(5)]), Maybe((long)random.Next(4) * 700), Formats[random.Next(Formats.Length)], Maybe(prices[random.Next(6)]),
            Word(Brands), Word(Dates), Word(["s", "m", "l"]), Maybe(random.Next(2) == 0));
        await app.Database.WriteAsync(Actor.System, async session =>
        {
            await session.ExecuteAsync(
                $"update version set width = {said.Width}, height = {said.Height}, duration_ms = {said.Lasts}, format = {said.Format} where key = (select version_key from asset where id = {id})");
            var asset = await session.FirstAsync($"select library_key, key from asset where id = {id}", row => (Library: row.GetInt64(0), Key: row.GetInt64(1)));
            session.Log(new Change(asset.Library, LogSubject.Asset, asset.Key, ChangeEvent.Changed, ChangedParts.Facts));
        });
        if (said.Rating is { } rating)
        {
            // Another before it, which counts no more.
            await app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", """{"rating":3}""");
            await app.DoAsync(HttpMethod.Patch, $"api/assets/{id}", $$"""{"rating":{{rating}}}""");
        }

        var fields = new Dictionary<string, object?> { ["price"] = said.Price, ["lasts"] = said.Price, ["brand"] = said.Brand, ["made"] = said.Made, ["size"] = said.Size, ["kept"] = said.Kept };
        Assert.Equal("", await app.SetAsync(id, JsonSerializer.Serialize(fields.Where(one => one.Value is not null).ToDictionary())));
        return said;
    }

    private static async Task PagedAsync(DamApp app, List<Said> assets, string order, string groups)
    {
        var expected = assets.ToList();
        expected.Sort((a, b) => Compare(order, a, b, assets));
        var (found, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await app.Client.SearchAsync(new SearchRequest("", Deep.IsOn ? 4 : 7, cursor, Sort: order) { Groups = groups });
            Assert.Equal(expected.Count, page.Total);
            found.AddRange(page.Items.Select(item => item.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal((order, groups, string.Join(' ', expected.Select(one => one.Id))), (order, groups, string.Join(' ', found)));
    }

    /// <summary>By each order; what is alike in all of them as it came, in the direction of the first.</summary>
    private static int Compare(string order, Said a, Said b, List<Said> assets)
    {
        foreach (var name in order.Split(','))
        {
            var (descending, value) = (name[0] == '-', Values.GetValueOrDefault(name.TrimStart('-')));
            var (one, other) = name.TrimStart('-') is "added" or "name" ? ((assets.IndexOf(a), null), (assets.IndexOf(b), null)) : value is null ? default : (value(a), value(b));
            var (lacks, lacked) = (one is (null, null), other is (null, null));
            if (lacks != lacked)
            {
                return lacks.CompareTo(lacked);
            }

            var compared = one.Item2 is { } text ? Encoding.UTF8.GetBytes(text).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.Item2!)) : Nullable.Compare(one.Item1, other.Item1);
            if (compared != 0)
            {
                return descending ? -compared : compared;
            }
        }

        return order[0] == '-' ? assets.IndexOf(b) - assets.IndexOf(a) : assets.IndexOf(a) - assets.IndexOf(b);
    }

    private sealed record Said(
        string Id, int? Rating, long? Width, long? Height, long? Lasts, string Format, double? Price, string? Brand, string? Made, string? Size, bool? Kept);
}
