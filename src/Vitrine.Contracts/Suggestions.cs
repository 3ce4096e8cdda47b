using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>What can stand where somebody types a query, the best first; at most twelve.</summary>
public sealed record SearchSuggestions(IReadOnlyList<SearchSuggestion> Items);

/// <param name="Kind"><c>field</c>, <c>operator</c> or <c>value</c>.</param>
/// <param name="Text">As people read it.</param>
/// <param name="Insert">What to put into the query in place of <c>length</c> characters from <c>start</c> on; what ends with a blank is finished.</param>
public sealed record SearchSuggestion(string Kind, string Text, string Insert, int Start, int Length)
{
    /// <summary>One line about it, in the language of the request.</summary>
    public string? Help { get; init; }

    /// <summary>How many assets it finds; null where that is not counted.</summary>
    public long? Assets { get; init; }
}

/// <summary>A query that is being typed.</summary>
/// <param name="Caret">Where the caret stands, in UTF-16 units from the beginning; null = at its end.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SuggestRequest(string? Query = null, int? Caret = null);
