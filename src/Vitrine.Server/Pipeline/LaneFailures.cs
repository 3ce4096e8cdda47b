using System.Data.Common;
using Vitrine.Core.Assets;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Pipeline;

/// <summary>Tells failures of the surroundings, after which a lane rests, from those of a file.</summary>
internal static class LaneFailures
{
    // ENOSPC of errno(3) and ERROR_DISK_FULL, as IOException carries them.
    private const int NoSpace = 28;
    private const int DiskFull = unchecked((int)0x80070070);
    private const int QuotaExceeded = 122;

    /// <param name="trouble">A sentence for the owner where the lane as a whole cannot work now.</param>
    public static VersionResult ResultOf(VersionWork work, Exception error, out string? trouble)
    {
        trouble = SentenceOf(error);
        return trouble is not null || error is OperationCanceledException
            ? VersionResult.Interrupted(work)
            : new VersionResult(work, [.. work.Runs.Select(run => new RunOutcome(
                run, RunEnd.Failed, null, new Problem(run.Step.Name, "internal", $"Vitrine itself failed on this file: {error.Message}")))]);
    }

    /// <summary>What is wrong with the surroundings, for the owner; null where the work itself failed.</summary>
    public static string? TroubleOf(Database database, Exception error) => error is DbException failure ? SentenceOf(database, failure) : SentenceOf(error);

    /// <summary>What is wrong with the database, for the owner.</summary>
    public static string SentenceOf(Database database, DbException error) => database.IsFull(error)
        ? "The disk of the database is full. Nothing is lost: work goes on when there is room again."
        : WriteClash.Is(error) ? "Others changed the same rows at the same moment, several times over, so the database ended a write. Nothing is lost: it is tried again."
        : "The database cannot be reached or takes no writes. Nothing is lost: work goes on when it is back.";

    /// <summary>How a run ends that got no answer.</summary>
    public static RunEnd EndOf(MediaFailureKind kind) => kind switch
    {
        MediaFailureKind.Killed => RunEnd.Killed,
        MediaFailureKind.Unreadable => RunEnd.Failed,
        _ => RunEnd.Interrupted,
    };

    private static string? SentenceOf(Exception error) => error switch
    {
        LaneUnavailableException or BlobsUnavailableException => error.Message,
        _ when IsDiskFull(error) => "The disk is full. Nothing is lost: work goes on when there is room again.",
        _ => null,
    };

    public static bool IsDiskFull(Exception error) =>
        error is IOException && (error.HResult is NoSpace or DiskFull or QuotaExceeded || (error.HResult & 0xFFFF) is NoSpace or QuotaExceeded);
}
