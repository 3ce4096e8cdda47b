using Vitrine.Core.Pipelines;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>
/// Keeps the lanes busy: several decode workers, one model. The first pass over everything goes before the second; what someone waits for goes before both.
/// A start frees what an earlier boot of this node held; nothing is remembered that is not in the database.
/// </summary>
public sealed class Scheduler(
    Database database, RunQueue runs, RunsInHand hand, DecodeLane decode, ModelLane models, ResultWriter results, Backfill backfill, ILogger<Scheduler> log)
    : BackgroundService
{
    /// <summary>A node that was not seen for this long lost its leases.</summary>
    public static readonly TimeSpan NodeTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    /// <summary>Why work rests, for people; null while all is well.</summary>
    public string? Trouble => results.Trouble ?? DecodeTrouble ?? ModelTrouble;

    private string? DecodeTrouble { get; set; }

    private string? ModelTrouble { get; set; }

    private int firstPassInHand;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var writing = new CancellationTokenSource();
        await LiveAsync(stoppingToken);
        var writer = results.RunAsync(writing.Token);
        try
        {
            await Task.WhenAll(
                LoopAsync(StayAliveAsync, stoppingToken),
                LoopAsync(backfill.RunAsync, stoppingToken),
                LoopAsync(DecodeAsync, stoppingToken),
                LoopAsync(ModelAsync, stoppingToken));
        }
        finally
        {
            await writing.CancelAsync();
            await writer;
        }
    }

    /// <summary>A loop ends with the server only: whatever breaks it is logged and it begins again.</summary>
    private async Task LoopAsync(Func<CancellationToken, Task> loop, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await loop(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                log.LogError(error, "The pipeline stumbled and goes on");
                await RestAsync(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    private async Task StayAliveAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Heartbeat, database.Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LiveAsync(stoppingToken);
        }
    }

    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            Actor.System,
            async session =>
            {
                await runs.SeenAsync(session, cancellationToken);
                await runs.FreeAsync(session, session.Now - NodeTimeout, cancellationToken);
            },
            cancellationToken);
        await hand.FreeLostAsync(cancellationToken);
    }

    private async Task DecodeAsync(CancellationToken stoppingToken)
    {
        await using var workers = new LaneWorkers<VersionWork>(decode.Workers, work => DecodeOneAsync(work, stoppingToken));
        while (true)
        {
            var works = await ClaimDecodeAsync(decode.Workers * 8, stoppingToken);
            if (works.Count == 0)
            {
                runs.ModelBell.Ring();
                await runs.DecodeBell.WaitAsync(Patience, database.Clock, stoppingToken);
                continue;
            }

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
                await GiveBackAsync(works.Skip(given));
            }

            if (DecodeTrouble is not null)
            {
                await RestAsync(Rest, stoppingToken);
                DecodeTrouble = null;
            }
        }
    }

    private async Task<IReadOnlyList<VersionWork>> ClaimDecodeAsync(int count, CancellationToken cancellationToken)
    {
        var works = await hand.TakeAsync(
            async session =>
            {
                var libraries = await LibraryBehaviour.ActiveLibrariesAsync(session, cancellationToken);
                var first = await runs.ClaimAsync(session, StepLane.Decode, 1, count, libraries, int.MinValue, cancellationToken);
                return first.Count > 0 ? first : await runs.ClaimAsync(session, StepLane.Decode, 2, decode.Workers * 2, libraries, int.MinValue, cancellationToken);
            },
            cancellationToken);
        Interlocked.Add(ref firstPassInHand, works.Count(IsFirstPass));
        return works;
    }

    private async Task DecodeOneAsync(VersionWork work, CancellationToken stoppingToken)
    {
        VersionResult result;
        try
        {
            // While a lane rests, what it had in hand goes back.
            result = DecodeTrouble is null && !stoppingToken.IsCancellationRequested ? await decode.RunAsync(work, stoppingToken) : VersionResult.Interrupted(work);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            result = LaneFailures.ResultOf(work, error, out var trouble);
            DecodeTrouble = trouble ?? DecodeTrouble;
            Tell(work, error, trouble);
        }

        await DecodedAsync(result);
    }

    private async Task GiveBackAsync(IEnumerable<VersionWork> works)
    {
        foreach (var work in works)
        {
            await DecodedAsync(VersionResult.Interrupted(work));
        }
    }

    private async Task DecodedAsync(VersionResult result)
    {
        if (IsFirstPass(result.Work))
        {
            Interlocked.Decrement(ref firstPassInHand);
        }

        await results.PostAsync(result, CancellationToken.None);
    }

    private async Task ModelAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var works = await ClaimModelAsync(stoppingToken);
            if (works.Count == 0)
            {
                await runs.ModelBell.WaitAsync(Patience, database.Clock, stoppingToken);
                continue;
            }

            var preview = models.PreviewAsync(works[0], stoppingToken);
            for (var i = 0; i < works.Count; i++)
            {
                var now = preview;
                await Task.WhenAny(now);
                preview = i + 1 < works.Count ? models.PreviewAsync(works[i + 1], stoppingToken) : Task.FromResult<byte[]?>(null);
                await ModelOneAsync(works[i], now, stoppingToken);
            }

            if (ModelTrouble is not null)
            {
                await RestAsync(Rest, stoppingToken);
                ModelTrouble = null;
            }
        }
    }

    /// <summary>The model waits while pictures are still to be made browsable, unless someone waits for the model.</summary>
    private Task<IReadOnlyList<VersionWork>> ClaimModelAsync(CancellationToken cancellationToken) => hand.TakeAsync(
        async session =>
        {
            var busy = Volatile.Read(ref firstPassInHand) > 0 || await RunQueue.AnyQueuedAsync(session, StepLane.Decode, 1, cancellationToken);
            var libraries = await LibraryBehaviour.ActiveLibrariesAsync(session, cancellationToken);
            return await runs.ClaimAsync(session, StepLane.Model, 2, 16, libraries, busy ? RunPriority.Interactive : int.MinValue, cancellationToken);
        },
        cancellationToken);

    private async Task ModelOneAsync(VersionWork work, Task<byte[]?> preview, CancellationToken stoppingToken)
    {
        VersionResult result;
        try
        {
            result = ModelTrouble is null && !stoppingToken.IsCancellationRequested ? await models.RunAsync(work, await preview, stoppingToken) : VersionResult.Interrupted(work);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            result = LaneFailures.ResultOf(work, error, out var trouble);
            ModelTrouble = trouble ?? ModelTrouble;
            Tell(work, error, trouble);
        }

        await results.PostAsync(result, CancellationToken.None);
    }

    private void Tell(VersionWork work, Exception error, string? trouble)
    {
        if (trouble is not null)
        {
            log.LogWarning("The pipeline rests for {Seconds} s: {Trouble}", Rest.TotalSeconds, trouble);
        }
        else if (error is not OperationCanceledException)
        {
            log.LogError(error, "Work on {Name} failed", work.Name);
        }
    }

    private static bool IsFirstPass(VersionWork work) => work.Runs.Any(run => run.Step.Pass == 1);

    private async Task RestAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(time, database.Clock, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
