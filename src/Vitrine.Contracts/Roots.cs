namespace Vitrine.Contracts;

/// <summary>A folder on the server's disk whose files are linked.</summary>
/// <param name="Id">Also that of its folder in the library.</param>
/// <param name="Mode"><c>link</c>: never written. <c>managed</c>: Vitrine may write there.</param>
/// <param name="State"><c>online</c> or <c>offline</c>.</param>
/// <param name="Watch"><c>events</c>: the system reports changes. <c>polling</c>: it is gone through every <paramref name="PollMinutes"/>. <c>off</c>: it is not followed.</param>
public sealed record RootView(string Id, string Path, string Name, string Mode, string State, bool Watching, string Watch, int PollMinutes, IReadOnlyList<string> Excludes)
{
    /// <summary>What is not as it should be, in a sentence.</summary>
    public string? Notice { get; init; }

    /// <summary>When all of it was last gone through.</summary>
    public DateTimeOffset? ScannedAt { get; init; }

    /// <summary>Whether it is being gone through now.</summary>
    public bool Scanning { get; init; }

    /// <summary>Files that are where they were.</summary>
    public long Present { get; init; }

    /// <summary>Files that are gone, one by one.</summary>
    public long Missing { get; init; }

    /// <summary>Files that went away all at once: with their disk, or more than a fifth of them.</summary>
    public long Offline { get; init; }

    /// <summary>The folder is there, but many files in it are not: <c>POST /api/roots/{id}/gone</c> says that they are really gone.</summary>
    public bool Asks { get; init; }
}

/// <summary>What to change; what is left out stays.</summary>
public sealed record RootChange
{
    public bool? Managed { get; init; }

    public bool? Watching { get; init; }

    /// <summary>1 to 10,080 (a week).</summary>
    public int? PollMinutes { get; init; }

    /// <summary>At most 100 patterns.</summary>
    public IReadOnlyList<string>? Excludes { get; init; }
}

/// <param name="Paths">Folders on the server's machine that are linked, or lie in one that is; null = all that are followed.</param>
/// <param name="Ids">Roots by their ids.</param>
public sealed record ScanRequest(IReadOnlyList<string>? Paths = null, IReadOnlyList<string>? Ids = null);

/// <summary>A linked file that is not where it was.</summary>
public sealed record MissingFile(string AssetId, string Name, string Path, DateTimeOffset SeenAt, bool HasPreview);
