using Vitrine.Media.Analyzers;
using Vitrine.Media.Children;
using Vitrine.Media.Packs;
using Vitrine.Server.Pipeline;

namespace Vitrine.Tests.Shared;

/// <summary>Decodes and analyzes as the children do, but inside the test's process: real pictures, real models, no start of a process.</summary>
public sealed class RealMedia : ITestMedia
{
    /// <summary>A child does one thing at a time; so do all that share this process.</summary>
    private static readonly SemaphoreSlim Alone = new(1, 1);

    private readonly FileDecoding decoding = new();
    private readonly PreviewAnalysis? analysis;
    private int analyses;

    private RealMedia(PackStore? models)
    {
        analysis = models is null ? null : new PreviewAnalysis(models);
        var missing = models is null ? [] : AnalyzerCatalog.Missing(models).Select(pair => pair.Analyzer.Id).ToArray();
        Analyzers = models is null ? [] : [.. AnalyzerCatalog.All.Where(analyzer => !missing.Contains(analyzer.Id))];
    }

    public int DecodeWorkers => 1;

    public int Analyses => analyses;

    public IReadOnlyList<AnalyzerInfo> Analyzers { get; }

    /// <summary>Previews and metadata without any model.</summary>
    public static RealMedia WithoutModels() => new(null);

    /// <summary>With the models of the shared folder. The calling test is reported as skipped where that is missing.</summary>
    public static async Task<RealMedia> WithModelsAsync() => new(await SharedModels.StoreAsync());

    public async Task<MediaOutcome<DecodeAnswer>> DecodeAsync(DecodeRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var file = FileInChild.OfContent(request.Name, await File.ReadAllBytesAsync(request.Path, cancellationToken));
        await Alone.WaitAsync(cancellationToken);
        try
        {
            return new MediaOutcome<DecodeAnswer>(await decoding.DecodeAsync(request, file, cancellationToken), null);
        }
        finally
        {
            Alone.Release();
        }
    }

    public async Task<MediaOutcome<ModelAnswer>> AnalyzeAsync(ModelRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref analyses);
        await Alone.WaitAsync(cancellationToken);
        try
        {
            return new MediaOutcome<ModelAnswer>(await analysis!.Analyze(request, cancellationToken), null);
        }
        finally
        {
            Alone.Release();
        }
    }
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
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
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
