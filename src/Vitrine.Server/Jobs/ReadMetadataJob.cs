using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Claims;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>
/// Understands the metadata of assets again, after properties were mapped otherwise: from the stored tags, or by opening the files once more. What nobody says any more is withdrawn;
/// no person's value is touched, and nothing counts as taken back. Undoing it would be a lie about the files: mapping as before and reading again is the way back.
/// </summary>
public sealed class ReadMetadataJob(FileClaims claims, RunQueue runs) : AssetJob
{
    public override string Name => JobKinds.ReadMetadata;

    public override bool CanUndo => false;

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize(job.Request, ApiJson.Default.ReadMetadataRequest)!;
        return Task.FromResult<AssetChange>(request.Files ? OpenAgainAsync : UnderstandAsync);
    }

    private async Task<bool> UnderstandAsync(WriteSession session, LedgerSubject asset, CancellationToken cancellationToken)
    {
        if (asset.CurrentVersion is not { } version)
        {
            return false;
        }

        var readings = await StoredReadings.OfAsync(session, version, cancellationToken);
        await StoredReadings.KeepAsync(session, version, readings, cancellationToken);
        var changed = false;
        foreach (var reading in readings)
        {
            changed |= await claims.WriteAsync(session, asset, reading.Holder, reading.Sha256, reading.Said, reading.Tags, cancellationToken);
        }

        if (changed)
        {
            session.Log(new Change(asset.LibraryKey, LogSubject.Asset, asset.AssetKey, ChangeEvent.Changed, ChangedParts.Facts));
        }

        return changed;
    }

    private async Task<bool> OpenAgainAsync(WriteSession session, LedgerSubject asset, CancellationToken cancellationToken)
    {
        if (asset.CurrentVersion is not { } version || await session.NumberAsync($"select kind from asset where key = {asset.AssetKey}", cancellationToken) is not { } kind)
        {
            return false;
        }

        await runs.RepeatAsync(session, asset.LibraryKey, version, (AssetKind)kind, PipelineSteps.ReadFromFile, RunPriority.Backfill, cancellationToken);
        return true;
    }
}
