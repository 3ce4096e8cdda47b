using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Tests.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Import;

/// <summary>Files and folders that get other names and places on disk stay the same assets.</summary>
public sealed class RenameTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_RenamedFile_IsTheSameAssetAndIsNotReadAgain(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var old = rig.Write("a.gif", "one");
        rig.Write("stays.gif", "two");
        await rig.ImportAsync();
        var before = await AssetsAsync(rig);
        var renamed = Path.Combine(rig.Pictures, "z.gif");
        File.Move(old, renamed);
        using var watch = new AccessWatch(renamed);

        await rig.ScanAsync();

        Assert.False(watch.Noticed());
        Assert.Equal(before["a.gif"], (await AssetsAsync(rig))["z.gif"]);
        Assert.Equal((2, 2), (await rig.NumberAsync($"select count(*) from asset"), await rig.NumberAsync($"select count(*) from version")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_RenamedFile_IsFoundByItsNewName(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var old = rig.Write("harbour.gif", "one");
        await rig.ImportAsync();
        await rig.WorkAsync();
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from shown_words where words like {"% 1harbour%"}"));

        File.Move(old, Path.Combine(rig.Pictures, "lighthouse.gif"));
        await rig.ScanAsync();

        Assert.Equal(1, await rig.NumberAsync($"select count(*) from shown_words where words like {"% 1lighthouse%"}"));
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from shown_words where words like {"% 1harbour%"}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_CaseOnlyRename_IsARename(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var old = rig.Write("img.GIF", "one");
        await rig.ImportAsync();
        var before = await AssetsAsync(rig);

        File.Move(old, Path.Combine(rig.Pictures, "IMG.gif"));
        await rig.ScanAsync();

        Assert.Equal([before["img.GIF"]], (await AssetsAsync(rig)).Values);
        Assert.Equal(["IMG.gif"], await rig.TextsAsync($"select name from asset"));
        Assert.Equal(["IMG.gif"], await rig.TextsAsync($"select path from link where state = {LinkState.Present}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_SwappedNames_SwapTheAssetsAndNotTheirVersions(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var (a, b) = (rig.Write("a.gif", "one"), rig.Write("b.gif", "two"));
        await rig.ImportAsync();
        var before = await AssetsAsync(rig);

        Exchange(a, b);
        await rig.ScanAsync();

        var after = await AssetsAsync(rig);
        Assert.Equal((before["b.gif"], before["a.gif"]), (after["a.gif"], after["b.gif"]));
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from version"));
        Assert.Equal(["a.gif", "b.gif"], await rig.TextsAsync($"select path from link where state = {LinkState.Present} order by path"));
        await AssertSettledAsync(rig);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_SwappedNamesBesideALinkToOneOfThem_LeaveTheLinkWhereItIs(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var (a, b) = (rig.Write("a.gif", "one"), rig.Write("b.gif", "two"));
        File.CreateSymbolicLink(Path.Combine(rig.Pictures, "0.gif"), a);
        File.CreateSymbolicLink(Path.Combine(rig.Pictures, "z.gif"), a);
        await rig.ImportAsync();
        var before = await AssetsAsync(rig);

        Exchange(a, b);
        await rig.ScanAsync();

        var after = await AssetsAsync(rig);
        Assert.Equal((before["b.gif"], before["a.gif"]), (after["a.gif"], after["b.gif"]));
        Assert.Equal((before["0.gif"], before["z.gif"]), (after["0.gif"], after["z.gif"]));
        Assert.Equal((4, 6), (await rig.NumberAsync($"select count(*) from asset"), await rig.NumberAsync($"select count(*) from version")));
        Assert.Equal(["0.gif", "a.gif", "b.gif", "z.gif"], await rig.TextsAsync($"select path from link where state = {LinkState.Present} order by path"));
        await AssertSettledAsync(rig);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_NumbersShiftedByOne_MoveEachAssetOn(string engine)
    {
        const int Count = 150;
        await using var rig = await Rig.CreateAsync(engine);
        foreach (var i in Enumerable.Range(1, Count))
        {
            rig.Write($"{i:000}.gif", $"picture {i}");
        }

        await rig.ImportAsync();
        var before = await AssetsAsync(rig);

        foreach (var i in Enumerable.Range(1, Count).Reverse())
        {
            File.Move(Path.Combine(rig.Pictures, $"{i:000}.gif"), Path.Combine(rig.Pictures, $"{i + 1:000}.gif"));
        }

        var scan = await rig.ScanAsync();

        Assert.True(scan is { State: JobState.Done, Failed: 0 }, $"{scan}");
        var after = await AssetsAsync(rig);
        Assert.All(Enumerable.Range(1, Count), i => Assert.Equal(before[$"{i:000}.gif"], after[$"{i + 1:000}.gif"]));
        Assert.Equal(Count, await rig.NumberAsync($"select count(*) from version"));
        await AssertSettledAsync(rig);
    }

    /// <summary>As files are that a program writes in quick succession: the clock of a file system ticks every few milliseconds.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_NumbersShiftedByOne_OfFilesWithOneSizeAndTime_MoveEachAssetOn(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        foreach (var i in Enumerable.Range(1, 9))
        {
            File.SetLastWriteTimeUtc(rig.Write($"{i}.gif", $"picture {i}"), new DateTime(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc));
        }

        await rig.ImportAsync();
        var before = await AssetsAsync(rig);

        foreach (var i in Enumerable.Range(1, 9).Reverse())
        {
            File.Move(Path.Combine(rig.Pictures, $"{i}.gif"), Path.Combine(rig.Pictures, $"{i + 1}.gif"));
        }

        await rig.ScanAsync();

        var after = await AssetsAsync(rig);
        Assert.All(Enumerable.Range(1, 9), i => Assert.Equal(before[$"{i}.gif"], after[$"{i + 1}.gif"]));
        Assert.Equal(9, await rig.NumberAsync($"select count(*) from version"));
        await AssertSettledAsync(rig);
    }

    /// <summary>What the head of the row is, is not told: it may have been kept under a new name while another took its place.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_NumbersShiftedByOne_WithANewFileAtTheHead_MoveTheRestOn(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        foreach (var i in Enumerable.Range(1, 4))
        {
            rig.Write($"{i}.gif", $"picture {i}");
        }

        await rig.ImportAsync();
        var before = await AssetsAsync(rig);
        foreach (var i in Enumerable.Range(1, 4).Reverse())
        {
            File.Move(Path.Combine(rig.Pictures, $"{i}.gif"), Path.Combine(rig.Pictures, $"{i + 1}.gif"));
        }

        rig.Write("1.gif", "something new");
        await rig.ScanAsync();

        var after = await AssetsAsync(rig);
        Assert.Equal(5, after.Count);
        Assert.All([2, 3, 4], i => Assert.Equal(before[$"{i}.gif"], after[$"{i + 1}.gif"]));
        Assert.Equal(before["1.gif"], after["1.gif"]);
        await AssertSettledAsync(rig);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_CopiesThatABackupPlayedBack_StayTheAssetsThatTheyWere(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        string[] files = [rig.Write("a.gif", "one"), rig.Write("b.gif", "one")];
        await rig.ImportAsync();
        var before = await AssetsAsync(rig);

        // New files with the old bytes and times.
        foreach (var file in files)
        {
            var time = File.GetLastWriteTimeUtc(file);
            File.Copy(file, file + "~");
            File.SetLastWriteTimeUtc(file + "~", time);
            File.Move(file + "~", file, overwrite: true);
        }

        await rig.ScanAsync();

        Assert.Equal(before, await AssetsAsync(rig));
        await AssertSettledAsync(rig);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_NameTakenFromAFileThatMovedAway_IsARename(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var (a, b) = (rig.Write("a.gif", "one"), rig.Write("b.gif", "other"));
        await rig.ImportAsync();
        var before = await AssetsAsync(rig);

        Directory.CreateDirectory(Path.Combine(rig.Pictures, "z"));
        File.Move(b, Path.Combine(rig.Pictures, "z", "moved.gif"));
        File.Move(a, b);
        await rig.ScanAsync();

        var after = await AssetsAsync(rig);
        Assert.Equal((before["a.gif"], before["b.gif"], 2), (after["b.gif"], after["moved.gif"], after.Count));
        await AssertSettledAsync(rig);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_FileLaidOverAnother_IsItsNewVersion(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var (a, b) = (rig.Write("a.gif", "one"), rig.Write("b.gif", "other"));
        await rig.ImportAsync();
        var before = await AssetsAsync(rig);

        File.Move(b, a, overwrite: true);
        await rig.ScanAsync();

        Assert.Equal(before["a.gif"], (await AssetsAsync(rig))["a.gif"]);
        Assert.Equal(2, await rig.NumberAsync($"select v.number from asset a join version v on v.key = a.version_key where a.name = {"a.gif"}"));
        Assert.Equal(["b.gif"], await rig.TextsAsync($"select path from link where state = {LinkState.Missing}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_OldFileKeptUnderAnotherNameByAnEditor_StaysTheAssetWithANewVersion(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var path = rig.Write("a.gif", "one");
        await rig.ImportAsync();
        var before = await AssetsAsync(rig);

        File.Move(path, Path.Combine(rig.Pictures, "a_original.gif"));
        rig.Write("a.gif", "edited");
        await rig.ScanAsync();

        var after = await AssetsAsync(rig);
        Assert.Equal(before["a.gif"], after["a.gif"]);
        Assert.Equal(2, after.Count);
        Assert.Equal(2, await rig.NumberAsync($"select v.number from asset a join version v on v.key = a.version_key where a.name = {"a.gif"}"));
        await AssertSettledAsync(rig);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_CopiedFile_IsANewAsset(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var path = rig.Write("a.gif", "one");
        await rig.ImportAsync();
        var before = await AssetsAsync(rig);

        File.Copy(path, Path.Combine(rig.Pictures, "b.gif"));
        await rig.ScanAsync();

        var after = await AssetsAsync(rig);
        Assert.Equal(before["a.gif"], after["a.gif"]);
        Assert.NotEqual(before["a.gif"], after["b.gif"]);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_RenamedFolder_IsTheSameFolderWithTheSameAssets(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("trip/day/a.gif", "one");
        rig.Write("trip/day/night/b.gif", "two");
        rig.Write("copy/a.gif", "one");
        await rig.ImportAsync();
        var before = await AssetsAsync(rig, byPlace: true);
        var folders = await rig.TextsAsync($"select name || ' ' || id from folder where name in ({"day"}, {"night"}) order by name");
        var trip = (await rig.TextsAsync($"select id from folder where name = {"trip"}"))[0];

        Directory.Move(Path.Combine(rig.Pictures, "trip"), Path.Combine(rig.Pictures, "Rome"));
        await rig.ScanAsync();

        var after = await AssetsAsync(rig, byPlace: true);
        Assert.Equal(before.OrderBy(asset => asset.Key, StringComparer.Ordinal), after.OrderBy(asset => asset.Key, StringComparer.Ordinal));
        Assert.Equal([trip], await rig.TextsAsync($"select id from folder where name = {"Rome"}"));
        Assert.Equal(folders, await rig.TextsAsync($"select name || ' ' || id from folder where name in ({"day"}, {"night"}) order by name"));
        Assert.Equal(["Rome", "Rome/day", "Rome/day/night", "copy"], await rig.TextsAsync($"select path from folder where path is not null order by path"));
        Assert.Equal(3, await rig.NumberAsync($"select count(*) from version"));
        await AssertSettledAsync(rig);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_FileMovedToAnotherRoot_IsTheSameAsset(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("one/a.gif", "one");
        rig.Write("one/b.gif", "two");
        rig.Write("two/c.gif", "three");
        await rig.ImportAsync(path: Path.Combine(rig.Pictures, "one"));
        await rig.ImportAsync(path: Path.Combine(rig.Pictures, "two"));
        var before = await AssetsAsync(rig);

        File.Move(Path.Combine(rig.Pictures, "one", "a.gif"), Path.Combine(rig.Pictures, "two", "a.gif"));
        await rig.ScanAsync();

        Assert.Equal(before["a.gif"], (await AssetsAsync(rig))["a.gif"]);
        Assert.Equal(["two"], await rig.TextsAsync($"select f.name from asset a join folder f on f.key = a.folder_key where a.name = {"a.gif"}"));
        Assert.Equal(3, await rig.NumberAsync($"select count(*) from asset"));
        await AssertSettledAsync(rig);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_MissingFileThatTurnsUpElsewhereLater_IsTheSameAsset(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var path = rig.Write("a.gif", "one");
        rig.Write("b.gif", "two");
        await rig.ImportAsync();
        var before = await AssetsAsync(rig);
        var aside = Path.Combine(rig.Spool, "aside");
        File.Copy(path, aside);
        File.Delete(path);
        await rig.ScanAsync();
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from link where state = {LinkState.Missing}"));

        Directory.CreateDirectory(Path.Combine(rig.Pictures, "found"));
        File.Copy(aside, Path.Combine(rig.Pictures, "found", "again.gif"));
        await rig.ScanAsync();

        Assert.Equal(before["a.gif"], (await AssetsAsync(rig))["again.gif"]);
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from link where state = {LinkState.Present}"));
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from asset"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_FileInTheTrashThatMoves_StaysThere(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var path = rig.Write("a.gif", "one");
        rig.Write("b.gif", "two");
        await rig.ImportAsync();
        await rig.RunAsync("trash", """{"trash":true}""", (await rig.KeysAsync($"select key from asset where name = {"a.gif"}"))[0]);

        File.Move(path, Path.Combine(rig.Pictures, "c.gif"));
        await rig.ScanAsync();

        Assert.Equal(["b.gif"], await rig.TextsAsync($"select name from asset where trashed_at is null"));
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from link where state = {LinkState.Present}"));
    }

    [Fact]
    public void Exchanged_Chain_NeedsBothItsEnds()
    {
        var root = new ImportRoot(1, 1, 1, "/r", RootMode.Linked);
        ContestedMove Move(string to, long link, string from, long? owner, bool occupied) => new(
            new ReadFile(new TakenIn(new WalkedEntry("/r/" + to, 1, 1), null, null, null, null), root, to), new Twin(link, 1, "/r", from, 1, 1, null, [], [], "", "", default),
            owner is { } key ? new KnownLink(key, to, 1, 1, 1, LinkState.Present, null) : null, occupied);

        // 1→2→3→4, and a picture laid over another one, and an old file kept under a new name.
        ContestedMove[] chain = [Move("4", 3, "3", null, true), Move("3", 2, "2", 3, true), Move("2", 1, "1", 2, false)];
        ContestedMove[] others = [Move("over", 7, "lying", 8, false), Move("kept", 9, "edited", null, true)];

        Assert.Equal(chain, ContestedMove.Exchanged([.. chain, .. others], new HashSet<long>()));
        Assert.Empty(ContestedMove.Exchanged(chain[1..], new HashSet<long>()));
        Assert.Equal(chain[1..], ContestedMove.Exchanged(chain[1..], new HashSet<long> { 3 }));
    }

    /// <summary>Another scan finds nothing to do.</summary>
    private static void Exchange(string a, string b)
    {
        var aside = Path.Combine(Path.GetDirectoryName(a)!, ".aside");
        File.Move(a, aside);
        File.Move(b, a);
        File.Move(aside, b);
    }

    private static async Task AssertSettledAsync(Rig rig)
    {
        var log = await rig.NumberAsync($"select max(sequence) from change_log");
        Assert.Equal("", (await rig.ScanAsync()).Message);
        Assert.Equal(log, await rig.NumberAsync($"select max(sequence) from change_log"));
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from link where state <> {LinkState.Present}"));
    }

    private static async Task<Dictionary<string, string>> AssetsAsync(Rig rig, bool byPlace = false)
    {
        var rows = byPlace
            ? await rig.TextsAsync($"select f.name || '/' || a.name || '|' || a.id from asset a join folder f on f.key = a.folder_key")
            : await rig.TextsAsync($"select name || '|' || id from asset");
        return rows.Select(row => row.Split('|')).ToDictionary(row => row[0], row => row[1]);
    }
}
