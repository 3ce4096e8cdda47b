using Vitrine.Server.Claims;

namespace Vitrine.Server.Jobs;

/// <summary>Throws away the AI tags that no person decided.</summary>
public sealed class ResetAiTags(ClaimLedger ledger) : AssetJob
{
    public override string Name => JobKinds.ResetAiTags;

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken) =>
        Task.FromResult<AssetChange>((session, asset, cancelled) => ledger.ResetAsync(session, asset, job.BatchKey, cancelled));
}

/// <summary>Decides AI tags again from what was found, after thresholds or the vocabulary changed. No model runs.</summary>
public sealed class Retag(MachineTags tags) : AssetJob
{
    public override string Name => JobKinds.Retag;

    /// <summary>It follows from the settings: whoever wants the tags back puts those back.</summary>
    public override bool CanUndo => false;

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken) =>
        Task.FromResult<AssetChange>((session, asset, cancelled) => tags.DecideAsync(session, asset, null, job.BatchKey, cancelled));
}
