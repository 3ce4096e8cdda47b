using System.Text.Json;
using System.Text.Json.Serialization;
using Vitrine.Core.Search;

namespace Vitrine.Contracts;

/// <param name="Query">The query language of <c>docs/search.md</c>; empty = everything.</param>
/// <param name="Limit">1–500, 50 by default.</param>
/// <param name="Cursor">From an earlier answer; null = from the start.</param>
/// <param name="After">A sequence (<c>X-Vitrine-Sequence</c>) that the answer must have seen.</param>
/// <param name="Sort">
/// <c>added</c>, <c>-added</c> (default), <c>taken</c>, <c>name</c>, <c>folder</c>, <c>size</c>, <c>kind</c>, <c>day</c>, <c>month</c>, <c>rating</c>, <c>width</c>, <c>height</c>, <c>megapixels</c>,
/// <c>duration</c>, <c>format</c> or <c>field.NAME</c>, each with <c>-</c> before it for the other direction; up to five of these in a list, or with commas, the first one first. By itself
/// <c>relevance</c>, or <c>collection</c>: by hand, as in the collection that the query names.
/// </param>
/// <param name="Offset">For grids that jump: position instead of a cursor.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SearchRequest(
    string? Query = null, int? Limit = null, string? Cursor = null, long? After = null, [property: JsonConverter(typeof(OneOrSeveralConverter))] string? Sort = null, int? Offset = null)
{
    /// <summary>The query as a tree instead of <c>query</c>: <c>{"all": […]}</c>, <c>{"field": "kind", "value": "image"}</c> and so on, as <c>docs/search.md</c> describes it.</summary>
    public JsonElement? Filter { get; init; }

    /// <summary><c>apart</c> (default): every asset is a result of its own. <c>together</c>: a group is one result, its cover, wherever the query finds one of its members.</summary>
    public string? Groups { get; init; }

    /// <summary>What is found: <c>asset</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>What items carry beside what they always do: <c>title</c>, <c>tags</c>, <c>field.NAME</c>… as <c>docs/search.md</c> lists them.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Fields whose values are counted over all that is found.</summary>
    public IReadOnlyList<string>? Facets { get; init; }

    /// <summary>The id of an asset: the answer says which clause of the query it matches or not, and what its score is made of.</summary>
    public string? Explain { get; init; }

    /// <summary>
    /// <c>off</c> (default): words are searched for as they stand. <c>auto</c>: a query of nothing but words is read as ordinary language, in English, German, French or Spanish,
    /// and the answer says how it was understood.
    /// </summary>
    public string? Phrases { get; init; }

    /// <summary><c>off</c> (default), or <c>auto</c>: where nothing is found, words that stand nowhere are read as those that are a typing error away, and the answer says so.</summary>
    public string? Spelling { get; init; }

    /// <summary>Pictures that results are to look like, the most alike first: at most 1,000 results, in bands as a phrase's are.</summary>
    public IReadOnlyList<SimilarTo>? Similar { get; init; }

    /// <summary>Whether items say where the words of the query stand in them; true by default.</summary>
    public bool? Highlights { get; init; }
}

/// <summary>A picture to be like: an asset's, one that was sent to <c>POST /api/search/examples</c>, or one at an address.</summary>
public sealed record SimilarTo
{
    public string? AssetId { get; init; }

    public string? UploadId { get; init; }

    /// <summary>https or http; not on a private address.</summary>
    public string? Url { get; init; }

    /// <summary>Only a part of it: left, top, width and height as fractions of the picture.</summary>
    public IReadOnlyList<double>? Box { get; init; }

    /// <summary>Start and end of a part of a video in milliseconds; not searched yet.</summary>
    public IReadOnlyList<long>? Span { get; init; }

    /// <summary>Beside the other examples; 1 by default, below 0: not like this.</summary>
    public double? Weight { get; init; }
}

/// <summary>A picture to search with that is no asset. It is forgotten after a day.</summary>
/// <param name="Id">For <c>similar</c>: as <c>uploadId</c>, and in a query as <c>similar:ID</c>.</param>
public sealed record SearchExampleView(string Id, string Name, DateTimeOffset Until);

public sealed record SearchAnswer(long Total, IReadOnlyList<SearchItem> Items, string? Cursor)
{
    /// <summary>Field → its values and how many of the results have each; those of <c>facets</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FacetValue>>? Facets { get; init; }

    /// <summary>How the words were understood; null where they were not read as ordinary language.</summary>
    public UnderstoodPhrase? Understood { get; init; }

    /// <summary>The query that was answered in place of the one that was sent, which finds nothing; null where that was not so. Cursors belong to it.</summary>
    public string? Corrected { get; init; }

