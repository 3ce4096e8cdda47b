using System.Text.Json;

namespace Vitrine.Contracts;

/// <summary>One asset with what counts about it: the answer of <c>GET /api/assets/{id}</c>.</summary>
public sealed record AssetDetail
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Path of the folder in the library, <c>/</c> for its root.</summary>
    public required string Folder { get; init; }
    public required string FolderId { get; init; }

    /// <summary><c>image</c>, <c>video</c>, <c>audio</c>, <c>document</c>, <c>other</c>.</summary>
    public required string Kind { get; init; }
    public required AssetVersion Version { get; init; }

    /// <summary>Where the original lies: <c>blob</c> (copied or uploaded), <c>linked</c>, <c>missing</c>, <c>offline</c>.</summary>
    public required string Storage { get; init; }

    /// <summary>Name of the XMP file that belongs to it: uploaded or copied with it, or lying beside its file; null where there is none.</summary>
    public string? Sidecar { get; init; }

    /// <summary>
    /// In the answer to an upload alone: <c>asset</c> where the file is this asset's, <c>sidecar</c> where it was an XMP file that belongs to this asset and is none of its own.
    /// </summary>
    public string? TakenAs { get; init; }

    /// <summary>Another live asset with the same bytes, where there is one.</summary>
    public string? DuplicateOf { get; init; }

    /// <summary>Where it was taken, as it is shown; null where nothing is known of it.</summary>
    public PlaceView? Place { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
    public DateTimeOffset? TrashedAt { get; init; }
    public required Inherited Inherited { get; init; }

    /// <summary>The normalised embedded metadata; <c>include=groups</c> adds every tag as read.</summary>
    public required JsonElement Embedded { get; init; }

    /// <summary>The assets that this one is shown as one with; null where it stands alone.</summary>
    public GroupView? Group { get; init; }

    /// <summary>The collections that it is in, by name.</summary>
    public IReadOnlyList<CollectionName> Collections { get; init; } = [];

    /// <summary>Whether a moving part can be played (<c>GET /api/assets/{id}/motion</c>): the video inside a motion photo, or the movie of a Live Photo.</summary>
    public bool Motion { get; init; }
    public IReadOnlyList<EmbeddedGroup>? Groups { get; init; }
    public required IReadOnlyList<ClaimView> Claims { get; init; }
    public required IReadOnlyList<ProblemView> Problems { get; init; }
    public IReadOnlyList<RunView>? Runs { get; init; }
    public IReadOnlyList<HistoryEntry>? History { get; init; }

    /// <summary>All versions, the newest first; with <c>include=versions</c>.</summary>
    public IReadOnlyList<VersionView>? Versions { get; init; }

    /// <summary>Analyses still to come.</summary>
    public required int Pending { get; init; }

    /// <summary>Whether a preview is still to be made: false also for files of which there will never be one.</summary>
    public bool PreviewPending { get; init; }

    /// <summary>Pages of a document whose text can be read (<c>GET /api/assets/{id}/text</c>); 0 where there is none.</summary>
    public int TextPages { get; init; }

    /// <summary>Whether preview and thumbnail can be fetched.</summary>
    public required bool HasPreview { get; init; }

    /// <summary>For <c>If-Match</c>: changes with every write to the asset.</summary>
    public required long Revision { get; init; }
}

public sealed record AssetVersion(string Id, long Bytes, string Sha256, string Essence);

/// <summary>One set of bytes of an asset. <c>GET /api/assets/{id}/original</c>, <c>preview</c> and <c>thumbnail</c> take its id as <c>version</c>.</summary>
/// <param name="Number">From 1, in the order in which they came.</param>
/// <param name="By">Who brought it.</param>
/// <param name="IsThere">Whether its bytes are there; of a linked file that was replaced where it lies they are gone.</param>
public sealed record VersionView(
    string Id, int Number, bool IsCurrent, long Bytes, string Sha256, string Format, int? Width, int? Height, long? DurationMs, DateTimeOffset At, string By, bool HasPreview, bool IsThere);

/// <summary>What the file is: the inherited metadata. Null where the format has no such thing.</summary>
public sealed record Inherited
{
    public required string Format { get; init; }
    public required string Mime { get; init; }
    public required long Bytes { get; init; }
    public int? Width { get; init; }
    public int? Height { get; init; }
    public string? ColourSpace { get; init; }
    public int? Depth { get; init; }

    /// <summary>Whether the pixels have an alpha channel, be it opaque all over.</summary>
    public bool? HasAlpha { get; init; }

    /// <summary>Whether anything shows through it; known once the preview was made.</summary>
    public bool? IsTransparent { get; init; }
    public int? Pages { get; init; }
    public int? Orientation { get; init; }
    public long? DurationMs { get; init; }
    public string? VideoCodec { get; init; }
    public string? AudioCodec { get; init; }

    /// <summary>Of a film with high dynamic range: <c>pq</c> or <c>hlg</c>.</summary>
    public string? DynamicRange { get; init; }

    /// <summary>How a picture of all that is around was laid flat: <c>equirectangular</c>, <c>cylindrical</c>…</summary>
    public string? Projection { get; init; }
    public double? FrameRate { get; init; }
    public int? Channels { get; init; }
    public int? SampleRate { get; init; }
    public string? Tone { get; init; }
}

public sealed record EmbeddedGroup(string Name, IReadOnlyList<EmbeddedTagView> Tags)
{
    /// <summary><c>sidecar</c> where a sidecar says it; null for the file itself.</summary>
    public string? Source { get; init; }
}

