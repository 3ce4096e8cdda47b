using Vitrine.Core.Assets;
using Vitrine.Core.Pipelines;
using Vitrine.Media.Children;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>
/// The table of runs as a queue. Everything that puts runs in does so in the transaction that makes them necessary; taking them out is one statement,
/// and ending one checks the token under which it was taken.
/// </summary>
public sealed class RunQueue(CurrentPipeline pipeline, NodeIdentity node, Interned interned, IdGenerator ids)
{
    /// <summary>Rung after a commit that queued something.</summary>
    public Doorbell DecodeBell { get; } = new();

    /// <summary>Rung after a commit that queued something, and when nothing of the first pass is left.</summary>
    public Doorbell ModelBell { get; } = new();

    /// <summary>Wakes both lanes; for <c>OnCommit</c>.</summary>
    public void Ring()
    {
        DecodeBell.Ring();
        ModelBell.Ring();
    }

    /// <summary>Queues what may run now for a version of which nothing was done.</summary>
    public Task EnqueueReadyAsync(
        WriteSession session, long library, long version, AssetKind kind, bool analyze, int priority, CancellationToken cancellationToken = default) =>
        EnqueueAsync(session, library, version, pipeline.Now.Ready(kind, []), analyze, priority, cancellationToken);

    /// <summary>
    /// Queues what became possible for a version. A step that needs a failed one is left out: it comes when that one is repeated and succeeds.
    /// </summary>
    /// <param name="renews">Whether a step is due for its model alone; null = every step. Where nodes have different models, one asks for its own only at its backfill, so that they do not take turns for ever.</param>
    public async Task EnqueueNextAsync(
        WriteSession session, VersionProgress version, bool analyze, int priority, Func<string, bool>? renews = null, CancellationToken cancellationToken = default)
    {
        var now = pipeline.Now;
        var done = version.Done.Select(step => renews?.Invoke(step.Step) ?? true ? step : step with { Model = now.Find(step.Step)?.Model ?? "" }).ToArray();
        var ready = now.Ready(version.Kind, done)
            .Where(step => !version.Open.Contains(step.Name) && !step.Needs.Any(version.Failed.Contains))
            .ToLookup(step => priority == RunPriority.Backfill && version.Done.Any(done => done.Step == step.Name));
        await EnqueueAsync(session, version.LibraryKey, version.VersionKey, [.. ready[false]], analyze, priority, cancellationToken);
        await EnqueueAsync(session, version.LibraryKey, version.VersionKey, [.. ready[true]], analyze, RunPriority.Renewal, cancellationToken);
    }

    /// <summary>Queues steps again, whether done or not. Those that are running end first: their result no longer counts.</summary>
    public async Task RepeatAsync(
        WriteSession session, long library, long version, AssetKind kind, IEnumerable<string> steps, int priority, CancellationToken cancellationToken = default)
    {
        var wanted = steps.Select(pipeline.Now.Find).OfType<Step>().Where(step => step.Kinds.Contains(kind)).ToArray();
        await EnqueueAsync(session, library, version, wanted, analyze: true, priority, cancellationToken);
    }

    /// <summary>Queues the renditions again where their files are lost. What is under way already does not begin anew.</summary>
    public async Task RenderAgainAsync(WriteSession session, long library, long version, AssetKind kind, CancellationToken cancellationToken = default)
    {
        var versions = await ProgressOf.VersionsAsync(session, [version], cancellationToken);
        if (versions.Count == 1 && !versions[0].Open.Contains(DecodeSteps.Renditions))
        {
            await RepeatAsync(session, library, version, kind, [DecodeSteps.Renditions], RunPriority.Interactive, cancellationToken);
        }
    }

    /// <summary>Makes waiting runs of these versions queued again: their file is back.</summary>
    public async Task<int> ReleaseWaitingAsync(WriteSession session, long[] versions, CancellationToken cancellationToken = default)
    {
        session.OnCommit(Ring);
        return await session.ExecuteAsync(
            Sql.Of($"update run set state = {RunState.Queued} where state = {RunState.Waiting} and {session.Dialect.AnyOf(new RawSql("version_key"), versions)}"),
            cancellationToken);
    }

