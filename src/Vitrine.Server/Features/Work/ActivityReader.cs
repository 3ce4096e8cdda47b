using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

/// <summary>What is going on: runs by step, jobs, and what failed.</summary>
public sealed class ActivityReader(Database database, CurrentPipeline pipeline, Preparations preparations, Scheduler scheduler, MachineWatch machine, JobWorker jobs, ModelAccelerator accelerator, TimeProvider clock)
{
    private const int EndedJobs = 10;

    /// <summary>How far back a rate looks, and at least: results are written some at a time.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(3);

    public Task<ActivityView> GetAsync(Principal principal, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var library = principal.LibraryKey;

                // Asked first: what is ready by now has its work in the rows that are read next.
                var preparing = preparations.Now();
                var counts = await session.QueryAsync(
                    $"select step, state, count(*) from run where library_key = {library} group by step, state",
                    row => (Step: row.GetString(0), State: (RunState)row.GetInt64(1), Count: row.GetInt64(2)),
                    cancellationToken);
                var now = clock.GetUtcNow();
                var rates = (await session.QueryAsync(
                    $"select step, count(*), min(ended_at) from run where ended_at >= {now - Window} and library_key = {library} group by step",
                    row => (Step: row.GetString(0), PerSecond: Rate(row.GetInt64(1), now - row.Time(2))),
                    cancellationToken)).ToDictionary(row => row.Step, row => row.PerSecond, StringComparer.Ordinal);
                var order = pipeline.Now.Steps.Select((step, index) => (step.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);
                var behaviour = await LibraryBehaviour.ReadAsync(session, library, cancellationToken);
                var steps = counts
                    .GroupBy(row => row.Step, StringComparer.Ordinal)
                    .OrderBy(step => order.GetValueOrDefault(step.Key, int.MaxValue))
                    .Select(step => Step(step.Key, step.ToDictionary(row => row.State, row => row.Count), rates.GetValueOrDefault(step.Key)) with { Paused = behaviour.PausedSteps.Contains(step.Key) })
                    .ToArray();
                return new ActivityView(steps.Sum(step => step.Queued), steps.Sum(step => step.Running), steps.Sum(step => step.Failed), steps)
                {
                    Paused = behaviour.Paused,
                    Resting = behaviour.RestsFor(TimeOnly.FromDateTime(clock.GetLocalNow().DateTime), machine),
                    Preparing = preparing,
                    Trouble = scheduler.Trouble ?? jobs.Trouble,
                    Accelerator = accelerator.View,
                    Jobs = await JobReader.RecentAsync(session, library, EndedJobs, cancellationToken),
                    Reasons = await FailureReader.ReasonsAsync(session, library, cancellationToken),
                    Failures = await FailureReader.NewestAsync(session, library, cancellationToken),
                };
            },
            cancellationToken);

    /// <summary>By the time since the first of them ended, so that a step that has just begun does not look slow.</summary>
    private static double Rate(long ended, TimeSpan since) => ended / Math.Max(since.TotalSeconds, ShortestWindow.TotalSeconds);

    private static StepActivity Step(string name, Dictionary<RunState, long> counts, double perSecond)
    {
        var queued = counts.GetValueOrDefault(RunState.Queued);
        var running = counts.GetValueOrDefault(RunState.Running);
        return new StepActivity(
            name, queued, running, counts.GetValueOrDefault(RunState.Done), counts.GetValueOrDefault(RunState.Failed), Math.Round(perSecond, 2),
            queued + running == 0 ? 0 : perSecond > 0 ? Math.Round((queued + running) / perSecond) : null);
    }
}
