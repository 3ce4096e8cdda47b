using Vitrine.Core.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>
/// How files write their keywords, to be written back so: until a person gave the concept another label, or merged it into another, since the file was read.
/// </summary>
internal static class KeywordLiterals
{
    /// <returns>Asset key → concept key → the keywords that mean it; a concept of which none holds is not there.</returns>
    public static async Task<IReadOnlyDictionary<long, IReadOnlyDictionary<long, IReadOnlyList<string>>>> ReadAsync(DbSession session, long[] assets, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            select c.subject_key, coalesce(m.merged_into, c.concept_key), c.text_value
            from claim c join concept m on m.key = c.concept_key join concept s on s.key = coalesce(m.merged_into, m.key)
            where c.subject_kind = {SubjectKind.Asset} and {session.Dialect.AnyOf(new RawSql("c.subject_key"), assets)} and c.act = {EntryKind.Statement} and c.text_value is not null
                and (c.batch_key is null or c.batch_key not in (select batch_key from pending_batch))
                and (m.labelled_at is null or m.labelled_at <= c.at) and (s.labelled_at is null or s.labelled_at <= c.at)
            order by c.key
            """,
            row => (Asset: row.GetInt64(0), Concept: row.GetInt64(1), Literals: new ClaimValue.Concept(0, row.GetString(2)).Literals),
            cancellationToken);
        return rows.GroupBy(row => row.Asset).ToDictionary(
            asset => asset.Key,
            IReadOnlyDictionary<long, IReadOnlyList<string>> (asset) => asset.GroupBy(row => row.Concept)
                .ToDictionary(concept => concept.Key, IReadOnlyList<string> (concept) => [.. concept.SelectMany(row => row.Literals).Distinct(StringComparer.Ordinal)]));
    }
}
