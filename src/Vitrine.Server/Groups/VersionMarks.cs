using System.Globalization;
using Vitrine.Media.Metadata;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Groups;

/// <summary>
/// What the rules of grouping need of a file's own metadata, kept where it can be looked up: Apple's content and burst identifiers (MakerNote 0x0011 and 0x000b,
/// QuickTime key <c>com.apple.quicktime.content.identifier</c>), Google's camera properties (XMP namespace GCamera, "Motion Photo format 1.0" and MicroVideo),
/// XMP media management (XMP specification part 2, §2.2: DocumentID, OriginalDocumentID, DerivedFrom).
/// </summary>
internal sealed record VersionMarks(
    string? Camera, string? ContentId, string? BurstId, bool BurstCover, string? DocumentId, string? DerivedFrom, long? MotionTail)
{
    /// <summary>Longer identifiers are none.</summary>
    private const int LongestId = 200;

    /// <summary>Of a file that says nothing.</summary>
    public static VersionMarks None { get; } = new(null, null, null, false, null, null, null);

    public static VersionMarks Of(NormalisedMetadata said, IReadOnlyList<EmbeddedTag> tags)
    {
        var document = Find(tags, "XMP-xmpMM", "DocumentID");
        var original = Find(tags, "XMP-xmpMM", "OriginalDocumentID");
        var camera = string.Join(' ', new[] { said.CameraMake, said.CameraModel }.Where(part => !string.IsNullOrWhiteSpace(part)));
        return new VersionMarks(
            camera.Length is 0 or > LongestId ? null : Storable.Text(camera),
            Find(tags, "Apple", "ContentIdentifier") ?? Find(tags, "Apple", "MediaGroupUUID") ?? Find(tags, "Keys", "ContentIdentifier") ?? Find(tags, "QuickTime", "ContentIdentifier"),
            Find(tags, "Apple", "BurstUUID") ?? Find(tags, "XMP-GCamera", "BurstID"),
            Find(tags, "XMP-GCamera", "BurstPrimary") is "1" or "True" or "true",
            document,
            Find(tags, "XMP-xmpMM", "DerivedFromDocumentID") ?? Find(tags, "XMP-xmpMM", "DerivedFromOriginalDocumentID") ?? (original == document ? null : original),
            TailOf(tags));
    }

    /// <summary>Marks that a fuller reading lacks stay: the two readers know different tags.</summary>
    public static async Task WriteAsync(WriteSession session, long version, VersionMarks marks, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"""
            insert into version_mark (version_key, camera, content_id, burst_id, burst_cover, document_id, derived_from, motion_tail)
            values ({version}, {marks.Camera}, {marks.ContentId}, {marks.BurstId}, {(marks.BurstCover ? 1 : 0)}, {marks.DocumentId}, {marks.DerivedFrom}, {marks.MotionTail})
            on conflict (version_key) do update set camera = coalesce(excluded.camera, version_mark.camera), content_id = coalesce(excluded.content_id, version_mark.content_id),
                burst_id = coalesce(excluded.burst_id, version_mark.burst_id), document_id = coalesce(excluded.document_id, version_mark.document_id),
                burst_cover = case when excluded.burst_cover > version_mark.burst_cover then excluded.burst_cover else version_mark.burst_cover end,
                derived_from = coalesce(excluded.derived_from, version_mark.derived_from), motion_tail = coalesce(nullif(excluded.motion_tail, 0), version_mark.motion_tail, excluded.motion_tail)
            """,
            cancellationToken);

    /// <summary>
    /// Where a video is said to begin, in bytes before the end of the file; 0 where only said to be there (Samsung's trailer says it itself), null where none is.
    /// What a file says is only believed when a video is really found there.
    /// </summary>
    private static long? TailOf(IReadOnlyList<EmbeddedTag> tags)
    {
        if (Find(tags, "XMP-GCamera", "MicroVideo") is "1" && Whole(Find(tags, "XMP-GCamera", "MicroVideoOffset")) is { } offset)
        {
            return offset;
        }

        if (Find(tags, "XMP-GCamera", "MotionPhoto") is not "1")
        {
            return Find(tags, "Samsung", "EmbeddedVideoType") == MotionVideo.SamsungName ? 0 : null;
        }

        // Both readers tell the items of the container part by part. The picture itself need not say its length.
        var items = tags.Where(tag => tag.Group is "XMP-Container" or "XMP-GContainer").ToArray();
        string[] kinds = [.. items.Where(tag => tag.Name.EndsWith("Semantic", StringComparison.Ordinal)).Select(tag => tag.Raw.Trim())];
        string[] lengths = [.. items.Where(tag => tag.Name.EndsWith("Length", StringComparison.Ordinal)).Select(tag => tag.Raw)];
        var at = lengths.Length - (kinds.Length - Array.IndexOf(kinds, "MotionPhoto"));
        return kinds.Contains("MotionPhoto") && at >= 0 && at < lengths.Length ? Whole(lengths[at]) ?? 0 : 0;
    }

    private static long? Whole(string? text) =>
        long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static string? Find(IReadOnlyList<EmbeddedTag> tags, string group, string name)
    {
        foreach (var tag in tags)
        {
            // Parts of a structure are joined with a slash by one reader, and without by the other.
            if (tag.Group == group && tag.Name.Replace("/", "", StringComparison.Ordinal) == name && tag.Raw.Trim() is { Length: > 0 and <= LongestId } value)
            {
                return Storable.Text(value);
            }
        }

        return null;
    }
}
