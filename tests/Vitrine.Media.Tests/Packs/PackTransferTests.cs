using System.IO.Compression;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Tests.Packs;

public sealed class PackTransferTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exported")]
    [InlineData("exported.zip")]
    public async Task Import_WhatWasExported_IsInstalledElsewhere(string name)
    {
        using var pack = new TestPack(TestPack.Bytes(1, 5000), TestPack.Bytes(2, 6000));
        pack.Write("given/a", pack.Contents[0]);
        pack.Write("given/b", pack.Contents[1]);
        await pack.InstallAsync(pack.In("given"));
        Assert.Single(await new PackTransfer(pack.Store).ExportAsync(pack.In(name), Cancellation));
        var elsewhere = new PackStore(pack.In("elsewhere"), pack.Store.Catalog);
        Assert.Equal("one@1", Assert.Single(await new PackTransfer(elsewhere).ImportAsync(pack.In(name), Cancellation)).Name);
        Assert.Empty(await elsewhere.VerifyAsync(Cancellation));
        Assert.True(elsewhere.IsInstalled(pack.Model));
    }

    [Fact]
    public async Task Import_ArchiveWithNamesThatClimbOut_TakesOnlyKnownBytesAndItsOwnNames()
    {
        using var pack = new TestPack(TestPack.Bytes(1, 5000));
        using (var archive = ZipFile.Open(pack.In("evil.zip"), ZipArchiveMode.Create))
        {
            Add(archive, "../../elsewhere.bin", TestPack.Bytes(8, 5000));
            Add(archive, "/../outside/net.bin", pack.Contents[0]);
        }

        Assert.Single(await new PackTransfer(pack.Store).ImportAsync(pack.In("evil.zip"), Cancellation));
        Assert.Equal(["evil.zip", "store"], Directory.EnumerateFileSystemEntries(pack.Folder).Select(Path.GetFileName).Order());
        Assert.Equal(["part0.bin"], Directory.EnumerateFiles(pack.Store.FolderOf(pack.Model)).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Import_DamagedArchive_IsASentence()
    {
        using var pack = new TestPack(TestPack.Bytes(1, 5000));
        pack.Write("bad.zip", TestPack.Bytes(2, 400));
        var problem = await Assert.ThrowsAsync<PackException>(() => new PackTransfer(pack.Store).ImportAsync(pack.In("bad.zip"), Cancellation));
        Assert.Contains("could not be read", problem.Message, StringComparison.Ordinal);
        Assert.Empty(await new PackTransfer(pack.Store).ImportAsync(pack.In("nowhere"), Cancellation));
    }

    [Fact]
    public async Task Verify_ChangedByteAndMissingFile_AreNamed()
    {
        using var pack = new TestPack(TestPack.Bytes(1, 5000), TestPack.Bytes(2, 6000));
        pack.Write("given/a", pack.Contents[0]);
        pack.Write("given/b", pack.Contents[1]);
        await pack.InstallAsync(pack.In("given"));
        var first = pack.Store.PathOf(pack.Model, "part0.bin");
        var bytes = await File.ReadAllBytesAsync(first, Cancellation);
        bytes[77] ^= 1;
        await File.WriteAllBytesAsync(first, bytes, Cancellation);
        File.Delete(pack.Store.PathOf(pack.Model, "part1.bin"));
        var problems = await pack.Store.VerifyAsync(Cancellation);
        Assert.Equal([PackException.WrongBytes, PackException.Unavailable], problems.Select(problem => problem.Code));
        Assert.False(pack.Store.IsInstalled(pack.Model));
        Assert.True(pack.Store.Remove(pack.Model));
        Assert.False(pack.Store.Remove(pack.Model));
        Assert.Empty(await pack.Store.VerifyAsync(Cancellation));
    }

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(content);
    }
}
