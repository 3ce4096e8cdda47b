namespace Vitrine.Contracts;

/// <summary>Groups of duplicates.</summary>
/// <param name="Total">How many groups there are.</param>
/// <param name="Cursor">For the next page; null at the end.</param>
public sealed record DuplicatePage(int Total, IReadOnlyList<DuplicateGroupView> Items, string? Cursor);

/// <param name="Keeper">The asset that is suggested to be kept.</param>
/// <param name="Reason">What set it apart: <c>most-pixels</c>, <c>most-bytes</c>, <c>oldest</c>, <c>first</c> (they are equal).</param>
/// <param name="Assets">The keeper first; at most fifty.</param>
/// <param name="Count">How many there are in all.</param>
public sealed record DuplicateGroupView(string Keeper, string Reason, IReadOnlyList<DuplicateAsset> Assets, int Count);

/// <param name="Distance">Bits of 64 in which its hash differs from the keeper's; 0 for the keeper, and for exact duplicates.</param>
public sealed record DuplicateAsset(string Id, string Name, string Folder, string Kind, string Format, long Bytes, int Distance)
{
    public long? Width { get; init; }
    public long? Height { get; init; }

    /// <summary>Local time as far as it is known.</summary>
    public string? TakenAt { get; init; }
    public bool HasPreview { get; init; }
}

/// <summary>Says that assets are no duplicates of each other.</summary>
/// <param name="Ids">From 2 to 50 assets.</param>
/// <param name="TakeBack">They may be after all.</param>
public sealed record DuplicateDismissal(IReadOnlyList<string> Ids, bool TakeBack = false);

/// <summary>Keeps one of several assets, which gets what was said of the others; they go to the trash.</summary>
/// <param name="Merge">From 1 to 500 other assets.</param>
public sealed record DuplicateMerge(string Keep, IReadOnlyList<string> Merge);
