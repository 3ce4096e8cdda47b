using System.Globalization;
using Vitrine.Server.Duplicates;

namespace Vitrine.Server.Jobs;

/// <summary>Merges assets into one that is kept. The request is the key of that one, which is also the last of the set.</summary>
internal sealed class MergeAssets(AssetMerging merging) : AssetJob
{
    public override string Name => JobKinds.MergeAssets;

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var keep = long.Parse(job.Request, CultureInfo.InvariantCulture);
        return Task.FromResult<AssetChange>(async (session, asset, cancelled) =>
            asset.AssetKey == keep || await merging.MergeAsync(session, keep, asset, job.BatchKey!.Value, cancelled));
    }
}
