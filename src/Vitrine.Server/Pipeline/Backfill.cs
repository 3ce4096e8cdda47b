using Vitrine.Core.Assets;
using Vitrine.Core.Pipelines;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>
/// Queues what became due: at the start, and when analyzers are installed, or steps get a new version or another model. Goes over the library in small transactions,
/// step by step; asks the same function as the scheduler.
/// </summary>
public sealed class Backfill(Database database, RunQueue runs, CurrentPipeline pipeline)
{
    private const int Chunk = 200;

    private readonly Doorbell bell = new();
    private int changes = 1;
    private int seen;

    /// <summary>Whether everything that is due is queued; false from the moment the steps change.</summary>
    public bool IsSettled => Volatile.Read(ref seen) == Volatile.Read(ref changes);

    /// <summary>Goes over everything once, then again each time the steps change.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        pipeline.Changed += Unsettle;
        try
        {
            while (true)
            {
                var upTo = Volatile.Read(ref changes);
                await OnceAsync(cancellationToken);
                Volatile.Write(ref seen, upTo);
                await bell.WaitAsync(TimeSpan.FromHours(1), database.Clock, cancellationToken);
            }
        }
        finally
        {
            pipeline.Changed -= Unsettle;
        }
    }

    private void Unsettle()
    {
        Interlocked.Increment(ref changes);
        bell.Ring();
    }

    /// <returns>How many versions had something due.</returns>
    public async Task<int> OnceAsync(CancellationToken cancellationToken = default)
    {
        var raised = 0;
        foreach (var step in pipeline.Now.Steps)
        {
            long after = 0;
            while (true)
            {
                var due = await DueAsync(step, after, cancellationToken);
                if (due.Length == 0)
                {
                    break;
                }

                after = due[^1];
                raised += (await database.WriteAsync(Actor.System, session => RaiseAsync(session, due, cancellationToken), cancellationToken)).Value;
            }
        }

        return raised;
    }

    /// <summary>Current versions that lack a step at its present version with its present model, by key. Whether it may run is for the pipeline itself to say.</summary>
    private Task<long[]> DueAsync(Step step, long after, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            long[] kinds = [.. step.Kinds.Select(kind => (long)kind)];
            var keys = await session.QueryAsync(
                Sql.Of($"""
                select a.version_key from asset a
                where a.version_key > {after} and a.trashed_at is null and {session.Dialect.AnyOf(new RawSql("a.kind"), kinds)} and not exists (
                    select 1 from step_run r where r.version_key = a.version_key and r.step = {step.Name}
                    and (r.state in ({RunState.Queued}, {RunState.Running}, {RunState.Waiting}) or (r.step_version = {step.Version} and r.model = {step.Model})))
                order by a.version_key limit {Chunk}
                """),
                row => row.GetInt64(0),
                cancellationToken);
            return keys.ToArray();
        },
        cancellationToken);

    private async Task<int> RaiseAsync(WriteSession session, long[] versions, CancellationToken cancellationToken)
    {
        var behaviour = new Dictionary<long, LibraryBehaviour>();
        var raised = 0;
        foreach (var version in await ProgressOf.VersionsAsync(session, versions, cancellationToken))
        {
            if (!behaviour.TryGetValue(version.LibraryKey, out var library))
            {
                behaviour[version.LibraryKey] = library = await LibraryBehaviour.ReadAsync(session, version.LibraryKey, cancellationToken);
            }

            // Who does not have new assets tagged still wants those that were tagged brought up to date.
            var wasAnalyzed = version.Done.Any(done => PipelineSteps.AnalyzerOf(done.Step) is not null);
            await runs.EnqueueNextAsync(session, version, library.TagNewAssets || wasAnalyzed, RunPriority.Backfill, cancellationToken: cancellationToken);
            raised++;
        }

        return raised;
    }
}
