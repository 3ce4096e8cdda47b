using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vitrine.Contracts;
using Vitrine.Server.Backups;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Backups;

/// <summary>Copies of the database at night and before migrations.</summary>
public sealed class SnapshotTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Nightly_OnceANight_KeepsAsManyAsSet_AndCanBeOff(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var schedule = app.Services.GetServices<IHostedService>().OfType<SnapshotSchedule>().Single();
        await PatchAsync(app, """{"snapshotsKept":2}""");
        for (var night = 1; night <= 4; night++)
        {
            app.Setup.Clock.Advance(TimeSpan.FromDays(1));
            Assert.True(await schedule.OnceAsync(Ending));
            Assert.False(await schedule.OnceAsync(Ending));
            Assert.Equal(Math.Min(night, 2), Snapshots.List(app.Data).Count);
        }

        await PatchAsync(app, """{"snapshotAt":"off"}""");
        app.Setup.Clock.Advance(TimeSpan.FromDays(1));
        Assert.False(await schedule.OnceAsync(Ending));
        foreach (var wrong in new[] { """{"snapshotAt":"25:00"}""", """{"snapshotAt":"soon"}""", """{"snapshotsKept":0}""" })
        {
            using var refused = await app.SendAsync(HttpMethod.Patch, "api/library", wrong);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    [Fact]
    public void LastHour_OfAZoneWithSummerTime_IsTheLocalOne()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var hour = new TimeOnly(3, 30);

        Assert.Equal(Utc(2026, 7, 2, 1, 30), SnapshotSchedule.LastHour(Utc(2026, 7, 2, 2, 0), hour, zone));
        Assert.Equal(Utc(2026, 7, 1, 1, 30), SnapshotSchedule.LastHour(Utc(2026, 7, 2, 1, 0), hour, zone));
        Assert.Equal(Utc(2026, 1, 2, 2, 30), SnapshotSchedule.LastHour(Utc(2026, 1, 2, 2, 30), hour, zone));

        // In the night in which it does not exist there is one all the same.
        Assert.InRange(SnapshotSchedule.LastHour(Utc(2026, 3, 29, 12, 0), new TimeOnly(2, 30), zone), Utc(2026, 3, 29, 0, 0), Utc(2026, 3, 29, 2, 0));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Snapshot_RestoredWhereItWasMade_PutsTheDatabaseBackAndKeepsTheOriginals(string engine)
    {
        var app = await DamApp.StartAsync(engine, new DamSetup { Data = Directory.CreateTempSubdirectory("vitrine-snapshot-").FullName });
        var id = (await app.UploadAsync("a.gif", PlayedMedia.File("one", "KEYWORD:first"))).Id;
        await app.FinishAsync();
        var seen = await app.SeenAsync();
        using (var response = await app.SendAsync(HttpMethod.Post, "api/snapshots"))
        {
            var job = await app.JobAsync((await response.JsonAsync()).GetProperty("job").GetString()!);
            Assert.True(job.State == "done", job.Message);
        }

        await app.UploadAsync("b.gif", PlayedMedia.File("two"));
        using (await app.SendAsync(HttpMethod.Post, "api/bulk", $$"""{"ids":["{{id}}"],"remove":{"tags":["first"] } }"""))
        {
        }

        await app.FinishAsync();
        var snapshot = Snapshots.List(app.Data).Single();
        var taken = await Assert.ThrowsAsync<BackupException>(() => new Restore(TimeProvider.System).RunAsync(snapshot, new RestoreTarget(app.Data, app.Connection), null, Ending));
        Assert.Contains("Another Vitrine server uses", taken.Message, StringComparison.Ordinal);
        var data = app.Data;
        var token = app.Token;
        await app.DisposeAsync();

        // Elsewhere the originals would be missing.
        var elsewhere = new RestoreTarget(data + "-elsewhere", app.Connection is null ? null : await (await PostgresCluster.StartAsync()).CreateDatabaseAsync());
        var alone = await Assert.ThrowsAsync<BackupException>(() => new Restore(TimeProvider.System).RunAsync(snapshot, elsewhere, null, Ending));
        Assert.Contains("a database without originals", alone.Message, StringComparison.Ordinal);
        Directory.Delete(elsewhere.Data, recursive: true);

        var result = await new Restore(TimeProvider.System).RunAsync(snapshot, elsewhere with { Data = data }, null, Ending);
        Assert.Equal(engine == Engines.Sqlite, result.SetAside is not null && File.Exists(result.SetAside));
        await using (var again = await DamApp.OverAsync(engine, data, elsewhere.Database))
        {
            Assert.Equal(token, again.Token);
            Assert.Equal(seen, await again.SeenAsync());
            using var original = await again.SendAsync(HttpMethod.Get, $"api/assets/{id}/original");
            Assert.Equal(PlayedMedia.File("one", "KEYWORD:first"), await original.Content.ReadAsByteArrayAsync(Ending));
        }

        Directory.Delete(data, recursive: true);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Migration_OfAnOlderLibrary_TakesASnapshotThatCanBeRestored(string engine)
    {
        var folder = Directory.CreateTempSubdirectory("vitrine-older-").FullName;
        var data = Path.Combine(folder, "data");
        Directory.CreateDirectory(data);
        var cluster = engine == Engines.Postgres ? await PostgresCluster.StartAsync() : null;
        var connection = cluster is null ? null : await cluster.CreateDatabaseAsync();
        int older;
        await using (Database database = connection is null
            ? await SqliteDatabase.OpenAsync(Path.Combine(data, "vitrine.db"), TimeProvider.System) : await PostgresDatabase.OpenAsync(connection, TimeProvider.System))
        {
            var known = Migration.For(database.Dialect);
            older = known.Count - 1;
            await Migrator.MigrateAsync(database, [.. known.Take(older)], null, null, Ending);
            await Seed.EnsureAsync(database, new Core.Assets.IdGenerator(TimeProvider.System), Ending);

            // A start that fails after its snapshot and is tried again takes no second one.
            using var snapshots = new Snapshots(database, data);
            await snapshots.BeforeMigrationAsync(older, _ => Assert.Fail("PostgreSQL's tools are here"), Ending);
        }

        await using (var host = await ServerHost.BuildAsync(new ServerOptions { Data = data, Database = connection, Port = 0 }, TimeProvider.System, null, Ending))
        {
            Assert.Equal(older + 1, await Migrator.SchemaAsync(host.Services.GetRequiredService<Database>(), Ending));
        }

        var snapshot = Snapshots.List(data).Single();
        Assert.Equal((older, true), ((await Library.ManifestAsync(snapshot)).Schema, (await Library.ManifestAsync(snapshot)).IsSnapshot));
        var target = new RestoreTarget(Path.Combine(folder, "restored"), cluster is null ? null : await cluster.CreateDatabaseAsync());
        await new Restore(TimeProvider.System).RunAsync(snapshot, target, null, Ending);
        await using (var restored = await DamApp.OverAsync(engine, target.Data, target.Database))
        {
            Assert.Equal(older + 1, await Migrator.SchemaAsync(restored.Database, Ending));
            Assert.Equal(0, (await restored.Client.SearchAsync(new SearchRequest(""), Ending)).Total);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static DateTimeOffset Utc(int year, int month, int day, int hour, int minute) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);

    private static async Task PatchAsync(DamApp app, string json)
    {
        using var response = await app.SendAsync(HttpMethod.Patch, "api/library", json);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
