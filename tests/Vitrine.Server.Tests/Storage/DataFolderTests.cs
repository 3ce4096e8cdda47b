using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

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

    [Theory]
    [InlineData("")]
    [InlineData("new")]
    public void Take_ReadOnly_SaysThatItCannotBeWritten(string below)
    {
        using var disk = SmallDisk.Create(1);
        disk.Protect();

        var refused = Assert.Throws<StorageException>(() => DataFolder.Take(Path.Combine(disk.Path, below)));

        Assert.Contains("cannot be written", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Another Vitrine", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_LockThatAnEarlierServerLeftOnWhatIsReadOnlyNow_SaysThatItCannotBeWritten()
    {
        using var disk = SmallDisk.Create(1);
        DataFolder.Take(disk.Path).Dispose();
        disk.Protect();

        var refused = Assert.Throws<StorageException>(() => DataFolder.Take(disk.Path));

        Assert.Contains("cannot be written", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_PartsThatAKillLeftInTheSpool_AreDeleted()
    {
        DataFolder.Take(folder).Dispose();
        File.WriteAllText(Path.Combine(folder, "spool", "young.part"), "x");

        using var data = DataFolder.Take(folder);

        Assert.Empty(Directory.GetFiles(data.Spool));
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("", "empty")]
    public void RequireEngine_DatabaseThatIsGone_IsRefusedWithWhatToDo(string? content, string word)
    {
        using var data = DataFolder.Take(folder);
        data.RequireEngine("SQLite");
        File.WriteAllText(data.Database, "x");
        data.RememberEngine("SQLite");
        File.Delete(data.Database);
        if (content is not null)
        {
            File.WriteAllText(data.Database, content);
        }

        var refused = Assert.Throws<StorageException>(() => data.RequireEngine("SQLite"));

        Assert.Contains($"{data.Database}, the database of this library, is {word}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("backup, or delete", refused.Message, StringComparison.Ordinal);
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
