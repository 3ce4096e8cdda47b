using Vitrine.Core.Places;
using Vitrine.Core.Search;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Places;

/// <summary>Conditions on where an asset was taken, over a row <c>a</c> of the asset table.</summary>
internal static class PlaceConditions
{
    public static Sql Of(Query.Condition condition) => condition switch
    {
        { Field.Name: "country", Operator: QueryOperator.Exists } => Having(Sql.Of($"p.country is not null")),
        { Field.Name: "country" } => SqlConditions.Any(condition, text => InCountry(text.Content)),
        { Field.Name: "town", Operator: QueryOperator.Exists } => Having(Sql.Of($"p.town_folded is not null")),
        { Field.Name: "town" } => SqlConditions.Any(condition, text => Having(Sql.Of($"p.town_folded = {TextFold.Key(Storable.Text(text.Content))}"))),
        { Operator: QueryOperator.Exists } => Having(Sql.Of($"p.latitude is not null")),
        _ => SqlConditions.Any(condition.Values, value => Having(value is QueryValue.Box box ? Within(box.Area) : Within(((QueryValue.Circle)value).Area))),
    };

    private static Sql Having(Sql condition) => Sql.Of($"a.key in (select p.asset_key from asset_place p where p.library_key = a.library_key and {condition})");

    /// <summary>By the country's code, its name in any language, or what somebody wrote in its stead.</summary>
    private static Sql InCountry(string content) => Having(Sql.Of($"p.country = {Countries.Find(content)?.Alpha2 ?? Storable.Text(content.Trim())}"));

    /// <summary>At most so far away by the haversine formula, of those that lie in the box round the circle.</summary>
    private static Sql Within(GeoCircle circle)
    {
        var (latitude, longitude) = (circle.Centre.Latitude, circle.Centre.Longitude);
        var north = circle.Metres / 1_000 / GeoPosition.KilometresADegree;
        var (south, most) = (Math.Max(-90, latitude - north), Math.Min(90, latitude + north));

        // Where a pole is inside, every meridian is.
        var east = south <= -90 || most >= 90 ? 180 : double.RadiansToDegrees(Math.Asin(Math.Min(1, Math.Sin(double.DegreesToRadians(north)) / Math.Cos(double.DegreesToRadians(latitude)))));
        var box = east >= 180 ? new GeoBox(-180, south, 180, most) : new GeoBox(Round(longitude - east), south, Round(longitude + east), most);
        var half = Math.Sin(Math.Min(Math.PI, circle.Metres / (GeoPosition.EarthRadius * 1_000)) / 2);
        return Sql.Of(
            $"""
            p.latitude is not null and {Within(box)} and
                sin(radians(p.latitude - {latitude}) / 2) * sin(radians(p.latitude - {latitude}) / 2)
                + {Math.Cos(double.DegreesToRadians(latitude))} * cos(radians(p.latitude)) * sin(radians(p.longitude - {longitude}) / 2) * sin(radians(p.longitude - {longitude}) / 2)
                <= {half * half}
            """);
    }

    private static double Round(double longitude) => longitude < -180 ? longitude + 360 : longitude > 180 ? longitude - 360 : longitude;

    /// <summary>The same over a row <c>p</c> of the table of places.</summary>
    public static Sql Within(GeoBox box)
    {
        // The signs of the longitudes stand in the statement, so that each side of the date line is one range of the index.
        var across = new RawSql(box.CrossesDateLine ? "or" : "and");
        return Sql.Of($"p.latitude between {box.South} and {box.North} and (p.longitude >= {box.West} {across} p.longitude <= {box.East})");
    }
}
