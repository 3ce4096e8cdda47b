using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>A query under a name. <c>POST /api/search</c> with its query, sort and phrases lists what it finds.</summary>
/// <param name="Total">How many assets it finds now; null where its query can no longer be read, or what it asks is not compared yet, and <see cref="Problem"/> says why.</param>
public sealed record SavedSearchView(string Id, string Name, string Query, long? Total)
{
    /// <summary>An order as <c>POST /api/search</c> takes it; null = the newest first.</summary>
    public string? Sort { get; init; }

    /// <summary><c>auto</c>: words are read as ordinary language; <c>off</c>: as they stand.</summary>
    public required string Phrases { get; init; }

    /// <summary>Whether everybody in the library sees it; else its owner alone.</summary>
    public required bool Shared { get; init; }

    /// <summary>Whether it belongs to who asks.</summary>
    public required bool Mine { get; init; }

    /// <summary>Who saved it.</summary>
    public required string Owner { get; init; }

    /// <summary>Why its query can no longer be read, since a field is gone, say; or that what it finds is not known yet (<see cref="QueryProblem.AskAgain"/>).</summary>
    public QueryProblem? Problem { get; init; }

    /// <summary>Whether its owner is told of assets that it newly finds.</summary>
    public required bool Watched { get; init; }

    /// <summary>How many it found newly since its owner looked; 0 for everybody else.</summary>
    public required long New { get; init; }

    /// <summary>Up to 20 of these, the newest first.</summary>
    public IReadOnlyList<string> NewAssets { get; init; } = [];
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
    public required string ChangedBy { get; init; }

    /// <summary>For <c>If-Match</c>: changes with every write to the search.</summary>
    public required long Revision { get; init; }
}

/// <param name="Name">At most 255 characters; no other search of who saves it has it, in capital letters or not.</param>
/// <param name="Query">What can be read now.</param>
/// <param name="Phrases"><c>off</c> by default.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SavedSearchRequest(string? Name, string? Query, string? Sort = null, string? Phrases = null, bool Shared = false, bool Watched = false);

/// <summary>Null = as it is; an empty sort is none.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SavedSearchChange(string? Name = null, string? Query = null, string? Sort = null, string? Phrases = null, bool? Shared = null, bool? Watched = null);

/// <summary>What somebody sent from the search box.</summary>
public sealed record RecentSearch(string Query, DateTimeOffset At)
{
    /// <summary>The query as people are shown it, with names of pictures in place of their ids.</summary>
    public string? Label { get; init; }
}
