using System.Data.Common;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Collections;

/// <summary>A collection as stored.</summary>
/// <param name="Query">Of a smart one what finds its assets; null where it is filled by hand.</param>
internal sealed record CollectionRow(long Key, string Id, string Name, string Description, long Revision, bool Deleted, string? Query, string? Sort)
{
    /// <summary>Whether a query says what is in it.</summary>
    public bool IsSmart => Query is not null;

    /// <summary>Why nobody can put assets into it or take them out.</summary>
    public QuerySentence FillsItself => new(RefusalSentences.FillsItself, Name);
}

/// <summary>Finds collections.</summary>
internal static class CollectionRows
{
    private static readonly RawSql Selected = new("select key, id, name, description, revision, deleted_at, query, sort from collection");

    /// <summary>Also a deleted one; null where there is none of that id in the library.</summary>
    public static Task<CollectionRow?> FindAsync(DbSession session, long library, string id, CancellationToken cancellationToken) => PublicId.TryParse(id, out _)
        ? session.FirstAsync($"{Selected} where id = {id} and library_key = {library}", Read, cancellationToken)
        : Task.FromResult<CollectionRow?>(null);

    /// <summary>The same; whoever changes it at the same time waits for this transaction.</summary>
    public static Task<CollectionRow?> LockAsync(WriteSession session, long library, string id, CancellationToken cancellationToken) => PublicId.TryParse(id, out _)
        ? session.FirstAsync($"{Selected} where id = {id} and library_key = {library}{session.Dialect.ForUpdate}", Read, cancellationToken)
        : Task.FromResult<CollectionRow?>(null);

    /// <summary>
    /// What somebody calls by its id or its name, and is not deleted. A name is compared as written before it is compared as search does; where that leaves several, none is meant.
    /// </summary>
    public static async Task<CollectionRow?> NamedAsync(DbSession session, long library, string idOrName, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, library, idOrName, cancellationToken) is { Deleted: false } found)
        {
            return found;
        }

        var name = Pipeline.Storable.Text(idOrName);
        var alike = await session.QueryAsync(
            $"{Selected} where library_key = {library} and folded = {TextFold.Key(name)} and deleted_at is null order by key limit {100}", Read, cancellationToken);
        return alike.Find(one => one.Name == name) ?? (alike.Count == 1 ? alike[0] : null);
    }

    private static CollectionRow Read(DbDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), !row.IsDBNull(5), row.TextOrNull(6), row.TextOrNull(7));
}