public sealed record EmbeddedTagView(string Name, string Raw, string? Printed);

public sealed record ProblemView(string Step, string Code, string Message);

/// <summary>One run of a step: <c>queued</c>, <c>running</c>, <c>done</c>, <c>failed</c>, <c>interrupted</c>.</summary>
public sealed record RunView(string Step, int Version, string State, int Attempts, string? Error, double? Milliseconds);

/// <summary>A time span of a video or audio asset. Moments are made by later analyzers: for now every list of them is empty.</summary>
/// <param name="Span">[start, end] in milliseconds from the beginning.</param>
/// <param name="Claims">What is seen, said, heard and shown in it.</param>
public sealed record MomentView(string Id, IReadOnlyList<long> Span, IReadOnlyList<ClaimView> Claims);

/// <summary>One step of an asset's history: something was said, ended, or the asset went into the trash or came back.</summary>
/// <param name="Sequence">Position of the claim in the ledger, the same for the step that ends it; of steps about the asset itself, position in the change log.</param>
/// <param name="About">The attribute, or <c>asset</c> for the asset itself.</param>
/// <param name="Act">
/// Said: <c>statement</c>, <c>accept</c>, <c>reject</c>, <c>clear</c>, <c>lift</c>. Ended: <c>remove</c> (by a person), <c>withdraw</c> (its job was taken back),
/// <c>drop</c> (its model or file no longer says so). The asset: <c>trash</c>, <c>restore</c>, <c>version</c> (other bytes; the value is the version's number),
/// <c>group</c>, <c>ungroup</c>, <c>cover</c> (made the cover of its group).
/// </param>
/// <param name="Source">Who said it; not always who ended it.</param>
/// <param name="Actor">Who did this step.</param>
/// <param name="At">When this step was done.</param>
/// <param name="Batch">Of the job that did this step.</param>
public sealed record HistoryEntry(
    long Sequence, string About, string Name, string? Value, string Act, ClaimSourceView Source, string? Actor, DateTimeOffset At, string? Batch)
{
    /// <summary>What <see cref="Actor"/> is: <c>person</c>, <c>key</c>, <c>share</c>, <c>system</c>.</summary>
    public string? ActorKind { get; init; }

    /// <summary>What <c>asOf</c> takes to show the asset as it was after this step. What a job said in pieces was shown later than it was written. Null of steps about the asset itself.</summary>
    public long? Position { get; init; }
}

/// <summary>A statement about the asset and whether it counts.</summary>
public sealed record ClaimView
{
    public required string Id { get; init; }

    /// <summary><c>tag</c>, <c>title</c>, <c>description</c>, <c>rating</c>, <c>creator</c>, <c>copyright</c>, <c>taken-at</c>, <c>place</c>, <c>text</c>…</summary>
    public required string About { get; init; }

    /// <summary>The concept's label for a tag, else the attribute's name.</summary>
    public required string Name { get; init; }
    public string? Value { get; init; }
    public string? Language { get; init; }

    /// <summary>Public id of the concept, for tags.</summary>
    public string? Concept { get; init; }

    /// <summary>Labels of the broader concepts, nearest first.</summary>
    public IReadOnlyList<string> Broader { get; init; } = [];

    /// <summary>How the file writes the keyword, where it is a file's tag: what is written back until a person renames the concept.</summary>
    public string? Literal { get; init; }

    /// <summary><c>accepted</c>, <c>suggested</c>, <c>rejected</c>, <c>cleared</c>; <c>held-back</c>: a tag of a machine or file whose word is on the deny list.</summary>
    public required string State { get; init; }
    public required ClaimSourceView Source { get; init; }

    /// <summary>0–100, calibrated: of the tags shown at 80 about 80 in 100 are right.</summary>
    public required double Confidence { get; init; }

    /// <summary>How many of a tag's things detectors see at once in the picture, 2–99; null where they see no second.</summary>
    public int? Count { get; init; }
    public string? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    public IReadOnlyList<EvidenceView> Evidence { get; init; } = [];

    /// <summary>Everything that counts about this value, in the order in which it was said: why it is shown, or not.</summary>
    public IReadOnlyList<StatementView> Said { get; init; } = [];
}

/// <summary>One entry of the ledger about a value.</summary>
/// <param name="Act"><c>statement</c>, <c>accept</c>, <c>reject</c>, <c>clear</c>, <c>lift</c>.</param>
/// <param name="Confidence">0–100; 100 for people, files and rules.</param>
/// <param name="By">The actor of a person's entry; null for machines and files.</param>
/// <param name="Outside">Said or taken back in the file by another program.</param>
/// <param name="Sequence">Its position in the ledger: <c>asOf</c> shows what was shown then.</param>
public sealed record StatementView(long Sequence, string Act, ClaimSourceView Source, double Confidence, string? By, bool Outside, DateTimeOffset At);

/// <summary><c>person</c>, <c>file</c>, <c>sidecar</c>, <c>rule</c>, <c>fusion</c>, <c>model</c>, <c>provider</c>; name and version of who says it.</summary>
public sealed record ClaimSourceView(string Type, string Name, string? Version);

/// <summary>Box as [x, y, w, h] fractions of the upright frame; span as [start, end] milliseconds; page from 1.</summary>
public sealed record EvidenceView(
    string Analyzer, int Version, double Confidence, IReadOnlyList<double>? Box, IReadOnlyList<long>? Span, int? Page, string? Text)
{
    /// <summary>The models that the analyzer ran, as name@version joined by "+"; null where it needs none.</summary>
    public string? Model { get; init; }
}
