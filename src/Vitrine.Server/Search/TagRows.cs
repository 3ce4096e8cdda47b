using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>
/// Finds the rows of tags by their concepts. Rows lie by asset; which assets those may be say the claims, which are listed by concept, or by one that was merged into it. A row whose claim has just ended, and
/// that only waits for its batch to be shown, is listed for itself.
/// </summary>
internal static class TagRows
{
    /// <summary>A condition on a row <c>t</c> of <c>shown_tag</c>: of one of these concepts.</summary>
    public static Sql Of(Dialect dialect, long[] concepts) => Sql.Of(
        $"""
        {dialect.AnyOf(new RawSql("t.concept_key"), concepts)} and t.asset_key in (
            select c.subject_key from claim c where {dialect.AnyOf(new RawSql("c.concept_key"), concepts)}
            union all select c.subject_key from concept m join claim c on c.concept_key = m.key where {dialect.AnyOf(new RawSql("m.merged_into"), concepts)}
            union all select g.asset_key from tag_row g where g.going <> 0 and {dialect.AnyOf(new RawSql("g.concept_key"), concepts)})
        """);
}
