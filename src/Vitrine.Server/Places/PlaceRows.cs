using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Places;
using Vitrine.Core.Search;
using Vitrine.Server.Claims;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Places;

/// <summary>Where assets were taken, as map, search and filters read it.</summary>
internal static class PlaceRows
{
    /// <summary>
    /// Renews an asset's row. A person's position counts, else that of its file, also where only the place's names were corrected; whoever cleared the place
    /// wants none of either.
    /// </summary>
    /// <returns>The place that is shown; null where there is none.</returns>
    public static async Task<ClaimValue.Place?> RenewAsync(WriteSession session, LedgerSubject asset, IReadOnlyList<ShownClaim> shown, CancellationToken cancellationToken)
    {
        var claim = shown.FirstOrDefault(one => one.Attribute == ClaimAttributes.Place);
        var isCleared = claim is { IsVisible: false };
        var place = claim is { IsVisible: true } ? claim.Value as ClaimValue.Place : null;
        var position = place is { Latitude: { } latitude, Longitude: { } longitude } && GeoPosition.TryOf(latitude, longitude, out var said) ? said
            : isCleared ? null : await OfFileAsync(session, asset.CurrentVersion, cancellationToken);
        if (position is null && place is null && await session.NumberAsync($"select asset_key from asset_place where asset_key = {asset.AssetKey}", cancellationToken) is null)
        {
            return null;
        }

        var at = position is { } where ? MapGrid.Of(where) : ((int X, int Y)?)null;
        var town = place?.Town is { } name ? TextFold.Key(name) : null;
        await session.ExecuteAsync(
            $"""
            insert into asset_place (asset_key, library_key, latitude, longitude, x, y, country, region, town, town_folded)
            values ({asset.AssetKey}, {asset.LibraryKey}, {position?.Latitude}, {position?.Longitude}, {at?.X}, {at?.Y}, {place?.Country}, {place?.Region}, {place?.Town}, {town})
            on conflict (asset_key) do update set library_key = excluded.library_key, latitude = excluded.latitude, longitude = excluded.longitude, x = excluded.x, y = excluded.y,
                country = excluded.country, region = excluded.region, town = excluded.town, town_folded = excluded.town_folded
            """,
            cancellationToken);
        return place;
    }

    /// <summary>The position that a version's file says; null where it says none, or one that is not on the earth, or exactly 0, 0.</summary>
    public static async Task<GeoPosition?> OfFileAsync(DbSession session, long? version, CancellationToken cancellationToken)
    {
        var said = await session.FirstAsync(
            Sql.Of($"select {session.Dialect.JsonText("v.embedded", "latitude")}, {session.Dialect.JsonText("v.embedded", "longitude")} from version v where v.key = {version} and v.embedded is not null"),
            row => row.IsDBNull(0) || row.IsDBNull(1) ? null : Position(row.GetValue(0), row.GetValue(1)),
            cancellationToken);
        return said is { IsUnset: false } ? said : null;

        // One engine gives the number, the other its text.
        static GeoPosition? Position(object latitude, object longitude) =>
            GeoPosition.TryOf(Convert.ToDouble(latitude, CultureInfo.InvariantCulture), Convert.ToDouble(longitude, CultureInfo.InvariantCulture), out var position) ? position : null;
    }

    /// <summary>Where an asset was taken, with the country's name in the language of the request; null where nothing is known of it.</summary>
    public static Task<PlaceView?> ReadAsync(DbSession session, long asset, CancellationToken cancellationToken) => session.FirstAsync(
        $"select country, region, town, latitude, longitude from asset_place where asset_key = {asset} and (latitude is not null or country is not null or region is not null or town is not null)",
        row => new PlaceView(
            row.TextOrNull(0), row.TextOrNull(0) is { } country ? Countries.NameOf(country, CultureInfo.CurrentUICulture.Name) : null,
            row.TextOrNull(1), row.TextOrNull(2), row.RealOrNull(3), row.RealOrNull(4)),
        cancellationToken);

    /// <summary>The names by whose words a place is found.</summary>
    public static IEnumerable<string> Names(ClaimValue.Place place)
    {
        var names = place.Country is { } country ? Countries.OfCode(country)?.Names ?? [country] : [];
        return names.Append(place.Region).Append(place.Town).OfType<string>().Select(Storable.Text);
    }
}
