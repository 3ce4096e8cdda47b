using Vitrine.Core.Pipelines;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Storage;

/// <summary>SQLite knows how many rows its tables have, and goes by that.</summary>
public sealed class StatisticsTests
{
    [Fact]
    public async Task Import_LeavesStatistics_AndTheQueueIsStillReadByItsIndex()
    {
        await using var rig = await Rig.CreateAsync(Engines.Sqlite);
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from sqlite_master where name = {"sqlite_stat1"}"));
        for (var i = 0; i < 40; i++)
        {
            rig.Write($"{i}.gif", $"picture {i}");
        }

        await rig.ImportAsync();

        Assert.Equal(["asset", "link", "run", "version"], await rig.TextsAsync($"select distinct tbl from sqlite_stat1 where tbl in ('asset', 'version', 'run', 'link') order by tbl"));
        await rig.WorkAsync();
        await rig.Database.OptimizeAsync();

        // Nearly all runs are done by now: an index of all states would be the wrong one.
        var plan = await rig.Database.ReadAsync(session => session.QueryAsync(
            $"explain query plan select version_key from run where state = {RunState.Queued} and lane = {StepLane.Decode} and pass = {1} order by priority desc, key desc limit 9",
            row => row.GetString(3)));
        Assert.Contains("run_queue", Assert.Single(plan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Close_LeavesStatistics()
    {
        var folder = Directory.CreateTempSubdirectory("vitrine-statistics-").FullName;
        try
        {
            var path = Path.Combine(folder, "vitrine.db");
            await using (var database = await SqliteDatabase.OpenAsync(path, TimeProvider.System))
            {
                await Migrator.MigrateAsync(database);
                await database.WriteAsync(Actor.System, async session =>
                {
                    for (var i = 0; i < 50; i++)
                    {
                        var name = $"name {i}";
                        await session.ExecuteAsync($"insert into attribute (name) values ({name})");
                    }
                });
            }

            var counted = await SqliteDatabase.ReadCopyAsync(path, session => session.TextAsync($"select stat from sqlite_stat1 where tbl = 'attribute'"));
            Assert.StartsWith("50 ", counted, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