    /// <summary>Takes runs of a lane and pass, highest priority first, newest first; all that is queued for a version comes together. One statement.</summary>
    /// <param name="scopes">What may be taken of each library; runs of other libraries stay.</param>
    public async Task<IReadOnlyList<RunLease>> ClaimAsync(
        WriteSession session, StepLane lane, int pass, int runs, IReadOnlyList<RunScope> scopes, CancellationToken cancellationToken = default)
    {
        var steps = pipeline.Now.Steps
            .Where(step => step.Lane == lane && step.Pass == pass && !scopes.All(scope => scope.PausedSteps.Contains(step.Name)))
            .ToDictionary(step => step.Name, StringComparer.Ordinal);
        if (steps.Count == 0)
        {
            return [];
        }

        var keys = new Dictionary<long, Step>();
        foreach (var (name, step) in steps)
        {
            keys[await interned.StepAsync(session, name, cancellationToken)] = step;
        }

        var token = ids.Next().Text;
        var until = session.Now + (runs * steps.Values.Max(step => step.Limit));
        var known = Sql.Of($"{session.Dialect.AnyOf(new RawSql("step_key"), keys.Keys.ToArray())} and {RunScope.Condition(session, scopes)}");

        // The plus keeps SQLite from looking through the whole queue a second time, instead of up the few that were picked.
        return await session.QueryAsync(
            Sql.Of($"""
            with picked as materialized (
                select version_key from run where state = {RunState.Queued} and lane = {lane} and pass = {pass} and {known}
                order by priority desc, key desc limit {runs}{session.Dialect.SkipLocked})
            update run set state = {RunState.Running}, node = {node.Node}, boot = {node.Boot}, token = {token}, limit_at = {until}
            where +state = {RunState.Queued} and lane = {lane} and pass = {pass} and {known} and version_key in (select version_key from picked)
            returning key, version_key, step_key, attempts, interruptions, priority
            """),
            row => new RunLease(row.GetInt64(0), row.GetInt64(1), keys[row.GetInt64(2)], (int)row.GetInt64(3), (int)row.GetInt64(4), (int)row.GetInt64(5), token),
            cancellationToken);
    }

    /// <summary>Whether anything of a lane's pass waits for its turn and may be taken.</summary>
    public static async Task<bool> AnyQueuedAsync(DbSession session, StepLane lane, int pass, IReadOnlyList<RunScope> scopes, CancellationToken cancellationToken = default) =>
        scopes.Count > 0 && await session.NumberAsync(
            Sql.Of($"select 1 from run where state = {RunState.Queued} and lane = {lane} and pass = {pass} and {RunScope.Condition(session, scopes)} limit 1"), cancellationToken) is not null;

    /// <summary>Somebody looks at these assets: what is queued for them comes before all that nobody waits for.</summary>
    public async Task<int> PromoteAsync(WriteSession session, long library, string[] assets, CancellationToken cancellationToken = default)
    {
        session.OnCommit(Ring);
        return await session.ExecuteAsync(
            Sql.Of($"""
            update run set priority = {RunPriority.Interactive} where +state = {RunState.Queued} and +library_key = {library} and priority < {RunPriority.Interactive} and priority > {RunPriority.Suspect}
            and version_key in (select version_key from asset where {session.Dialect.AnyOf(new RawSql("id"), assets)} and library_key = {library})
            """),
            cancellationToken);
    }

    /// <summary>Ends a run, if the lease still holds it.</summary>
    /// <returns>False: someone else has it now, and what was found no longer counts.</returns>
    public static async Task<bool> EndAsync(WriteSession session, RunLease run, RunState state, double? milliseconds, Problem? error, CancellationToken cancellationToken = default) =>
        await session.ExecuteAsync(
            $"""
            update run set state = {state}, step_version = {run.Step.Version}, model = {run.Step.Model}, milliseconds = {milliseconds}, error_code = {error?.Code}, error = {error?.Message},
                ended_at = {session.Now}, node = {(string?)null}, boot = {(string?)null}, token = {(string?)null}, limit_at = {(long?)null}
            where key = {run.Key} and state = {RunState.Running} and token = {run.Token}
            """,
            cancellationToken) == 1;

    /// <summary>Puts a run back. An attempt is spent only where its file alone killed the child; an interruption costs nothing.</summary>
    public static async Task<bool> GiveBackAsync(
        WriteSession session, RunLease run, RunState state, bool attempt, int priority, CancellationToken cancellationToken = default) =>
        await session.ExecuteAsync(
            $"""
            update run set state = {state}, attempts = attempts + {attempt}, interruptions = interruptions + {!attempt}, priority = {priority},
                token = {(string?)null}, limit_at = {(long?)null}
            where key = {run.Key} and state = {RunState.Running} and token = {run.Token}
            """,
            cancellationToken) == 1;

    /// <summary>Says that this node lives.</summary>
    public Task<int> SeenAsync(WriteSession session, CancellationToken cancellationToken = default) => node.SeenAsync(session, cancellationToken);

