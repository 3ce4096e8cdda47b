using System.Collections.Concurrent;
using System.Data.Common;
using Vitrine.Core.Assets;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Jobs;

/// <summary>Carries out jobs, one at a time in each lane.</summary>
public sealed class JobWorker(Database database, JobQueue queue, ILogger<JobWorker> log) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(2);

    /// <summary>How often a job may break on a statement before it is taken for broken.</summary>
    private const int MostFaults = 3;

    private readonly ConcurrentDictionary<JobLane, string> troubles = new();

    /// <summary>How often each job broke on a statement since this server started.</summary>
    private readonly ConcurrentDictionary<long, int> faults = new();

    /// <summary>Why a job waits, for people; null while all is well.</summary>
    public string? Trouble => troubles.Values.FirstOrDefault();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enum.GetValues<JobLane>().Select(lane => Task.Run(() => LaneAsync(lane, stoppingToken), stoppingToken)));

    private async Task LaneAsync(JobLane lane, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await database.WriteAsync(
                    Actor.System,
                    async session =>
                    {
                        await queue.FreeAsync(session, session.Now - Scheduler.NodeTimeout, stoppingToken);
                        await queue.FreeLostAsync(session, lane, stoppingToken);
                    },
                    stoppingToken);
                while (await queue.ClaimAsync(database, lane, stoppingToken) is { } job)
                {
                    await RunAsync(job, stoppingToken);
                }

                await queue.Bells[lane].WaitAsync(Patience, database.Clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                log.LogError(error, "The {Lane} jobs stumbled and go on", lane);
                await Task.Delay(TimeSpan.FromSeconds(1), database.Clock, CancellationToken.None);
            }
        }
    }

    internal async Task RunAsync(RunningJob job, CancellationToken stoppingToken)
    {
        try
        {
            job = job with { Failed = (what, error) => log.LogError(error, "Job {Id} ({Kind}): {What}", job.Id, job.Kind, what) };
            await queue[job.Kind].RunAsync(job, stoppingToken);
            await EndAsync(job, JobState.Done, null);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Interrupted, not ended: it goes on after the next start, or at once on another node.
            await database.WriteAsync(
                Actor.System, session => session.ExecuteAsync($"update job set state = {JobState.Queued} where key = {job.Key} and state = {JobState.Running}"),
                CancellationToken.None);
        }
        catch (Exception error) when (!IsBroken(job, error) && LaneFailures.TroubleOf(database, error) is { } trouble)
        {
            // The database or the store of the originals went away, or a disk is full: the job did not fail, it goes on when that is over.
            await RequeueAsync(job, error, trouble, stoppingToken);
        }
        catch (JobCancelledException)
        {
            log.LogInformation("Job {Id} ({Kind}) was cancelled", job.Id, job.Kind);
        }
        catch (JobRefusedException refused)
        {
            await EndAsync(job, JobState.Failed, new Problem(job.Kind, refused.Code, refused.Message));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            log.LogError(error, "Job {Id} ({Kind}) failed", job.Id, job.Kind);
            await EndAsync(job, JobState.Failed, new Problem(job.Kind, "internal", $"Vitrine itself failed: {error.Message}"));
        }
    }

    /// <summary>Whether a job that broke on a statement has had its tries: the fault is Vitrine's own, and the lane must not wait for it for ever.</summary>
    private bool IsBroken(RunningJob job, Exception error) => error is DbException failure && StatementFault.Is(failure) && faults.AddOrUpdate(job.Key, 1, static (_, before) => before + 1) >= MostFaults;

    private async Task RequeueAsync(RunningJob job, Exception error, string trouble, CancellationToken stoppingToken)
    {
        var lane = queue[job.Kind].Lane;
        troubles[lane] = trouble;
        log.LogError(error, "Job {Id} ({Kind}) was interrupted and goes on: {Trouble}", job.Id, job.Kind, trouble);
        try
        {
            while (!await TryRequeueAsync(job, stoppingToken))
            {
                // Not yet.
            }
        }
        catch (OperationCanceledException)
        {
            // The next start frees what this boot held.
        }
        finally
        {
            troubles.TryRemove(lane, out _);
        }
    }

    private async Task<bool> TryRequeueAsync(RunningJob job, CancellationToken stoppingToken)
    {
        await Task.Delay(BetweenAttempts, database.Clock, stoppingToken);
        try
        {
            await database.WriteAsync(
                Actor.System, session => session.ExecuteAsync($"update job set state = {JobState.Queued} where key = {job.Key} and state = {JobState.Running}"), stoppingToken);
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }

    private Task<long> EndAsync(RunningJob job, JobState state, Problem? problem) => database.WriteAsync(
        Actor.System,
        async session =>
        {
            await session.ExecuteAsync(
                $"""
                update job set state = {state}, ended_at = {session.Now}, message = coalesce({problem?.Message}, message)
                where key = {job.Key} and state = {JobState.Running}
                """);
            if (problem is not null)
            {
                await job.ProblemAsync(session, "", problem);
            }
        });
}
