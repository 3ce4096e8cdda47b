namespace Vitrine.Contracts;

/// <summary>
/// A named set of assets across folders: filled and ordered by hand, or smart, so that a query says what is in it. Search finds its assets: <c>collection:ID</c>, ordered by
/// <c>sort: collection</c> where that was done by hand.
/// </summary>
/// <param name="Assets">How many are in it and not in the trash; where groups are shown together, how many results they are.</param>
/// <param name="Covers">The first four that have a preview; the very first is the cover.</param>
public sealed record CollectionView(string Id, string Name, string Description, long Assets, IReadOnlyList<CollectionCover> Covers)
{
    /// <summary>Of a smart collection: the query that says what is in it. Null where it is filled by hand.</summary>
    public string? Query { get; init; }

    /// <summary>Of a smart collection: the order in which it is shown; null = the newest first.</summary>
    public string? Sort { get; init; }

    /// <summary>
    /// Why the query of a smart collection can no longer be read; until it can, nothing is in it. With <see cref="QueryProblem.AskAgain"/> what is in it is not known now, and <see cref="Assets"/> says nothing.
    /// </summary>
    public QueryProblem? Problem { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }

    /// <summary>When its name, its description, its assets or their order changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
    public required string ChangedBy { get; init; }

    /// <summary>For <c>If-Match</c>: changes with every write to the collection.</summary>
    public required long Revision { get; init; }
}

/// <param name="Tone">Placeholder colour <c>#rrggbb</c>.</param>
public sealed record CollectionCover(string Id, string? Tone);

/// <summary>A collection by its name.</summary>
public sealed record CollectionName(string Id, string Name);

/// <param name="Name">At most 255 characters, none of them a slash; no other collection of the library has it.</param>
/// <param name="Query">Makes a smart collection of what this finds; without it the collection is filled by hand.</param>
/// <param name="Sort">Of a smart collection: the order in which it is shown.</param>
public sealed record CollectionRequest(string? Name, string? Description = null, string? Query = null, string? Sort = null);

/// <summary>Null = as it is.</summary>
/// <param name="Query">Of a smart collection only: one that is filled by hand stays so.</param>
/// <param name="Sort">The same; empty = the newest first.</param>
public sealed record CollectionChange(string? Name = null, string? Description = null, string? Query = null, string? Sort = null);

/// <summary>Either <see cref="Ids"/> or <see cref="Query"/> names the assets; the set is frozen when the job starts. Ids are put in in their order.</summary>
/// <param name="Expected">Where given, the job is refused (409) if the query's total differs.</param>
/// <param name="DryRun">Answers how many it would be, and changes nothing.</param>
public sealed record CollectionAssets(IReadOnlyList<string>? Ids, string? Query = null, long? Expected = null, bool DryRun = false)
{
    /// <summary>Also all assets that are shown as one with these; a query then names the results that <c>groups: together</c> finds.</summary>
    public bool WholeGroups { get; init; }
}

/// <summary>Puts assets of a collection somewhere else in it, one behind the other. Either <paramref name="Before"/> or <paramref name="After"/> says where.</summary>
/// <param name="Ids">From 1 to 500 of its assets.</param>
/// <param name="Before">An asset of the collection; or <c>first</c>.</param>
/// <param name="After">An asset of the collection; or <c>last</c>.</param>
public sealed record CollectionMove(IReadOnlyList<string>? Ids, string? Before = null, string? After = null)
{
    /// <summary>All assets that are shown as one with these, and are in the collection, come along.</summary>
    public bool WholeGroups { get; init; }
}
