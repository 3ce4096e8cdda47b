using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import;
using Vitrine.Server.Jobs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

/// <summary>What is going on: runs by step, jobs, and what failed.</summary>
public sealed class ActivityReader(Database database, CurrentPipeline pipeline, Preparations preparations, Scheduler scheduler, MachineWatch machine, JobWorker jobs, ModelAccelerator accelerator, RunTally tally, StepRates rates, TimeProvider clock)
{
    private const int EndedJobs = 10;

    public Task<ActivityView> GetAsync(Principal principal, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var library = principal.LibraryKey;

                // Asked first: what is ready by now has its work in the rows that are read next.
                var preparing = preparations.Now();
                var counts = await tally.OfAsync(session, library, cancellationToken);
                var paces = rates.Of(library, clock.GetUtcNow(), counts.ToDictionary(
                    step => step.Key, step => step.Value.GetValueOrDefault(RunState.Done) + step.Value.GetValueOrDefault(RunState.Failed), StringComparer.Ordinal));
                var order = pipeline.Now.Steps.Select((step, index) => (step.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);
                var behaviour = await LibraryBehaviour.ReadAsync(session, library, cancellationToken);
                var steps = counts
                    .OrderBy(step => order.GetValueOrDefault(step.Key, int.MaxValue))
                    .Select(step => Step(step.Key, step.Value, paces[step.Key]) with { Paused = behaviour.PausedSteps.Contains(step.Key) })
                    .ToArray();
                var open = steps.Where(step => step.Queued + step.Running > 0).Select(step => step.Step).ToHashSet(StringComparer.Ordinal);
                var recent = await JobReader.RecentAsync(session, library, EndedJobs, cancellationToken);
                return new ActivityView(steps.Sum(step => step.Queued), steps.Sum(step => step.Running), steps.Sum(step => step.Failed), steps)
                {
                    Paused = behaviour.Paused,
                    Resting = behaviour.RestsFor(TimeOnly.FromDateTime(clock.GetLocalNow().DateTime), machine),
                    Preparing = preparing,
                    Growing = IsGrowing(preparing.Count > 0, recent, pipeline.Now, open),
                    Trouble = scheduler.Trouble ?? jobs.Trouble,
                    Accelerator = accelerator.View,
                    Jobs = recent,
                    Reasons = await FailureReader.ReasonsAsync(session, library, cancellationToken),
                    Failures = await FailureReader.NewestAsync(session, library, cancellationToken),
                };
            },
            cancellationToken);

    /// <summary>Whether there will be more work than there is.</summary>
    /// <param name="open">The steps that have runs which are not done.</param>
    internal static bool IsGrowing(bool prepares, IEnumerable<JobView> jobs, Core.Pipelines.Pipeline pipeline, HashSet<string> open) => prepares
        || jobs.Any(job => job is { What: FolderImport.KindName or FolderScan.KindName, State: "queued" or "running" }) || pipeline.Steps.Any(step => step.Needs.Any(open.Contains));

    private static StepActivity Step(string name, IReadOnlyDictionary<RunState, long> counts, double perSecond)
    {
        var queued = counts.GetValueOrDefault(RunState.Queued);
        var running = counts.GetValueOrDefault(RunState.Running);
        return new StepActivity(
            name, queued, running, counts.GetValueOrDefault(RunState.Done), counts.GetValueOrDefault(RunState.Failed), Math.Round(perSecond, 2),
            queued + running == 0 ? 0 : perSecond > 0 ? Math.Round((queued + running) / perSecond) : null);
    }
}
