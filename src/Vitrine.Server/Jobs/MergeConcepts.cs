using System.Text.Json;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Jobs;

/// <summary>Merges one concept into another. From one moment on, for all searches at once, the first is the second; then the assets that have both are tidied up.</summary>
internal sealed class MergeConcepts(ConceptMerging merging) : AssetJob
{
    public override string Name => JobKinds.MergeConcepts;

    public override async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        await merging.MergeAsync(job, JsonSerializer.Deserialize(job.Request, ConceptJson.Default.MergeOrder)!, cancellationToken);
        await base.RunAsync(job, cancellationToken);
    }

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken) => Task.FromResult<AssetChange>(merging.RefreshAsync);
}
