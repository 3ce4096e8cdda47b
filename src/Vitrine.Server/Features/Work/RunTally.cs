using System.Collections.Concurrent;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

/// <summary>
/// How many runs of each step are in which state. Those that are not done are counted each time. Most are done, millions in a large library: how many runs there are in all is
/// remembered, with those that came since, and counted whole now and then, for erased assets take theirs along.
/// </summary>
public sealed class RunTally(TimeProvider clock)
{
    /// <summary>So many rows are counted whole each time.</summary>
    private const long Few = 50_000;

    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<long, Whole> known = new();

    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<RunState, long>>> OfAsync(DbSession session, long library, CancellationToken cancellationToken)
    {
        var all = await AllAsync(session, library, cancellationToken);
        var open = (await session.QueryAsync(
            $"select step, state, count(*) from step_run where library_key = {library} and state <> {RunState.Done} group by step, state",
            row => (Step: row.GetString(0), State: (RunState)row.GetInt64(1), Count: row.GetInt64(2)),
            cancellationToken)).ToLookup(row => row.Step, StringComparer.Ordinal);
        return all.Keys.Union(open.Select(step => step.Key), StringComparer.Ordinal).ToDictionary(
            step => step,
            step =>
            {
                var counts = open[step].ToDictionary(row => row.State, row => row.Count);
                counts[RunState.Done] = Math.Max(0, all.GetValueOrDefault(step) - counts.Values.Sum());
                return (IReadOnlyDictionary<RunState, long>)counts;
            },
            StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, long>> AllAsync(DbSession session, long library, CancellationToken cancellationToken)
    {
        var (newest, now) = (await session.NumberAsync($"select max(key) from run", cancellationToken) ?? 0, clock.GetUtcNow());
        var before = newest > Few && known.TryGetValue(library, out var whole) && now - whole.At < Age && whole.Newest <= newest ? whole : new Whole(0, [], now);
        var counts = new Dictionary<string, long>(before.Counts, StringComparer.Ordinal);
        foreach (var (step, count) in await session.QueryAsync(
            $"select step, count(*) from step_run where key > {before.Newest} and key <= {newest} and library_key = {library} group by step", row => (row.GetString(0), row.GetInt64(1)), cancellationToken))
        {
            counts[step] = counts.GetValueOrDefault(step) + count;
        }

        known[library] = new Whole(newest, counts, before.At);
        return counts;
    }

    /// <param name="Newest">The key up to which they were counted.</param>
    /// <param name="At">When they were last counted whole.</param>
    private sealed record Whole(long Newest, Dictionary<string, long> Counts, DateTimeOffset At);
}
