using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>A set of assets to be fetched as one ZIP file. Either <paramref name="Ids"/> or <paramref name="Query"/> names the set; it is frozen now.</summary>
/// <param name="Expected">Where given, the request is refused (409) if the query's total differs.</param>
/// <param name="DryRun">Answers what the download would be, with the names of its first files, and prepares nothing.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DownloadRequest(IReadOnlyList<string>? Ids, string? Query, long? Expected = null, bool DryRun = false)
{
    /// <summary><c>original</c> (default), <c>web</c> (JPEG, 2,048 pixels), <c>square</c> (2,048 pixels on white), <c>print</c> (JPEG with its profile, 5,000 pixels). Files that are no pictures go as they are.</summary>
    public string? Preset { get; init; }

    /// <summary><c>{name}</c> by default: see <c>docs/export.md</c>. A <c>/</c> begins a folder.</summary>
    public string? Names { get; init; }

    /// <summary>Whether the library's folders are kept; true by default.</summary>
    public bool? Folders { get; init; }

    /// <summary>What is taken out of the files' own metadata: <c>location</c>, <c>serials</c>, <c>all</c>.</summary>
    public IReadOnlyList<string>? Strip { get; init; }

    /// <summary>Adds <c>metadata.csv</c>.</summary>
    public bool Csv { get; init; }

    /// <summary>Adds an XMP file beside each.</summary>
    public bool Sidecars { get; init; }

    /// <summary>Puts what the library says into the files themselves; one that cannot take it has an XMP file beside it.</summary>
    public bool Embed { get; init; }

    /// <summary>AI tags that no person decided: <c>none</c> (default), <c>accepted</c>, <c>all</c>. For CSV, XMP and what is put into files.</summary>
    public string? AiTags { get; init; }

    /// <summary>Also all assets that are shown as one with these; a query then names the results that <c>groups: together</c> finds.</summary>
    public bool WholeGroups { get; init; }
}

/// <param name="Id">Empty where it was only asked what the download would be.</param>
/// <param name="Url">From where the ZIP file can be fetched, as often as wanted, until it expires; null where nothing was prepared.</param>
/// <param name="Bytes">Of the originals together; presets make less of them.</param>
/// <param name="Examples">The first files' paths in the ZIP file.</param>
public sealed record DownloadView(string Id, string? Url, string Name, long Files, long Bytes, IReadOnlyList<string> Examples, DateTimeOffset? ExpiresAt);