    /// <summary>How many of <c>total</c> are strong results: those come first, behind them the possible ones. Null where results are not in bands.</summary>
    public long? Strong { get; init; }

    /// <summary>Of <c>explain</c>.</summary>
    public SearchExplanation? Explanation { get; init; }

    /// <summary>How long the server took.</summary>
    public double Milliseconds { get; init; }
}

/// <param name="Unit"><c>asset</c>.</param>
/// <param name="Score">0 where the order is not by relevance.</param>
public sealed record SearchItem(string Id, string Unit, string Name, string Folder, string Kind, double Score)
{
    /// <summary><c>strong</c>: fits all of what was understood of a phrase, or is as like the examples as pictures of the same thing are; <c>possible</c>: fits in part, or is less like them. Null where results are not in bands.</summary>
    public string? Band { get; init; }

    /// <summary>Whether it is the picture of an example: <c>exact</c>, the same bytes; <c>near</c>, the same picture in other bytes. Null where it is another.</summary>
    public string? Copy { get; init; }

    /// <summary>The current version.</summary>
    public string? VersionId { get; init; }

    /// <summary>Where the words of the query stand in it; null where in none of its texts.</summary>
    public IReadOnlyList<Highlight>? Highlights { get; init; }

    /// <summary>What <c>fields</c> asked for; a field that the asset has no value of is left out.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Fields { get; init; }

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

/// <summary>How words were understood as ordinary language.</summary>
/// <param name="Language">The language that explains them best: <c>en</c>, <c>de</c>, <c>fr</c> or <c>es</c>.</param>
/// <param name="Query">The strong results as a query that can be edited; where nothing was understood, the words.</param>
/// <param name="Found">All results as a query, for what is then done with them.</param>
/// <param name="Unknown">Words that nobody knows. They are searched for as they stand.</param>
public sealed record UnderstoodPhrase(string Language, string Query, string Found, IReadOnlyList<UnderstoodPart> Parts, IReadOnlyList<string> Unknown);

/// <summary>A part of a phrase that was understood.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Start">Where its first character stands, from 0.</param>
/// <param name="Length">Up to its last character, with what stands between.</param>
/// <param name="Kind"><c>concept</c>, <c>colour</c>, <c>background</c>, <c>kind</c>, <c>orientation</c>, <c>date</c>, <c>added</c>, <c>country</c>, <c>region</c>, <c>town</c>, <c>person</c>, <c>word</c> (nobody knows it, and it must not be there), <c>rating</c>, <c>duration</c>, <c>size</c>, <c>width</c>, <c>relation</c> or <c>any-of</c>.</param>
/// <param name="Meaning">In short: labels in the language of the request, dates as EDTF, numbers.</param>
/// <param name="Query">What is asked because of it; null where search cannot ask for it yet.</param>
public sealed record UnderstoodPart(string Text, int Start, int Length, string Kind, string Meaning, string? Query)
{
    /// <summary>It must not be so.</summary>
    public bool Negated { get; init; }

    /// <summary>What misspelt words were read as.</summary>
    public string? ReadAs { get; init; }

    /// <summary>What of it is not asked for: <c>count</c>, how many there are; <c>all</c>, nothing of it (how large something is, where no number says so).</summary>
    public string? LeftOut { get; init; }
}

/// <summary>An excerpt of a text in which words of the query stand.</summary>
/// <param name="Field"><c>name</c>, <c>title</c>, <c>description</c> or <c>text</c>.</param>
/// <param name="Ranges">Start and length, in UTF-16 code units of <paramref name="Text"/>, of what matched.</param>
public sealed record Highlight(string Field, string Text, IReadOnlyList<int[]> Ranges);

/// <summary>A value that results have, and how many of them: as a search for it finds them.</summary>
/// <param name="Value">Of a span of numbers its ends, with two points between them.</param>
public sealed record FacetValue(string Value, long Count)
{
    /// <summary>The part of a query that finds what is counted.</summary>
    public string? Query { get; init; }

    /// <summary>Of a span of numbers where it begins: bytes, seconds, pixels, percent, or the field's own unit. Null where it is open, and of what is no number.</summary>
    public double? From { get; init; }

