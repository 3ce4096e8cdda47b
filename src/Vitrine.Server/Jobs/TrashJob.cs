using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Fields;

namespace Vitrine.Server.Jobs;

/// <summary>Moves many assets into the trash, or out of it.</summary>
internal sealed class TrashJob(AssetProjection projection, FieldCatalog fields) : AssetJob
{
    public override string Name => JobKinds.Trash;

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var trash = JsonSerializer.Deserialize(job.Request, ApiJson.Default.BulkRequest)?.Trash
            ?? throw new JobRefusedException("bad-request", "The request does not say whether into the trash or out of it.");
        return Task.FromResult(ComeBack.Telling(job, fields, async (session, asset, cancelled) =>
        {
            var row = await session.FirstAsync(
                $"select id, trashed_at is not null from asset where key = {asset.AssetKey}", row => (Id: row.GetString(0), Trashed: Convert.ToBoolean(row.GetValue(1), null)), cancelled);
            if (row.Trashed == trash)
            {
                return false;
            }

            var outcome = trash
                ? await Trashing.TrashAsync(session, asset.LibraryKey, row.Id, _ => true, cancelled, job.BatchKey)
                : await Trashing.RestoreAsync(session, projection, asset.LibraryKey, row.Id, _ => true, cancelled);
            return outcome == TrashOutcome.Done;
        }));
    }
}
