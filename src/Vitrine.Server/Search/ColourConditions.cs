using Vitrine.Core.Colours;
using Vitrine.Core.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Conditions on the colours of pictures, over a row <c>a</c> of the asset table.</summary>
internal static class ColourConditions
{
    public static Sql Of(Dialect dialect, Query.Condition condition) => condition.Operator == QueryOperator.Exists
        ? Sql.Of($"exists (select 1 from seen_colour c where c.version_key = a.version_key)")
        : Sql.Of($"exists (select 1 from seen_colour c where c.version_key = a.version_key and {dialect.AnyOf(new RawSql("c.cell"), Cells(condition))})");

    /// <summary>The cells that are about any of the colours that a condition asks for.</summary>
    public static long[] Cells(Query.Condition condition) =>
        [.. condition.Values.OfType<QueryValue.Colour>().Select(colour => ColourCell.Read(colour.Hex)).OfType<Oklab>().SelectMany(ColourCell.About).Distinct().Select(cell => (long)cell)];
}
