using System.Text.Json;
using System.Text.Json.Serialization;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;

namespace Vitrine.Media.Metadata;

/// <summary>How metadata is written into rows and between processes: camelCase, nulls left out, text as it is.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmbeddedMetadata))]
[JsonSerializable(typeof(NormalisedMetadata))]
[JsonSerializable(typeof(EmbeddedTag))]
[JsonSerializable(typeof(IReadOnlyList<EmbeddedTag>))]
[JsonSerializable(typeof(IReadOnlyList<Problem>))]
[JsonSerializable(typeof(InheritedFacts))]
public sealed partial class MetadataJson : JsonSerializerContext
{
    /// <summary>The boxes in a normalised set that was kept; none where there is no set.</summary>
    public static IReadOnlyList<SaidRegion> RegionsOf(string? normalised) =>
        (normalised is null ? null : JsonSerializer.Deserialize(normalised, Default.NormalisedMetadata))?.Regions ?? [];
}
