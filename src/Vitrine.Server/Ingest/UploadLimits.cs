using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ingest;

/// <summary>How much resumable uploads may take, in bytes.</summary>
/// <param name="FileBytes">The largest file.</param>
/// <param name="SpoolBytes">All unfinished files together, each counted with its whole length.</param>
/// <param name="FreeBytes">Room on the disk where they are gathered.</param>
public sealed record UploadLimits(long FileBytes, long SpoolBytes, Func<long> FreeBytes)
{
    /// <summary>How long an unfinished upload is kept after its last byte.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Left to the database and to previews: a disk filled by uploads stops everything else.</summary>
    public const long LeftFree = 1_000_000_000;

    /// <summary>A sender with more unfinished uploads than this has lost count of them.</summary>
    public const int MostAtOnce = 10_000;

    private const long LargestFile = 50_000_000_000;

    public static UploadLimits For(DataFolder data, ServerOptions options) =>
        new(LargestFile, options.UploadSpace, () => new DriveInfo(data.Root).AvailableFreeSpace);
}
