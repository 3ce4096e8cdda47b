using Vitrine.Server.Claims;
using Vitrine.Server.Places;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>Looks up what the positions in files mean, with the gazetteer that is installed now. What people said of a place stays.</summary>
public sealed class FindPlaces(Gazetteers gazetteers, PositionRule rule, AssetProjection projection) : AssetJob
{
    public override string Name => JobKinds.FindPlaces;

    /// <summary>It follows from the files and the gazetteer.</summary>
    public override bool CanUndo => false;

    protected override async Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        await gazetteers.GetAsync(cancellationToken);
        return async (session, asset, cancelled) =>
        {
            if (await session.NumberAsync($"select asset_key from asset_place where asset_key = {asset.AssetKey}", cancelled) is null)
            {
                await projection.RefreshAsync(session, asset, job.BatchKey, cancelled);
            }

            return await rule.FollowAsync(session, asset, job.BatchKey, cancelled);
        };
    }
}
