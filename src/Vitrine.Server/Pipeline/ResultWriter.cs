using System.Data.Common;
using System.Threading.Channels;
using Vitrine.Core.Assets;
using Vitrine.Media.Children;
using Vitrine.Server.Search.Embedded;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Renditions;

namespace Vitrine.Server.Pipeline;

/// <summary>
/// Writes what lanes found. While results come fast, those that wait share a transaction; a lone one is written at once.
/// What cannot be written with others is written alone; what cannot be written at all ends as a failed run.
/// </summary>
public sealed class ResultWriter(
    Database database, RunQueue runs, RunsInHand hand, DecodeResults decoded, FindingResults findings, RenditionStore renditions, ILogger<ResultWriter> log)
{
    /// <summary>Deaths of a child with the same file alone in it, after which the file is left alone.</summary>
    public const int MaxAttempts = 3;

    /// <summary>The same where the file ran past its step's limit: that is dear, and comes out the same again unless the machine was busy.</summary>
    public const int MaxTimeOuts = 2;

    /// <summary>Ten minutes of outage; after that the work is done again when the database is back.</summary>
    private const int MostAttemptsToStore = 300;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(2);

    private const int MostTogether = 24;

    private readonly Channel<Entry> channel = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(2 * MostTogether) { SingleReader = true });

    private CancellationToken ending;

    /// <summary>Why nothing is written now, for people; null while all is well.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Returns when the result is committed.</summary>
    public async Task WriteAsync(VersionResult result, CancellationToken cancellationToken)
    {
        var entry = new Entry(result, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await channel.Writer.WriteAsync(entry, cancellationToken);
        await entry.Written.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Hands the result over without waiting for the commit.</summary>
    public ValueTask PostAsync(VersionResult result, CancellationToken cancellationToken) =>
        channel.Writer.WriteAsync(new Entry(result, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)), cancellationToken);

    /// <summary>Writes until cancelled; what was handed over before is written first.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var together = new List<Entry>(MostTogether);
        ending = cancellationToken;
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                await DrainAsync(together);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await DrainAsync(together);
        }
    }

    private async Task DrainAsync(List<Entry> together)
    {
        while (channel.Reader.TryRead(out var entry))
        {
            together.Clear();
            together.Add(entry);
            while (together.Count < MostTogether && channel.Reader.TryRead(out var next))
            {
                together.Add(next);
            }

            await WriteAsync(together);
            together.ForEach(one => hand.PutDown(one.Result.Work));
        }
    }

    private async Task WriteAsync(List<Entry> entries)
    {
        try
        {
            await CommitAsync([.. entries.Select(entry => entry.Result)]);
            entries.ForEach(entry => entry.Written.TrySetResult());
        }
        catch (Exception error) when (entries.Count > 1 && error is not OutOfMemoryException)
        {
            log.LogWarning(error, "{Count} results could not be written together; each is written alone", entries.Count);
            foreach (var entry in entries)
            {
                await WriteAsync([entry]);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            await FailAsync(entries[0], error);
        }
    }

    /// <summary>The result itself cannot be stored: the runs fail with that reason, so that the file does not come round for ever.</summary>
    private async Task FailAsync(Entry entry, Exception error)
    {
        if (error is DbException outage && await IsOutageAsync(outage))
        {
            if (await StoreLaterAsync(entry, outage) is not { } refused)
            {
                return;
            }

            error = refused;
        }

        log.LogError(error, "The result of {Name} cannot be stored", entry.Result.Work.Name);
        var failed = entry.Result.Work.Runs.Select(run => new RunOutcome(
            run, RunEnd.Failed, null, new Problem(run.Step.Name, "not-stored", "What was found in this file could not be stored: " + error.Message)));
        try
        {
            await CommitAsync([new VersionResult(entry.Result.Work, [.. failed])]);
            entry.Written.TrySetResult();
        }
        catch (Exception again) when (again is not OutOfMemoryException)
        {
            // The database itself fails: the next heartbeat that it takes frees these runs, and the work is done again.
            log.LogError(again, "Nor can the failure be stored");
            entry.Written.TrySetException(again);
        }
    }

    /// <summary>
    /// While the database takes no write at all, or has no room left, the result waits for it: what was found is not thrown away for an outage.
    /// After very long it is: then its runs are put down unwritten, and the work is done again.
    /// </summary>
    /// <returns>Why the database takes others and not this one; null where it is dealt with.</returns>
    private async Task<Exception?> StoreLaterAsync(Entry entry, DbException outage)
    {
        Trouble = LaneFailures.SentenceOf(database, outage);
        log.LogWarning(outage, "The result of {Name} cannot be stored now and waits for the database", entry.Result.Work.Name);
        try
        {
            for (var attempt = 0; attempt < MostAttemptsToStore && !ending.IsCancellationRequested; attempt++)
            {
                await RestAsync();
                try
                {
                    await CommitAsync([entry.Result]);
                    entry.Written.TrySetResult();
                    return null;
                }
                catch (DbException again)
                {
                    if (!await IsOutageAsync(again))
                    {
                        return again;
                    }

                    outage = again;
                    Trouble = LaneFailures.SentenceOf(database, outage);
                }
                catch (Exception again) when (again is not OutOfMemoryException)
                {
                    return again;
                }
            }

            log.LogError(outage, "The result of {Name} waited too long for the database; its work is done again", entry.Result.Work.Name);
            entry.Written.TrySetException(outage);
            return null;
        }
        finally
        {
            Trouble = null;
        }
    }

    /// <summary>
    /// Whether it is the database that fails, not the result: it is full (a small write may go well all the same), the connection broke (another one
    /// may go well at once), or it takes no write at all.
    /// </summary>
    private async Task<bool> IsOutageAsync(DbException error) => database.IsFull(error) || error.IsTransient || !await AnswersAsync();

    private async Task RestAsync()
    {
        try
        {
            await Task.Delay(BetweenAttempts, database.Clock, ending);
        }
        catch (OperationCanceledException)
        {
            // The server ends: one more try.
        }
    }

    /// <summary>Whether the database takes a write.</summary>
    private async Task<bool> AnswersAsync()
    {
        try
        {
            await database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update node set seen_at = seen_at"), CancellationToken.None);
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }

    private Task CommitAsync(IReadOnlyList<VersionResult> results) => database.WriteAsync(
        Actor.System,
        async session =>
        {
            if (results.Any(result => result.Decoded.Any(answer => answer.Embedded is not null)))
            {
                await EmbeddedListing.LockAsync(session, CancellationToken.None);
            }

            var ended = new List<VersionResult>(results.Count);
            foreach (var result in results)
            {
                if (await EndAsync(session, result) is { } counted)
                {
                    ended.Add(counted);
                }
            }

            await NextAsync(session, ended);
            await decoded.FollowAsync(session, ended);
        },
        CancellationToken.None);

    /// <summary>Ends the runs and writes what those that were still ours found; null where none was.</summary>
    private async Task<VersionResult?> EndAsync(WriteSession session, VersionResult result)
    {
        var counted = new List<RunOutcome>(result.Outcomes.Count);
        foreach (var outcome in result.Outcomes)
        {
            var final = GiveUp(outcome);
            if (await EndAsync(session, final))
            {
                counted.Add(final);
            }
        }

        if (counted.Count == 0)
        {
            return null;
        }

        var mine = result with { Outcomes = counted };
        await decoded.WriteAsync(session, mine);
        await findings.WriteAsync(session, mine);
        return mine;
    }

    private static RunOutcome GiveUp(RunOutcome outcome)
    {
        var attempts = outcome.Run.Attempts + 1;
        if (outcome.End != RunEnd.Killed || attempts < (outcome.Problem!.Code == ChildFailureException.TimedOut ? MaxTimeOuts : MaxAttempts))
        {
            return outcome;
        }

        var problem = outcome.Problem;
        return outcome with { End = RunEnd.Failed, Problem = problem with { Message = $"{problem.Message.TrimEnd('.')}. It was tried {attempts} times." } };
    }

    private static Task<bool> EndAsync(WriteSession session, RunOutcome outcome) => outcome.End switch
    {
        RunEnd.Done => RunQueue.EndAsync(session, outcome.Run, RunState.Done, outcome.Milliseconds, null),
        RunEnd.Failed => RunQueue.EndAsync(session, outcome.Run, RunState.Failed, outcome.Milliseconds, outcome.Problem),
        RunEnd.Killed => RunQueue.GiveBackAsync(session, outcome.Run, RunState.Queued, attempt: true, RunPriority.Suspect),
        RunEnd.Waiting => RunQueue.GiveBackAsync(session, outcome.Run, RunState.Waiting, attempt: false, outcome.Run.Priority),
        _ => RunQueue.GiveBackAsync(session, outcome.Run, RunState.Queued, attempt: false, outcome.Run.Priority),
    };

    private async Task NextAsync(WriteSession session, List<VersionResult> ended)
    {
        if (ended.Exists(result => result.Outcomes.Any(outcome => outcome.End is RunEnd.Killed or RunEnd.Interrupted)))
        {
            session.OnCommit(runs.Ring);
        }

        foreach (var lost in ended.Where(result => result.PreviewLost && !renditions.Has(result.Work.Essence, Recipes.Preview)))
        {
            // One that is there again was made while this result waited to be written.
            await runs.RenderAgainAsync(session, lost.Work.LibraryKey, lost.Work.VersionKey, lost.Work.Kind);
        }

        var done = ended.Where(result => result.Outcomes.Any(outcome => outcome.End == RunEnd.Done)).ToArray();
        if (done.Length == 0)
        {
            return;
        }

        var behaviour = new Dictionary<long, LibraryBehaviour>();
        foreach (var version in await ProgressOf.VersionsAsync(session, [.. done.Select(result => result.Work.VersionKey)]))
        {
            if (!behaviour.TryGetValue(version.LibraryKey, out var library))
            {
                behaviour[version.LibraryKey] = library = await LibraryBehaviour.ReadAsync(session, version.LibraryKey);
            }

            // Two lanes may have ended work on the same version.
            var outcomes = done.Where(result => result.Work.VersionKey == version.VersionKey).SelectMany(result => result.Outcomes).ToArray();
            var priority = outcomes.Max(outcome => outcome.Run.Priority);
            await runs.EnqueueNextAsync(
                session, version, library.TagNewAssets, Math.Max(priority, RunPriority.Backfill), step => outcomes.Any(outcome => outcome.Run.Step.Name == step));
        }
    }

    private sealed record Entry(VersionResult Result, TaskCompletionSource Written);
}
