using Vitrine.Core.Assets;
using Vitrine.Server.Import;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Import;

/// <summary>What takes a file's place between the walk that found it and its reading.</summary>
public sealed class FileIntakeTests : IDisposable
{
    private readonly string folder = RealPath.Of(Directory.CreateTempSubdirectory("vitrine-intake-").FullName)!;
    private readonly FileIntake intake;

    public FileIntakeTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs links and pipes");
        Directory.CreateDirectory(Path.Combine(Root, "sub"));
        Directory.CreateDirectory(Path.Combine(folder, "outside"));
        Directory.CreateDirectory(Spool);
        File.WriteAllText(Picture, "GIF89a inside");
        File.WriteAllText(Outside, "GIF89a secret");
        intake = new FileIntake(Spool, 1 << 20, new IdGenerator(TimeProvider.System));
    }

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private string Root => Path.Combine(folder, "root");

    private string Spool => Path.Combine(folder, "spool");

    private string Picture => Path.Combine(Root, "sub", "a.gif");

    /// <summary>As long as the picture, so that only the file itself tells them apart.</summary>
    private string Outside => Path.Combine(folder, "outside", "a.gif");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Read_FileThatIsStillThere_IsTakenIn()
    {
        var taken = await intake.ReadAsync(Found(), Root, copy: true, Ending);

        Assert.Null(taken.Problem);
        Assert.Equal("GIF89a inside", await File.ReadAllTextAsync(taken.Spooled!, Ending));
    }

    [Fact]
    public async Task Read_LinkInsideTheRoot_IsTakenIn()
    {
        var link = Path.Combine(Root, "b.gif");
        File.CreateSymbolicLink(link, Picture);
        var found = new FolderWalk(Root, []).Entries(Ending).Single(entry => entry.Path == link);

        Assert.Null((await intake.ReadAsync(found, Root, copy: false, Ending)).Problem);
    }

    [Fact]
    public async Task Read_ExchangedForALinkOutOfTheRoot_IsNotRead()
    {
        var found = Found();
        File.SetLastWriteTimeUtc(Outside, File.GetLastWriteTimeUtc(Picture));
        File.Delete(Picture);
        File.CreateSymbolicLink(Picture, Outside);

        await AssertReplacedAsync(found);
    }

    [Fact]
    public async Task Read_FolderExchangedForALinkOutOfTheRoot_IsNotRead()
    {
        var found = Found();
        File.SetLastWriteTimeUtc(Outside, File.GetLastWriteTimeUtc(Picture));
        Directory.Delete(Path.Combine(Root, "sub"), recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(Root, "sub"), Path.Combine(folder, "outside"));

        await AssertReplacedAsync(found);
    }

    [Fact]
    public async Task Read_FileMovedOutAndReachedThroughALink_IsNotRead()
    {
        // It is the very file that was found, and no longer in the folder.
        var found = Found();
        File.Move(Picture, Outside, overwrite: true);
        File.CreateSymbolicLink(Picture, Outside);

        await AssertReplacedAsync(found);
    }

    [Fact]
    public async Task Read_ExchangedForAnotherFile_IsNotRead()
    {
        var found = Found();
        var modified = File.GetLastWriteTimeUtc(Picture);
        var other = Path.Combine(Root, "other.gif");
        await File.WriteAllTextAsync(other, "GIF89a strange", Ending);
        File.SetLastWriteTimeUtc(other, modified);
        File.Move(other, Picture, overwrite: true);

        await AssertReplacedAsync(found);
    }

    [Fact]
    public async Task Read_ExchangedForAPipe_IsRefusedAndNotWaitedFor()
    {
        var found = Found();
        using var pipe = new NamedPipe();
        File.Move(pipe.Path, Picture, overwrite: true);

        await AssertReplacedAsync(found);
    }

    [Fact]
    public async Task Read_ExchangedForAFolder_IsNotRead()
    {
        var found = Found();
        File.Delete(Picture);
        Directory.CreateDirectory(Picture);

        await AssertReplacedAsync(found);
    }

    [Fact]
    public async Task Read_FileThatIsGone_IsSaidToBe()
    {
        var found = Found();
        File.Delete(Picture);

        Assert.Equal("vanished", (await intake.ReadAsync(found, Root, copy: false, Ending)).Problem?.Code);
    }

    private WalkedEntry Found() => new FolderWalk(Root, []).Entries(Ending).Single();

    private async Task AssertReplacedAsync(WalkedEntry found)
    {
        var taken = await intake.ReadAsync(found, Root, copy: true, Ending);

        Assert.Equal("replaced", taken.Problem?.Code);
        Assert.Empty(Directory.GetFiles(Spool));
    }
}
