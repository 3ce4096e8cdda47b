using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;

namespace Vitrine.Server.Ingest;

/// <summary>What to do when a folder has an asset of that name with other bytes. The numbers are stored.</summary>
public enum SameName
{
    /// <summary>The bytes become its newest version.</summary>
    Version,

    /// <summary>The newcomer is called <c>name (2).ext</c>.</summary>
    Rename,

    /// <summary>The newcomer is refused.</summary>
    Fail,
}

/// <summary>A file that was read once to its end and is to become an asset or a version of one.</summary>
/// <param name="Name">Already fit to be shown (<see cref="AssetName"/>).</param>
public sealed record IncomingFile(string Name, long FolderKey, Sniffed Sniffed, FileHashes Hashes)
{
    /// <summary>The blob that holds the bytes; null where they stay where they lie.</summary>
    public long? BlobKey { get; init; }

    /// <summary>The file on disk that it came from.</summary>
    public LinkedFile? Link { get; init; }

    public SameName SameName { get; init; } = SameName.Rename;

    /// <summary>Of the runs it causes: 0 backfill, 100 someone waits for it.</summary>
    public int Priority { get; init; }
}

/// <summary>A file below a root. <paramref name="Path"/> is relative with <c>/</c>, <paramref name="Modified"/> counts 100-ns ticks.</summary>
public sealed record LinkedFile(long RootKey, string Path, long Bytes, long Modified)
{
    /// <summary>The link whose file vanished and was this one, or had its bytes or picture: the file was moved here.</summary>
    public long? MovedFrom { get; init; }

    /// <summary>Where that one lay below its root.</summary>
    public string? MovedFromPath { get; init; }

    /// <summary>Which file it is for the file system; null where that has no such number.</summary>
    public long? Inode { get; init; }
}

public enum IngestOutcome
{
    Added,
    NewVersion,

    /// <summary>Same picture, other bytes: only what the file says about itself is read again.</summary>
    MetadataChanged,

    /// <summary>The same file in another place: the asset kept its identity.</summary>
    Moved,

    /// <summary>Nothing new.</summary>
    Unchanged,

    /// <summary>Refused, because its name is taken.</summary>
    NameTaken,

    /// <summary>An XMP file that became the sidecar of an asset, and is none itself.</summary>
    Sidecar,
}

/// <param name="DuplicateOf">Another live asset with the same bytes: its public id.</param>
public sealed record Ingested(IngestOutcome Outcome, long AssetKey, long VersionKey, string AssetId, string Name, string? DuplicateOf = null);
