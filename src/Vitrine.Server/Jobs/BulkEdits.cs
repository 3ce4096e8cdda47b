using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Server.Bulk;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>Does what a request asks for to the values of many assets.</summary>
internal class BulkEdits(BulkAssets assets, AssetEditReader edits, BulkProjection marks, Interned interned, AssetProjection projection) : BulkJob(assets, edits, marks, interned, projection)
{
    private readonly BulkRequestReader reader = new(assets, edits);

    public override string Name => JobKinds.BulkEdit;

    protected override Task<BulkPlan> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        List<ValueProblem> problems = [];
        var plan = reader.Read(job.LibraryKey, JsonSerializer.Deserialize(job.Request, ApiJson.Default.BulkRequest)!, problems);
        return problems.Count == 0 ? Task.FromResult<BulkPlan>(plan) : throw new JobRefusedException(problems[0].Rule, $"{problems[0].Field}: {problems[0].Message}");
    }
}

/// <summary>Adds tags to many assets and removes others: what most people do most, under its own name.</summary>
internal sealed class BulkTags(BulkAssets assets, AssetEditReader edits, BulkProjection marks, Interned interned, AssetProjection projection) : BulkEdits(assets, edits, marks, interned, projection)
{
    public override string Name => JobKinds.BulkTags;
}
