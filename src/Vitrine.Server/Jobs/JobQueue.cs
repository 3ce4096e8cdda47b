using System.Collections.Frozen;
using System.Globalization;
using Vitrine.Core.Assets;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>Starts jobs, cancels them, and hands them to workers.</summary>
public sealed class JobQueue
{
    private readonly FrozenDictionary<string, IJobKind> kinds;
    private readonly IdGenerator ids;
    private readonly NodeIdentity node;

    /// <exception cref="ArgumentException">Two kinds have one name.</exception>
    public JobQueue(IEnumerable<IJobKind> kinds, NodeIdentity node, IdGenerator ids)
    {
        var list = kinds.ToArray();
        if (list.GroupBy(kind => kind.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"job kind '{twice.Key}' is there twice", nameof(kinds));
        }

        this.kinds = list.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);
        this.node = node;
        this.ids = ids;
        Bells = Enum.GetValues<JobLane>().ToFrozenDictionary(lane => lane, _ => new Doorbell());
    }

    public FrozenDictionary<JobLane, Doorbell> Bells { get; }

    public IJobKind this[string name] => kinds.TryGetValue(name, out var kind) ? kind : throw new ArgumentException($"there is no job kind '{name}'", nameof(name));

    /// <summary>Queues a job in the caller's transaction; its set is frozen now.</summary>
    /// <param name="request">The kind's own JSON.</param>
    /// <param name="assets">The set, by asset key; empty for kinds without one.</param>
    /// <returns>The job's public id.</returns>
    public Task<string> EnqueueAsync(
        WriteSession session, long library, string name, string request, IReadOnlyCollection<long> assets, CancellationToken cancellationToken = default) =>
        EnqueueAsync(session, library, name, request, assets, inOrder: false, cancellationToken);

    /// <summary>The same.</summary>
    /// <param name="inOrder">The job goes through the set in this order; else in that in which assets came into the library.</param>
    public async Task<string> EnqueueAsync(
        WriteSession session, long library, string name, string request, IReadOnlyCollection<long> assets, bool inOrder, CancellationToken cancellationToken)
    {
        var kind = this[name];
        var batch = kind.CanUndo ? await BatchAsync(session, library, name, cancellationToken) : (long?)null;
        var id = ids.Next().Text;
        var key = await session.InsertAsync(
            $"""
            insert into job (id, library_key, what, state, request, total, done, changed, failed, bytes, duplicates, actor_key, batch_key, asked_seq, created_at)
            values ({id}, {library}, {name}, {JobState.Queued}, {request}, {assets.Count}, {0}, {0}, {0}, {0}, {0}, {session.Actor.Key}, {batch}, ({session.Dialect.NewestPosition}), {session.Now})
            returning key
            """,
            cancellationToken);
        if (kind.KeepsSet)
        {
            await session.ExecuteAsync($"insert into job_set (job_key, assets) values ({key}, {JobSet.Pack(assets)})", cancellationToken);
        }
        else if (assets.Count > 0)
        {
            long[] keys = [.. assets];
            string[] places = inOrder ? [.. keys.Select((_, place) => place.ToString("D9", CultureInfo.InvariantCulture))] : [];
            var (set, order) = inOrder
                ? (Sql.Of($"{session.Dialect.Pairs(places, keys)} join asset a on a.key = pairs.number"), new RawSql("pairs.text"))
                : (Sql.Of($"asset a where {session.Dialect.AnyOf(new RawSql("a.key"), keys)}"), new RawSql("a.key"));
            await session.ExecuteAsync(
                $"insert into job_item (job_key, position, asset_key, state) select {key}, row_number() over (order by {order}), a.key, {JobItemState.Waiting} from {set}",
                cancellationToken);
            await session.ExecuteAsync($"update job set total = (select count(*) from job_item where job_key = {key}) where key = {key}", cancellationToken);
        }

        session.OnCommit(Bells[kind.Lane].Ring);
        return id;
    }

    /// <returns>False where the job had ended.</returns>
    public static async Task<bool> CancelAsync(WriteSession session, string id, CancellationToken cancellationToken = default) =>
        await session.ExecuteAsync(
            $"update job set state = {JobState.Cancelled}, ended_at = {session.Now} where id = {id} and state in ({JobState.Queued}, {JobState.Running}) and not exists (select 1 from batch where key = job.batch_key and shown_seq is not null)", cancellationToken) == 1;

    /// <summary>Takes the oldest queued job of a lane; one statement.</summary>
    public async Task<RunningJob?> ClaimAsync(Database database, JobLane lane, CancellationToken cancellationToken = default)
    {
        var claimed = await database.WriteAsync(
            Actor.System,
            session => session.FirstAsync(
                Sql.Of($"""
                with picked as materialized (
                    select key from job where state = {JobState.Queued} and {session.Dialect.AnyOf(new RawSql("what"), NamesOf(lane))}
                    order by key limit 1{session.Dialect.SkipLocked})
                update job set state = {JobState.Running}, node = {node.Node}, boot = {node.Boot}, started_at = coalesce(started_at, {session.Now})
                where key in (select key from picked)
                returning key, id, what, library_key, batch_key, request, actor_key,
                    (select a.kind from actor a where a.key = actor_key), (select a.name from actor a where a.key = actor_key)
                """),
                row => new RunningJob(
                    row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3),
                    new Actor(row.GetInt64(6), (ActorKind)row.GetInt64(7), row.GetString(8)), row.NumberOrNull(4), row.GetString(5), database),
                cancellationToken),
            cancellationToken);
        return claimed.Value;
    }

    /// <summary>Queues again what this node's earlier boots and dead nodes were at.</summary>
    public Task<int> FreeAsync(WriteSession session, DateTimeOffset deadline, CancellationToken cancellationToken = default) => session.ExecuteAsync(
        $"""
        update job set state = {JobState.Queued}
        where state = {JobState.Running} and ((node = {node.Node} and boot <> {node.Boot})
            or (node <> {node.Node} and node not in (select id from node where seen_at >= {deadline})))
        """,
        cancellationToken);

    /// <summary>
    /// Queues again what this boot is said to be at in a lane, for when the lane is at nothing: its end could not be stored, or the answer to its claim never came.
    /// </summary>
    public Task<int> FreeLostAsync(WriteSession session, JobLane lane, CancellationToken cancellationToken = default) => session.ExecuteAsync(
        Sql.Of($"""
        update job set state = {JobState.Queued}
        where state = {JobState.Running} and node = {node.Node} and boot = {node.Boot} and {session.Dialect.AnyOf(new RawSql("what"), NamesOf(lane))}
        """),
        cancellationToken);

    private string[] NamesOf(JobLane lane) => [.. kinds.Values.Where(kind => kind.Lane == lane).Select(kind => kind.Name)];

    private Task<long> BatchAsync(WriteSession session, long library, string what, CancellationToken cancellationToken) => session.InsertAsync(
        $"insert into batch (id, library_key, actor_key, what, created_at) values ({ids.Next()}, {library}, {session.Actor.Key}, {what}, {session.Now}) returning key",
        cancellationToken);
}
