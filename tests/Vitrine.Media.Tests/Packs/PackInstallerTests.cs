using Vitrine.Media.Packs;
using Vitrine.Media.Packs.Sources;

namespace Vitrine.Media.Tests.Packs;

public sealed class PackInstallerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task InstallTask_FilesUnderOtherNamesInAFolder_AreKnownByTheirHash()
    {
        using var pack = new TestPack(TestPack.Bytes(1, 5000), TestPack.Bytes(2, 70_000));
        pack.Write("given/a/b/renamed.xyz", pack.Contents[0]);
        pack.Write("given/same-size-other-bytes", TestPack.Bytes(9, 5000));
        pack.Write("given/second", pack.Contents[1]);
        var done = await pack.InstallAsync(pack.In("given"));
        Assert.Equal(("one@1", 75_000, 0), (done.Model?.Name, done.Fetched, done.Problems.Count));
        Assert.Equal(pack.Contents[0], await File.ReadAllBytesAsync(pack.Store.PathOf(pack.Model, "part0.bin"), Cancellation));
        Assert.Equal(pack.Contents[1], await File.ReadAllBytesAsync(pack.Store.PathOf(pack.Model, "part1.bin"), Cancellation));
    }

    [Fact]
    public async Task InstallTask_NoSourceHasIt_SaysSoAndLeavesNothing()
    {
        using var pack = new TestPack(TestPack.Bytes(1, 5000));
        pack.Write("given/wrong", TestPack.Bytes(9, 5000));
        pack.Write("given/short", pack.Contents[0][..4999]);
        var done = await pack.InstallAsync(pack.In("given"));
        Assert.Null(done.Model);
        var problem = Assert.Single(done.Problems);
        Assert.Equal((PackException.Unavailable, $"one: part0.bin is not in {pack.In("given")} and in no package"), (problem.Code, problem.Message));
        Assert.Null(pack.Store.Installed("see"));
        Assert.False(Directory.Exists(pack.Store.FolderOf(pack.Model)));
    }

    [Fact]
    public async Task InstallTask_Again_FetchesNothing()
    {
        using var pack = new TestPack(TestPack.Bytes(1, 5000));
        pack.Write("given/file", pack.Contents[0]);
        await pack.InstallAsync(pack.In("given"));
        var again = await pack.InstallAsync();
        Assert.Equal(("one@1", 0), (again.Model?.Name, again.Fetched));
    }

    [Fact]
    public async Task InstallTask_AfterAStoppedInstallation_FetchesOnlyTheRest()
    {
        using var pack = new TestPack(TestPack.Bytes(1, 5000), TestPack.Bytes(2, 6000));
        pack.Write("first/file", pack.Contents[0]);
        Assert.Null((await pack.InstallAsync(pack.In("first"))).Model);
        pack.Write("store/one/part1.bin.part", TestPack.Bytes(3, 100));
        pack.Write("store/.work/dead/package.tgz", TestPack.Bytes(3, 100));
        pack.Write("store/.work/dead.lock", []);
        pack.Write("second/file", pack.Contents[1]);
        var done = await pack.InstallAsync(pack.In("second"));
        Assert.Equal(("one@1", 6000), (done.Model?.Name, done.Fetched));
        Assert.Empty(Directory.EnumerateFileSystemEntries(pack.In("store", ".work")));
        Assert.Equal(2, Directory.EnumerateFiles(pack.Store.FolderOf(pack.Model)).Count());
    }

    [Fact]
    public async Task InstallStarter_LaterStart_AsksNoHostAndTakesABetterFileFromTheFolder()
    {
        using var pack = new TestPack([new PackOrigin(Address: new Uri("https://models.invalid/pinned/file"))], TestPack.Bytes(1, 5000), TestPack.Bytes(2, 6000));
        var better = pack.Model with { Id = "better", Files = [pack.Model.Files[0]] };
        var plain = pack.Model with { Id = "plain", Files = [pack.Model.Files[1]] };
        var task = pack.Task with { Models = ["better", "plain"] };
        var store = new PackStore(pack.In("store"), new PackCatalog([task], [better, plain]));
        pack.Write("given/plain", pack.Contents[1]);
        var downloader = new Given(null);
        var installer = new PackInstaller(store, pack.In("given"), downloader, clients: false);
        Assert.Equal("plain@1", Assert.Single(await installer.InstallStarterAsync(null, Cancellation)).Model?.Name);
        Assert.Equal(1, downloader.Asked);

        var later = Assert.Single(await installer.InstallStarterAsync(null, Cancellation));
        Assert.Equal(("plain@1", 0, 0), (later.Model?.Name, later.Fetched, later.Problems.Count));
        Assert.Equal(1, downloader.Asked);

        pack.Write("given/better", pack.Contents[0]);
        Assert.Equal("better@1", Assert.Single(await installer.InstallStarterAsync(null, Cancellation)).Model?.Name);
        Assert.Equal(better, store.Installed("see"));
    }

    [Fact]
    public async Task InstallTask_TwoAtOnce_OneFetchesAndBothHaveIt()
    {
        using var pack = new TestPack(TestPack.Bytes(1, 3_000_000));
        pack.Write("given/file", pack.Contents[0]);
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => pack.InstallAsync(pack.In("given")), Cancellation)));
        Assert.All(both, done => Assert.Equal("one@1", done.Model?.Name));
        Assert.All(both, done => Assert.Empty(done.Problems));
        Assert.Empty(await pack.Store.VerifyAsync(Cancellation));
    }

    [Fact]
    public async Task InstallTask_UnconfirmedLicence_IsNotInstalledUnasked()
    {
        using var pack = new TestPack(TestPack.Bytes(1, 50));
        pack.Write("given/file", pack.Contents[0]);
        var model = pack.Model with { Licence = new PackLicence("unknown", false, "nobody") };
        var store = new PackStore(pack.In("store"), new PackCatalog([pack.Task], [model]));
        var installer = new PackInstaller(store, pack.In("given"), clients: false);
        Assert.Null((await installer.InstallTaskAsync(pack.Task, null, Cancellation)).Model);
        Assert.Equal("one@1", (await installer.InstallModelAsync(model, null, Cancellation)).Model?.Name);
    }

    [Theory]
    [InlineData(4000, "ends after 4,000 of 5,000 bytes")]
    [InlineData(5000, "has the hash")]
    [InlineData(6000, "is longer than its 5,000 bytes")]
    public async Task InstallTask_AddressGivesOtherBytes_RefusesThem(int length, string why)
    {
        using var pack = new TestPack([new PackOrigin(Address: new Uri("https://models.invalid/pinned/file"))], TestPack.Bytes(1, 5000));
        var installer = new PackInstaller(pack.Store, null, new Given(TestPack.Bytes(2, length)), clients: false);
        var done = await installer.InstallTaskAsync(pack.Task, null, Cancellation);
        Assert.Null(done.Model);
        var problem = Assert.Single(done.Problems);
        Assert.Equal(PackException.WrongBytes, problem.Code);
        Assert.Contains(why, problem.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(pack.Store.FolderOf(pack.Model)));
    }

    [Fact]
    public async Task InstallTask_HostDoesNotAnswer_IsASentence()
    {
        using var pack = new TestPack([new PackOrigin(Address: new Uri("https://models.invalid/pinned/file"))], TestPack.Bytes(1, 5000));
        var done = await new PackInstaller(pack.Store, null, new Given(null), clients: false).InstallTaskAsync(pack.Task, null, Cancellation);
        Assert.Equal("one from its address: models.invalid did not give part0.bin: no route", Assert.Single(done.Problems).Message);
    }

    [Fact]
    public async Task InstallTask_StoreIsAFile_IsASentence()
    {
        using var pack = new TestPack(TestPack.Bytes(1, 5000));
        pack.Write("store", [1]);
        var done = await pack.InstallAsync();
        Assert.Equal(PackException.NotWritten, Assert.Single(done.Problems).Code);
    }

    private sealed class Given(byte[]? content) : IPackDownloader
    {
        public int Asked { get; private set; }

        public Task<Stream> OpenAsync(Uri address, long maxBytes, CancellationToken cancellationToken)
        {
            Asked++;
            return content is null ? throw new IOException("no route") : Task.FromResult<Stream>(new MemoryStream(content));
        }
    }
}
