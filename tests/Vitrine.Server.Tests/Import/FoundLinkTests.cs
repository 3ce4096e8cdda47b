using Vitrine.Media.Tools;
using Vitrine.Server.Import;

namespace Vitrine.Server.Tests.Import;

public sealed class FoundLinkTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-link-").FullName;

    public FoundLinkTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "root"));
        File.WriteAllText(Path.Combine(folder, "root", "in.jpg"), "inside");
        File.WriteAllText(Path.Combine(folder, "outside.jpg"), "outside");
    }

    private string Root => Path.Combine(folder, "root");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Find_FileOfARootReachedThroughALink_IsFound()
    {
        var link = Path.Combine(folder, "link");
        Directory.CreateSymbolicLink(link, Root);

        var found = FoundLink.Find(link, "in.jpg");

        Assert.Equal(Path.Combine(RealPath.Of(Root)!, "in.jpg"), found?.Path);
        Assert.Equal(6, found?.Bytes);
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
