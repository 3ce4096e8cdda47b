using Vitrine.Server.Ingest;
using Vitrine.Server.Storage.Renditions;

namespace Vitrine.Server.Jobs;

/// <summary>Erases what is in the trash now, for good, without waiting for its time. What was put back meanwhile stays.</summary>
public sealed class EmptyTrash(RenditionStore renditions) : AssetJob
{
    public override string Name => JobKinds.EmptyTrash;

    public override bool CanUndo => false;

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken) => Task.FromResult<AssetChange>(async (session, asset, cancelled) =>
    {
        if (await session.NumberAsync($"select key from asset where key = {asset.AssetKey} and trashed_at is not null", cancelled) is null)
        {
            return false;
        }

        var orphans = await AssetErasure.EraseAsync(session, asset.AssetKey, cancelled);
        session.OnCommit(() =>
        {
            foreach (var (essence, recipe) in orphans)
            {
                renditions.Delete(essence, recipe);
            }
        });
        return true;
    });
}
