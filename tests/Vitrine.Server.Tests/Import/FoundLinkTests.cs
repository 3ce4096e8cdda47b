using Vitrine.Media.Tools;
using Vitrine.Server.Import;

namespace Vitrine.Server.Tests.Import;

public sealed class FoundLinkTests : IDisposable
{
    private readonly string folder = RealPath.Of(Directory.CreateTempSubdirectory("vitrine-link-").FullName)!;

    public FoundLinkTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "root"));
        File.WriteAllText(Path.Combine(folder, "root", "in.jpg"), "inside");
        File.WriteAllText(Path.Combine(folder, "outside.jpg"), "outside");
    }

    private string Root => Path.Combine(folder, "root");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Find_FileWhereItWas_IsFoundAndOpened()
    {
        var found = FoundLink.Find(Root, "in.jpg");

        Assert.Equal(Path.Combine(Root, "in.jpg"), found?.Path);
        Assert.Equal(6, found?.Bytes);
        using var content = new StreamReader(found!.Value.Open());
        Assert.Equal("inside", content.ReadToEnd());
    }

    [Fact]
    public void Find_RootThatBecameALink_IsNotFollowed()
    {
        Directory.Move(Root, Root + ".old");
        Directory.CreateSymbolicLink(Root, Root + ".old");

        Assert.Null(FoundLink.Find(Root, "in.jpg"));
    }

    [Fact]
    public void Open_FolderAboveExchangedSinceItWasFound_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks the opened file where it lies");
        var found = FoundLink.Find(Root, "in.jpg")!.Value;
        Directory.Move(Root, Root + ".old");
        Directory.CreateSymbolicLink(Root, Root + ".old");

        Assert.Throws<ReplacedFileException>(found.Open);
    }

    [Fact]
    public void Find_FileReplacedByALinkOutOfTheRoot_IsNotFollowed()
    {
        var path = Path.Combine(Root, "in.jpg");
        File.Delete(path);
        File.CreateSymbolicLink(path, Path.Combine(folder, "outside.jpg"));

        Assert.Null(FoundLink.Find(Root, "in.jpg"));
    }

    [Fact]
    public void Find_PathThatClimbsOut_IsNotFollowed() => Assert.Null(FoundLink.Find(Root, "../outside.jpg"));

    [Fact]
    public async Task Find_FileReplacedByAPipe_IsNotFound()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes a pipe");
        var path = Path.Combine(Root, "in.jpg");
        File.Delete(path);
        var made = await ToolProcess.RunAsync(new ToolCommand("mkfifo", [path]), TestContext.Current.CancellationToken);
        Assert.True(made.Succeeded, made.Errors);

        Assert.Null(FoundLink.Find(Root, "in.jpg"));
    }
}
