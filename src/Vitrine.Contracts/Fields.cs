using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>A structured metadata field.</summary>
/// <param name="Type">Text, Textarea, Number, Date, Boolean, SingleSelect, MultiSelect, Url, Duration, Location, Hierarchy or Asset.</param>
/// <param name="Options">Of selects and hierarchies; the first <see cref="OptionsShown"/> where there are more (<see cref="OptionsTotal"/>).</param>
/// <param name="Default">Of the field's type; null = none.</param>
/// <param name="Min">A number, seconds, or a date as text.</param>
/// <param name="Folders">Ids of the folders whose assets have it, with those below; empty = all.</param>
public sealed record FieldView(
    string Id, string Name, string Label, string Type, IReadOnlyList<FieldOptionView>? Options, JsonElement? Default, bool Required, JsonElement? Min, JsonElement? Max,
    int? MinLength, int? MaxLength, string? Pattern, bool Unique, IReadOnlyList<FieldRuleView> Rules, IReadOnlyList<string> Folders, string Help, string Group, int Order)
{
    /// <summary>Options of a field that its view holds; <c>GET /api/fields/{id}/options</c> has all.</summary>
    public const int OptionsShown = 1_000;

    public int OptionsTotal { get; init; }

    /// <summary>Properties of files that its value is read from, the first that has one first: <c>XMP-acme:Product[1]/Sku</c>, <c>IPTC:SpecialInstructions</c>, as exiftool names them.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>Properties that it is written to: <c>acme:Sku text</c> (XMP, with its form: text, langalt, bag or seq) or <c>IPTC:SpecialInstructions</c>; none = one of our own namespace.</summary>
    public IReadOnlyList<string> Writes { get; init; } = [];

    /// <summary>XMP namespaces that these names use beside the known ones: prefix → URI.</summary>
    public IReadOnlyDictionary<string, string> Namespaces { get; init; } = new Dictionary<string, string>();
    public bool Deleted { get; init; }

    /// <summary>For <c>If-Match</c>.</summary>
    public long Revision { get; init; }
}

/// <param name="Value">What assets keep; unique in its field.</param>
/// <param name="Label">What people read, where that is not the value.</param>
/// <param name="Colour"><c>#rrggbb</c>.</param>
/// <param name="Parent">In a hierarchy, the value of the option above.</param>
/// <param name="Concepts">Ids of concepts: assets that are given one of these tags by a machine are proposed this option.</param>
public sealed record FieldOptionView(string Value, string? Label, string? Colour, string? Parent, IReadOnlyList<string>? Synonyms, IReadOnlyList<string>? Concepts);

public sealed record FieldRuleView(FieldConditionView When, IReadOnlyList<string>? Options);

public sealed record FieldConditionView(string Field, IReadOnlyList<string> In);

/// <summary>
/// A field to be made, or what changes of one: what is left out stays, and null takes it away. <c>name</c> and <c>type</c> never change.
/// </summary>
/// <param name="Options">A list of texts, numbers or <see cref="FieldOptionView"/>.</param>
/// <param name="DryRun">Changes nothing, and answers what the change would mean for values that are there.</param>
/// <param name="Mapping">Old value → new one, or null for none: set on every asset that has the old one, in a job that can be taken back.</param>
public sealed record FieldRequest(
    string? Name = null, string? Label = null, string? Type = null, JsonElement? Options = null, JsonElement? Default = null, bool? Required = null, JsonElement? Min = null, JsonElement? Max = null,
    int? MinLength = null, int? MaxLength = null, string? Pattern = null, bool? Unique = null, IReadOnlyList<FieldRuleView>? Rules = null, IReadOnlyList<string>? Folders = null,
    string? Help = null, string? Group = null, int? Order = null, bool? DryRun = null, IReadOnlyDictionary<string, string?>? Mapping = null,
    IReadOnlyList<string>? Reads = null, IReadOnlyList<string>? Writes = null, IReadOnlyDictionary<string, string>? Namespaces = null);

/// <summary>What a change of a field means for the values that assets have.</summary>
/// <param name="Values">Assets that have a value of the field.</param>
/// <param name="Invalid">Those whose value is none that the field would take. They keep it until somebody changes it.</param>
/// <param name="Missing">Assets that would lack a value that is required.</param>
/// <param name="Twice">Assets that share a value with another, where values are to be unique.</param>
/// <param name="Examples">Values that would not be taken, the most frequent first, with the option that is probably meant.</param>
public sealed record FieldDryRun(FieldView Field, long Values, long Invalid, long Missing, long Twice, IReadOnlyList<InvalidValue> Examples);

/// <param name="Suggestion">What it could become; null where nobody can tell.</param>
public sealed record InvalidValue(string Value, long Assets, string Rule, string Message, string? Suggestion);

/// <param name="Job">What sets new values in place of old ones, where that was asked for.</param>
public sealed record FieldChanged(FieldView Field, string? Job);

/// <summary>A copy of a field's values into another field, such as texts that are numbers.</summary>
public sealed record FieldCopyRequest(string To, IReadOnlyDictionary<string, string?>? Mapping = null, bool DryRun = false);

public sealed record FieldCopyDryRun(long Values, long Copied, long Invalid, IReadOnlyList<InvalidValue> Examples);

/// <summary>The field set of a folder, which holds for what lies below it too.</summary>
/// <param name="Only">Fields that it does not name are not offered there.</param>
/// <param name="From">The folder whose set it is; null where no folder on the way up has one.</param>
/// <param name="Applied">The fields that assets in the folder have.</param>
public sealed record FolderFieldsView(string Folder, string? From, bool Only, IReadOnlyList<FolderFieldView> Fields, IReadOnlyList<FolderFieldView> Applied)
{
    public long Revision { get; init; }
}

