using Microsoft.Extensions.Time.Testing;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Ingest;

public sealed class PurgeTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Trash_AfterItsTime_ErasesTheAssetAndLaterItsBytes(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine, clock);
        rig.Write("a.gif", "gone");
        rig.Write("b.gif", "kept");
        await rig.ImportAsync(copy: true);
        await TrashAsync(rig, "a.gif");

        clock.Advance(Purge.TrashTime - TimeSpan.FromHours(1));
        Assert.Equal(0, await rig.Purge.TrashAsync());
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await rig.Purge.TrashAsync());
        Assert.Equal(1, await rig.Purge.CondemnAsync());
        Assert.Equal(0, await rig.Purge.BytesAsync());
        clock.Advance(Purge.CondemnedTime + TimeSpan.FromHours(1));
        Assert.Equal(1, await rig.Purge.BytesAsync());

        Assert.Equal(["b.gif"], await rig.TextsAsync($"select name from asset"));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from essence"));
        Assert.Single(Directory.GetFiles(Path.Combine(Path.GetDirectoryName(rig.Spool)!, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Erasure_LeavesNothingAboutTheAssetInAnyTable(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine, clock, null, "classify", "detect");
        await rig.Vocabulary.PlantAsync();
        await rig.Vocabulary.ReloadAsync();
        rig.Write("a.gif", "gone");
        await rig.ImportAsync(copy: true);
        await rig.WorkAsync();
        Assert.NotEqual(0, await rig.NumberAsync($"select count(*) from evidence"));
        await TrashAsync(rig, "a.gif");
        clock.Advance(Purge.TrashTime + TimeSpan.FromHours(1));
        Assert.Equal(1, await rig.Purge.TrashAsync());

        string[] about = ["asset_key", "version_key", "claim_key", "subject_key", "essence_key"];
        var left = new List<string>();
        foreach (var table in await rig.Database.ReadAsync(session => Migrator.TablesAsync(session)))
        {
            var columns = await rig.TextsAsync(engine == Engines.Sqlite
                ? Sql.Of($"select name from pragma_table_info({table})")
                : Sql.Of($"select column_name from information_schema.columns where table_schema = current_schema() and table_name = {table}"));

            // The log says that something was removed, by its number alone; a dismissed link keeps its file from being taken in again.
            foreach (var column in columns.Intersect(about).Where(_ => table is not "change_log"))
            {
                left.AddRange(await rig.NumberAsync($"select count(*) from {new RawSql(table)} where {new RawSql(column)} is not null") is 0 ? [] : [$"{table}.{column}"]);
            }
        }

        Assert.Empty(left);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Copy_OfACondemnedBlob_RevivesIt(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine, clock);
        var path = rig.Write("a.gif", "twice");
        await rig.ImportAsync(copy: true);
        await TrashAsync(rig, "a.gif");
        clock.Advance(Purge.TrashTime + TimeSpan.FromHours(1));
        await rig.Purge.TrashAsync();
        await rig.Purge.CondemnAsync();
        File.Move(path, Path.Combine(rig.Pictures, "b.gif"));

        await rig.ImportAsync(copy: true);
        clock.Advance(Purge.CondemnedTime + TimeSpan.FromDays(2));

        Assert.Equal(0, await rig.Purge.CondemnAsync());
        Assert.Equal(0, await rig.Purge.BytesAsync());
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from blob where state = {BlobState.Live} and condemned_at is null"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Trash_LinkedFile_StaysOnDiskAndIsNotTakenInAgain(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine, clock);
        var path = rig.Write("a.gif", "one");
        await rig.ImportAsync();
        await TrashAsync(rig, "a.gif");
        Assert.Equal(0, (await rig.ImportAsync()).Changed);
        clock.Advance(Purge.TrashTime + TimeSpan.FromHours(1));
        await rig.Purge.TrashAsync();

        var again = await rig.ImportAsync();

        Assert.True(File.Exists(path));
        Assert.Equal(0, again.Changed);
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from asset"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task EmptyTrash_ErasesAtOnceWhatIsStillInIt_AndALinkedFileStaysOnDisk(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine, clock);
        var path = rig.Write("a.gif", "one");
        rig.Write("b.gif", "two");
        await rig.ImportAsync();
        await TrashAsync(rig, "a.gif");
        var assets = await rig.Database.ReadAsync(session => session.QueryAsync($"select key from asset order by key", row => row.GetInt64(0)));

        // The second stands for one that was put back after the set was frozen.
        var job = await rig.RunAsync(JobKinds.EmptyTrash, "{}", [.. assets]);

        Assert.Equal((JobState.Done, 2, 1), (job.State, job.Done, job.Changed));
        Assert.Equal(["b.gif"], await rig.TextsAsync($"select name from asset"));
        Assert.True(File.Exists(path));
        Assert.Equal(0, (await rig.ImportAsync()).Changed);
    }

    private static Task TrashAsync(Rig rig, string name) => rig.Database.WriteAsync(
        rig.Seed.Owner, session => session.ExecuteAsync($"update asset set trashed_at = {session.Now} where name = {name}"));
}
