using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Groups;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Groups;

/// <summary>What one more asset costs does not grow with its folder.</summary>
public sealed class GroupCostTests
{
    private static readonly int Many = Deep.IsOn ? 10_000 : 2_500;
    private const int Probes = 200;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task OneFolder_WithManyPhotos_IsLookedAtByIndexes(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var one = await app.BringAsync("first.jpg", "AS:jpeg", Grouped.Phone, "TAKEN:2020-01-01T00:00:00");
        await app.FinishAsync();
        var finder = app.Services.GetRequiredService<GroupFinder>();
        foreach (var (from, to) in new[] { (0, 1_000), (1_000, Many) })
        {
            await FillAsync(app, one, from, to);
            var watch = Stopwatch.StartNew();
            await app.Database.WriteAsync(Actor.System, async session =>
            {
                var settings = await LibrarySettingsStore.ReadAsync(session, 1);
                var assets = await session.QueryAsync(
                    $"select key, library_key from asset where name_key >= {Name(to - Probes)} order by name_key limit {Probes}", row => new LedgerSubject(row.GetInt64(0), row.GetInt64(1), null));
                foreach (var asset in assets)
                {
                    await finder.FindAsync(session, asset, settings, null, default);
                }
            });
            TestContext.Current.SendDiagnosticMessage($"{engine}, {to} photos in the folder: {watch.Elapsed.TotalMilliseconds / Probes:0.00} ms each");
        }

        // Names pair a raw file with its picture; times lie too far apart for bursts.
        Assert.Equal((2 * Probes, Probes), await app.Database.ReadAsync(async session => (
            (int)(await session.NumberAsync($"select count(*) from asset_group_member"))!, (int)(await session.NumberAsync($"select count(*) from asset_group"))!)));
        if (engine == Engines.Sqlite)
        {
            await PlansAsync(app);
        }
    }

    /// <summary>The database reads no table from end to end.</summary>
    private static async Task PlansAsync(DamApp app)
    {
        foreach (var plan in new[]
        {
            await PlanAsync($"explain query plan select a.key from asset a join version_mark m on m.version_key = a.version_key where a.folder_key = {1} and a.trashed_at is null and a.name_key >= {"a."} and a.name_key < {"a/"} order by a.name_key limit 100"),
            await PlanAsync($"explain query plan select a.key from asset a join version_mark m on m.version_key = a.version_key where a.folder_key = {1} and a.trashed_at is null and (a.taken_at > {"2020"} or (a.taken_at = {"2020"} and a.key > {1})) order by a.taken_at asc, a.key asc limit 100"),
            await PlanAsync($"explain query plan select version_key from version_mark where content_id = {"x"} limit 500"),
        })
        {
            Assert.DoesNotContain("SCAN", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
        }

        Task<string> PlanAsync(Sql sql) => app.Database.ReadAsync(async session => string.Join('\n', await session.QueryAsync(sql, row => row.GetString(3))));
    }

    /// <summary>Rows as an import leaves them: pairs of a raw file and its picture, a minute apart.</summary>
    private static Task FillAsync(DamApp app, string like, int from, int to) => app.Database.WriteAsync(Actor.System, async session =>
    {
        for (var i = from; i < to; i++)
        {
            var id = i.ToString("x24", CultureInfo.InvariantCulture);
            var taken = new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(i / 2).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
            var version = await session.InsertAsync(
                $"""
                insert into version (id, asset_key, number, sha256, essence_key, bytes, format, mime, actor_key, created_at)
                select {id}, asset_key, 1, sha256, essence_key, bytes, {(i % 2 == 0 ? "jpeg" : "nef")}, mime, actor_key, created_at from version where id = {like} returning key
                """);
            await session.ExecuteAsync(
                $"""
                insert into asset (id, library_key, folder_key, name, name_key, kind, version_key, taken_at, revision, created_at)
                select {id}, library_key, folder_key, {Name(i)}, {Name(i)}, kind, {version}, {taken}, 1, created_at from asset where id = {like}
                """);
            await session.ExecuteAsync($"insert into version_mark (version_key, camera, burst_cover) values ({version}, {"Apple iPhone 15"}, {0})");
        }
    });

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"p{number / 2:000000}.{(number % 2 == 0 ? "jpg" : "nef")}");
}
