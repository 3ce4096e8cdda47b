using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>
/// Has the metadata of assets understood again: with the properties that the library's fields name now, from the tags that were stored when the files were read.
/// The assets are named by <c>ids</c> or by <c>query</c>. <c>files</c>: the files themselves are opened again; <c>dryRun</c>: only says what would change.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReadMetadataRequest(IReadOnlyList<string>? Ids, string? Query, long? Expected = null, bool Files = false, bool DryRun = false)
{
    /// <summary>Also all assets that are shown as one with these.</summary>
    public bool WholeGroups { get; init; }
}

/// <summary>What reading again would change.</summary>
/// <param name="Total">Assets of the set.</param>
/// <param name="Looked">How many of them were looked at for this answer, the first of the set.</param>
/// <param name="Changed">How many of those would change.</param>
/// <param name="Examples">Some of the changes.</param>
public sealed record ReadMetadataPreview(long Total, long Looked, long Changed, IReadOnlyList<MetadataChange> Examples);

/// <summary>One value that would come or go. <c>source</c>: <c>file</c> or <c>sidecar</c>.</summary>
public sealed record MetadataChange(string Asset, string Name, string Attribute, string? Language, string Value, bool Added, string Source);
