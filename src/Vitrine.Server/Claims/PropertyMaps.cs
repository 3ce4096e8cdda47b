using System.Collections.Concurrent;
using Vitrine.Core.Claims;
using Vitrine.Media.Metadata.Mapping;

namespace Vitrine.Server.Claims;

/// <summary>What a text that a file holds means for a field: its value; null where it is not valid there.</summary>
public delegate ClaimValue? FieldValueReader(string attribute, string text);

/// <summary>
/// The properties that a library's fields read and write, beside the shipped ones. Whoever keeps the fields sets it when they were loaded or changed; a library without any has the shipped table.
/// </summary>
public sealed class PropertyMaps
{
    private readonly ConcurrentDictionary<long, (PropertyMap Map, FieldValueReader Read)> libraries = new();

    public PropertyMap Of(long library) => libraries.TryGetValue(library, out var own) ? own.Map : PropertyMap.Shipped;

    /// <param name="fields">One mapping a field: <see cref="PropertyMapping.OfField"/>.</param>
    /// <param name="read">How a text becomes the value of a field, by the field's own rules.</param>
    /// <param name="namespaces">XMP namespaces that the mappings use: prefix → URI.</param>
    public void Set(long library, IReadOnlyList<PropertyMapping> fields, FieldValueReader read, IReadOnlyDictionary<string, string>? namespaces = null) =>
        libraries[library] = (PropertyMap.Shipped.With(fields, namespaces), read);

    internal ClaimValue? Read(long library, string attribute, string text) => libraries.TryGetValue(library, out var own) ? own.Read(attribute, text) : null;
}
