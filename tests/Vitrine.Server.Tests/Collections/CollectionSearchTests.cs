using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Facets;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Groups;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Collections;

/// <summary>The field <c>collection</c>, the order by hand and the filter, against what was put where.</summary>
public sealed class CollectionSearchTests
{
    private static readonly string[] Queries =
    [
        "collection:\"Press kit\"", "collection:press", "-collection:\"press KIT\"", "collection:\"Préss kit\" collection:summer", "collection:summer OR collection:\"Press kit\"",
        "NOT (collection:summer OR collection:\"Press kit\")", "collection:summer kind:video", "collection:nothing", "-collection:nothing", "collection:empty", "folder:two collection:summer", "collection:%",
    ];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Field_FindsWhatIsIn_AndTheOrderByHandIsExactOverPages(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SwitchOffAsync();
        var random = new Random(20260718);
        var names = new List<string>();
        var ids = new Dictionary<string, string>();
        for (var i = 0; i < 30; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"a{i}");
            ids[name] = await app.BringAsync($"{(i % 3 == 0 ? "one" : "two")}/{name}.bin", "AS:" + (i % 4 == 0 ? "mov" : "jpeg"), new string('x', i + 1));
            names.Add(name);
        }

        await app.FinishAsync();
        var sets = new Dictionary<string, string[]>
        {
            ["press kit"] = [.. names.OrderBy(_ => random.Next()).Take(11)],
            ["summer"] = [.. names.OrderBy(_ => random.Next()).Take(17)],
            ["empty"] = [],
        };
        var keys = new Dictionary<string, string>();
        foreach (var (name, members) in sets)
        {
            keys[name] = await app.CollectionAsync(name == "press kit" ? "Press kit" : name, [.. members.Select(one => ids[one])]);
        }

        await app.DoAsync(HttpMethod.Delete, $"api/assets/{ids[sets["summer"][3]]}");
        string[] live = [.. names.Where(name => name != sets["summer"][3])];
        foreach (var query in Queries)
        {
            var read = QueryParser.Parse(query).Query!;
            var expected = live.Where(name => Matches(read, name, sets)).Order(StringComparer.Ordinal);
            var found = (await app.Client.SearchAsync(new SearchRequest(query, 500))).Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)).Order(StringComparer.Ordinal);
            Assert.Equal((query, string.Join(' ', expected)), (query, string.Join(' ', found)));
        }

        foreach (var (name, members) in sets)
        {
            var order = string.Join(' ', members.Where(live.Contains));
            foreach (var query in new[] { $"collection:{keys[name]}", $"collection:\"{name}\"" })
            {
                Assert.Equal((query, order), (query, string.Join(' ', await PagesAsync(app, query, "collection", 4))));
                Assert.Equal((query, string.Join(' ', members.Where(live.Contains).Reverse())), (query, string.Join(' ', await PagesAsync(app, query, "-collection", 5))));
            }
        }

        var jump = await app.Client.SearchAsync(new SearchRequest("collection:summer folder:two", 3, Sort: "collection", Offset: 2));
        Assert.Equal(
            sets["summer"].Where(name => live.Contains(name) && names.IndexOf(name) % 3 != 0).Skip(2).Take(3), jump.Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)));
        foreach (var wrong in new[] { "", "kind:image", "-collection:summer", "collection:summer OR kind:video", "collection:summer collection:empty" })
        {
            Assert.Contains("one collection", await app.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "api/search", new { query = wrong, sort = "collection" }), StringComparison.Ordinal);
        }

        await FacetsAsync(app, sets, live);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Together_OrdersGroupsByTheFirstOfThem_OverPages(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SwitchOffAsync();
        var ids = await app.FilesAsync("a", "b", "c", "d", "e", "f");
        await app.MakeAsync("burst", ids["f"], ids["f"], ids["b"]);
        await app.MakeAsync("burst", ids["c"], ids["c"], ids["e"]);
        var id = await app.CollectionAsync("c", ids["d"], ids["b"], ids["e"], ids["a"], ids["c"], ids["f"]);

        Assert.Equal("d f c a", await app.OrderAsync(id, "together"));
        var first = await app.Client.SearchAsync(new SearchRequest($"collection:{id}", 2, Sort: "collection") { Groups = "together" });
        Assert.Equal(4, first.Total);
        var next = await app.Client.SearchAsync(new SearchRequest($"collection:{id}", 2, first.Cursor, Sort: "collection") { Groups = "together" });
        Assert.Equal("c.gif a.gif", string.Join(' ', next.Items.Select(item => item.Name)));
        Assert.Null(next.Cursor);
    }

    [Theory]
    [InlineData("colection:summer", "collection:summer")]
    [InlineData("album:summer", "collection:summer")]
    [InlineData("collection>2", "collection:2")]
    public void Field_MisspeltOrMisused_IsMended(string typed, string better) => Assert.Equal(better, QueryParser.Parse(typed).Error!.Suggestion);

    private static bool Matches(Query query, string name, Dictionary<string, string[]> sets) => query switch
    {
        Query.Condition { Field.Name: "collection", Text: { } collection } => sets.Any(set => TextFold.Key(set.Key) == TextFold.Key(collection) && set.Value.Contains(name)),
        Query.Condition { Field.Name: "folder" } => int.Parse(name[1..], CultureInfo.InvariantCulture) % 3 != 0,
        Query.Condition { Field.Name: "kind" } => int.Parse(name[1..], CultureInfo.InvariantCulture) % 4 == 0,
        Query.Not not => !Matches(not.Operand, name, sets),
        Query.And and => and.Operands.All(operand => Matches(operand, name, sets)),
        Query.Or or => or.Operands.Any(operand => Matches(operand, name, sets)),
        _ => throw new InvalidOperationException(query.ToString()),
    };

    private static async Task<List<string>> PagesAsync(DamApp app, string query, string sort, int limit)
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await app.Client.SearchAsync(new SearchRequest(query, limit, cursor, Sort: sort));
            found.AddRange(page.Items.Select(item => Path.GetFileNameWithoutExtension(item.Name)));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        return found;
    }

    private static async Task FacetsAsync(DamApp app, Dictionary<string, string[]> sets, string[] live)
    {
        var counts = app.Services.GetRequiredService<FacetCounts>();
        var library = await app.Database.ReadAsync(session => session.NumberAsync($"select key from library"));
        foreach (var together in new[] { false, true })
        {
            var counted = await counts.OfAsync(new Principal(Actor.System, Role.Owner, library!.Value), new Query.All(), together, default);
            var found = await counts.CollectionsAsync(counted, 10, default);
            Assert.Equal(
                sets.Where(set => set.Value.Length > 0).Select(set => (set.Key.Replace("press", "Press", StringComparison.Ordinal), (long)set.Value.Count(live.Contains))).OrderByDescending(one => one.Item2),
                found.Select(one => (one.Value, one.Assets)));
        }
    }
}