    /// <summary>Of a span of numbers what all in it are below; null likewise.</summary>
    public double? Until { get; init; }
}

/// <summary>Why an asset is found or not.</summary>
/// <param name="Matched">Whether the query finds it.</param>
/// <param name="Score">What its score is made of; null where the order is not by relevance.</param>
public sealed record SearchExplanation(string Id, bool Matched, ExplainedClause Clause, IReadOnlyList<ScorePart>? Score);

/// <summary>A clause of a query, and whether the asset matches it.</summary>
/// <param name="Query">As the query language writes it; empty = everything.</param>
/// <param name="Join">How its parts hold together: <c>all</c>, <c>any</c> or <c>not</c>; null where it has none.</param>
public sealed record ExplainedClause(string Query, bool Matched, string? Join, IReadOnlyList<ExplainedClause> Parts);

/// <summary>What a word of the query adds to a score.</summary>
/// <param name="Weight">Of the field.</param>
public sealed record ScorePart(string Field, string Word, double Weight, double Score);

/// <summary>A query to be read: as text, or as a tree.</summary>
/// <param name="Query">In the query language of <c>docs/search.md</c>; empty = everything.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SearchQueryRequest(string? Query = null)
{
    /// <summary>The query as a tree instead, as <c>filter</c> of a search.</summary>
    public JsonElement? Filter { get; init; }

    /// <summary>
    /// <c>off</c> (default), or <c>auto</c>: the text stands where words are read as ordinary language. Words are answered as what was understood of them, and a tree of nothing but words with
    /// brackets around its text, so that it is read to the letter.
    /// </summary>
    public string? Phrases { get; init; }

    /// <summary>How many levels of <c>all</c>, <c>any</c> and <c>not</c> the answered tree has at most, 1–20 (default 20): what lies deeper is text in it.</summary>
    public int? Levels { get; init; }

    /// <summary>Whether to count the results.</summary>
    public bool Count { get; init; }

    /// <summary>What is counted: <c>apart</c> (default), every asset; <c>together</c>, a group once.</summary>
    public string? Groups { get; init; }
}

/// <summary>A query in both of its forms.</summary>
/// <param name="Query">As text, as the query language prints it.</param>
/// <param name="Filter">As a tree.</param>
public sealed record SearchQueryView(string Query, JsonElement Filter)
{
    /// <summary>How words were understood whose meaning this query is; null where they were not read as ordinary language.</summary>
    public UnderstoodPhrase? Understood { get; init; }

    /// <summary>How many results it has; null where that was not asked for.</summary>
    public long? Total { get; init; }
}

/// <summary>A field that a query can ask for.</summary>
/// <param name="Label">As people call it, in the language of the request.</param>
/// <param name="Type"><c>text</c>, <c>choice</c>, <c>flag</c> (true or false), <c>number</c>, <c>size</c>, <c>duration</c>, <c>date</c>, <c>value</c> (whatever files or fields hold), <c>colour</c>, <c>box</c> or <c>circle</c>.</param>
/// <param name="Help">One line about it, in the language of the request; of structured fields what their makers wrote.</param>
/// <param name="Example">A query that asks for it.</param>
/// <param name="Operators">As queries write them; <c>:</c> is what stands where none is named. Each can be negated.</param>
public sealed record SearchFieldView(string Name, string Label, string Type, string Help, string Example, IReadOnlyList<string> Operators)
{
    /// <summary>Whether a name follows behind a point: <c>embedded.NAME</c>.</summary>
    public bool Named { get; init; }

    /// <summary>What it can be; null where that may be anything.</summary>
    public IReadOnlyList<SearchFieldOption>? Options { get; init; }

    /// <summary>The fields that <c>tag(…)</c> and <c>person(…)</c> ask for of the same claim; null for every other field.</summary>
    public IReadOnlyList<string>? Parts { get; init; }
}

/// <summary>A value that a field can have.</summary>
/// <param name="Label">As people call it, in the language of the request.</param>
public sealed record SearchFieldOption(string Value, string Label);

/// <summary>A problem with a query: <c>position</c> counts characters from 0.</summary>
public sealed record QueryProblem(string Message, int Position, string? Expected, string? Suggestion)
{
    /// <summary>How many characters it is about.</summary>
    public int Length { get; init; }

    /// <summary>The member of the request that it is about, as a JSON pointer: part of <c>filter</c>, <c>sort</c> or <c>facets</c>.</summary>
    public string? At { get; init; }

    /// <summary>Whether nothing is wrong with the query itself: the same can be answered a little later.</summary>
    public bool AskAgain { get; init; }

    /// <summary>What <see cref="Message"/> says, for those who say it in another language; null where it has but one. Never sent.</summary>
    [JsonIgnore]
    public QuerySentence? Sentence { get; init; }

    /// <summary>What <see cref="Expected"/> says, likewise.</summary>
    [JsonIgnore]
    public QuerySentence? Wanted { get; init; }
}

/// <summary>A tag of embedded metadata that can be searched: <c>embedded.NAME</c>, or <c>embedded.GROUP.NAME</c> where groups share the name.</summary>
public sealed record EmbeddedTagName(string Name, IReadOnlyList<string> Groups);

/// <summary>A concept offered while typing.</summary>
public sealed record ConceptSuggestion(string Id, string Label, IReadOnlyList<string> Broader, long Assets);
