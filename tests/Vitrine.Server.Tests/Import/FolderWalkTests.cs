using Vitrine.Media.Tools;
using Vitrine.Server.Import;

namespace Vitrine.Server.Tests.Import;

public sealed class FolderWalkTests : IDisposable
{
    private readonly string folder = RealPath.Of(Directory.CreateTempSubdirectory("vitrine-walk-").FullName)!;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Entries_Tree_ComesInAFixedOrderWithoutHiddenAndSystemFolders()
    {
        foreach (var path in new[] { "b.jpg", "a/z.jpg", "a/b/c.jpg", ".hidden/x.jpg", "@eaDir/t.jpg", ".dot.jpg", "Thumbs.db", "a.jpg" })
        {
            Write(path);
        }

        Assert.Equal(["a.jpg", "b.jpg", "a/z.jpg", "a/b/c.jpg"], Walk().Select(entry => entry.Path));
    }

    [Fact]
    public void Entries_LinkToAParentFolder_IsReportedAndNotFollowed()
    {
        Write("a/b/x.jpg");
        Directory.CreateSymbolicLink(Path.Combine(folder, "a", "b", "loop"), Path.Combine(folder, "a"));

        Assert.Equal(["a/b/loop link-loop", "a/b/x.jpg "], Walk().Select(Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Entries_LinksOutOfTheFolder_AreReportedAndNeverFollowed()
    {
        var outside = Directory.CreateTempSubdirectory("vitrine-outside-").FullName;
        File.WriteAllText(Path.Combine(outside, "secret.jpg"), "x");
        Write("in.jpg");
        File.CreateSymbolicLink(Path.Combine(folder, "file.jpg"), Path.Combine(outside, "secret.jpg"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "folder"), outside);
        File.CreateSymbolicLink(Path.Combine(folder, "nowhere.jpg"), Path.Combine(folder, "gone.jpg"));
        File.CreateSymbolicLink(Path.Combine(folder, "same.jpg"), Path.Combine(folder, "in.jpg"));

        var found = Walk().Select(Text).ToArray();
        Directory.Delete(outside, recursive: true);

        Assert.Equal(["file.jpg link-outside", "folder link-outside", "in.jpg ", "nowhere.jpg link-broken", "same.jpg "], found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Entries_FolderThatBecomesALinkDuringTheWalk_IsReportedAndNotLookedInto()
    {
        var outside = Directory.CreateTempSubdirectory("vitrine-outside-").FullName;
        File.WriteAllText(Path.Combine(outside, "secret.jpg"), "x");
        Write("a/b/in.jpg");
        Write("z.jpg");

        var found = new List<string>();
        foreach (var entry in Walk())
        {
            if (found.Count == 0)
            {
                // The folder above it was looked at already, and it was a folder then.
                Directory.Move(Path.Combine(folder, "a"), Path.Combine(folder, ".a"));
                Directory.CreateSymbolicLink(Path.Combine(folder, "a"), outside);
            }

            found.Add(Text(entry));
        }

        Directory.Delete(outside, recursive: true);

        Assert.Equal(["z.jpg ", "a replaced"], found);
    }

    [Fact]
    public async Task Entries_PipeAndNameThatIsNoUtf8_AreReportedWithoutBeingOpened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes files that only Linux has");
        Write("in.jpg");
        await ShellAsync($"mkfifo {folder}/pipe.jpg; touch \"$(printf '{folder}/caf\\351.jpg')\"");

        var found = Walk().Select(Text).ToArray();
        await ShellAsync($"rm {folder}/pipe.jpg {folder}/caf*.jpg");

        Assert.Equal(["caf\ufffd.jpg name-not-utf8", "in.jpg ", "pipe.jpg not-a-file"], found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Entries_OwnDataBelowTheFolder_AreLeftOut()
    {
        Write("data/blobs/x");
        Write("in.jpg");

        var found = new FolderWalk(folder, [RealPath.Of(Path.Combine(folder, "data"))!]).Entries().ToArray();

        Assert.Single(found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("blobs/ab")]
    [InlineData("token")]
    public void Entries_OfOwnDataItself_AreNone(string below)
    {
        Write("data/blobs/ab/x");
        Write("data/token");
        var data = RealPath.Of(Path.Combine(folder, "data"))!;
        var start = Path.TrimEndingDirectorySeparator(Path.Combine(data, below));

        var found = new FolderWalk(start, [data]).Entries().ToArray();

        Assert.Equal("vitrine-data", Assert.Single(found).Problem?.Code);
    }

    [Fact]
    public void Entries_DataOfAnotherVitrineAndBackups_AreReportedAndNotLookedInto()
    {
        foreach (var path in new[]
        {
            "other/engine.txt", "other/node", "other/token", "backups/library.txt", "backups/lock", "backups/blobs/ab/x", "backups/2026-01-01T00-00-00Z/config/token",
            "loose/manifest.json", "loose/blobs.list", "loose/config/token", "mine/engine.txt", "mine/library.txt",
        })
        {
            Write(path);
        }

        File.CreateSymbolicLink(Path.Combine(folder, "way.txt"), Path.Combine(folder, "other", "token"));

        Assert.Equal(
            ["backups vitrine-data", "loose vitrine-data", "mine/engine.txt ", "mine/library.txt ", "other vitrine-data", "way.txt vitrine-data"],
            Walk().Select(Text).Order(StringComparer.Ordinal));
        Assert.Equal("vitrine-data", Assert.Single(new FolderWalk(Path.Combine(folder, "backups", "2026-01-01T00-00-00Z", "config"), []).Entries()).Problem?.Code);
    }

    private void Write(string path)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, path);
    }

    private IEnumerable<WalkedEntry> Walk() => new FolderWalk(folder, []).Entries().Select(entry => entry with { Path = Path.GetRelativePath(folder, entry.Path) });

    private static string Text(WalkedEntry entry) => $"{entry.Path} {entry.Problem?.Code}";

    private static async Task ShellAsync(string script)
    {
        var result = await ToolProcess.RunAsync(new ToolCommand("sh", ["-c", script]), TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, result.Errors);
    }
}
