using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>Decides the AI tags of a whole library again, from what was found, after its thresholds changed or what ships with the program did.</summary>
public sealed class RetagAll(JobQueue jobs, Database database)
{
    private const string Stamp = "tagging";

    /// <summary>Queues the job in the transaction that changed them.</summary>
    public async Task<string> StartAsync(WriteSession session, long library, CancellationToken cancellationToken)
    {
        var keys = await session.QueryAsync($"select key from asset where library_key = {library} and trashed_at is null", row => row.GetInt64(0), cancellationToken);
        return await jobs.EnqueueAsync(session, library, JobKinds.Retag, "{}", keys, cancellationToken);
    }

    /// <summary>
    /// Queues the job for every library that was tagged by other rules than <paramref name="shipped"/>, and notes that these count now.
    /// Of two nodes that start at once the second finds it done.
    /// </summary>
    /// <param name="shipped">The digest of vocabulary and calibration.</param>
    public Task<long> WhereRulesChangedAsync(string shipped, CancellationToken cancellationToken = default) => database.WriteAsync(
        Actor.System,
        async session =>
        {
            if (session.Dialect.LockChangeLog is { } take)
            {
                await session.ExecuteAsync(take, cancellationToken);
            }

            if (await session.TextAsync($"select value from stamp where name = {Stamp}", cancellationToken) == shipped)
            {
                return;
            }

            await session.ExecuteAsync(
                $"insert into stamp (name, value) values ({Stamp}, {shipped}) on conflict (name) do update set value = excluded.value", cancellationToken);
            var libraries = await session.QueryAsync(
                $"""
                select distinct a.library_key from finding f join version v on v.essence_key = f.essence_key join asset a on a.version_key = v.key
                where a.trashed_at is null order by 1
                """,
                row => row.GetInt64(0),
                cancellationToken);
            foreach (var library in libraries)
            {
                await StartAsync(session, library, cancellationToken);
            }
        },
        cancellationToken);
}
