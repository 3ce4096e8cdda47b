using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <param name="Query">The query language of <c>docs/search.md</c>; empty = everything.</param>
/// <param name="Limit">1–500, 50 by default.</param>
/// <param name="Cursor">From an earlier answer; null = from the start.</param>
/// <param name="After">A sequence (<c>X-Vitrine-Sequence</c>) that the answer must have seen.</param>
/// <param name="Sort"><c>added</c>, <c>-added</c> (default), <c>taken</c>, <c>-taken</c>, <c>name</c>, <c>-name</c>, <c>size</c>, <c>-size</c>, <c>relevance</c>; <c>collection</c>: by hand, as in the collection that the query names.</param>
/// <param name="Offset">For grids that jump: position instead of a cursor.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SearchRequest(string? Query = null, int? Limit = null, string? Cursor = null, long? After = null, string? Sort = null, int? Offset = null)
{
    /// <summary><c>apart</c> (default): every asset is a result of its own. <c>together</c>: a group is one result, its cover, wherever the query finds one of its members.</summary>
    public string? Groups { get; init; }
}

public sealed record SearchAnswer(long Total, IReadOnlyList<SearchItem> Items, string? Cursor);

/// <param name="Unit"><c>asset</c>.</param>
/// <param name="Score">0 where the order is not by relevance.</param>
public sealed record SearchItem(string Id, string Unit, string Name, string Folder, string Kind, double Score)
{
    /// <summary>Pixels of the upright picture; null where there is none.</summary>
    public int? Width { get; init; }
    public int? Height { get; init; }

    /// <summary>Placeholder colour <c>#rrggbb</c>.</summary>
    public string? Tone { get; init; }
    public bool HasPreview { get; init; }
    public long? DurationMs { get; init; }
    public long Bytes { get; init; }
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>Local time the picture was taken, as <c>yyyy-MM-ddTHH:mm:ss</c>.</summary>
    public string? TakenAt { get; init; }
    public int Problems { get; init; }

    /// <summary>Analyses still to come.</summary>
    public int Pending { get; init; }

    /// <summary>For documents: where the query's words stand.</summary>
    public FoundText? Found { get; init; }

    /// <summary>The group that this result stands for; only with <c>groups: together</c>.</summary>
    public GroupTile? Group { get; init; }

    /// <summary>Whether the picture says that a video is inside (motion photo).</summary>
    public bool Motion { get; init; }
}

/// <summary>A problem with a query: <c>position</c> counts characters from 0.</summary>
public sealed record QueryProblem(string Message, int Position, string? Expected, string? Suggestion);

/// <summary>A tag of embedded metadata that can be searched: <c>embedded.NAME</c>, or <c>embedded.GROUP.NAME</c> where groups share the name.</summary>
public sealed record EmbeddedTagName(string Name, IReadOnlyList<string> Groups);

/// <summary>A concept offered while typing.</summary>
public sealed record ConceptSuggestion(string Id, string Label, IReadOnlyList<string> Broader, long Assets);
