using Vitrine.Core.Places;

namespace Vitrine.Media.Places;

/// <summary>A town of the gazetteer.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Region">Name of the first administrative level; null where the data has none.</param>
public sealed record Town(string Name, string Country, string? Region, GeoPosition Position);
