using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>Keeps the workers of one lane busy. When the surroundings fail, the lane rests and what it has in hand goes back to the queue.</summary>
internal sealed class LaneLoop(Database database, ILogger log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    /// <summary>How many work at once.</summary>
    public required int Workers { get; init; }

    /// <summary>How many more are taken ahead for them.</summary>
    public required int Ahead { get; init; }

    /// <summary>Takes what is next; nothing where nothing is to be done now.</summary>
    public required Func<CancellationToken, Task<IReadOnlyList<VersionWork>>> Claim { get; init; }

    public required Func<VersionWork, CancellationToken, Task<VersionResult>> Work { get; init; }

    /// <summary>Gets every result, also of what was not worked on.</summary>
    public required Func<VersionResult, Task> Ended { get; init; }

    /// <summary>Rings when there may be something to take.</summary>
    public required Doorbell Bell { get; init; }

    /// <summary>Called when there was nothing to take.</summary>
    public Action Idle { get; init; } = () => { };

    /// <summary>Why the lane rests, for people; null while all is well.</summary>
    public string? Trouble { get; private set; }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        await using var workers = new LaneWorkers<VersionWork>(Workers, Ahead, work => WorkAsync(work, stoppingToken));
        while (true)
        {
            if (Trouble is not null)
            {
                await Task.Delay(Rest, database.Clock, stoppingToken);
                Trouble = null;
            }

            var works = await Claim(stoppingToken);
            if (works.Count == 0)
            {
                Idle();
                await Bell.WaitAsync(Patience, database.Clock, stoppingToken);
                continue;
            }

            await GiveAsync(workers, works, stoppingToken);
        }
    }

    private async Task GiveAsync(LaneWorkers<VersionWork> workers, IReadOnlyList<VersionWork> works, CancellationToken stoppingToken)
    {
        var given = 0;
        try
        {
            for (; given < works.Count; given++)
            {
                await workers.GiveAsync(works[given], stoppingToken);
            }
        }
        finally
        {
            // A stop came in between: the rest goes back.
            foreach (var work in works.Skip(given))
            {
                await Ended(VersionResult.Interrupted(work));
            }
        }
    }

    private async Task WorkAsync(VersionWork work, CancellationToken stoppingToken)
    {
        VersionResult result;
        try
        {
            result = Trouble is null && !stoppingToken.IsCancellationRequested ? await Work(work, stoppingToken) : VersionResult.Interrupted(work);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            result = LaneFailures.ResultOf(work, error, out var trouble);
            if (trouble is not null)
            {
                log.LogWarning("The pipeline rests for {Seconds} s: {Trouble}", Rest.TotalSeconds, trouble);
                Trouble = trouble;
            }
            else if (error is not OperationCanceledException)
            {
                log.LogError(error, "Work on {Name} failed", work.Name);
            }
        }

        await Ended(result);
    }
}
