using System.Text;
using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Jobs;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Pipeline;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Import;

/// <summary>What a scan of linked folders takes in, leaves alone, and says about files that are gone.</summary>
public sealed class ScanTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_NothingChanged_WritesAndSaysNothing(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        foreach (var i in Enumerable.Range(0, 30))
        {
            rig.Write($"{i % 3}/{i}.gif", $"picture {i}");
        }

        await rig.ImportAsync();
        var log = await rig.NumberAsync($"select max(sequence) from change_log");

        var job = await rig.ScanAsync();

        Assert.Equal((JobState.Done, 30, 0, 0, ""), (job.State, job.Done, job.Changed, job.Failed, job.Message));
        Assert.Equal(log, await rig.NumberAsync($"select max(sequence) from change_log"));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from root where scanned_at is not null"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_OfOneFolder_LooksAtNoOther(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        foreach (var i in Enumerable.Range(0, 12))
        {
            rig.Write($"other/{i}.gif", $"picture {i}");
        }

        rig.Write("here/a.gif", "a");
        rig.Write("here/below/b.gif", "b");
        rig.Write("here/gone/c.gif", "c");
        await rig.ImportAsync();
        rig.Write("here/new.gif", "new");
        rig.Write("here/below/new.gif", "newer");
        rig.Write("other/new.gif", "newest");
        File.Delete(Path.Combine(rig.Pictures, "other", "0.gif"));
        Directory.Delete(Path.Combine(rig.Pictures, "here", "gone"), recursive: true);

        await rig.ScanAsync("here");

        Assert.Equal(["here/new.gif"], await rig.TextsAsync($"select path from link where path like '%new.gif'"));
        Assert.Equal(["here/gone/c.gif"], await rig.TextsAsync($"select path from link where state = {LinkState.Missing}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_NamesThatSomethingElseTook_AreMissing(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        foreach (var name in new[] { "a", "b", "c", "d", "e", "f", "g" })
        {
            rig.Write($"{name}.gif", name);
        }

        await rig.ImportAsync();
        string At(string name) => Path.Combine(rig.Pictures, name);
        File.Delete(At("a.gif"));
        Directory.CreateDirectory(At("a.gif"));
        File.Delete(At("b.gif"));
        File.CreateSymbolicLink(At("b.gif"), "/etc/hostname");

        await rig.ScanAsync();

        Assert.Equal(["a.gif", "b.gif"], await rig.TextsAsync($"select path from link where state = {LinkState.Missing} order by path"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_OfOwnData_IsRefusedAndFollowsNothing(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("engine.txt", "x");
        rig.Write("token", "secret");
        rig.Write("a.gif", "a");

        var job = await rig.ImportAsync();

        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains("never taken in", job.Message, StringComparison.Ordinal);
        Assert.Equal(0, await rig.NumberAsync($"select count(*) from root") + await rig.NumberAsync($"select count(*) from asset"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_FileThatIsStillWritten_IsTakenInWhenItIsComplete(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        var path = rig.Write("half.gif", "begins");
        using var stop = new CancellationTokenSource();
        var writing = WriteOnAsync(path, stop.Token);

        await rig.ScanAsync();
        Assert.Equal(["a.gif"], await rig.TextsAsync($"select name from asset"));
        Assert.NotNull(rig.Dirty.Take((await rig.KeysAsync($"select key from root"))[0], DateTimeOffset.MaxValue));

        await stop.CancelAsync();
        await writing;
        await rig.ScanAsync();
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from asset a join version v on v.asset_key = a.key where a.name = {"half.gif"} and v.bytes = {new FileInfo(path).Length}"));
        Assert.Equal(2, await rig.NumberAsync($"select count(*) from version"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_TemporaryNamesAndExcluded_AreLeftOutAndWhatIsInStays(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        rig.Write("Cache/in.gif", "two");
        await rig.ImportAsync();
        await rig.Database.WriteAsync(rig.Seed.Owner, session => session.ExecuteAsync($"update root set excludes = {"cache/**\n*.bak.gif"}"));
        foreach (var name in new[] { "b.gif.part", "c.gif.crdownload", "~$d.gif", "e.tmp", "Cache/f.gif", "Cache/deep/g.gif", "sub/h.BAK.gif", ".Trash-1000/i.gif", "$RECYCLE.BIN/j.gif", "#recycle/k.gif", "private/l.gif" })
        {
            rig.Write(name, name);
        }

        await File.WriteAllTextAsync(Path.Combine(rig.Pictures, "private", FolderWalk.Marker), "", Ending);
        rig.Write("sub/new.gif", "new");

        var job = await rig.ScanAsync();

        Assert.Equal((1, 0), (job.Changed, job.Failed));
        Assert.Equal(["Cache/in.gif", "a.gif", "sub/new.gif"], await rig.TextsAsync($"select path from link where state = {LinkState.Present} order by path"));

        // A download that ends gets its own name.
        File.Move(Path.Combine(rig.Pictures, "b.gif.part"), Path.Combine(rig.Pictures, "b.gif"));
        await rig.ScanAsync();
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from asset where name = {"b.gif"}"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_MoreThanAFifthGone_AsksAndTakesTheAnswer(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        foreach (var i in Enumerable.Range(0, 20))
        {
            rig.Write($"{i:00}.gif", $"picture {i}");
        }

        await rig.ImportAsync();
        var links = new LinkCheck(rig.Database);
        foreach (var i in Enumerable.Range(0, 4))
        {
            File.Delete(Path.Combine(rig.Pictures, $"{i:00}.gif"));
        }

        await rig.ScanAsync();
        Assert.Equal((4, 0), (await CountAsync(rig, LinkState.Missing), await CountAsync(rig, LinkState.Offline)));

        foreach (var i in Enumerable.Range(4, 4))
        {
            File.Delete(Path.Combine(rig.Pictures, $"{i:00}.gif"));
        }

        await rig.ScanAsync();
        Assert.Equal((4, 4), (await CountAsync(rig, LinkState.Missing), await CountAsync(rig, LinkState.Offline)));
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from root where state = {RootState.Online}"));

        // They stay so until somebody says that they are really gone.
        await rig.ScanAsync();
        Assert.Equal(4, await CountAsync(rig, LinkState.Offline));
        var root = (await rig.Database.ReadAsync(session => ImportRoots.LinkedAsync(session, Ending), Ending))[0];
        Assert.Equal(4, await links.GiveUpAsync(rig.Seed.Owner, root, Ending));
        Assert.Equal((8, 0), (await CountAsync(rig, LinkState.Missing), await CountAsync(rig, LinkState.Offline)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_EmptyMountPoint_IsOfflineAndBackWithoutAnalysis(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("disk/a.gif", "one");
        rig.Write("disk/b.gif", "two");
        var disk = Path.Combine(rig.Pictures, "disk");
        await rig.ImportAsync(path: disk);
        await rig.WorkAsync();
        var before = await WorkAsync(rig);
        Directory.Move(disk, disk + "-away");
        Directory.CreateDirectory(disk);

        await rig.ScanAsync();
        Assert.Equal((2, 1), (await CountAsync(rig, LinkState.Offline), await rig.NumberAsync($"select count(*) from root where state = {RootState.Offline}")));

        Directory.Delete(disk);
        Directory.Move(disk + "-away", disk);
        await rig.ScanAsync();
        await rig.WorkAsync();
        Assert.Equal((2, 1), (await CountAsync(rig, LinkState.Present), await rig.NumberAsync($"select count(*) from root where state = {RootState.Online}")));
        Assert.Equal(before, await WorkAsync(rig));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_DiskThatIsBackWithoutAFewFiles_KnowsThemAsMissing(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var disk = Path.Combine(rig.Pictures, "disk");
        foreach (var i in Enumerable.Range(0, 20))
        {
            rig.Write($"disk/{i:00}.gif", $"picture {i}");
        }

        await rig.ImportAsync(path: disk);
        Directory.Move(disk, disk + "-away");
        Directory.CreateDirectory(disk);
        await rig.ScanAsync();
        Assert.Equal(20, await CountAsync(rig, LinkState.Offline));
        Directory.Delete(disk);
        File.Delete(Path.Combine(disk + "-away", "00.gif"));
        File.Delete(Path.Combine(disk + "-away", "01.gif"));
        Directory.Move(disk + "-away", disk);

        await rig.ScanAsync();

        Assert.Equal((18, 2, 0), (await CountAsync(rig, LinkState.Present), await CountAsync(rig, LinkState.Missing), await CountAsync(rig, LinkState.Offline)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Import_OfOneFile_FollowsNotTheFolderItLiesIn(string engine)
    {
        await using var rig = await Rig.CreateAsync(engine);
        var path = rig.Write("downloads/a.gif", "one");
        rig.Write("downloads/private.gif", "two");

        await rig.ImportAsync(path: path);

        Assert.Equal(1, await rig.NumberAsync($"select count(*) from root where watching = 0"));
        await rig.ImportAsync(path: Path.GetDirectoryName(path)!);
        Assert.Equal(1, await rig.NumberAsync($"select count(*) from root where watching = 1"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Scan_HostileNames_AreNoTrouble(string engine)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs names that other systems refuse");
        await using var rig = await Rig.CreateAsync(engine);
        rig.Write("a.gif", "one");
        await rig.ImportAsync();
        rig.Write("line\nend.gif", "two");
        rig.Write(new string('n', 251) + ".gif", "three");
        rig.Write("\u0001parked.gif", "four");
        rig.Write("we\\ird '\"%_/x.gif", "five");

        var job = await rig.ScanAsync();

        Assert.Equal((JobState.Done, 4, 0), (job.State, job.Changed, job.Failed));
        Assert.Equal(5, await CountAsync(rig, LinkState.Present));
        Assert.Equal("", (await rig.ScanAsync()).Message);
    }

    [Theory]
    [InlineData("*.bak", "a.BAK", true)]
    [InlineData("*.bak", "sub/a.bak", true)]
    [InlineData("*.bak", "a.bak.jpg", false)]
    [InlineData("cache", "a/cache/b.jpg", true)]
    [InlineData("cache", "caches/b.jpg", false)]
    [InlineData("/raw", "raw/b.jpg", true)]
    [InlineData("/raw", "2019/raw/b.jpg", false)]
    [InlineData("2019/cache/**", "2019/cache", true)]
    [InlineData("2019/**/x.jpg", "2019/a/b/x.jpg", true)]
    [InlineData("2019/**/x.jpg", "2019/x.jpg", true)]
    [InlineData("**/x/*.jpg", "a/x/b.jpg", true)]
    [InlineData("**/x/*.jpg", "a/x/y/b.jpg", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("(a+)+$[", "(a+)+$[", true)]
    [InlineData("cache/", "cache/x.jpg", true)]
    public void Excludes_Pattern_MatchesAsDocumented(string pattern, string path, bool matches) => Assert.Equal(matches, ExcludePatterns.Of(pattern).Match(path));

    private static Task<long> CountAsync(Rig rig, LinkState state) => rig.NumberAsync($"select count(*) from link where state = {state}");

    private static async Task<(long, long, long, int)> WorkAsync(Rig rig) => (
        await rig.NumberAsync($"select count(*) from run"), await rig.NumberAsync($"select coalesce(max(ended_at), 0) from run"), await rig.NumberAsync($"select max(key) from run"), rig.Media.Decoded.Count);

    private static async Task WriteOnAsync(string path, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await File.AppendAllTextAsync(path, "more", Encoding.ASCII, CancellationToken.None);
            await Task.WhenAny(Task.Delay(100, stop));
        }
    }
}
