using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Vocabularies;

/// <summary>How many live assets of a library show concepts, counted from the rows.</summary>
internal static class ConceptCounts
{
    /// <summary>How many show any of these.</summary>
    public static async Task<long> OfAsync(DbSession session, long library, long[] concepts, CancellationToken cancellationToken) => concepts.Length == 0 ? 0 : await session.NumberAsync(
        $"""
        select count(distinct t.asset_key) from shown_tag t join asset a on a.key = t.asset_key
        where {TagRows.Of(session.Dialect, concepts)} and a.library_key = {library} and a.trashed_at is null
        """,
        cancellationToken) ?? 0;
}
