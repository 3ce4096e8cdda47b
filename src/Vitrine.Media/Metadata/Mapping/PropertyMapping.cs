using System.Text.Json.Serialization;

namespace Vitrine.Media.Metadata.Mapping;

/// <summary>How a written property holds its values.</summary>
public enum WrittenForm
{
    /// <summary>A tag outside XMP (IPTC, EXIF), by exiftool's name; several values of it are a list.</summary>
    Legacy,

    /// <summary>One simple value (XMP).</summary>
    Text,

    /// <summary>Language alternatives (<c>rdf:Alt</c>); a value without language is <c>x-default</c>, which stands first.</summary>
    Languages,

    /// <summary>An unordered list (<c>rdf:Bag</c>).</summary>
    Bag,

    /// <summary>An ordered list (<c>rdf:Seq</c>).</summary>
    Sequence,

    /// <summary>A structure with a form of its own (regions).</summary>
    Structure,
}

/// <summary>A property that is read.</summary>
/// <param name="Key">
/// <c>Group:Name</c> as exiftool calls it, structures by path (<c>XMP-iptcExt:LocationCreated[1]/City</c>). <c>ID3</c> stands for its three versions.
/// </param>
/// <param name="Rule">
/// What else is to know about its values: <c>|</c> or <c>/</c> a path from broad to narrow, <c>;</c> or <c>,;</c> a list in one text, <c>tree</c> a nested form, <c>%</c> a rating in percent,
/// <c>edtf</c> a date as ISO 8601-2 level 1 writes it (<c>1920~</c>), <c>utc</c> a time in UTC without offset, <c>camera</c> counts only where a camera wrote it, not a scanner, <c>=a:b,c:d</c> raw values with their meaning. Empty = as it stands.
/// </param>
public sealed record ReadProperty(string Key, string Rule = "")
{
    /// <summary>From <c>Key Rule</c>.</summary>
    internal static ReadProperty Parse(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank ? new ReadProperty(text[..blank], text[(blank + 1)..]) : new ReadProperty(text);
}

/// <summary>A property that is written.</summary>
/// <param name="Path">XMP with the prefixes of <see cref="PropertyMap.Namespaces"/> (<c>dc:title</c>, <c>Iptc4xmpExt:LocationCreated[1]/Iptc4xmpExt:City</c>); else exiftool's <c>Group:Name</c>.</param>
public sealed record WrittenProperty(string Path, WrittenForm Form)
{
    public bool IsXmp => Form != WrittenForm.Legacy;

    /// <exception cref="FormatException">The form is none.</exception>
    internal static WrittenProperty Parse(string text)
    {
        if (text.IndexOf(' ', StringComparison.Ordinal) is not (> 0 and var blank))
        {
            return new WrittenProperty(text, WrittenForm.Legacy);
        }

        return new WrittenProperty(text[..blank], text[(blank + 1)..] switch
        {
            "text" => WrittenForm.Text,
            "langalt" => WrittenForm.Languages,
            "bag" => WrittenForm.Bag,
            "seq" => WrittenForm.Sequence,
            "struct" => WrittenForm.Structure,
            var other => throw new FormatException($"properties: {other} is no form of a property"),
        });
    }
}

/// <summary>Where an attribute is read and written.</summary>
/// <param name="Attribute">Name as in the ledger: <c>title</c>, <c>field:sku</c>…</param>
/// <param name="Kind"><c>text</c>, <c>stars</c>, <c>pick</c>, <c>date</c>, <c>keywords</c>, <c>persons</c>, <c>place</c>: how values are understood.</param>
/// <param name="Languages">Whether it has a value per language.</param>
/// <param name="IsList">Whether several values hold at once.</param>
/// <param name="Read">In order of preference.</param>
/// <param name="Parts">Of a place: what each part is read from, in order of preference.</param>
public sealed record PropertyMapping(
    string Attribute, string Kind, bool Languages, bool IsList, IReadOnlyList<ReadProperty> Read, IReadOnlyList<WrittenProperty> Write,
    IReadOnlyDictionary<string, IReadOnlyList<ReadProperty>> Parts)
{
    private static readonly Dictionary<string, IReadOnlyList<ReadProperty>> NoParts = [];

    /// <summary>
    /// A mapping that a person wrote for a field of theirs. A name is <c>Group:Name</c>, or <c>Group:Name rule</c>; a written one has its form behind it where it is XMP.
    /// </summary>
    /// <exception cref="FormatException">A name is not of that form, too long, or not allowed; the sentence says which.</exception>
    public static PropertyMapping OfField(string attribute, bool languages, bool isList, IEnumerable<string> read, IEnumerable<string> write)
    {
        string[] names = [.. read], written = [.. write];
        foreach (var name in names.Concat(written))
        {
            PropertyNames.Check(name);
        }

        return new PropertyMapping(attribute, "text", languages, isList, [.. names.Select(ReadProperty.Parse)], [.. written.Select(WrittenProperty.Parse)], NoParts);
    }

    internal static PropertyMapping From(MappingRow row) => new(
        row.Attribute, row.Kind ?? "text", row.Languages, row.List, [.. row.Read.Select(ReadProperty.Parse)], [.. row.Write.Select(WrittenProperty.Parse)],
        row.Parts?.ToDictionary(part => part.Key, part => (IReadOnlyList<ReadProperty>)[.. part.Value.Select(ReadProperty.Parse)], StringComparer.Ordinal) ?? NoParts);
}

/// <summary>A row of <c>properties.json</c>.</summary>
internal sealed record MappingRow
{
    public required string Attribute { get; init; }
    public string? Kind { get; init; }
    public bool Languages { get; init; }
    public bool List { get; init; }
    public required IReadOnlyList<string> Read { get; init; }
    public required IReadOnlyList<string> Write { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Parts { get; init; }
}

/// <summary>The content of <c>properties.json</c>.</summary>
internal sealed record MappingFile
{
    public required IReadOnlyDictionary<string, string> Namespaces { get; init; }
    public required IReadOnlyList<MappingRow> Attributes { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(MappingFile))]
internal sealed partial class MappingJson : JsonSerializerContext;
