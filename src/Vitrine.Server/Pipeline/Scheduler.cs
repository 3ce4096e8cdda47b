using System.Diagnostics;
using Vitrine.Core.Pipelines;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>
/// Keeps the lanes busy: several decode workers, one model child. The first pass over everything goes before the second; what someone waits for goes
/// before both. A start frees what an earlier boot of this node held; nothing is remembered that is not in the database.
/// </summary>
public sealed class Scheduler : BackgroundService
{
    /// <summary>A node that was not seen for this long lost its leases.</summary>
    public static readonly TimeSpan NodeTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly Database database;
    private readonly RunQueue runs;
    private readonly RunsInHand hand;
    private readonly ResultWriter results;
    private readonly Backfill backfill;
    private readonly WorkPace pace;
    private readonly MachineWatch machine;
    private readonly ILogger<Scheduler> log;
    private readonly LaneLoop decoding;
    private readonly LaneLoop modelling;
    private int firstPassInHand;

    public Scheduler(
        Database database, RunQueue runs, RunsInHand hand, DecodeLane decode, ModelLane models, ResultWriter results, Backfill backfill, WorkPace pace, MachineWatch machine, ILogger<Scheduler> log)
    {
        (this.database, this.runs, this.hand, this.results, this.backfill, this.pace, this.machine, this.log) = (database, runs, hand, results, backfill, pace, machine, log);
        decoding = new LaneLoop(database, log)
        {
            Workers = decode.Workers,
            Ahead = decode.Workers * 2,
            Claim = token => ClaimDecodeAsync(decode.Workers, token),
            Work = async (work, token) =>
            {
                var began = Stopwatch.GetTimestamp();
                var result = await decode.RunAsync(work, token);
                if (!work.Runs.Any(run => run.Priority >= RunPriority.Interactive))
                {
                    await pace.RestAsync(Stopwatch.GetElapsedTime(began), token);
                }

                return result;
            },
            Ended = DecodedAsync,
            Bell = runs.DecodeBell,
            Idle = runs.ModelBell.Ring,
        };
        modelling = new LaneLoop(database, log)
        {
            Workers = models.Workers,
            Ahead = 1,
            Claim = token => ClaimModelAsync(models.Workers, token),
            Work = models.RunAsync,
            Ended = result => results.PostAsync(result, CancellationToken.None).AsTask(),
            Bell = runs.ModelBell,
        };
    }

    /// <summary>Why work rests, for people; null while all is well.</summary>
    public string? Trouble => results.Trouble ?? decoding.Trouble ?? modelling.Trouble;

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
                LoopAsync(decoding.RunAsync, stoppingToken),
                LoopAsync(modelling.RunAsync, stoppingToken));
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
                await PauseAsync(stoppingToken);
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
        machine.Look();
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

    private async Task<IReadOnlyList<VersionWork>> ClaimDecodeAsync(int workers, CancellationToken cancellationToken)
    {
        var works = await hand.TakeAsync(
            async session =>
            {
                var libraries = await ActiveAsync(session, cancellationToken);
                var first = await runs.ClaimAsync(session, StepLane.Decode, 1, workers * 8, Scopes(libraries, pass: 1), cancellationToken);
                return first.Count > 0 ? first : await runs.ClaimAsync(session, StepLane.Decode, 2, workers * 2, Scopes(libraries, pass: 2), cancellationToken);
            },
            cancellationToken);
        Interlocked.Add(ref firstPassInHand, works.Count(IsFirstPass));
        return works;
    }

    private async Task DecodedAsync(VersionResult result)
    {
        if (IsFirstPass(result.Work))
        {
            Interlocked.Decrement(ref firstPassInHand);
        }

        await results.PostAsync(result, CancellationToken.None);
    }

    /// <summary>The model waits while pictures are still to be made browsable, unless someone waits for the model.</summary>
    private Task<IReadOnlyList<VersionWork>> ClaimModelAsync(int workers, CancellationToken cancellationToken) => hand.TakeAsync(
        async session =>
        {
            var libraries = await ActiveAsync(session, cancellationToken);
            var busy = Volatile.Read(ref firstPassInHand) > 0 || await RunQueue.AnyQueuedAsync(session, StepLane.Decode, 1, Scopes(libraries, pass: 1), cancellationToken);
            return await runs.ClaimAsync(session, StepLane.Model, 2, workers, Scopes(libraries, pass: 2, onlyAwaited: busy), cancellationToken);
        },
        cancellationToken);

    private async Task<IReadOnlyList<LibraryBehaviour>> ActiveAsync(DbSession session, CancellationToken cancellationToken)
    {
        var libraries = await LibraryBehaviour.ActiveAsync(session, cancellationToken);
        pace.Share = libraries.Select(library => library.CpuShare).DefaultIfEmpty(100).Min();
        return libraries;
    }

    /// <summary>Browsing never rests; background analysis does, by the clock and for the machine's sake.</summary>
    private List<RunScope> Scopes(IReadOnlyList<LibraryBehaviour> libraries, int pass, bool onlyAwaited = false)
    {
        var local = TimeOnly.FromDateTime(database.Clock.GetLocalNow().DateTime);
        return [.. libraries.Select(library => new RunScope(
            library.Key, onlyAwaited || (pass == 2 && library.RestsFor(local, machine) is not null) ? RunPriority.Interactive : int.MinValue, library.PausedSteps))];
    }

    private static bool IsFirstPass(VersionWork work) => work.Runs.Any(run => run.Step.Pass == 1);

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(1), database.Clock, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
