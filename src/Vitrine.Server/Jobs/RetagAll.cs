using Vitrine.Server.Access;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Jobs;

/// <summary>Decides the AI tags of a whole library again, from what was found, after its thresholds changed.</summary>
public sealed class RetagAll(Database database, JobQueue jobs)
{
    public async Task<string> StartAsync(Principal principal, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                var keys = await session.QueryAsync(
                    $"select key from asset where library_key = {principal.LibraryKey} and trashed_at is null", row => row.GetInt64(0), cancellationToken);
                return await jobs.EnqueueAsync(session, principal.LibraryKey, JobKinds.Retag, "{}", keys, cancellationToken);
            },
            cancellationToken);
        return written.Value;
    }
}
