using System.Text.Json.Serialization;

namespace Vitrine.Contracts;

/// <summary>A place, as far as it is known.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="CountryName">In the language of the request.</param>
/// <param name="Latitude">Degrees, WGS 84; of the place itself where it is a town, else as it was asked.</param>
public sealed record PlaceView(string? Country, string? CountryName, string? Region, string? Town, double? Latitude, double? Longitude);

/// <param name="Latitude">−90 … 90.</param>
/// <param name="Longitude">−180 … 180.</param>
public sealed record PositionView([property: JsonRequired] double Latitude, [property: JsonRequired] double Longitude);

/// <summary>Names of a place; those that are not known are left out.</summary>
/// <param name="Country">ISO 3166-1 code of two or three letters, or a name in English, German, French or Spanish.</param>
public sealed record PlaceNames(string? Country = null, string? Region = null, string? Town = null);

/// <summary>
/// Says where assets were taken. Either <see cref="Ids"/> or <see cref="Query"/> names them. A <see cref="Position"/> alone gets its names from the gazetteer;
/// <see cref="Names"/> alone leave each asset its position; <see cref="Clear"/> says that none of them has a place.
/// </summary>
/// <param name="Expected">Where given, the job is refused (409) if the query's total differs.</param>
/// <param name="DryRun">Answers how many it would be, and changes nothing.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PlaceAssets(IReadOnlyList<string>? Ids, string? Query = null, long? Expected = null, bool DryRun = false)
{
    /// <summary>Also all assets that are shown as one with these.</summary>
    public bool WholeGroups { get; init; }

    public PositionView? Position { get; init; }

    public PlaceNames? Names { get; init; }

    public bool Clear { get; init; }
}

/// <summary>What lies in an area of the map.</summary>
/// <param name="Total">Assets in it; exactly the sum of the clusters'.</param>
/// <param name="Box">Around all of them: <c>west,south,east,north</c>, as the query field <c>box</c> takes it; null where there are none.</param>
public sealed record MapView(long Total, string? Box, IReadOnlyList<MapCluster> Clusters);

/// <summary>Assets that would cover each other at this zoom.</summary>
/// <param name="Latitude">The middle of them.</param>
/// <param name="Box">Around them.</param>
/// <param name="Asset">One of them: the newest; the asset itself where it is one.</param>
public sealed record MapCluster(long Assets, double Latitude, double Longitude, string Box, MapAsset Asset)
{
    /// <summary>The town, where all of them are in one.</summary>
    public string? Town { get; init; }
}

/// <param name="Tone">Placeholder colour <c>#rrggbb</c>.</param>
public sealed record MapAsset(string Id, string Name, string? Tone, bool HasPreview);
