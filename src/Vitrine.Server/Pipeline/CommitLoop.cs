using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>A loop that follows what this process writes: each commit rings its bell.</summary>
internal static class CommitLoop
{
    /// <summary>Runs rounds until the server stops, and returns then. A round waits for the bell itself, and says what it could not do.</summary>
    public static async Task RunAsync(Database database, Doorbell bell, Func<CancellationToken, Task> round, CancellationToken stoppingToken)
    {
        database.Committed += Ring;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await round(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
        finally
        {
            database.Committed -= Ring;
        }

        void Ring(long sequence) => bell.Ring();
    }
}
