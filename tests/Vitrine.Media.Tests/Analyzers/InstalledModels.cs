using Vitrine.Core.Analysis;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Packs;
using Vitrine.Media.Tests.Analyzers;
using Vitrine.Tests.Shared;

[assembly: AssemblyFixture(typeof(InstalledModels))]

namespace Vitrine.Media.Tests.Analyzers;

/// <summary>A store with every model that the shared folder holds, installed from there by hash as an owner's <c>VITRINE_MODELS</c> would be.</summary>
public sealed class InstalledModels : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-models-").FullName;

    public PackStore Store => field ??= new PackStore(folder);

    public async ValueTask InitializeAsync()
    {
        if (SharedFolder.Root is null)
        {
            return;
        }

        var installer = new PackInstaller(Store, Path.Combine(SharedFolder.Root, "models"), clients: false);
        foreach (var model in Store.Catalog.Models)
        {
            await installer.InstallModelAsync(model, null, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The model; the calling test is reported as skipped where the shared folder does not hold it.</summary>
    public PackModel Model(string id)
    {
        var model = Store.Catalog.FindModel(id)!;
        if (!Store.IsInstalled(model))
        {
            Assert.Skip($"needs the files of {id} in the shared folder");
        }

        return model;
    }

    public static Picture Photo(string path) => TestPicture.Open(SharedFolder.Path(path.Split('/')));

    /// <summary>A box in pixels of the picture: left, top, right, bottom.</summary>
    public static double[] Pixels(Finding.Label label, Picture picture)
    {
        var box = label.Extent!.Box!.Value;
        return [box.X * picture.Width, box.Y * picture.Height, (box.X + box.Width) * picture.Width, (box.Y + box.Height) * picture.Height];
    }
}
