using System.Text;
using Vitrine.Media.Tools;
using Vitrine.Server.Hosting;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Hosting;

/// <summary>What keeps the real server from starting ends with code 1 and one sentence that names the file, never with a trace.</summary>
public sealed class StartTroubleTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-start-").FullName;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("renditions")]
    [InlineData("blobs")]
    [InlineData("spool")]
    [InlineData("logs")]
    [InlineData("models")]
    [InlineData("cache")]
    public async Task Start_FileWhereAFolderBelongs_SaysWhich(string name)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path, "x", Ending);

        await RefusedAsync(folder, path, "is a file", "Move it away");
    }

    [Theory]
    [InlineData("vitrine.db")]
    [InlineData("token")]
    [InlineData("server.txt")]
    [InlineData("blobs.txt")]
    [InlineData("engine.txt")]
    [InlineData("node")]
    public async Task Start_FolderWhereAFileBelongs_SaysWhich(string name)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(path);

        await RefusedAsync(folder, path, "is a folder", "Move it away");
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("token.part")]
    [InlineData("server.txt.part")]
    public async Task Start_FolderWhereOtherFilesBelong_SaysWhich(string name)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(path);

        await RefusedAsync(folder, path);
    }

    [Fact]
    public async Task Start_DatabaseThatIsNone_SaysThatItIsDamaged()
    {
        var file = Path.Combine(folder, "vitrine.db");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("no database ", 2000)), Ending);

        await RefusedAsync(folder, file, "is damaged", "backup");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_DatabaseThatLostItsEndOrItsMiddle_SaysThatItIsDamaged(bool end)
    {
        await PlantedAsync();
        var file = Path.Combine(folder, "vitrine.db");
        await using (var stream = File.OpenWrite(file))
        {
            if (end)
            {
                stream.SetLength(stream.Length / 2);
            }
            else
            {
                stream.Position = 4096;
                await stream.WriteAsync(Encoding.ASCII.GetBytes(new string('x', (int)stream.Length - 4096)), Ending);
            }
        }

        await RefusedAsync(folder, file, "is damaged", "backup");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_DatabaseThatIsGone_IsNoNewLibrary(bool empty)
    {
        await PlantedAsync();
        var file = Path.Combine(folder, "vitrine.db");
        File.Delete(file);
        if (empty)
        {
            await File.WriteAllBytesAsync(file, [], Ending);
        }

        await RefusedAsync(folder, file, empty ? "is empty" : "is missing", "backup", "engine.txt");
        File.Delete(Path.Combine(folder, "engine.txt"));
        await PlantedAsync();
    }

    /// <summary>Whichever file is the one that has no room, and whether the library is new or not.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(4_096)]
    [InlineData(16_384)]
    [InlineData(40_960)]
    [InlineData(262_144)]
    public async Task Start_DiskFull_SaysSoAndStartsWhenThereIsRoom(long left)
    {
        using var disk = SmallDisk.Create(64);
        disk.FillUpTo(left);
        await RefusedAsync(disk.Path, disk.Path, "full");
        disk.Free();
        await PlantedAsync(disk.Path);

        disk.FillUpTo(0);
        await RefusedAsync(disk.Path, disk.Path, "full");
        disk.Free();
        await PlantedAsync(disk.Path);
    }

    /// <summary>Opens a library that works and closes it, so that its file is whole.</summary>
    private async Task PlantedAsync(string? data = null)
    {
        await using var server = await ServerHost.BuildAsync(new ServerOptions { Data = data ?? folder, Port = 0 }, TimeProvider.System, cancellationToken: Ending);
    }

    private static async Task RefusedAsync(string data, params string[] words)
    {
        var command = new ToolCommand(Path.Combine(AppContext.BaseDirectory, "Vitrine.Server"), ["--data", data, "--port", "0", "--packs", "none"]) { Limit = TimeSpan.FromMinutes(1) };
        var ended = await ToolProcess.RunAsync(command, Ending);

        var said = ended.Errors.Trim().Split('\n')[^1];
        Assert.True(ended.ExitCode == 1, $"{ended.ExitCode}: {ended.Errors}");
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, said, StringComparison.Ordinal));
    }
}
