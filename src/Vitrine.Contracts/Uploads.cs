namespace Vitrine.Contracts;

/// <summary>A resumable upload of one's own.</summary>
/// <param name="Folder">Where it goes, as a path of the library.</param>
/// <param name="State"><c>receiving</c>, <c>finishing</c> (all bytes are there), <c>done</c>, <c>refused</c>.</param>
/// <param name="Offset">Bytes that are safe here.</param>
/// <param name="Length">Bytes of the whole file.</param>
/// <param name="ExpiresAt">It is forgotten then, unless more bytes come.</param>
public sealed record UploadView(
    string Id, string Name, string Folder, IReadOnlyList<string> Tags, string State, long Offset, long Length, DateTimeOffset ExpiresAt)
{
    /// <summary>What it became, or whose XMP file it became.</summary>
    public string? AssetId { get; init; }

    /// <summary><c>asset</c> or, for an XMP file that became the sidecar of that asset, <c>sidecar</c>; null until it is done.</summary>
    public string? TakenAs { get; init; }

    /// <summary>Why it was refused for good.</summary>
    public string? Problem { get; init; }
}

/// <summary>An asset and where it lies.</summary>
public sealed record AssetPlace(string Id, string Name, string Folder);
