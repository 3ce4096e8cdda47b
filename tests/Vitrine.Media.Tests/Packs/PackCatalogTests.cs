using Vitrine.Media.Analyzers;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;
using Vitrine.Media.Tests.Analyzers;

namespace Vitrine.Media.Tests.Packs;

public sealed class PackCatalogTests
{
    private static PackCatalog Catalog => PackCatalog.Shipped;

    [Fact]
    public void Shipped_EveryModel_IsWholeAndServesATask()
    {
        foreach (var model in Catalog.Models)
        {
            Assert.Contains(Catalog.Tasks, task => task.Models.Contains(model.Id));
            Assert.NotEmpty(model.Files);
            foreach (var file in model.Files)
            {
                Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
                Assert.Equal(Path.GetFileName(file.Name), file.Name);
                Assert.True(file.Bytes > 0);
                Assert.All(file.Origins, origin => Assert.True(IsPinned(origin), $"{model.Id}: {origin}"));
            }
        }
    }

    [Fact]
    public void Shipped_EveryStarterTask_HasAModelThatAPackageClientCanFetch()
    {
        foreach (var task in Catalog.Tasks.Where(task => task.Starter))
        {
            Assert.Contains(
                Catalog.ModelsOf(task),
                model => model.Licence.Confirmed && model.Files.All(file => file.Origins.Any(origin => (origin.Npm ?? origin.NuGet) is not null)));
        }
    }

    [Fact]
    public void Shipped_EveryModelOfPicturesAndTexts_NamesItsOwnFilesAndComesUnaskedNowhere()
    {
        var task = Catalog.FindTask("embed")!;
        Assert.False(task.Starter);
        var pairs = Catalog.Models.Where(model => model.Pair is not null).ToArray();
        Assert.Equal(task.Models.Order(), pairs.Select(model => model.Id).Order());
        foreach (var model in pairs)
        {
            var pair = model.Pair!;
            Assert.Equal(
                model.Files.Select(file => file.Name).Order(), ((string[])[pair.Picture.File, pair.Text.File, .. pair.Text.Vocabulary]).Order());
            Assert.All(model.Files, file => Assert.NotEmpty(file.Origins));
            Assert.Equal((3, 3), (pair.Picture.Mean.Count, pair.Picture.Deviation.Count));
            Assert.True((long)pair.MemoryMb << 20 > model.Bytes);
            Assert.DoesNotContain(Catalog.Tasks.Where(other => other.Starter), other => other.Models.Contains(model.Id));
        }
    }

    [Fact]
    public void Shipped_EveryGraph_IsInTheProgram()
    {
        foreach (var graph in Catalog.Models.SelectMany(model => model.Shipped))
        {
            Assert.True(PackGraphs.Exists(graph), graph);
            Assert.NotEmpty(PackGraphs.Read(graph));
        }

        Assert.Throws<FileNotFoundException>(() => PackGraphs.Open("no-such.onnx"));
    }

    [Fact]
    public void Missing_EmptyStore_NamesEveryAnalyzerWithATaskAndWhatItWouldAdd()
    {
        using var pack = new TestPack([1]);
        var store = new PackStore(pack.In("empty"));
        var missing = AnalyzerCatalog.Missing(store);
        Assert.Equal(AnalyzerCatalog.All.Where(analyzer => analyzer.Task is not null), missing.Select(one => one.Analyzer));
        Assert.All(missing, one => Assert.EndsWith(".", one.Adds, StringComparison.Ordinal));
        Assert.All(AnalyzerCatalog.Create(store), analyzer => Assert.Null(analyzer.Info.Task));
    }

    private static bool IsPinned(PackOrigin origin) => origin switch
    {
        { Npm: not null, NuGet: null, Address: null } => origin.Version is not null && origin.Entry is not null,
        { NuGet: not null, Npm: null, Address: null } => origin.Version is not null && origin.Entry is not null,
        { Address: { Scheme: "https" } address, Npm: null, NuGet: null } => System.Text.RegularExpressions.Regex.IsMatch(address.AbsolutePath, "/[0-9a-f]{40}/"),
        _ => false,
    };
}

public sealed class AnalyzerCatalogTests(InstalledModels models)
{
    [Fact]
    public void Create_AllInstalled_PrefersTheBetterModels()
    {
        models.Model("yolox-nano");
        var analyzers = AnalyzerCatalog.Create(models.Store, null, new LoadedModels(threads: 1));
        Assert.Equal(
            ["classify efficientnet-lite2@1", "detect yolox-nano@1+oid-ssd@1", "faces yunet@1"],
            analyzers.Where(analyzer => analyzer.Info.Task is not null).Select(analyzer => $"{analyzer.Info.Id} {analyzer.Model}"));
        foreach (var analyzer in analyzers)
        {
            analyzer.Dispose();
        }
    }

    [Fact]
    public void Create_DamagedModel_LeavesOutThatAnalyzerAndSaysSo()
    {
        using var pack = new TestPack([1]);
        var store = new PackStore(pack.In("damaged"));
        var model = store.Catalog.FindModel("yunet")!;
        pack.Write($"damaged/yunet/{model.Files[0].Name}", new byte[model.Files[0].Bytes]);
        var problems = new List<Vitrine.Core.Assets.Problem>();
        Assert.DoesNotContain(AnalyzerCatalog.Create(store, problems), analyzer => analyzer.Info.Id == "faces");
        Assert.Equal(("faces", "model-not-loaded"), (problems[0].Step, problems[0].Code));
    }
}
