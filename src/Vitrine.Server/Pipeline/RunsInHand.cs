using System.Collections.Concurrent;
using Vitrine.Core.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>
/// The runs that this process took and has not ended. A row that says it is ours and is not among them was lost on the way (the answer to a claim that
/// never came, a result that could not be stored): it goes back to the queue at the next heartbeat, not only when its lease ends.
/// </summary>
public sealed class RunsInHand(Database database, RunQueue runs) : IDisposable
{
    /// <summary>The runs' keys, each with the token under which it was taken.</summary>
    private readonly ConcurrentDictionary<long, string> held = new();

    /// <summary>Held while runs are taken: between the commit and the note of it a row is ours without being in hand.</summary>
    private readonly SemaphoreSlim taking = new(1, 1);

    /// <summary>Takes runs and loads what they are about. Each work is in hand until it is put down.</summary>
    public async Task<IReadOnlyList<VersionWork>> TakeAsync(Func<WriteSession, Task<IReadOnlyList<RunLease>>> claim, CancellationToken cancellationToken)
    {
        await taking.WaitAsync(cancellationToken);
        try
        {
            var claimed = await database.WriteAsync(Actor.System, claim, cancellationToken);
            var works = await database.ReadAsync(session => VersionWorks.LoadAsync(session, claimed.Value, cancellationToken), cancellationToken);
            foreach (var run in works.SelectMany(work => work.Runs))
            {
                held[run.Key] = run.Token;
            }

            return works;
        }
        finally
        {
            taking.Release();
        }
    }

    /// <summary>Nothing more is done for these runs here: how they ended is written, or could not be.</summary>
    public void PutDown(VersionWork work)
    {
        foreach (var run in work.Runs)
        {
            held.TryRemove(new KeyValuePair<long, string>(run.Key, run.Token));
        }
    }

    /// <summary>Queues again what the database says is ours and is not in hand; costs no attempt.</summary>
    /// <returns>How many runs.</returns>
    public async Task<int> FreeLostAsync(CancellationToken cancellationToken = default)
    {
        var ours = await database.ReadAsync(session => runs.OursAsync(session, cancellationToken), cancellationToken);
        IReadOnlyList<(long Key, string Token)> lost;

        // What was committed before that look has been noted once no taking is under way.
        await taking.WaitAsync(cancellationToken);
        try
        {
            lost = [.. ours.Where(run => !held.TryGetValue(run.Key, out var token) || token != run.Token)];
        }
        finally
        {
            taking.Release();
        }

        return lost.Count == 0
            ? 0
            : (await database.WriteAsync(Actor.System, session => runs.FreeAsync(session, lost, cancellationToken), cancellationToken)).Value;
    }

    public void Dispose() => taking.Dispose();
}
