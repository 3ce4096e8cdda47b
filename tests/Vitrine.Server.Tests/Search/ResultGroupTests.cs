using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Facets;
using Vitrine.Server.Storage;
using Vitrine.Server.Ui.Library;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Search;

/// <summary>Results under days, months and folders: the groups come one after the other, within each the chosen order holds, and the counts are those of the results.</summary>
public sealed class ResultGroupTests
{
    private static readonly (string Folder, string Name, string? Taken)[] Files =
    [
        ("b", "z", "2024-05-06T10:00:00"), ("b", "a", "2024-05-06T09:00:00"), ("b/x", "m", "2024-05-07"), ("a", "k", "2023"), ("a", "c", null), ("", "r", "2024-05"), ("b.c", "d", "2024-04-30T23:59:59"), ("a", "b", "2024-05-06T23:00:00"),
    ];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Orders_PutGroupsOneAfterTheOther_AndTheSameInPages(string engine)
    {
        await using var app = await FilledAsync(engine);
        foreach (var (sort, expected) in new[]
        {
            ("folder", "rbckazmd"), ("folder,-name", "rkcbzamd"), ("-folder,name", "dmazbckr"), ("folder,-taken", "rbkczamd"), ("-day,name", "mabzrdkc"), ("day,-name", "kdrzbamc"), ("-month,name", "abmrzdkc"), ("-month,folder", "rbazmdkc"), ("folder,size", null!), ("-day,-size", null!),
        })
        {
            var whole = await app.Client.SearchAsync(new SearchRequest("", Sort: sort));
            var names = string.Concat(whole.Items.Select(item => item.Name[0]));
            Assert.Equal((sort, expected ?? names), (sort, names));
            foreach (var limit in new[] { 1, 3 })
            {
                var (pages, cursor) = ("", (string?)null);
                do
                {
                    var page = await app.Client.SearchAsync(new SearchRequest("", limit, cursor, Sort: sort));
                    (pages, cursor) = (pages + string.Concat(page.Items.Select(item => item.Name[0])), page.Cursor);
                }
                while (cursor is not null);
                Assert.Equal((sort, names), (sort, pages));
            }
        }

        foreach (var wrong in new[] { "day,collection", "folder,relevance", "-day,nothing" })
        {
            Assert.Equal((wrong, 400), (wrong, (int)(await Assert.ThrowsAsync<VitrineException>(() => app.Client.SearchAsync(new SearchRequest("", Sort: wrong)))).Status));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Counts_AreThoseOfTheResults_InTheirOrder(string engine)
    {
        await using var app = await FilledAsync(engine);
        var (groups, principal) = (app.Services.GetRequiredService<ResultGroups>(), Owner(app));
        foreach (var (by, chosen) in new[] { ("folder", null), ("folder", "-folder"), ("folder", "name"), ("day", "name"), ("day", "taken"), ("day", "-taken"), ("month", "size"), ("month", "-taken"), ("day", null), ("month", "added") })
        {
            var sort = Grouping.Of(chosen, by, null, apart: false).Sort;
            var found = (await app.Client.SearchAsync(new SearchRequest("-name:m", Sort: sort))).Items;
            var counted = await groups.CountAsync(principal, QueryParser.Parse("-name:m").Query!, together: false, sort, by, TimeZoneInfo.Utc, default);
            var length = by == "day" ? 10 : 7;
            var seen = found.Select(item => by == "folder" ? item.Folder : ResultGroups.IsByAdded(sort) ? item.AddedAt.ToString("O", CultureInfo.InvariantCulture)[..length] : item.TakenAt is { } taken ? taken[..Math.Min(length, taken.Length)] : "").ToList();
            Assert.Equal((by, chosen, string.Join(' ', seen)), (by, chosen, string.Join(' ', counted.SelectMany(group => Enumerable.Repeat(group.Value, (int)group.Assets)))));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task DaysOfWhatWasAdded_BeginWhereWhoLooksIs(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var groups = app.Services.GetRequiredService<ResultGroups>();
        await app.UploadAsync("one.gif", PlayedMedia.File("one"));
        var at = (await app.Client.SearchAsync(new SearchRequest(""))).Items[0].AddedAt;
        foreach (var hours in new[] { -11, -5, 0, 5, 13 })
        {
            var zone = TimeZoneInfo.CreateCustomTimeZone("here", TimeSpan.FromMinutes((hours * 60) + 45), null, null);
            var days = await groups.CountAsync(Owner(app), new Query.All(), together: false, null, "day", zone, default);
            Assert.Equal([new FacetCount(at.ToOffset(zone.BaseUtcOffset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), 1)], days);
        }
    }

    [Theory]
    [InlineData(null, null, null, null, null, null)]
    [InlineData("name", null, null, null, "name", "name")]
    [InlineData("name", "day", null, "day", "name", "-day,name")]
    [InlineData("name", null, "month", "month", "name", "-month,name")]
    [InlineData("name", "none", "month", "none", "name", "name")]
    [InlineData("name", "", "month", null, "name", "name")]
    [InlineData("name", "nonsense", "month", null, "name", "name")]
    [InlineData("-taken", "day", null, "day", "-taken", "-taken")]
    [InlineData(null, "folder", null, "folder", null, "folder,-added")]
    [InlineData("-folder", "folder", null, "folder", "-folder", "-folder")]
    [InlineData("folder", "day", null, "day", "folder", "-day,folder")]
    [InlineData("-day,name", null, null, "day", "name", "-day,name")]
    [InlineData("folder,-size", null, "day", "folder", "-size", "folder,-size")]
    [InlineData("relevance", "day", null, "day", "relevance", "relevance")]
    public void Grouping_IsOfTheAddressFirst_AndMakesOneOrder(string? sort, string? by, string? kept, string? isBy, string? chosen, string? whole) =>
        Assert.Equal(new Grouping(isBy, chosen, whole), Grouping.Of(sort, by, kept, apart: false));

    [Fact]
    public void Grouping_OfWhatLooksAlike_IsLeftOut() => Assert.Equal(new Grouping("day", null, null), Grouping.Of(null, "day", null, apart: true));

    private static async Task<DamApp> FilledAsync(string engine)
    {
        var app = await DamApp.StartAsync(engine);
        foreach (var (folder, name, taken) in Files)
        {
            string[] lines = taken is null ? [name] : [name, "TAKEN:" + taken];
            await app.UploadAsync(name + ".gif", PlayedMedia.File(lines), folder.Length == 0 ? null : folder);
        }

        await app.FinishAsync();
        return app;
    }

    private static Principal Owner(DamApp app)
    {
        var seed = app.Services.GetRequiredService<Seed>();
        return new Principal(seed.Owner, Role.Owner, seed.LibraryKey);
    }
}
