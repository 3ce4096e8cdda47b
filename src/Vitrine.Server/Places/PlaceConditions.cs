using Vitrine.Core.Places;
using Vitrine.Core.Search;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Places;

/// <summary>Conditions on where an asset was taken, over a row <c>a</c> of the asset table.</summary>
internal static class PlaceConditions
{
    /// <summary>By the country's code, its name in any language, or what somebody wrote in its stead.</summary>
    public static Sql InCountry(string content)
    {
        var said = Countries.Find(content)?.Alpha2 ?? Storable.Text(content.Trim());
        return Sql.Of($"a.key in (select p.asset_key from asset_place p where p.library_key = a.library_key and p.country = {said})");
    }

    public static Sql InTown(string content) =>
        Sql.Of($"a.key in (select p.asset_key from asset_place p where p.library_key = a.library_key and p.town_folded = {TextFold.Key(Storable.Text(content))})");

    public static Sql InBox(GeoBox box) => Sql.Of($"a.key in (select p.asset_key from asset_place p where p.library_key = a.library_key and {Within(box)})");

    /// <summary>The same over a row <c>p</c> of the table of places.</summary>
    public static Sql Within(GeoBox box)
    {
        // The signs of the longitudes stand in the statement, so that each side of the date line is one range of the index.
        var across = new RawSql(box.CrossesDateLine ? "or" : "and");
        return Sql.Of($"p.latitude between {box.South} and {box.North} and (p.longitude >= {box.West} {across} p.longitude <= {box.East})");
    }
}
