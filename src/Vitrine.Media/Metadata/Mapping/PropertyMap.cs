using System.Text.Json;

namespace Vitrine.Media.Metadata.Mapping;

/// <summary>
/// Which properties of files mean which attribute, both ways. The shipped table is <c>properties.json</c> beside this file (sources: MWG guidelines 2.0; IPTC Photo Metadata Standard 2023.2;
/// XMP specification part 2; exiftool's tag names); fields of a library bring their own rows.
/// </summary>
public sealed class PropertyMap
{
    private readonly Dictionary<string, PropertyMapping> byAttribute;

    private PropertyMap(IReadOnlyDictionary<string, string> namespaces, IReadOnlyList<PropertyMapping> mappings)
    {
        Namespaces = namespaces;
        All = mappings;
        byAttribute = mappings.ToDictionary(mapping => mapping.Attribute, StringComparer.Ordinal);
        Fields = [.. mappings.Where(mapping => mapping.Attribute.StartsWith("field", StringComparison.Ordinal))];
    }

    /// <summary>What ships with the program.</summary>
    public static PropertyMap Shipped { get; } = Load();

    /// <summary>Prefix → URI of every XMP namespace that written paths use.</summary>
    public IReadOnlyDictionary<string, string> Namespaces { get; }

    public IReadOnlyList<PropertyMapping> All { get; }

    /// <summary>The rows of user-defined fields alone.</summary>
    public IReadOnlyList<PropertyMapping> Fields { get; }

    /// <summary>Null where the attribute is in no file.</summary>
    public PropertyMapping? Find(string attribute) => byAttribute.GetValueOrDefault(attribute);

    /// <summary>The same with the fields of a library, and the namespaces that they name (prefix → URI; a prefix of the shipped table keeps its meaning).</summary>
    public PropertyMap With(IEnumerable<PropertyMapping> fields, IReadOnlyDictionary<string, string>? namespaces = null)
    {
        var all = new Dictionary<string, string>(Namespaces, StringComparer.Ordinal);
        foreach (var (prefix, uri) in namespaces ?? new Dictionary<string, string>())
        {
            all.TryAdd(prefix, uri);
        }

        var own = fields.ToDictionary(field => field.Attribute, StringComparer.Ordinal);
        return new PropertyMap(all, [.. All.Where(mapping => !own.ContainsKey(mapping.Attribute)), .. own.Values]);
    }

    internal PropertyMapping Required(string attribute) => byAttribute[attribute];

    private static PropertyMap Load()
    {
        using var table = typeof(PropertyMap).Assembly.GetManifestResourceStream("properties.json")!;
        var file = JsonSerializer.Deserialize(table, MappingJson.Default.MappingFile)!;
        return new PropertyMap(file.Namespaces, [.. file.Attributes.Select(PropertyMapping.From)]);
    }
}
