using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>
/// How many live assets of a library show concepts. A concept may be on a million: where nothing forbids it, its rows are counted from an index alone, and those in the trash
/// taken off.
/// </summary>
internal static class ConceptCounts
{
    /// <summary>How many show any of these.</summary>
    public static async Task<long> OfAsync(DbSession session, long library, long[] concepts, CancellationToken cancellationToken) =>
        concepts is [var key] ? (await EachAsync(session, library, [[key]], cancellationToken)).GetValueOrDefault(key) : await AnyAsync(session, library, concepts, cancellationToken);

    /// <summary>How many show each; those that none shows may be missing.</summary>
    /// <param name="concepts">Keys, each followed by those of what was merged into it.</param>
    public static async Task<Dictionary<long, long>> EachAsync(DbSession session, long library, IReadOnlyList<long[]> concepts, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<long, long>();
        var alone = await session.NumberAsync($"select count(*) from library", cancellationToken) == 1;
        foreach (var merged in concepts.Where(keys => !alone || keys.Length > 1))
        {
            counts[merged[0]] = await AnyAsync(session, library, merged, cancellationToken);
        }

        if (alone && concepts.Where(keys => keys.Length == 1).Select(keys => keys[0]).ToArray() is { Length: > 0 } plain)
        {
            var which = session.Dialect.AnyOf(new RawSql("t.concept_key"), plain);
            var rows = new RawSql(await PendingBatch.CurrentAsync(session, cancellationToken) is null ? "(select concept_key from tag_row where going = 0)" : "shown_tag");
            foreach (var (concept, assets) in await CountedAsync(session, $"select t.concept_key, count(*) from {rows} t where {which} group by t.concept_key", cancellationToken))
            {
                counts[concept] = assets;
            }

            // The trash is the smaller side: SQLite goes through what a cross join names first.
            var trashed = Sql.Of(
                $"select t.concept_key, count(*) from asset a cross join shown_tag t where a.library_key = {library} and a.trashed_at is not null and t.asset_key = a.key and {which} group by t.concept_key");
            foreach (var (concept, assets) in await CountedAsync(session, trashed, cancellationToken))
            {
                counts[concept] = counts.GetValueOrDefault(concept) - assets;
            }
        }

        return counts;
    }

    private static async Task<long> AnyAsync(DbSession session, long library, long[] concepts, CancellationToken cancellationToken) => await session.NumberAsync(
        $"""
        select count(distinct t.asset_key) from shown_tag t join asset a on a.key = t.asset_key
        where {session.Dialect.AnyOf(new RawSql("t.concept_key"), concepts)} and a.library_key = {library} and a.trashed_at is null
        """,
        cancellationToken) ?? 0;

    private static Task<List<(long Concept, long Assets)>> CountedAsync(DbSession session, Sql sql, CancellationToken cancellationToken) =>
        session.QueryAsync(sql, row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken);
}
