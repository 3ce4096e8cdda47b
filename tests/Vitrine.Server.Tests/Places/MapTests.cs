using System.Globalization;
using System.Net;
using Vitrine.Contracts;
using Vitrine.Core.Places;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Places;

/// <summary>What the map is drawn from.</summary>
public sealed class MapTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Clusters_AddUp_PartWithTheZoom_AndFollowTheQuery(string engine)
    {
        await using var app = await PlacesLibrary.StartAsync(engine);
        (double Latitude, double Longitude)[] places = [(48.1, 2.05), (48.1, 2.0501), (48.3, 2.1), (48.8, -5), (-17, 179.9), (-17, -179.5), (89.9, 12)];
        foreach (var (place, number) in places.Select((place, number) => (place, number)))
        {
            await app.UploadAsync($"p{number}.gif", PlacesLibrary.At(place.Latitude, place.Longitude, $"TITLE:n{number}"));
        }

        await app.UploadAsync("none.gif", PlayedMedia.File());
        await app.PlacedAsync();

        var world = await app.MapAsync();
        Assert.Equal(7, world.Total);
        Assert.Equal(7, world.Clusters.Sum(cluster => cluster.Assets));
        Assert.Equal("-179.5,-17,179.9,89.9", world.Box);

        var country = await app.MapAsync("?zoom=9&box=-6,47,3,50");
        Assert.Equal([2L, 1, 1], country.Clusters.Select(cluster => cluster.Assets).OrderDescending());
        var pair = country.Clusters.Single(cluster => cluster.Assets == 2);
        Assert.Equal("München", pair.Town);
        Assert.Equal("2.05,48.1,2.0501,48.1", pair.Box);
        Assert.Equal("p1.gif", pair.Asset.Name);
        Assert.True(pair.Asset.HasPreview);
        Assert.Equal(2, (await app.MapAsync("?zoom=20&box=2.0499,48.0999,2.0502,48.1001")).Clusters.Count);
        var alone = country.Clusters.Single(cluster => cluster.Town == "Paris");
        Assert.Equal((48.8, -5.0), (alone.Latitude, alone.Longitude));

        // Across the date line the two are neighbours.
        var across = await app.MapAsync("?zoom=3&box=170,-30,-170,0");
        Assert.Equal((2, "179.9,-17,-179.5,-17"), (across.Total, across.Box));
        Assert.Equal(2, (await app.MapAsync("?zoom=3&box=170,-30,190,0")).Total);
        Assert.Equal(2, await app.CountAsync("box:170,-30,-170,0"));

        Assert.Equal(1, (await app.MapAsync("?q=n3")).Total);
        Assert.Equal(3, (await app.MapAsync("?q=country:DE")).Total);
        Assert.Equal((0, null), ((await app.MapAsync("?q=nowhere")).Total, (await app.MapAsync("?q=nowhere")).Box));
        foreach (var wrong in new[] { "?zoom=-1", "?zoom=23", "?box=1,2,3", "?box=a,b,c,d", "?q=(" })
        {
            using var response = await app.SendAsync(HttpMethod.Get, "api/map" + wrong);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Thousands_AreAFewClusters_WhateverIsAsked(string engine)
    {
        await using var app = await PlacesLibrary.StartAsync(engine, installed: false);
        await app.UploadAsync("a.gif", PlayedMedia.File());
        await app.FinishAsync();
        await app.Database.WriteAsync(Actor.System, async session =>
        {
            await ManyAsync(session, 1_200);
            session.Log(new Change(1, LogSubject.Library, 1, ChangeEvent.Changed));
        });
        var world = await app.MapAsync("?zoom=22");
        Assert.Equal(1_200, world.Total);
        Assert.Equal(1_200, world.Clusters.Sum(cluster => cluster.Assets));
        Assert.InRange(world.Clusters.Count, 100, 4_096);
        Assert.InRange((await app.MapAsync("?zoom=1")).Clusters.Count, 4, 200);
        Assert.All(world.Clusters, cluster => Assert.True(GeoBox.TryParse(cluster.Box, out var box) && box.North >= cluster.Latitude - 1e-5 && box.South <= cluster.Latitude + 1e-5, cluster.ToString()));

        // Each cluster's area holds what it counts, and may hold what a neighbour counts.
        foreach (var cluster in world.Clusters.Take(20))
        {
            Assert.InRange(await app.CountAsync("box:" + cluster.Box), cluster.Assets, 1_200);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Places_AreSuggested_InTheLanguageOfTheRequest_AndCoordinatesAreRead(string engine)
    {
        await using var app = await PlacesLibrary.StartAsync(engine);
        using var german = await app.SendAsync(HttpMethod.Get, "api/places?prefix=munch", null, request => request.Headers.Add("Accept-Language", "de"));
        var munich = (await german.JsonAsync())[0];
        Assert.Equal("München Bayern Deutschland DE", string.Join(' ', new[] { "town", "region", "countryName", "country" }.Select(name => munich.GetProperty(name).GetString())));
        using var typed = await app.SendAsync(HttpMethod.Get, "api/places?prefix=" + Uri.EscapeDataString("N 50 6 E 10 6"));
        var vienna = (await typed.JsonAsync())[0];
        Assert.Equal(("AT", "Wien", 50.1), (vienna.GetProperty("country").GetString(), vienna.GetProperty("town").GetString(), vienna.GetProperty("latitude").GetDouble()));
        using var sea = await app.SendAsync(HttpMethod.Get, "api/places/at?latitude=0&longitude=-150");
        Assert.False((await sea.JsonAsync()).TryGetProperty("country", out var country) && country.ValueKind != System.Text.Json.JsonValueKind.Null);
        foreach (var wrong in new[] { "places?prefix=a&limit=0", "places/at?latitude=91&longitude=0", "places/at?latitude=NaN&longitude=0" })
        {
            using var response = await app.SendAsync(HttpMethod.Get, "api/" + wrong);
            await response.ProblemAsync(HttpStatusCode.BadRequest);
        }
    }

    /// <summary>Copies of the one asset, spread over the earth.</summary>
    private static async Task ManyAsync(WriteSession session, int count)
    {
        var random = new Random(3);
        var first = await session.FirstAsync($"select key, library_key, folder_key from asset", row => (Key: row.GetInt64(0), Library: row.GetInt64(1), Folder: row.GetInt64(2)));
        for (var i = 0; i < count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"copy-{i:D5}.gif");
            var key = await session.InsertAsync(
                $"""
                insert into asset (id, library_key, folder_key, name, name_key, kind, version_key, revision, created_at, taken_at)
                select {"0123456789abcdef0" + i.ToString("D7", CultureInfo.InvariantCulture)}, library_key, folder_key, {name}, {name}, kind, version_key, revision, created_at, taken_at
                from asset where key = {first.Key} returning key
                """);
            var position = new GeoPosition(Math.Round(double.RadiansToDegrees(Math.Asin((random.NextDouble() * 1.9) - 0.95)), 5), Math.Round((random.NextDouble() * 360) - 180, 5));
            var (x, y) = MapGrid.Of(position);
            await session.ExecuteAsync($"insert into asset_place (asset_key, library_key, latitude, longitude, x, y) values ({key}, {first.Library}, {position.Latitude}, {position.Longitude}, {x}, {y})");
        }
    }
}
