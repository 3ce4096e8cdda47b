using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>A concept by its label in the caller's language.</summary>
public sealed record ConceptName(string Id, string Label);

/// <summary>A concept of a list.</summary>
/// <param name="Label">In the caller's language, else in English, else the first.</param>
/// <param name="Broader">The directly broader concepts.</param>
/// <param name="Narrower">How many concepts name it as broader.</param>
/// <param name="Assets">How many assets show it itself.</param>
public sealed record ConceptItem(string Id, string Label, IReadOnlyList<ConceptName> Broader, long Narrower, long Assets)
{
    /// <summary>The label by which it was found, where that is another one.</summary>
    public string? Found { get; init; }

    /// <summary><c>#rrggbb</c>.</summary>
    public string? Colour { get; init; }
    public bool NeverByAi { get; init; }
    public bool AlwaysReview { get; init; }
}

/// <summary>Concepts in the order of their labels.</summary>
/// <param name="Total">How many there are on all pages.</param>
public sealed record ConceptPage(IReadOnlyList<ConceptItem> Items, string? Cursor, long Total);

/// <summary>An entry of the vocabulary with all that is kept of it. Languages are BCP 47 tags; <c>und</c> is a word of no language.</summary>
public sealed record ConceptView
{
    public required string Id { get; init; }

    /// <summary>In the caller's language, else in English, else the first.</summary>
    public required string Label { get; init; }

    /// <summary>The stable name of a concept that ships with the program.</summary>
    public string? Slug { get; init; }

    /// <summary>Language → preferred label.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Language → synonyms.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Synonyms { get; init; }

    /// <summary>Language → description.</summary>
    public required IReadOnlyDictionary<string, string> Descriptions { get; init; }
    public required IReadOnlyList<ConceptName> Broader { get; init; }

    /// <summary>The first hundred by label.</summary>
    public required IReadOnlyList<ConceptName> Narrower { get; init; }
    public required long NarrowerTotal { get; init; }

    /// <summary><c>#rrggbb</c>.</summary>
    public string? Colour { get; init; }

    /// <summary>No machine says it.</summary>
    public bool NeverByAi { get; init; }

    /// <summary>A machine suggests it at most.</summary>
    public bool AlwaysReview { get; init; }

    /// <summary>Whether it is written into files and exports.</summary>
    public bool Exported { get; init; }

    /// <summary>0–100: the confidence from which machines say it; null = the library's.</summary>
    public int? MinConfidence { get; init; }

    /// <summary><c>wikidata</c>, <c>aat</c>, <c>tgn</c> → ids of the same thing there.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> ExternalIds { get; init; }

    /// <summary>Whether it belongs to this library alone; else all share it.</summary>
    public bool Local { get; init; }

    /// <summary>Concepts that were merged into this one.</summary>
    public required IReadOnlyList<ConceptName> Merged { get; init; }

    /// <summary>How many assets show it itself. Not counted (null) in the answer to a change, which touches none of them.</summary>
    public long? Assets { get; init; }

    /// <summary>How many show it or what is narrower: what a search for it finds. Null in the answer to a change.</summary>
    public long? AssetsBelow { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ChangedAt { get; init; }
    public string? ChangedBy { get; init; }

    /// <summary>For <c>If-Match</c>: changes with every write.</summary>
    public required long Revision { get; init; }
}

/// <summary>A new concept, or what is to change in one: what is not named stays as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ConceptChange
{
    /// <summary>A preferred label of no language (<c>und</c>): short for <see cref="Labels"/>.</summary>
    public string? Label { get; init; }

    /// <summary>Language → preferred label; null takes it away. A concept keeps at least one.</summary>
    public IReadOnlyDictionary<string, string?>? Labels { get; init; }

    /// <summary>Language → all synonyms in it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>?>? Synonyms { get; init; }

    /// <summary>Language → description; null takes it away.</summary>
    public IReadOnlyDictionary<string, string?>? Descriptions { get; init; }

    /// <summary>Ids of all directly broader concepts.</summary>
    public IReadOnlyList<string>? Broader { get; init; }

    /// <summary><c>#rrggbb</c>; empty takes it away.</summary>
    public string? Colour { get; init; }
    public bool? NeverByAi { get; init; }
    public bool? AlwaysReview { get; init; }
    public bool? Exported { get; init; }

    /// <summary>A whole number from 0 to 100, or null for the library's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement MinConfidence { get; init; }

    /// <summary>Scheme → all ids in it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>?>? ExternalIds { get; init; }

    /// <summary>Of a new concept: whether it is this library's alone (the default), or shared.</summary>
    public bool? Local { get; init; }
}

/// <param name="Into">Id of the concept that stays.</param>
/// <param name="DryRun">Answers how many assets have the one that goes, and how many have both, as a finished job's total and changed.</param>
public sealed record MergeRequest(string? Into, bool DryRun = false);

/// <summary>A change of a concept: what it was and what it became, each as far as it changed.</summary>
/// <param name="What"><c>made</c>, <c>changed</c>, <c>merged</c>, <c>unmerged</c>, <c>deleted</c>, <c>restored</c>, <c>imported</c>.</param>
public sealed record ConceptEvent(DateTimeOffset At, string By, string What, JsonElement? Was, JsonElement? Became);

/// <summary>A word that becomes a tag only where a person says so.</summary>
public sealed record DeniedWord(string Word, DateTimeOffset At, string By);

/// <param name="Words">All of them; at most 10,000.</param>
public sealed record DenyList([property: JsonRequired] IReadOnlyList<string> Words);

/// <summary>What an import would change, or did.</summary>
/// <param name="Total">Concepts in the file.</param>
/// <param name="Refused">Concepts with errors or conflicts: none of these is taken in.</param>
/// <param name="Rows">The first thousand that are not the same as before; those with errors first.</param>
public sealed record VocabularyPreview(string Format, long Total, long New, long Changed, long Same, long Refused, IReadOnlyList<VocabularyRow> Rows);

/// <param name="Line">Where it stands in the file, from 1.</param>
/// <param name="State"><c>new</c>, <c>changed</c>, <c>conflict</c>, <c>error</c>.</param>
/// <param name="Concept">Id of the concept that it changes.</param>
/// <param name="Messages">What would change, or what is wrong and what would be right.</param>
public sealed record VocabularyRow(int Line, string Label, string State, string? Concept, IReadOnlyList<string> Messages);
