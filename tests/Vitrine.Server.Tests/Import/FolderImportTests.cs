using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Tests.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Import;

public sealed class FolderImportTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_TreeOfFiles_MirrorsFoldersAndLinksFiles(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        rig.Write("Summer/Beach/b.gif", "two");
        rig.Write("Summer/c.gif", "three");

        var job = await rig.ImportAsync();

        Assert.Equal((JobState.Done, 3, 3, 3, 0), (job.State, job.Total, job.Done, job.Changed, job.Failed));
        Assert.Equal(["", "Beach", "Summer", "pictures"], await rig.TextsAsync($"select name from folder order by name = 'pictures', name"));
        Assert.Equal(
            ["a.gif in pictures", "b.gif in Beach", "c.gif in Summer"],
            await rig.TextsAsync($"select a.name || ' in ' || f.name from asset a join folder f on f.key = a.folder_key order by a.name"));
        Assert.Equal(3, await rig.NumberAsync($"select count(*) from link where state = {LinkState.Present}"));
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from blob"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_Again_ReadsAndAddsNothing(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        rig.Write("b/b.gif", "two");
        await rig.ImportAsync();
        var before = await rig.NumberAsync($"select max(sequence) from change_log");

        var again = await rig.ImportAsync();

        Assert.Equal((2, 2, 0), (again.Total, again.Done, again.Changed));
        Assert.Equal(before, await rig.NumberAsync($"select max(sequence) from change_log"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_SameBytesTwice_MakesTwoAssetsAndSaysSo(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "same");
        rig.Write("b.gif", "same");

        var job = await rig.ImportAsync();

        Assert.Equal((2, 1), (job.Changed, job.Duplicates));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from essence"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_FileMovedAndRenamed_KeepsTheAsset(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var old = rig.Write("old/a.gif", "one");
        rig.Write("old/stays.gif", "two");
        await rig.ImportAsync();
        var id = await rig.TextsAsync($"select id from asset where name = {"a.gif"}");

        Directory.CreateDirectory(Path.Combine(rig.Pictures, "new"));
        File.Move(old, Path.Combine(rig.Pictures, "new", "z.gif"));
        var job = await rig.ImportAsync();

        Assert.Equal(0, job.Changed);
        Assert.Equal(id, await rig.TextsAsync($"select a.id from asset a join folder f on f.key = a.folder_key where a.name = {"z.gif"} and f.name = {"new"}"));
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from asset"));
        Assert.Equal(["new/z.gif", "old/stays.gif"], await rig.TextsAsync($"select path from link where state = {LinkState.Present} order by path"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_ChangedBytes_BecomeANewVersionOfTheAsset(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        rig.Write("a.gif", "other bytes");

        var job = await rig.ImportAsync();

        Assert.Equal(0, job.Changed);
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from asset"));
        Assert.Equal(2, await rig.NumberAsync($"select v.number from asset a join version v on v.key = a.version_key"));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from link l join asset a on a.version_key = l.version_key"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_VanishedFile_IsMissingAndComesBack(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var path = rig.Write("a.gif", "one");
        rig.Write("b.gif", "two");
        await rig.ImportAsync();
        var aside = Path.Combine(rig.Spool, "aside");

        File.Move(path, aside);
        await rig.ImportAsync();
        Assert.Equal(["a.gif"], await rig.TextsAsync($"select path from link where state = {LinkState.Missing}"));

        File.Move(aside, path);
        await rig.ImportAsync();
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from link where state = {LinkState.Present}"));
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from asset"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_ManyFilesVanishAtOnce_GoOfflineInstead(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        foreach (var i in Enumerable.Range(0, 15))
        {
            rig.Write($"many/{i}.gif", $"picture {i}");
        }

        rig.Write("one.gif", "one");
        await rig.ImportAsync();
        Directory.Delete(Path.Combine(rig.Pictures, "many"), recursive: true);

        await rig.ImportAsync();

        Assert.Equal(15, await rig.NumberAsync($"select count(*) from link where state = {LinkState.Offline}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_Copy_StoresEachContentOnceAndKeepsNoSpoolFile(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "same");
        rig.Write("b.gif", "same");
        rig.Write("c.gif", "other");

        var job = await rig.ImportAsync(copy: true);
        var again = await rig.ImportAsync(copy: true);

        Assert.Equal((3, 1, 0), (job.Changed, job.Duplicates, again.Changed));
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from blob where state = {BlobState.Live}"));
        Assert.Equal(3, await rig.NumberAsync($"select count(*) from version where blob_key is not null"));
        Assert.Empty(Directory.GetFiles(rig.Spool));
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(rig.Spool)! + "/blobs", "*", SearchOption.AllDirectories).Length);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_CopyWithoutRoom_IsRefusedBeforeAnythingIsCopied(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "some bytes");
        rig.FreeBytes = 3;

        var job = await rig.ImportAsync(copy: true);

        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains("free", job.Message, StringComparison.Ordinal);
        Assert.Equal(["disk-full"], await rig.TextsAsync($"select code from job_problem"));
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from asset"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_CopyOfWhatIsPartlyIn_NeedsRoomForTheRestAlone(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", new string('a', 5_000));
        rig.Write("b/b.gif", new string('b', 5_000));
        var first = await rig.ImportAsync(copy: true);
        rig.Write("c.gif", new string('c', 2_000));
        rig.FreeBytes = 3_000;

        // The same job goes on after a kill, then another one comes.
        await rig.Database.WriteAsync(rig.Seed.Owner, session => session.ExecuteAsync($"update job set state = {JobState.Queued} where id = {first.Id}"));
        await rig.RunJobsAsync(JobLane.Import);
        var resumed = await rig.JobAsync(first.Id);
        Assert.Equal((JobState.Done, 3, 3, 3), (resumed.State, resumed.Total, resumed.Done, resumed.Changed));

        rig.FreeBytes = 0;
        Assert.Equal(JobState.Done, (await rig.ImportAsync(copy: true)).State);

        rig.Write("d.gif", "d");
        var refused = await rig.ImportAsync(copy: true);
        Assert.Equal(JobState.Failed, refused.State);
        Assert.EndsWith("Nothing more was copied; 3 of 4 files were copied before.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, await rig.NumberAsync($"select count(*) from asset"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_UnreadableFile_IsAProblemAndTheRestGoesOn(string engine)
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
        {
            Assert.Skip("who runs this may read everything");
            return;
        }

        await using var rig = await Rig.CreateAsync(engine);
        File.SetUnixFileMode(rig.Write("secret.gif", "one"), UnixFileMode.None);
        rig.Write("open.gif", "two");

        var job = await rig.ImportAsync();

        Assert.Equal((JobState.Done, 1, 1), (job.State, job.Changed, job.Failed));
        Assert.Equal(["not-readable"], await rig.TextsAsync($"select code from job_problem"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_NamesThatLookAlike_AreTwoAssets(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("caf\u00e9.gif", "composed");
        rig.Write("cafe\u0301.gif", "decomposed");

        await rig.ImportAsync();
        await rig.ImportAsync();

        Assert.Equal(2, await rig.NumberAsync($"select count(*) from asset"));
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from version"));
        Assert.Equal(2, await rig.NumberAsync($"select count(distinct name_key) from asset"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_RenamedMirrorFolder_TakesNewFilesOfTheSameFolderOnDisk(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("trip/a.gif", "one");
        await rig.ImportAsync();
        await rig.Database.WriteAsync(rig.Seed.Owner, session => session.ExecuteAsync($"update folder set name = {"Rome"}, name_key = {"Rome"} where name = {"trip"}"));
        rig.Write("trip/b.gif", "two");

        await rig.ImportAsync();

        Assert.Equal(2, await rig.NumberAsync($"select count(*) from asset a join folder f on f.key = a.folder_key where f.name = {"Rome"}"));
    }
}