    /// <summary>Frees what this node's earlier boots held, what nodes hold that were not seen since <paramref name="deadline"/>, and leases past their limit.</summary>
    public async Task<int> FreeAsync(WriteSession session, DateTimeOffset deadline, CancellationToken cancellationToken = default)
    {
        var freed = await session.ExecuteAsync(
            $"""
            update run set state = {RunState.Queued}, interruptions = interruptions + 1, token = {(string?)null}, limit_at = {(long?)null}
            where state = {RunState.Running} and ((node = {node.Node} and boot <> {node.Boot}) or limit_at < {session.Now}
                or (node <> {node.Node} and node not in (select id from node where seen_at >= {deadline})))
            """,
            cancellationToken);
        if (freed > 0)
        {
            session.OnCommit(Ring);
        }

        return freed;
    }

    /// <summary>The running rows of this boot, with the token under which each was taken.</summary>
    public Task<List<(long Key, string Token)>> OursAsync(DbSession session, CancellationToken cancellationToken = default) => session.QueryAsync(
        $"select key, token from run where state = {RunState.Running} and node = {node.Node} and boot = {node.Boot} and token is not null",
        row => (row.GetInt64(0), row.GetString(1)),
        cancellationToken);

    /// <summary>Queues runs again that nobody works on any more, if the token still holds them.</summary>
    public async Task<int> FreeAsync(WriteSession session, IReadOnlyList<(long Key, string Token)> lost, CancellationToken cancellationToken = default)
    {
        var freed = 0;
        foreach (var (key, token) in lost)
        {
            freed += await session.ExecuteAsync(
                $"""
                update run set state = {RunState.Queued}, interruptions = interruptions + 1, token = {(string?)null}, limit_at = {(long?)null}
                where key = {key} and state = {RunState.Running} and token = {token}
                """,
                cancellationToken);
        }

        session.OnCommit(Ring);
        return freed;
    }

    private async Task EnqueueAsync(
        WriteSession session, long library, long version, IReadOnlyList<Step> steps, bool analyze, int priority, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            if (step.Lane == StepLane.Model && !analyze)
            {
                continue;
            }

            var key = await interned.StepAsync(session, step.Name, cancellationToken);
            await session.ExecuteAsync(
                $"""
                insert into run (library_key, version_key, step_key, step_version, model, lane, pass, priority, state, attempts, interruptions, created_at)
                values ({library}, {version}, {key}, {step.Version}, {step.Model}, {step.Lane}, {step.Pass}, {priority}, {RunState.Queued}, {0}, {0}, {session.Now})
                on conflict (version_key, step_key) do update set step_version = excluded.step_version, model = excluded.model, lane = excluded.lane, pass = excluded.pass,
                    priority = excluded.priority, state = excluded.state, attempts = 0, interruptions = 0, token = null, limit_at = null,
                    error_code = null, error = null, ended_at = null
                """,
                cancellationToken);
        }

        if (steps.Count > 0)
        {
            session.OnCommit(Ring);
        }
    }
}

/// <summary>What may be taken of a library now.</summary>
/// <param name="AtLeast">Runs of a lower priority stay.</param>
/// <param name="PausedSteps">Steps that rest.</param>
public sealed record RunScope(long Library, int AtLeast, IReadOnlyList<string> PausedSteps)
{
    /// <param name="scopes">At least one.</param>
    internal static Sql Condition(DbSession session, IReadOnlyList<RunScope> scopes)
    {
        // The lowest of all by itself as well: an index in order of priority ends there, however much rests below.
        var condition = Sql.Of($"priority >= {scopes.Min(scope => scope.AtLeast)} and (1 = 0");
        foreach (var scope in scopes)
        {
            condition = Sql.Of($"{condition} or (library_key = {scope.Library} and priority >= {scope.AtLeast}");
            condition = scope.PausedSteps.Count == 0
                ? Sql.Of($"{condition})")
                : Sql.Of($"{condition} and step_key not in (select s.key from step s where {session.Dialect.AnyOf(new RawSql("s.name"), scope.PausedSteps.ToArray())}))");
        }

        return Sql.Of($"{condition})");
    }
}

/// <summary>A run that this process may carry out, until its limit, under a token.</summary>
public sealed record RunLease(long Key, long VersionKey, Step Step, int Attempts, int Interruptions, int Priority, string Token);

/// <summary>What was done for a version, and what is open.</summary>
/// <param name="Done">Done or failed, with the step's version and model that did it.</param>
/// <param name="Open">Queued, running or waiting.</param>
public sealed record VersionProgress(
    long VersionKey, long LibraryKey, AssetKind Kind, IReadOnlyList<StepDone> Done, IReadOnlySet<string> Failed, IReadOnlySet<string> Open);