/// <summary>What a folder asks of a field; null = as the field itself says.</summary>
public sealed record FolderFieldView(string Name, bool? Required, bool? ReadOnly, JsonElement? Default);

public sealed record FolderFieldsRequest(bool Only, IReadOnlyList<FolderFieldView> Fields);

/// <summary>How values stand in names: <c>{sku}_{colour}_{n}</c>.</summary>
/// <param name="FolderId">Assets in this folder and below; null = all.</param>
/// <param name="Problem">Why it reads no name any more, such as a deleted field.</param>
public sealed record FieldPatternView(string Id, string Name, string Pattern, string? FolderId, int Order, string? Problem);

public sealed record FieldPatternRequest(string Name, string Pattern, string? FolderId = null, int Order = 0);

/// <summary>A pattern to be tried on names: of assets by their ids, of the newest that a query finds, or as they are written here.</summary>
/// <param name="FolderId">Only of assets in this folder and below.</param>
public sealed record PatternTrial(string Pattern, IReadOnlyList<string>? Ids = null, string? Query = null, IReadOnlyList<string>? Names = null, string? FolderId = null);

public sealed record PatternTrialAnswer(int Read, int Wrong, int Unread, IReadOnlyList<TriedName> Names);

/// <param name="Id">Of the asset; null for a name that was written.</param>
/// <param name="Matches">Whether the name has the pattern's form.</param>
/// <param name="Values">By the names of the fields.</param>
public sealed record TriedName(string? Id, string Path, bool Matches, IReadOnlyDictionary<string, string> Values, IReadOnlyList<ValueProblemView> Problems);

/// <summary>A table in which the value of one field gives those of others.</summary>
public sealed record FieldLookupView(string Id, string Name, string KeyField, long Rows, IReadOnlyList<LookupColumn> Columns)
{
    /// <summary>In the answer to a table that was just taken: values that their fields do not take, and so are not given. Null elsewhere.</summary>
    public long? Wrong { get; init; }

    /// <summary>In the answer to a table that was just taken: the first 100 of them.</summary>
    public IReadOnlyList<LookupProblem>? Problems { get; init; }
}

/// <param name="Field">Name of the field that it gives; null where it gives none.</param>
public sealed record LookupColumn(string Column, string? Field);

/// <summary>A table before it is taken.</summary>
/// <param name="Repeated">Rows whose key stands in an earlier one; the first counts.</param>
/// <param name="Problems">Rows with values that their fields do not take, at most 100 of them; <paramref name="Wrong"/> counts all.</param>
public sealed record LookupPreview(long Rows, string KeyField, IReadOnlyList<LookupColumn> Columns, IReadOnlyList<IReadOnlyList<string>> First, long Repeated, long Wrong, IReadOnlyList<LookupProblem> Problems);

public sealed record LookupProblem(long Row, string Field, string Message);

/// <summary>Lets patterns, tables and defaults speak about assets that are there: a query's, or all. A person's values stay.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FieldFillRequest(string? Query = null, IReadOnlyList<string>? Ids = null, bool DryRun = false);

/// <summary>What filling would change, looked at in <paramref name="Looked"/> of <paramref name="Total"/> assets.</summary>
public sealed record FieldFillPreview(long Total, long Looked, long Changed, IReadOnlyList<FilledAsset> Examples);

public sealed record FilledAsset(string Id, string Path, IReadOnlyDictionary<string, string> Values, IReadOnlyList<ValueProblemView> Problems);

/// <summary>The fields of an asset: those that its folder has, and those of which it has a value though it has not.</summary>
public sealed record AssetFields(IReadOnlyList<AssetField> Fields, bool Complete);

/// <summary>Values that are to be checked before they are sent with a file.</summary>
/// <param name="Folder">The path of the folder that it will lie in; null = the library's root.</param>
public sealed record FieldCheckRequest(IReadOnlyDictionary<string, JsonElement>? Fields = null, string? Folder = null);

/// <param name="Fields">Those that a new asset has there: whether each applies beside the values, and what can be chosen.</param>
/// <param name="Errors">What is wrong with the values; none where they would be taken.</param>
public sealed record FieldCheckView(IReadOnlyList<AssetField> Fields, IReadOnlyList<ValueProblemView> Errors);

/// <param name="Value">As <c>PATCH /api/assets/{id}</c> takes it; null = none.</param>
/// <param name="Shown">For people.</param>
/// <param name="State">accepted, suggested; null without a value.</param>
/// <param name="Source">person, file, sidecar, rule, fusion…; the strongest who says it.</param>
/// <param name="Applies">Whether its conditions hold.</param>
/// <param name="Offered">Values of the options that can be chosen beside the other values; null = all.</param>
/// <param name="Problem">Why the value is none that the field would take today.</param>
public sealed record AssetField(
    string Id, string Name, string Label, string Type, string Group, string Help, JsonElement? Value, IReadOnlyList<string> Shown, string? State, string? Source, double? Confidence,
    bool Required, bool ReadOnly, bool Applies, IReadOnlyList<string>? Offered, string? Problem)
{
    /// <summary>What machines propose and nobody decided: claims to be accepted or rejected by <c>POST /api/claims/{id}</c>.</summary>
    public IReadOnlyList<FieldSuggestion> Suggestions { get; init; } = [];
}

public sealed record FieldSuggestion(string Claim, string Value, string Shown, double Confidence);
