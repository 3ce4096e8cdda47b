using Vitrine.Cli.Local;
using Vitrine.Server.Import;

namespace Vitrine.Server.Tests.Cli;

public sealed class AllowedRootsTests : IDisposable
{
    private readonly string folder = RealPath.Of(Directory.CreateTempSubdirectory("vitrine-allowed-").FullName)!;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Add_FolderReachedThroughLinks_AllowsWhereItReallyLies()
    {
        var real = Directory.CreateDirectory(Path.Combine(folder, "disk", "pictures")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder, "mnt"), "disk");
        Directory.CreateSymbolicLink(Path.Combine(folder, "mine"), Path.Combine(folder, "mnt", "pictures"));

        AllowedRoots.Add(folder, [Path.Combine(folder, "mine") + "/", Path.Combine(folder, "mnt", "pictures"), real]);

        Assert.Equal([real], File.ReadAllLines(Path.Combine(folder, "roots.txt")));
    }
}
