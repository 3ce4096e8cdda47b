using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Server.Jobs;

namespace Vitrine.Server.WriteBack;

/// <summary>Writes what the library says about the assets of a set into their files. What cannot be written now waits, and is tried again.</summary>
internal sealed class WriteBackJob(AssetWriteBack writer) : IJobKind
{
    private const int Together = 16;

    public string Name => JobKinds.WriteBack;

    public JobLane Lane => JobLane.Care;

    /// <summary>Undoing what the library says writes the files anew; files have no past of their own.</summary>
    public bool CanUndo => false;

    public async Task RunAsync(RunningJob job, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize(job.Request, ApiJson.Default.WriteBackRequest)!;
        var order = (await job.Database.ReadAsync(session => WriteBackSettings.OrderAsync(session, job.LibraryKey, PlaceOf(request.Place), cancellationToken), cancellationToken)) with
        {
            DryRun = request.DryRun,
        };
        while (true)
        {
            var items = await job.Database.ReadAsync(session => job.NextItemsAsync(session, Together, cancellationToken), cancellationToken);
            if (items.Count == 0)
            {
                return;
            }

            foreach (var item in items)
            {
                await OneAsync(job, item, order, cancellationToken);
            }
        }
    }

    /// <summary>Whether there is such a place.</summary>
    public static bool IsPlace(string? name) => name is null or "profile" or "sidecar" or "embedded";

    public static WriteBackPlace PlaceOf(string? name) => name switch
    {
        "sidecar" => WriteBackPlace.Sidecar,
        "embedded" => WriteBackPlace.Embedded,
        _ => WriteBackPlace.ByProfile,
    };

    private async Task OneAsync(RunningJob job, JobItem item, WriteBackOrder order, CancellationToken cancellationToken)
    {
        WriteBackOutcome outcome;
        try
        {
            outcome = await writer.WriteAsync(job.Actor, item.AssetKey, order, attempts: 0, cancellationToken);
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException or System.Data.Common.DbException))
        {
            outcome = new WriteBackOutcome(WriteBackResult.Refused, job.ProblemOf("This asset's metadata could not be written", error));
        }

        var state = outcome.Result switch
        {
            WriteBackResult.Written => JobItemState.Done,
            WriteBackResult.Nothing or WriteBackResult.NotHere => JobItemState.NothingToDo,
            _ => JobItemState.Failed,
        };
        await job.Database.WriteAsync(
            job.Actor,
            async session =>
            {
                await job.EndItemAsync(session, item, state, cancellationToken);
                if (outcome.Problem is { } problem)
                {
                    var name = await session.TextAsync($"select name from asset where key = {item.AssetKey}", cancellationToken) ?? "";
                    await job.ProblemAsync(session, name, problem, cancellationToken);
                }

                await job.DifferencesAsync(session, item.AssetKey, [.. outcome.Differences.Select(one => (one.Attribute, one.Was, one.Becomes))], cancellationToken);
                await job.AdvanceAsync(session, new JobProgress(Done: 1, Changed: state == JobItemState.Done ? 1 : 0, Failed: state == JobItemState.Failed ? 1 : 0), cancellationToken);
            },
            cancellationToken);
    }
}
