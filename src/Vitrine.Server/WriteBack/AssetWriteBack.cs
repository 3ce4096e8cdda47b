using Vitrine.Server.Claims;
using Vitrine.Server.Exports;
using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.WriteBack;

/// <summary>How a library's metadata is written.</summary>
/// <param name="Ai">Which AI tags that nobody decided are written.</param>
internal sealed record WriteBackOrder(WriteBackPlace Place, WriteBackProfile Profile, AiTags Ai, bool DryRun = false);

/// <summary>
/// Makes the file of one asset say what the library says: reads it first where it changed, writes the difference and nothing else, and remembers what stands there.
/// What cannot be written now stays noted and is tried again.
/// </summary>
internal sealed class AssetWriteBack(Database database, WriteBackReader reader, EmbeddedWriteBack embedded, SidecarWriteBack sidecars) : IDisposable
{
    /// <summary>A file that others go on changing is left alone for now.</summary>
    private const int MostTries = 3;

    /// <summary>One file at a time: a job and what waits may name the same asset.</summary>
    private readonly SemaphoreSlim one = new(1, 1);

    public void Dispose() => one.Dispose();

    /// <summary>Writes, and notes what has to be tried again.</summary>
    public async Task<WriteBackOutcome> WriteAsync(Actor actor, long asset, WriteBackOrder order, int attempts, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            return await AloneAsync(actor, asset, order, attempts, cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<WriteBackOutcome> AloneAsync(Actor actor, long asset, WriteBackOrder order, int attempts, CancellationToken cancellationToken)
    {
        var (work, outcome) = await TryAsync(actor, asset, order, cancellationToken);
        if (order.DryRun)
        {
            return outcome;
        }

        await database.WriteAsync(
            Actor.System,
            session => outcome.Result == WriteBackResult.Pending && work is not null
                ? WriteBackRows.RestAsync(session, asset, work.LibraryKey, order.Place, attempts, outcome, cancellationToken)
                : WriteBackRows.EndAsync(session, asset, work?.Wanted ?? long.MaxValue, cancellationToken),
            cancellationToken);
        return outcome;
    }

    private async Task<(WriteBackWork? Work, WriteBackOutcome Outcome)> TryAsync(Actor actor, long asset, WriteBackOrder order, CancellationToken cancellationToken)
    {
        WriteBackWork? work = null;
        try
        {
            for (var tries = 0; tries < MostTries; tries++)
            {
                work = await database.ReadAsync(session => reader.ReadAsync(session, asset, order.Ai, cancellationToken), cancellationToken);
                if (Refusal(work) is { } refusal)
                {
                    return (work, refusal);
                }

                if (await OnceAsync(actor, work!, order, cancellationToken) is { } outcome)
                {
                    return (work, outcome);
                }
            }

            return (work, WriteBackOutcome.Pending("changed", "The file is being changed by another program. What is to be written waits until it is quiet."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (work, WriteBackOutcome.Of(error));
        }
    }

    private static WriteBackOutcome? Refusal(WriteBackWork? work) => work switch
    {
        null => WriteBackOutcome.NotHere("no-file", "The original lies in the library's own store: its metadata goes with it when it is downloaded."),
        { Mode: not RootMode.Managed } => WriteBackOutcome.NotHere("not-managed", "The file lies in a folder that is only linked, which is never written. Its metadata goes with it when it is downloaded."),
        { State: not LinkState.Present } => WriteBackOutcome.Pending("not-there", "The file is not where it was. What is to be written waits until it is back."),
        _ => null,
    };

    /// <summary>Null where the file or sidecar was found changed, and was read again: then what is to be written is another thing.</summary>
    private async Task<WriteBackOutcome?> OnceAsync(Actor actor, WriteBackWork work, WriteBackOrder order, CancellationToken cancellationToken)
    {
        if (FoundLink.Find(work.Root, work.Path) is not { } found)
        {
            return WriteBackOutcome.Pending("not-there", "The file is not where it was. What is to be written waits until it is back.");
        }

        var stemTaken = WriteBackTarget.IsStemTaken(work.Format, work.SameStem);
        var target = WriteBackTarget.Of(order.Profile, order.Place, work.Path, work.Format, work.Sidecar, stemTaken, mayEmbed: true);
        if (target.Sidecar is null)
        {
            try
            {
                return await embedded.WriteAsync(actor, work, found, order, cancellationToken);
            }
            catch (NotEmbeddableException reason) when (order.Place == WriteBackPlace.Embedded)
            {
                return WriteBackOutcome.Refused(reason.Code, reason.Message);
            }
            catch (NotEmbeddableException)
            {
                target = WriteBackTarget.Of(order.Profile, order.Place, work.Path, work.Format, work.Sidecar, stemTaken, mayEmbed: false);
            }
        }
        else if (order.Place == WriteBackPlace.Embedded)
        {
            return WriteBackOutcome.Refused("not-embeddable", "Metadata is not put into files of this format where they lie; it can be beside them.");
        }

        return await sidecars.WriteAsync(actor, work, found, target, order, cancellationToken);
    }
}
