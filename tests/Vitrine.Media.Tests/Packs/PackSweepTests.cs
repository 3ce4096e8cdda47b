using Vitrine.Media.Packs;

namespace Vitrine.Media.Tests.Packs;

/// <summary>What a killed installation or import leaves goes with the next start or import, and what is being written stays.</summary>
public sealed class PackSweepTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parts_OfAProcessThatIsNoMore_GoWithTheNextImport_AlsoOfWhatIsInstalled()
    {
        using var pack = await InstalledAsync();
        pack.Write("store/one/part1.bin.part", TestPack.Bytes(3, 100));
        pack.Write("store/one/notes.part", TestPack.Bytes(3, 100));
        Directory.CreateDirectory(pack.In("store", ".work", "left"));
        pack.Write("store/.work/left.lock", []);
        Directory.CreateDirectory(pack.In("nothing"));

        Assert.Empty(await new PackTransfer(pack.Store).ImportAsync(pack.In("nothing"), Cancellation));

        Assert.Equal(["notes.part", "part0.bin", "part1.bin"], Directory.EnumerateFiles(pack.Store.FolderOf(pack.Model)).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.EnumerateFileSystemEntries(pack.In("store", ".work")));
        Assert.Empty(await pack.Store.VerifyAsync(Cancellation));
    }

    [Fact]
    public async Task Parts_WhereNothingElseIs_GoWithTheirFolder_AndThoseBeingWrittenStay()
    {
        using var pack = new TestPack(TestPack.Bytes(1, 5000));
        var part = pack.Write("store/one/part0.bin.part", TestPack.Bytes(3, 100));
        using (await PackLock.TakeAsync(pack.Store.LockOf(pack.Model), Cancellation))
        {
            pack.Store.Sweep();
            Assert.True(File.Exists(part));
        }

        pack.Store.Sweep();
        Assert.False(Directory.Exists(pack.Store.FolderOf(pack.Model)));
        pack.Store.Sweep();
    }

    [Fact]
    public async Task Verify_NamesTheModelOfEachFault()
    {
        using var pack = await InstalledAsync();
        pack.Write("store/one/part0.bin", TestPack.Bytes(9, 5000));
        File.Delete(pack.In("store", "one", "part1.bin"));
        Assert.Equal(["one: one: part0.bin is damaged", "one: one: part1.bin is missing"], (await pack.Store.VerifyAsync(Cancellation)).Select(problem => $"{problem.Step}: {problem.Message}"));
    }

    private static async Task<TestPack> InstalledAsync()
    {
        var pack = new TestPack(TestPack.Bytes(1, 5000), TestPack.Bytes(2, 6000));
        pack.Write("given/a", pack.Contents[0]);
        pack.Write("given/b", pack.Contents[1]);
        await pack.InstallAsync(pack.In("given"));
        return pack;
    }
}
