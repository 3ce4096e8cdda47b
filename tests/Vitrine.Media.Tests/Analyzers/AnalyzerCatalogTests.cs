using Vitrine.Media.Analyzers;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Tests.Analyzers;

public sealed class AnalyzerCatalogTests(InstalledModels models)
{
    [Fact]
    public void Runnable_NamesTheModelsThatAreLoaded()
    {
        var loaded = AnalyzerCatalog.Create(models.Store, models: new LoadedModels(threads: 1));

        Assert.Equal(
            loaded.Select(analyzer => (analyzer.Info.Id, analyzer.Info.Version, analyzer.Model)),
            AnalyzerCatalog.Runnable(models.Store).Select(analyzer => (analyzer.Id, analyzer.Version, analyzer.Model)));
        foreach (var analyzer in loaded)
        {
            analyzer.Dispose();
        }
    }

    [Fact]
    public async Task Runnable_AfterABetterModelWasLaidIntoTheFolder_NamesThatOne()
    {
        var (first, better) = (models.Model("mobilenet-v2"), models.Model("efficientnet-lite2"));
        var (source, target) = (Directory.CreateTempSubdirectory("vitrine-laid-").FullName, Directory.CreateTempSubdirectory("vitrine-store-").FullName);
        try
        {
            var store = new PackStore(target);
            var installer = new PackInstaller(store, source, clients: false);
            var task = store.Catalog.FindTask("classify")!;
            Lay(first, source);
            await installer.InstallStarterAsync(task, null, TestContext.Current.CancellationToken);
            Assert.Equal(first.Name, Speaks(store));

            Lay(better, source);
            await new PackInstaller(store, source, clients: false).InstallStarterAsync(task, null, TestContext.Current.CancellationToken);

            Assert.Equal(better.Name, Speaks(store));
        }
        finally
        {
            Directory.Delete(source, recursive: true);
            Directory.Delete(target, recursive: true);
        }
    }

    private static string Speaks(PackStore store) => AnalyzerCatalog.Runnable(store).Single(analyzer => analyzer.Id == "classify").Model;

    private void Lay(PackModel model, string folder) => model.Files.ToList().ForEach(file => File.Copy(models.Store.PathOf(model, file), Path.Combine(folder, file.Name)));
}
