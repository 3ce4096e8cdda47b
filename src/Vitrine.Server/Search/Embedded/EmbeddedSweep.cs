using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Embedded;

/// <summary>
/// Makes the rows of versions that were read before their tags could be searched, in short pieces after the start. What is done is done: a server that was killed
/// goes on with the rest, and two nodes may do it at once.
/// </summary>
public sealed class EmbeddedSweep(Database database, ILogger<EmbeddedSweep> log) : BackgroundService
{
    private const int VersionsAtOnce = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (!await TryAsync(stoppingToken))
            {
                await Task.Delay(Pause, database.Clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on.
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await SomeAsync(cancellationToken))
            {
                // Whoever waits to write comes between two pieces.
            }

            return true;
        }
        catch (System.Data.Common.DbException error)
        {
            log.LogWarning(error, "Embedded tags of earlier files could not be made searchable; this is tried again");
            return false;
        }
    }

    /// <summary>Looks at some versions.</summary>
    /// <returns>Whether there were any.</returns>
    internal async Task<bool> SomeAsync(CancellationToken cancellationToken = default)
    {
        var versions = await database.ReadAsync(
            session => session.QueryAsync(
                $"select distinct version_key from embedded_tags where listed is null order by version_key limit {VersionsAtOnce}", row => row.GetInt64(0), cancellationToken),
            cancellationToken);
        if (versions.Count > 0)
        {
            await database.WriteAsync(
                Actor.System,
                async session =>
                {
                    foreach (var version in versions)
                    {
                        await EmbeddedListing.CatchUpAsync(session, version, cancellationToken);
                    }
                },
                cancellationToken);
        }

        return versions.Count > 0;
    }
}
