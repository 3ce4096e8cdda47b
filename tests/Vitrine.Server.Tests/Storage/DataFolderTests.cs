using Vitrine.Server.Storage;

namespace Vitrine.Server.Tests.Storage;

public sealed class DataFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-data-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Take_WhileAnotherServerHasIt_IsRefusedWithASentence()
    {
        using var first = DataFolder.Take(folder);

        var refused = Assert.Throws<StorageException>(() => DataFolder.Take(folder));

        Assert.Contains("Another Vitrine server uses", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_AfterTheOtherEnded_Works()
    {
        DataFolder.Take(folder).Dispose();

        using var second = DataFolder.Take(folder);

        Assert.Equal(folder, second.Root);
    }

    [Fact]
    public void Take_PathThatIsAFile_IsRefusedWithASentence()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "x");

        Assert.Throws<StorageException>(() => DataFolder.Take(file));
    }

    [Fact]
    public void RememberEngine_WhenTheOtherOneIsForgotten_IsRefusedWithTheOptionToUse()
    {
        using var data = DataFolder.Take(Path.Combine(folder, "library"));
        data.RememberEngine("PostgreSQL");
        data.RememberEngine("PostgreSQL");

        var refused = Assert.Throws<StorageException>(() => data.RememberEngine("SQLite"));

        Assert.Contains("--database", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_NewFolder_IsClosedToOtherUsers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has other permissions");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var data = DataFolder.Take(Path.Combine(folder, "private"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data.Root));
    }
}
