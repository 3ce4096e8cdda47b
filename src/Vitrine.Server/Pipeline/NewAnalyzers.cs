using Vitrine.Media.Packs;
using Vitrine.Server.Features.Packs;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Pipeline;

/// <summary>When a pack was installed, its analyzers join the pipeline and the model child starts afresh with them.</summary>
internal sealed class NewAnalyzers(PackInstallations packs, PackStore store, CurrentPipeline pipeline, ChildMedia media) : IHostedService
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
        pipeline.Use(Services.Runnable(store));
    }
}
