namespace Vitrine.Contracts;

/// <summary>Back the library up into a folder of the server's machine that its command line named, or that lies in one of those.</summary>
/// <param name="Keep">How many backups stay, the newest, 1 to 10,000; null = all.</param>
/// <param name="Deep">Hash every original of the backup at the end.</param>
/// <param name="AcceptMissing">Leave originals out that are lost already; else the backup fails and names them.</param>
/// <param name="Link">Give originals on the same disk a second name instead of a copy: it takes no room, and does not help where the file itself is damaged.</param>
public sealed record BackupRequest(string Path, int? Keep = null, bool Deep = false, bool AcceptMissing = false, bool Link = false);

/// <param name="Backup">How the last backup ended; null where there was none.</param>
/// <param name="Snapshot">How the last snapshot ended.</param>
/// <param name="Snapshots">Names of the snapshots in the data folder, the newest first.</param>
/// <param name="Folders">Folders into which may be backed up by API.</param>
public sealed record BackupsView(CopyView? Backup, CopyView? Snapshot, IReadOnlyList<string> Snapshots, IReadOnlyList<string> Folders);

/// <param name="Message">What was copied, or why not, as a sentence.</param>
public sealed record CopyView(DateTimeOffset At, bool Ok, string Message);

/// <param name="Fix">Repair what can be repaired without losing anything.</param>
/// <param name="Quick">Measure files instead of hashing them.</param>
public sealed record VerifyRequest(bool Fix = false, bool Quick = false);

/// <summary>What the last check of the library found.</summary>
/// <param name="Job">The job that checked.</param>
/// <param name="Checked">How many of each were looked at: <c>blobs</c>, <c>links</c>, <c>renditions</c>.</param>
/// <param name="Bytes">How many bytes were hashed.</param>
public sealed record VerifyReport(
    string Job, DateTimeOffset At, bool Fix, bool Quick, IReadOnlyDictionary<string, long> Checked, long Bytes, IReadOnlyList<VerifyFinding> Findings);

/// <param name="Code">Stable, for programs.</param>
/// <param name="Harmless">Nothing is lost by it.</param>
/// <param name="Fixed">How many of them were repaired.</param>
/// <param name="Names">The first of them.</param>
public sealed record VerifyFinding(string Code, string Message, bool Harmless, long Count, long Fixed, IReadOnlyList<string> Names);
