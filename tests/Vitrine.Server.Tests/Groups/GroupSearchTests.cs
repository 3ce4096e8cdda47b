using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Facets;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Groups;

/// <summary>What a search shows with groups together follows from what it finds with groups apart, which has an oracle of its own: each asset found is shown as itself or as its cover, once.</summary>
public sealed class GroupSearchTests
{
    private static readonly string[] Queries =
    [
        "", "tag:dog", "tag:cat", "-tag:dog", "tag:dog OR tag:cat", "tag:dog tag:cat", "kind:video", "-kind:video", "taken:2023", "taken>=2024", "folder:two", "folder:one tag:dog", "name:a1", "camera:canon", "nowhere",
    ];

    private static readonly string[] Sorts = ["-added", "added", "taken", "-taken", "name", "-name", "size", "-size", "folder", "-folder", "relevance"];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Together_TotalsOrdersCursorsAndFacets_AreExact(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var cover = await FillAsync(app, new Random(20240506));
        string Shown(string id) => cover.GetValueOrDefault(id, id);

        var orders = new Dictionary<string, string[]>();
        foreach (var sort in Sorts)
        {
            orders[sort] = [.. await FoundAsync(app, "", "apart", sort, 500)];
        }

        foreach (var (turn, query) in Queries.Index())
        {
            var expected = (await FoundAsync(app, query, "apart", null, 500)).Select(Shown).ToHashSet(StringComparer.Ordinal);
            foreach (var sort in Sorts.Where((_, at) => Deep.IsOn || at % 6 == turn % 6))
            {
                var order = orders[sort].Where(expected.Contains).ToArray();
                Assert.Equal((query, sort, string.Join(' ', order)), (query, sort, string.Join(' ', await FoundAsync(app, query, "together", sort, 500))));
                Assert.Equal((query, sort, string.Join(' ', order)), (query, sort, string.Join(' ', await FoundAsync(app, query, "together", sort, Deep.IsOn ? 3 : 7))));
                Assert.Equal(order.Skip(2).Take(2), (await app.Client.SearchAsync(new SearchRequest(query, 2, Sort: sort, Offset: 2) { Groups = "together" })).Items.Select(item => item.Id));
            }

            Assert.Equal((query, (long)expected.Count), (query, await app.ShownAsync(query)));
            await FacetsAsync(app, query, Shown);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Together_SaysTheGroupAndWhichMemberWasFound(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var ids = await app.BringAsync(("a.nef", ["AS:nef", "KEYWORD:deep"]), ("a.jpg", ["AS:jpeg", "KEYWORD:flat"]), ("b.jpg", ["AS:jpeg", "KEYWORD:flat"]));

        var all = (await app.Client.SearchAsync(new SearchRequest(Sort: "name") { Groups = "together" })).Items;
        Assert.Equal(["a.jpg", "b.jpg"], all.Select(item => item.Name));
        Assert.Equal(("raw-jpeg", 2, null), (all[0].Group!.Kind, all[0].Group!.Count, all[0].Group!.Matched));
        Assert.Null(all[1].Group);
        var deep = Assert.Single((await app.Client.SearchAsync(new SearchRequest("tag:deep") { Groups = "together" })).Items);
        Assert.Equal((ids["a.jpg"], ids["a.nef"], "a.nef"), (deep.Id, deep.Group!.Matched!.Id, deep.Group.Matched.Name));
        Assert.Null((await app.Client.SearchAsync(new SearchRequest("tag:flat", Sort: "name") { Groups = "together" })).Items[0].Group!.Matched);
        Assert.All((await app.Client.SearchAsync(new SearchRequest())).Items, item => Assert.Null(item.Group));

        var cursor = (await app.Client.SearchAsync(new SearchRequest("", 1) { Groups = "together" })).Cursor;
        using var other = await app.SendAsync(HttpMethod.Post, "api/search", $$"""{"query":"","limit":1,"cursor":"{{cursor}}"}""");
        await other.ProblemAsync(System.Net.HttpStatusCode.BadRequest);
        using var wrong = await app.SendAsync(HttpMethod.Post, "api/search", """{"groups":"sometimes"}""");
        await wrong.ProblemAsync(System.Net.HttpStatusCode.BadRequest);
    }

    /// <summary>Every value counts as many results as the query with that value shows.</summary>
    private static async Task FacetsAsync(DamApp app, string query, Func<string, string> shown)
    {
        var counts = app.Services.GetRequiredService<FacetCounts>();
        var library = await app.Database.ReadAsync(session => session.NumberAsync($"select key from library"));
        var counted = await counts.OfAsync(new Principal(Actor.System, Role.Owner, library!.Value), QueryParser.Parse(query).Query!, together: true, default);
        foreach (var (field, found) in new[]
        {
            ("kind", await counts.KindsAsync(counted, default)), ("taken", await counts.YearsAsync(counted, default)),
            ("camera", await counts.CamerasAsync(counted, 10, default)), ("tag", await counts.TagsAsync(counted, 20, default)),
        })
        {
            foreach (var one in found)
            {
                var narrowed = $"{(query.Contains(" OR ", StringComparison.Ordinal) ? $"({query})" : query)} {field}:\"{one.Value}\"";
                var results = (await FoundAsync(app, narrowed, "apart", null, 500)).Select(shown).Distinct().Count();
                Assert.Equal((narrowed, (long)results), (narrowed, one.Assets));
                Assert.Equal((narrowed, (long)results), (narrowed, await app.ShownAsync(narrowed)));
            }
        }

        var total = await app.ShownAsync(query);
        Assert.Equal(total, await counts.TotalAsync(counted, default));
        Assert.Equal(total, (await counts.MonthsAsync(counted, "taken", default))!.Sum(month => month.Assets));
        Assert.Equal(total, (await counts.MonthsAsync(counted, null, default))!.Sum(month => month.Assets));
    }

    /// <summary>All that a query finds, page by page.</summary>
    private static async Task<List<string>> FoundAsync(DamApp app, string query, string groups, string? sort, int limit)
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await app.Client.SearchAsync(new SearchRequest(query, limit, cursor, Sort: sort) { Groups = groups });
            found.AddRange(page.Items.Select(item => item.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        return found;
    }

    /// <summary>Assets in groups of two and more, some of them in the trash, and what each is shown as.</summary>
    private static async Task<Dictionary<string, string>> FillAsync(DamApp app, Random random)
    {
        await app.SwitchOffAsync();
        var ids = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            app.Setup.Clock.Advance(TimeSpan.FromDays(random.Next(3) * 11));
            var lines = new List<string> { "AS:" + Pick("jpeg", "mov", "nef"), new string('x', random.Next(1, 4)) };
            lines.AddRange(random.Next(3) == 0 ? [] : [$"TAKEN:{Pick("2023", "2024-05", "2024-05-06T10:00:00", "2025-01-01T00:00:00")}"]);
            lines.AddRange(random.Next(2) == 0 ? [] : [$"KEYWORD:{Pick("dog", "cat")}"]);
            lines.AddRange(random.Next(2) == 0 ? [] : [$"KEYWORD:{Pick("dog", "cat", "boat")}"]);
            lines.AddRange(random.Next(2) == 0 ? [] : [$"CAMERA:{Pick("Canon/R5", "Nikon/Z8")}"]);
            ids.Add(await app.BringAsync(string.Create(CultureInfo.InvariantCulture, $"{Pick("one", "two", "two/three")}/a{i}.bin"), [.. lines]));
        }

        await app.FinishAsync();
        var cover = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = new Queue<string>(ids.OrderBy(_ => random.Next()));
        while (open.Count > 12)
        {
            string[] members = [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => open.Dequeue())];
            await app.MakeAsync("burst", members[1], members);
            // In every second group one is in the trash: sometimes the cover, and then the next stands for it.
            string[] gone = random.Next(2) == 0 ? [members[random.Next(members.Length)]] : [];
            foreach (var id in gone)
            {
                await app.DoAsync(HttpMethod.Delete, $"api/assets/{id}");
            }

            string[] left = [.. new[] { members[1] }.Concat(members).Distinct().Except(gone)];
            foreach (var id in left.Skip(1))
            {
                cover[id] = left[0];
            }
        }

        return cover;

        string Pick(params string[] some) => some[random.Next(some.Length)];
    }
}
