using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Contracts;
using Vitrine.Server.Jobs;
using Vitrine.Server.Places;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Places;

/// <summary>From a position in a file to a place that is shown, and what people say of it.</summary>
public sealed class PlaceClaimTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Position_BecomesAPlaceByRule_WithItsReason(string engine)
    {
        await using var app = await PlacesLibrary.StartAsync(engine);
        var munich = await app.UploadAsync("a.gif", PlacesLibrary.At(48.1, 2.05));
        var sea = await app.UploadAsync("b.gif", PlacesLibrary.At(0, -150));
        var none = await app.UploadAsync("c.gif", PlayedMedia.File("TITLE:Nowhere"));
        var unset = await app.UploadAsync("d.gif", PlacesLibrary.At(0, 0));
        await app.PlacedAsync();

        var claim = (await app.PlaceAsync(munich.Id))!;
        Assert.Contains("Bayern", claim.Value, StringComparison.Ordinal);
        Assert.Contains("München", claim.Value, StringComparison.Ordinal);
        Assert.Equal(("rule", "gazetteer", "small@1"), (claim.Source.Type, claim.Source.Name, claim.Source.Version));
        Assert.Equal("48.1, 2.05", Assert.Single(claim.Evidence).Text);
        Assert.Null(claim.DecidedBy);
        Assert.Null(await app.PlaceAsync(sea.Id));
        Assert.Null(await app.PlaceAsync(none.Id));
        Assert.Null(await app.PlaceAsync(unset.Id));

        Assert.Equal(2, await app.CountAsync("box:-180,-90,180,90"));
        Assert.Equal(2, await app.CountAsync("-box:-180,-90,180,90"));
        foreach (var query in new[] { "place:munch", "place:germany", "place:Deutschland", "place:\"bayern münchen\"", "münchen", "country:DE", "country:allemagne", "town:MUNCHEN", "box:2,48,2.1,48.2" })
        {
            Assert.True(await app.CountAsync(query) == 1, query);
        }

        foreach (var query in new[] { "place:france", "country:FR", "country:Atlantis", "town:Mün", "place:!!", "box:2.06,48,2.1,48.2" })
        {
            Assert.True(await app.CountAsync(query) == 0, query);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Person_CorrectsIt_AndWins_AlsoOverANewGazetteer_UntilItIsTakenBack(string engine)
    {
        await using var app = await PlacesLibrary.StartAsync(engine);
        var asset = await app.UploadAsync("a.gif", PlacesLibrary.At(48.1, 2.05));
        await app.PlacedAsync();

        // Names alone: the position stays that of the file.
        var named = await app.JobAsync("api/places", $$$"""{"ids":["{{{asset.Id}}}"],"names":{"country":"Frankreich","town":"Montmartre"}}""");
        Assert.Equal(1, named.GetProperty("changed").GetInt64());
        Assert.Equal("Owner", (await app.PlaceAsync(asset.Id))!.DecidedBy);
        Assert.Equal(1, await app.CountAsync("country:FR town:montmartre box:2,48,2.1,48.2"));
        Assert.Equal(0, await app.CountAsync("country:DE OR place:bayern"));

        // Another position in the same town is another value.
        await app.JobAsync("api/places", $$$"""{"ids":["{{{asset.Id}}}"],"position":{"latitude":48.31,"longitude":2.11}}""");
        Assert.Equal(1, await app.CountAsync("town:garching box:2.1,48.3,2.12,48.32"));
        var moved = await app.JobAsync("api/places", $$$"""{"ids":["{{{asset.Id}}}"],"position":{"latitude":48.32,"longitude":2.12}}""");
        Assert.Equal(1, moved.GetProperty("changed").GetInt64());
        Assert.Equal(1, await app.CountAsync("box:2.115,48.315,2.13,48.33"));

        // By the asset's own change as well: the position gets its names.
        using var patched = await app.SendAsync(HttpMethod.Patch, $"api/assets/{asset.Id}", """{"place":{"latitude":50.1,"longitude":10.1}}""");
        await patched.JsonAsync();
        Assert.Equal(1, await app.CountAsync("country:AT town:wien box:10,50,10.2,50.2"));
        moved = await app.JobAsync("api/places", $$$"""{"ids":["{{{asset.Id}}}"],"position":{"latitude":48.32,"longitude":2.12}}""");

        // A new gazetteer looks again; a person's word stays.
        await app.RestartAsync(PlacesLibrary.Setup(version: 2));
        await app.PlacedAsync(version: 2);
        Assert.Equal(1, await app.CountAsync("town:garching box:2.115,48.315,2.13,48.33"));

        // Taken back: the step before, which saying it again does not change.
        await app.UndoAsync(moved.GetProperty("id").GetString()!);
        Assert.Equal(1, await app.CountAsync("town:wien box:10,50,10.2,50.2"));
        Assert.Equal(0, (await app.JobAsync("api/places", $$$"""{"ids":["{{{asset.Id}}}"],"position":{"latitude":50.1,"longitude":10.1}}""")).GetProperty("changed").GetInt64());

        // Nowhere, for good; and back.
        var cleared = await app.JobAsync("api/places", $$$"""{"ids":["{{{asset.Id}}}"],"clear":true}""");
        Assert.Null(await app.PlaceAsync(asset.Id));
        Assert.Equal(0, await app.CountAsync("box:-180,-90,180,90"));
        Assert.Equal(0, await app.CountAsync("place:garching OR place:wien"));
        await app.UndoAsync(cleared.GetProperty("id").GetString()!);
        Assert.Equal(1, await app.CountAsync("town:wien"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Gazetteer_InstalledLater_LooksAtWhatIsThere_AndAnotherVersionAgain(string engine)
    {
        await using var app = await PlacesLibrary.StartAsync(engine, installed: false);
        var asset = await app.UploadAsync("a.gif", PlacesLibrary.At(50.1, 10.1));
        await app.FinishAsync();
        Assert.Null(await app.PlaceAsync(asset.Id));
        Assert.Equal(1, await app.CountAsync("box:10,50,11,51"));
        using var without = await app.SendAsync(HttpMethod.Get, "api/places?prefix=wien");
        Assert.Contains("No gazetteer is installed", (await without.ProblemAsync(HttpStatusCode.Conflict)).GetProperty("detail").GetString(), StringComparison.Ordinal);

        SmallWorld.InstallInto(Path.Combine(app.Data, "models"));
        await app.RestartAsync();
        await app.PlacedAsync();
        Assert.Equal("small@1", (await app.PlaceAsync(asset.Id))!.Source.Version);
        Assert.Equal(1, await app.CountAsync("country:AT town:wien"));

        await app.RestartAsync(PlacesLibrary.Setup(version: 2));
        await app.PlacedAsync(version: 2);
        Assert.Equal("small@2", (await app.PlaceAsync(asset.Id))!.Source.Version);
        var jobs = await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from job where what = {"find-places"}"));
        Assert.Equal(2, jobs);

        // A damaged gazetteer stops nothing.
        await File.WriteAllTextAsync(Path.Combine(app.Data, "models", "small", "cities.json"), new string('[', SmallWorld.Towns.Length));
        await app.RestartAsync(PlacesLibrary.Setup(version: 3));
        var late = await app.UploadAsync("b.gif", PlacesLibrary.At(50.1, 10.2));
        await app.FinishAsync();
        Assert.Null(await app.PlaceAsync(late.Id));
        Assert.Equal(2, await app.CountAsync("box:10,50,11,51"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Positions_ThatComeInWhileAJobLooksUpOthers_AreLookedUpWhenItEnds(string engine)
    {
        await using var app = await PlacesLibrary.StartAsync(engine);
        await app.Database.WriteAsync(Actor.System, async session =>
        {
            await session.ExecuteAsync($"insert into node (id, boot, seen_at) values ({"elsewhere"}, {"1"}, {session.Now + TimeSpan.FromHours(1)})");
            await session.ExecuteAsync(
                $"""
                insert into job (id, library_key, what, state, request, total, done, changed, failed, bytes, duplicates, actor_key, node, boot, created_at)
                values ({"00000000000000000000cafe"}, {1}, {"find-places"}, {JobState.Running}, {"{}"}, {0}, {0}, {0}, {0}, {0}, {0}, {session.Actor.Key}, {"elsewhere"}, {"1"}, {session.Now})
                """);
        });

        // Nobody has read the gazetteer yet, so the position is left to the next job; the one under way was made before it.
        var missed = await app.UploadAsync("a.gif", PlacesLibrary.At(50.1, 10.1));
        var gazetteers = app.Services.GetRequiredService<Gazetteers>();
        while (gazetteers.Loaded is null)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await app.UploadAsync("b.gif", PlacesLibrary.At(48.1, 2.05));
        await app.UntilAsync(session => session.TextAsync($"select 'the second' where not exists (select 1 from asset_place where gazetteer = {"small@1"})"));
        Assert.Null(await app.PlaceAsync(missed.Id));

        await app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update job set state = {JobState.Done}, ended_at = {session.Now} where node = {"elsewhere"}"));
        await app.PlacedAsync();
        Assert.NotNull(await app.PlaceAsync(missed.Id));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Library_OfAnEarlierProgram_GetsItsRows(string engine)
    {
        await using var app = await PlacesLibrary.StartAsync(engine);
        var asset = await app.UploadAsync("a.gif", PlacesLibrary.At(48.1, 2.05));
        await app.PlacedAsync();
        await app.Database.WriteAsync(Actor.System, async session =>
        {
            await session.ExecuteAsync($"delete from asset_place");
            await session.ExecuteAsync($"delete from stamp where name = {"positions"}");
            session.Log(new Change(1, LogSubject.Asset, (await session.NumberAsync($"select key from asset"))!.Value, ChangeEvent.Changed));
        });
        Assert.Equal(0, await app.CountAsync("box:-180,-90,180,90"));
        await app.RestartAsync();
        await app.UntilAsync(session => session.TextAsync($"select 'no row yet' where not exists (select 1 from asset_place where gazetteer = {"small@1"})"));
        Assert.Equal(1, await app.CountAsync("box:-180,-90,180,90 town:münchen"));
        Assert.NotNull(await app.PlaceAsync(asset.Id));
    }

    [Theory]
    [InlineData("""{"ids":[]}""")]
    [InlineData("""{"ids":[],"clear":true,"position":{"latitude":1,"longitude":1}}""")]
    [InlineData("""{"ids":[],"position":{"latitude":91,"longitude":1}}""")]
    [InlineData("""{"ids":[],"position":{"latitude":1,"longitude":-180.5}}""")]
    [InlineData("""{"ids":[],"names":{"town":"  "}}""")]
    [InlineData("""{"ids":[],"names":{"town":"a\nb"}}""")]
    [InlineData("""{"position":{"latitude":1,"longitude":1}}""")]
    public async Task WrongRequests_AreRefusedWithASentence_AndChangeNothing(string json)
    {
        await using var app = await PlacesLibrary.StartAsync(Engines.Sqlite);
        using var response = await app.SendAsync(HttpMethod.Post, "api/places", json);
        Assert.EndsWith(".", (await response.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purged_LeavesNoPosition_AndViewersChangeNothing()
    {
        await using var app = await PlacesLibrary.StartAsync(Engines.Sqlite);
        var asset = await app.UploadAsync("a.gif", PlacesLibrary.At(48.1, 2.05));
        await app.PlacedAsync();
        using var viewer = await app.AsAsync(Role.Viewer);
        using var refused = await DamApp.SendAsync(viewer, HttpMethod.Post, "api/places", $$$"""{"ids":["{{{asset.Id}}}"],"clear":true}""");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var dry = await app.SendAsync(HttpMethod.Post, "api/places", """{"query":"town:münchen","dryRun":true,"clear":true}""");
        Assert.Equal(1, (await dry.JsonAsync()).GetProperty("total").GetInt64());
        using var map = await DamApp.SendAsync(viewer, HttpMethod.Get, "api/map");
        Assert.Equal(HttpStatusCode.OK, map.StatusCode);

        await app.JobAsync("api/bulk", $$$"""{"ids":["{{{asset.Id}}}"],"trash":true}""");
        Assert.Equal(0, (await app.MapAsync()).Total);
        using var emptied = await app.SendAsync(HttpMethod.Post, "api/trash/empty", "{}");
        await app.FinishAsync();
        Assert.Equal(0, await app.Database.ReadAsync(session => session.NumberAsync($"select count(*) from asset_place")));
    }
}
