using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>
/// Makes rows that search reads anew after an update, where a program before made none or made others: in short pieces after the start. A server that was killed goes on with the rest.
/// </summary>
public abstract class RowSweep(Database database, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected Database Database { get; } = database;

    /// <summary>What is told where the database fails.</summary>
    protected abstract string Failure { get; }

    /// <summary>Does a piece, in one transaction.</summary>
    /// <returns>Whether there may be more.</returns>
    internal abstract Task<bool> SomeAsync(CancellationToken cancellationToken = default);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (!await TryAsync(stoppingToken))
            {
                await Task.Delay(Pause, Database.Clock, stoppingToken);
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
            log.LogWarning(error, "{Failure}", Failure);
            return false;
        }
    }
}
