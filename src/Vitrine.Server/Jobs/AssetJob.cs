using System.Diagnostics;
using Vitrine.Core.Assets;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>Changes one asset within the job's transaction; returns whether there was something to change.</summary>
public delegate Task<bool> AssetChange(WriteSession session, LedgerSubject asset, CancellationToken cancellationToken);

/// <summary>
/// A job that does the same to each asset of its set. Each transaction also says which assets are done, so that a kill loses and repeats nothing;
/// its size follows the time it takes, so that others can write in between.
/// </summary>
public abstract class AssetJob : IJobKind
{
    private const int MostTogether = 256;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(50);

    public abstract string Name { get; }

    public virtual JobLane Lane => JobLane.Edit;

    public virtual bool CanUndo => true;

    public virtual async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var change = await PrepareAsync(job, cancellationToken);
        var together = 8;
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            var done = await SomeAsync(job, change, together, cancellationToken);
            if (done == 0)
            {
                return;
            }

            var took = Stopwatch.GetElapsedTime(started);
            together = took > Long ? Math.Max(1, together / 2) : took < Short ? Math.Min(MostTogether, together * 2) : together;
        }
    }

    /// <summary>Reads the request and returns what is to be done to each asset.</summary>
    /// <exception cref="JobRefusedException">The request makes no sense; also where the change finds that.</exception>
    protected abstract Task<AssetChange> PrepareAsync(RunningJob job, CancellationToken cancellationToken);

    private static async Task<int> SomeAsync(RunningJob job, AssetChange change, int count, CancellationToken cancellationToken)
    {
        try
        {
            return (await job.Database.WriteAsync(job.Actor, session => ChangeAsync(session, job, change, count, cancellationToken), cancellationToken)).Value;
        }
        catch (Exception error) when (error is not (JobCancelledException or JobRefusedException or OperationCanceledException or OutOfMemoryException))
        {
            if (count > 1)
            {
                return await SomeAsync(job, change, 1, cancellationToken);
            }

            await SkipAsync(job, error, cancellationToken);
            return 1;
        }
    }

    private static async Task<int> ChangeAsync(WriteSession session, RunningJob job, AssetChange change, int count, CancellationToken cancellationToken)
    {
        var items = await job.NextItemsAsync(session, count, cancellationToken);
        var changed = 0;
        foreach (var item in items)
        {
            var did = await ClaimLedger.FindAsync(session, item.AssetKey, cancellationToken) is { } asset && await change(session, asset, cancellationToken);
            await job.EndItemAsync(session, item, did ? JobItemState.Done : JobItemState.NothingToDo, cancellationToken);
            changed += did ? 1 : 0;
        }

        if (items.Count > 0)
        {
            await job.AdvanceAsync(session, new JobProgress(Done: items.Count, Changed: changed), cancellationToken);
        }

        return items.Count;
    }

    /// <summary>One asset cannot be changed: that is said, and the rest goes on.</summary>
    private static async Task SkipAsync(RunningJob job, Exception error, CancellationToken cancellationToken) => await job.Database.WriteAsync(
        job.Actor,
        async session =>
        {
            foreach (var item in await job.NextItemsAsync(session, 1, cancellationToken))
            {
                var name = await session.TextAsync($"select name from asset where key = {item.AssetKey}", cancellationToken) ?? "";
                await job.EndItemAsync(session, item, JobItemState.Failed, cancellationToken);
                await job.ProblemAsync(session, name, job.ProblemOf("This asset could not be changed", error), cancellationToken);
                await job.AdvanceAsync(session, new JobProgress(Done: 1, Failed: 1), cancellationToken);
            }
        },
        cancellationToken);
}
