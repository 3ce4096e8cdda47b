using System.Text.Json;
using Vitrine.Server.Bulk;
using Vitrine.Server.Bulk.Tables;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>What the job of a table has to know: where its rows are, and which values they have.</summary>
internal sealed record TableOrder(string Upload, string[] Columns);

/// <summary>Makes assets what the checked rows of a table say.</summary>
internal sealed class ApplyTable(BulkAssets assets, AssetEditReader edits, BulkProjection marks, Interned interned, AssetProjection projection) : BulkJob(assets, edits, marks, interned, projection)
{
    private readonly BulkAssets assets = assets;

    public override string Name => JobKinds.ApplyTable;

    protected override Task<BulkPlan> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.Deserialize(job.Request, StorageJson.Default.TableOrder)!;
        return Task.FromResult<BulkPlan>(new TablePlan(order.Upload, order.Columns, assets.SlotsOf(job.LibraryKey)));
    }

    protected override async Task EndedAsync(RunningJob job, CancellationToken cancellationToken) => await job.Database.WriteAsync(
        Actor.System, session => TableParts.DropAsync(session, JsonSerializer.Deserialize(job.Request, StorageJson.Default.TableOrder)!.Upload, cancellationToken), cancellationToken);
}
