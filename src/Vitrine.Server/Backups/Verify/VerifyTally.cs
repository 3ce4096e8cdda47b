using Vitrine.Contracts;

namespace Vitrine.Server.Backups.Verify;

/// <summary>Kinds of findings, in the order in which they are told.</summary>
/// <param name="Message">What it means, for people; follows the number.</param>
/// <param name="One">The same of one of them, as a sentence; empty for what is harmless.</param>
public sealed record VerifyKind(string Code, string Message, string One = "")
{
    /// <summary>Nothing is lost by it.</summary>
    public bool Harmless => One.Length == 0;

    public static readonly VerifyKind Database = new(
        "database-damaged", "faults in the database: restore a backup or a snapshot",
        "The database is damaged.");
    public static readonly VerifyKind BlobMissing = new(
        "blob-missing", "originals whose bytes are gone",
        "The bytes of the original are gone.");
    public static readonly VerifyKind BlobDamaged = new(
        "blob-damaged", "originals whose bytes are no longer what they were",
        "The bytes of the original are no longer what they were: the disk may be failing.");
    public static readonly VerifyKind BlobUnreadable = new(
        "blob-unreadable", "originals that could not be read",
        "The original could not be read.");
    public static readonly VerifyKind BlobOrphan = new("blob-orphan", "files in the store of originals that the library does not know; --fix moves them aside");
    public static readonly VerifyKind BlobUnused = new("blob-unused", "entries of originals that nothing refers to and whose bytes are gone");
    public static readonly VerifyKind BlobCondemned = new("blob-condemned", "originals that nothing refers to any more; their bytes go some days after the trash was emptied");
    public static readonly VerifyKind RootOffline = new(
        "root-offline", "linked folders that are not there now: their files were not looked at",
        "This linked folder is not there now: its files were not looked at.");
    public static readonly VerifyKind LinkMissing = new(
        "link-missing", "linked files that are not there; import their folder again to have it noted",
        "The linked file is not there. Import its folder again to have it noted.");
    public static readonly VerifyKind LinkChanged = new("link-changed", "linked files that were changed since; import their folder again to take that up");
    public static readonly VerifyKind LinkDamaged = new(
        "link-damaged", "linked files with the old size and time, but other bytes: the disk may be failing",
        "The file has its old size and time, but other bytes: the disk may be failing.");
    public static readonly VerifyKind LinkUnreadable = new(
        "link-unreadable", "linked files that could not be read",
        "The linked file could not be read.");
    public static readonly VerifyKind LinkUnused = new("link-unused", "linked files that belong to no version");
    public static readonly VerifyKind RenditionMissing = new(
        "rendition-missing", "previews that are gone or cut off; --fix has them made again",
        "The preview is gone or cut off. Repairing makes it again.");
    public static readonly VerifyKind RenditionOrphan = new("rendition-orphan", "files among the previews that nobody refers to; --fix deletes them");
    public static readonly VerifyKind TemporaryFile = new("temporary-file", "files left half written, older than a day; --fix deletes them");
    public static readonly VerifyKind RunStuck = new(
        "run-stuck", "steps that nobody works on any more; --fix queues them again",
        "Nobody works on this step any more. Repairing queues it again.");
    public static readonly VerifyKind RunWaiting = new(
        "run-waiting", "steps that wait for a file which is there; --fix queues them again",
        "This step waits for a file that is there. Repairing queues it again.");

    public static IReadOnlyList<VerifyKind> All { get; } =
    [
        Database, BlobMissing, BlobDamaged, BlobUnreadable, LinkDamaged, LinkUnreadable, LinkMissing, RootOffline, RenditionMissing, RunStuck, RunWaiting,
        LinkChanged, BlobOrphan, BlobUnused, BlobCondemned, LinkUnused, RenditionOrphan, TemporaryFile,
    ];
}

/// <summary>What a check found so far: counts, and the first names of each kind, so that a library that lost everything still has a short report.</summary>
public sealed class VerifyTally(Func<long, long, Task> progress)
{
    private const int MostNames = 20;
    private const int Every = 500;

    private readonly Dictionary<VerifyKind, (long Count, long Fixed, List<string> Names)> found = [];
    private readonly Dictionary<string, long> looked = new(StringComparer.Ordinal) { ["blobs"] = 0, ["links"] = 0, ["renditions"] = 0 };
    private long done;

    /// <summary>How much there is to look at.</summary>
    public long Total { get; set; }

    /// <summary>How many bytes were hashed.</summary>
    public long Bytes { get; set; }

    public IReadOnlyDictionary<string, long> Looked => looked;

    /// <summary>All that was found and not repaired, and is not harmless.</summary>
    public long Open => found.Where(pair => !pair.Key.Harmless).Sum(pair => pair.Value.Count - pair.Value.Fixed);

    public long Fixed => found.Values.Sum(value => value.Fixed);

    public void Add(VerifyKind kind, string name, bool repaired = false, long count = 1)
    {
        var (before, mended, names) = found.GetValueOrDefault(kind, (0, 0, []));
        if (names.Count < MostNames && name.Length > 0)
        {
            names.Add(name);
        }

        found[kind] = (before + count, mended + (repaired ? count : 0), names);
    }

    /// <summary>One more was looked at.</summary>
    public async Task StepAsync(string what)
    {
        looked[what]++;
        if (++done % Every == 0)
        {
            await progress(done, Math.Max(done, Total));
        }
    }

    public Task EndAsync() => progress(done, done);

    public IReadOnlyList<VerifyFinding> Findings() =>
    [
        .. VerifyKind.All.Where(found.ContainsKey).Select(kind => new VerifyFinding(kind.Code, kind.Message, kind.Harmless, found[kind].Count, found[kind].Fixed, found[kind].Names)),
    ];
}
