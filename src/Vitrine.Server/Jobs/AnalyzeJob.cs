using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Tagging;
using Vitrine.Media.Children;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Library;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>
/// Has assets looked at again: queues what no model said yet in front of everything else, then decides each asset's tags when its runs have ended,
/// with the request's thresholds. What the present model said at its present version is not asked again.
/// </summary>
public sealed class AnalyzeJob(RunQueue runs, CurrentPipeline pipeline, MachineTags tags) : AssetJob
{
    private const int Together = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public override string Name => JobKinds.Analyze;

    public override JobLane Lane => JobLane.Analyze;

    public override async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        await QueueAsync(job, cancellationToken);
        while (await OpenAsync(job, cancellationToken) > 0)
        {
            await StillAsync(job, cancellationToken);
            await Task.Delay(Pause, job.Database.Clock, cancellationToken);
        }

        await base.RunAsync(job, cancellationToken);
    }

    protected override Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var request = RequestOf(job);
        return Task.FromResult<AssetChange>(async (session, asset, cancelled) =>
        {
            var policy = MachineTags.PolicyOf(await LibrarySettingsStore.ReadAsync(session, asset.LibraryKey, cancelled));
            policy = policy with
            {
                MinConfidence = request.MinConfidence is { } least ? (int)Math.Round(least) : policy.MinConfidence,
                MaxTags = request.MaxTags ?? policy.MaxTags,
            };
            var changed = await tags.DecideAsync(session, asset, policy, job.BatchKey, cancelled);

            // The runs themselves may have tagged it for this job already.
            return changed || await session.NumberAsync(
                $"select key from claim where batch_key = {job.BatchKey} and subject_kind = {LogSubject.Asset} and subject_key = {asset.AssetKey} limit 1", cancelled) is not null;
        });
    }

    private static AnalyzeRequest RequestOf(RunningJob job) => JsonSerializer.Deserialize(job.Request, ApiJson.Default.AnalyzeRequest)!;

    private async Task QueueAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var wanted = RequestOf(job).Analyzers?.ToHashSet(StringComparer.Ordinal);
        string[] steps = [.. pipeline.Now.Steps.Select(step => step.Name)
            .Where(step => PipelineSteps.AnalyzerOf(step) is { } analyzer && wanted?.Contains(analyzer) != false)];
        var after = 0L;
        while (true)
        {
            var items = await job.Database.ReadAsync(
                session => session.QueryAsync(
                    $"""
                    select i.position, a.version_key from job_item i join asset a on a.key = i.asset_key
                    where i.job_key = {job.Key} and i.state = {JobItemState.Waiting} and i.position > {after} order by i.position limit {Together}
                    """,
                    row => (Position: row.GetInt64(0), Version: row.GetInt64(1)),
                    cancellationToken),
                cancellationToken);
            if (items.Count == 0)
            {
                return;
            }

            after = items[^1].Position;
            await job.Database.WriteAsync(job.Actor, session => QueueAsync(session, [.. items.Select(item => item.Version)], steps, cancellationToken), cancellationToken);
        }
    }

    private async Task QueueAsync(WriteSession session, long[] versions, string[] steps, CancellationToken cancellationToken)
    {
        foreach (var version in await ProgressOf.VersionsAsync(session, versions, cancellationToken))
        {
            var hasPreview = version.Done.Any(done => done.Step == DecodeSteps.Renditions) && !version.Failed.Contains(DecodeSteps.Renditions);
            if (hasPreview)
            {
                // Runs that wait in the queue come to its front; those under way are left alone.
                var known = version.Done.Where(done => !version.Failed.Contains(done.Step) && pipeline.Now.Find(done.Step) is { } now && (now.Version, now.Model) == (done.Version, done.Model)).Select(done => done.Step).ToHashSet();
                await runs.RepeatAsync(
                    session, version.LibraryKey, version.VersionKey, version.Kind, steps.Where(step => !known.Contains(step)), RunPriority.Interactive, cancellationToken);
            }
        }
    }

    /// <summary>Analyze runs of the set that have not ended.</summary>
    private static async Task<long> OpenAsync(RunningJob job, CancellationToken cancellationToken) => await job.Database.ReadAsync(
        session => session.NumberAsync(
            $"""
            select count(*) from job_item i join asset a on a.key = i.asset_key join run r on r.version_key = a.version_key
            where i.job_key = {job.Key} and r.lane = {Core.Pipelines.StepLane.Model} and r.priority >= {RunPriority.Interactive}
            and r.state in ({RunState.Queued}, {RunState.Running})
            """,
            cancellationToken),
        cancellationToken) ?? 0;

    private static async Task StillAsync(RunningJob job, CancellationToken cancellationToken) =>
        await job.Database.WriteAsync(job.Actor, session => job.AdvanceAsync(session, default, cancellationToken), cancellationToken);
}
