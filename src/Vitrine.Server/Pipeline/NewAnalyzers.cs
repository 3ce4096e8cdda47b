using Vitrine.Media.Analyzers;
using Vitrine.Media.Packs;
using Vitrine.Server.Features.Packs;

namespace Vitrine.Server.Pipeline;

/// <summary>When a pack was installed, its analyzers join the pipeline, or are due again where it is a better model, and the children that hold models start afresh with them.</summary>
internal sealed class NewAnalyzers(PackInstallations packs, PackStore store, CurrentPipeline pipeline, ChildMedia media, ChildTexts texts) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        packs.Installed += Use;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        packs.Installed -= Use;
        return Task.CompletedTask;
    }

    private void Use()
    {
        media.RestartModel();
        _ = texts.RestartAsync();
        pipeline.Use(AnalyzerCatalog.Runnable(store));
    }
}
