using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>Decides the AI tags of a whole library again, from what was found, after its thresholds changed.</summary>
public sealed class RetagAll(JobQueue jobs)
{
    /// <summary>Queues the job in the transaction that changed them.</summary>
    public async Task<string> StartAsync(WriteSession session, long library, CancellationToken cancellationToken)
    {
        var keys = await session.QueryAsync($"select key from asset where library_key = {library} and trashed_at is null", row => row.GetInt64(0), cancellationToken);
        return await jobs.EnqueueAsync(session, library, JobKinds.Retag, "{}", keys, cancellationToken);
    }
}
