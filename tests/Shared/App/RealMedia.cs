using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Looks;
using Vitrine.Media.Children;
using Vitrine.Media.Packs;
using Vitrine.Server.Pipeline;

namespace Vitrine.Tests.Shared;

/// <summary>Real decode and model children of this executable (its <c>Program.cs</c> must know that role), counted.</summary>
public sealed class RealMedia : ITestMedia, IAsyncDisposable
{
    private readonly ChildMedia children;
    private int analyses;

    private RealMedia(PackStore models, bool looks = false)
    {
        children = new ChildMedia(models);
        Analyzers = [.. AnalyzerCatalog.Runnable(models).Where(analyzer => analyzer.Task is not null || (looks && analyzer.Id == LooksAnalyzer.About.Id))];
    }

    public int DecodeWorkers => children.DecodeWorkers;

    public int ModelWorkers => children.ModelWorkers;

    public int Analyses => analyses;

    public IReadOnlyList<AnalyzerInfo> Analyzers { get; }

    /// <summary>Previews and metadata; no model is there to be loaded.</summary>
    public static RealMedia WithoutModels() => new(new PackStore(Path.Combine(Path.GetTempPath(), "vitrine-no-models")));

    /// <summary>Previews, metadata, and one analyzer that needs no model, that of looks, in a real model child.</summary>
    /// <param name="packs">An empty folder that the model child may read.</param>
    public static RealMedia Looking(string packs) => new(new PackStore(packs), looks: true);

    /// <summary>With the models of the shared folder. The calling test is reported as skipped where that is missing.</summary>
    public static async Task<RealMedia> WithModelsAsync() => new(await SharedModels.StoreAsync());

    public Task<MediaOutcome<DecodeAnswer>> DecodeAsync(DecodeRequest request, TimeSpan limit, CancellationToken cancellationToken) =>
        children.DecodeAsync(request, limit, cancellationToken);

    public Task<MediaOutcome<ModelAnswer>> AnalyzeAsync(ModelRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref analyses);
        return children.AnalyzeAsync(request, limit, cancellationToken);
    }

    public ValueTask DisposeAsync() => children.DisposeAsync();
}

/// <summary>The starter packs as they are had from the shared folder, installed once for all tests of this process.</summary>
internal static class SharedModels
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static PackStore? store;

    public static async Task<PackStore> StoreAsync()
    {
        var source = SharedFolder.Path("models");
        await Gate.WaitAsync();
        try
        {
            if (store is null)
            {
                var folder = Directory.CreateTempSubdirectory("vitrine-models-").FullName;
                EndOfTests.Delete(folder);
                var installed = new PackStore(folder);
                await new PackInstaller(installed, source, downloader: null, clients: false).InstallStarterAsync(null, CancellationToken.None);
                store = installed;
            }

            return store;
        }
        finally
        {
            Gate.Release();
        }
    }
}
