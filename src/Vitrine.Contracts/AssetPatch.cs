using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>
/// What a person changes of an asset. What is left out stays; null clears. A text by language is either a string (in no language) or an object of
/// BCP 47 tags: <c>{"en": "Boat", "de": "Boot", "fr": null}</c>. Dates are EDTF level 1: <c>1943-05</c>, <c>1920~</c>, <c>192X</c>.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AssetPatch
{
    /// <summary>Text or texts by language; one line, at most 2,000 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Title { get; init; }

    /// <summary>As <see cref="Title"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Headline { get; init; }

    /// <summary>Text or texts by language; at most 20,000 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Description { get; init; }

    /// <summary>As <see cref="Description"/>: what is said to those who do not see the picture.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement AltText { get; init; }

    /// <summary>−1 (rejected) to 5; 0 and null: not rated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Rating { get; init; }

    /// <summary>A colour label's word.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Label { get; init; }

    /// <summary>−1 rejected, 0 undecided, 1 picked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Pick { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement TakenAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement DigitisedAt { get; init; }

    /// <summary><c>{"country": "FR", "region": …, "town": …, "latitude": …, "longitude": …}</c>, each may be left out; or as text, <c>48.85, 2.35</c> or <c>FR/Île-de-France/Paris</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Place { get; init; }

    /// <summary>A name, or several in a list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Creator { get; init; }

    /// <summary>Text or texts by language.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Copyright { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Credit { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Source { get; init; }

    /// <summary>Text or texts by language.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement UsageTerms { get; init; }

    public WordChange? Tags { get; init; }

    /// <summary>Names of people who are seen or heard.</summary>
    public WordChange? People { get; init; }

    /// <summary>Values of the library's own fields, by name.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Fields { get; init; }
}

/// <summary>Members that join a set and that leave it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WordChange(IReadOnlyList<string>? Add = null, IReadOnlyList<string>? Remove = null);

/// <summary>A value that was refused: which, by what rule, a sentence, and what would be valid.</summary>
public sealed record ValueProblemView(string Field, string Rule, string Message, string? Valid);
