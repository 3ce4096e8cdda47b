using System.Globalization;
using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Claims;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Jobs;

/// <summary>Takes back what a job said about assets, or made of the vocabulary, or that it moved them into the trash or a collection, or out of it. Where someone decided later, that stays.</summary>
internal sealed class UndoJob(ClaimLedger ledger, AssetProjection projection, ConceptMerging merging, AssetMerging assets, ImportReturn imports, FieldCatalog fields) : AssetJob
{
    public const string KindName = "undo";

    private const string UnfollowedMember = "unfollowed";

    public override string Name => KindName;

    public override bool CanUndo => false;

    /// <summary>The request of a job that takes a followed root out of the library, which is no longer followed from then on: taking the job back follows it again.</summary>
    public static string Unfollowing(string request, long root) => string.Create(CultureInfo.InvariantCulture, $"{request[..^1]},\"{UnfollowedMember}\":{root}}}");

    public override async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        await merging.SplitAsync(job, BatchOf(job), cancellationToken);
        await imports.RunAsync(job, BatchOf(job), cancellationToken);
        await base.RunAsync(job, cancellationToken);
        await job.Database.WriteAsync(
            job.Actor,
            async session =>
            {
                await FollowAgainAsync(session, BatchOf(job), cancellationToken);
                await session.ExecuteAsync($"update batch set undone_at = {session.Now} where key = {BatchOf(job)}", cancellationToken);
                await session.ExecuteAsync($"update job set state = {JobState.Undone} where batch_key = {BatchOf(job)} and state = {JobState.Done}", cancellationToken);
            },
            cancellationToken);
    }

    protected override async Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var batch = BatchOf(job);
        var undone = await job.Database.ReadAsync(
            session => session.FirstAsync($"select what, request from job where batch_key = {batch}", row => (What: row.GetString(0), Request: row.GetString(1)), cancellationToken),
            cancellationToken);
        return undone.What is JobKinds.Collect or JobKinds.Uncollect ? Uncollect.UndoOf(job.LibraryKey, undone.Request, batch)
            : undone.What == JobKinds.MergeConcepts ? merging.RefreshAsync
            : undone.What == JobKinds.MergeAssets ? ComeBack.Telling(job, fields, (session, asset, cancelled) => assets.UndoAsync(session, asset, batch, cancelled))
            : undone.What == JobKinds.Group ? (session, asset, cancelled) => Regroup.UndoAsync(session, asset, batch, cancelled)
            : undone.What == JobKinds.Trash
            ? JsonSerializer.Deserialize(undone.Request, ApiJson.Default.BulkRequest)?.Trash == true ? ComeBack.Telling(job, fields, RestoreOf(batch)) : TrashAsync
            : ComeBack.Telling(job, fields, (session, asset, cancelled) => ledger.UndoAsync(session, asset, batch, cancelled));
    }

    private static async Task FollowAgainAsync(WriteSession session, long batch, CancellationToken cancellationToken)
    {
        if (await session.TextAsync($"select request from job where batch_key = {batch} and what = {JobKinds.Trash}", cancellationToken) is { } text)
        {
            using var request = JsonDocument.Parse(text);
            if (request.RootElement.TryGetProperty(UnfollowedMember, out var root))
            {
                await session.ExecuteAsync($"update root set watching = {true} where key = {root.GetInt64()}", cancellationToken);
            }
        }
    }

    private AssetChange RestoreOf(long batch) => async (session, asset, cancelled) =>
        await session.TextAsync($"select id from asset where key = {asset.AssetKey} and trashed_at is not null and trashed_batch = {batch}", cancelled) is { } id
        && await Trashing.RestoreAsync(session, projection, asset.LibraryKey, id, _ => true, cancelled) == TrashOutcome.Done;

    private static async Task<bool> TrashAsync(WriteSession session, LedgerSubject asset, CancellationToken cancelled) =>
        await session.TextAsync($"select id from asset where key = {asset.AssetKey} and trashed_at is null", cancelled) is { } id
        && await Trashing.TrashAsync(session, asset.LibraryKey, id, _ => true, cancelled) == TrashOutcome.Done;

    private static long BatchOf(RunningJob job) => long.Parse(job.Request, CultureInfo.InvariantCulture);
}

/// <summary>Starts the undoing of a job.</summary>
internal static class JobUndo
{
    /// <summary>How long claims can be taken back.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(90);

    /// <returns>The job that undoes, or a sentence that says why there is none.</returns>
    public static async Task<(string? Job, string? Problem)> StartAsync(
        WriteSession session, JobQueue jobs, long library, string id, CancellationToken cancellationToken = default)
    {
        // Of several at once the second waits here, and then finds the first one's job.
        await session.NumberAsync($"select key from job where id = {id} and library_key = {library}{session.Dialect.ForUpdate}", cancellationToken);
        var found = await session.FirstAsync(
            Sql.Of($"""
            select j.state, j.batch_key, b.created_at, b.undone_at,
                (select count(*) from job u where u.what = {UndoJob.KindName} and u.request = cast(j.batch_key as text) and u.state in ({JobState.Queued}, {JobState.Running}))
            from job j left join batch b on b.key = j.batch_key
            where j.id = {id} and j.library_key = {library}
            """),
            row => new Found((JobState)row.GetInt64(0), row.NumberOrNull(1), row.TimeOrNull(2), row.TimeOrNull(3), row.GetInt64(4) > 0),
            cancellationToken);
        if ((ProblemOf(found, session.Now) ?? await ConceptMerging.ProblemOfUndoAsync(session, found!.Batch!.Value, cancellationToken)) is { } problem)
        {
            return (null, problem);
        }

        var batch = found!.Batch!.Value;
        var assets = await session.QueryAsync(
            $"""
            select subject_key from claim where batch_key = {batch} and subject_kind = {LogSubject.Asset}
            union select subject_key from claim_history where (batch_key = {batch} or ended_batch = {batch}) and subject_kind = {LogSubject.Asset}
            union select i.asset_key from job_item i join job j on j.key = i.job_key where j.batch_key = {batch} and j.what in ({JobKinds.Trash}, {JobKinds.Group}, {JobKinds.Collect}, {JobKinds.Uncollect}, {JobKinds.MergeAssets}) and i.state = {JobItemState.Done}
            """,
            row => row.GetInt64(0),
            cancellationToken);
        assets.AddRange(await ConceptMerging.SplitSetAsync(session, batch, cancellationToken));
        return (await jobs.EnqueueAsync(session, library, UndoJob.KindName, batch.ToString(CultureInfo.InvariantCulture), assets, cancellationToken), null);
    }

    private static string? ProblemOf(Found? job, DateTimeOffset now) => job switch
    {
        null => "There is no such job.",
        { Batch: null } => "This job changed nothing that can be taken back.",
        { Undone: not null } or { State: JobState.Undone } => "This job was taken back already.",
        { Undoing: true } => "This job is being taken back already.",
        { State: JobState.Queued or JobState.Running } => "This job still runs. Cancel it first.",
        _ when now - job.At > Window => $"This job is more than {Window.TotalDays:0} days old and can no longer be taken back.",
        _ => null,
    };

    private sealed record Found(JobState State, long? Batch, DateTimeOffset? At, DateTimeOffset? Undone, bool Undoing);
}
