using System.Collections.Frozen;
using Vitrine.Core.Search;
using Vitrine.Server.Fields;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Collections;

/// <summary>
/// The smart collections of every library, whole in memory. Whoever changes one says so in the change log, which other nodes follow, and loads them again after the commit.
/// </summary>
public sealed class SmartCollections(Database database, FieldCatalog fields) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile FrozenDictionary<long, SmartCollection[]> current = FrozenDictionary<long, SmartCollection[]>.Empty;

    /// <summary>A query in which conditions on smart collections are also what these ask for: what engines answer.</summary>
    internal Query Expand(long library, Query query) => current.GetValueOrDefault(library) is { } all
        ? SmartGraph.Expand(query, all, one => FieldConditions.Trouble(one, fields.Of(library).Schema) is null)
        : query;

    public async Task ReloadAsync(CancellationToken cancellationToken = default)
    {
        // Of two at once the later one must not be overtaken by what the earlier one read.
        await turn.WaitAsync(cancellationToken);
        try
        {
            var rows = await database.ReadAsync(
                session => session.QueryAsync($"select library_key, key, id, name, query from collection where query is not null and deleted_at is null", row => (Library: row.GetInt64(0), One: Read(row, 1)), cancellationToken),
                cancellationToken);
            current = rows.GroupBy(row => row.Library, row => row.One).ToFrozenDictionary(library => library.Key, library => library.ToArray());
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    /// <summary>Those of a library as a transaction sees them.</summary>
    internal static Task<List<SmartCollection>> ReadAsync(DbSession session, long library, CancellationToken cancellationToken) => session.QueryAsync(
        $"select key, id, name, query from collection where library_key = {library} and query is not null and deleted_at is null", row => Read(row, 0), cancellationToken);

    private static SmartCollection Read(System.Data.Common.DbDataReader row, int at) =>
        new(row.GetInt64(at), row.GetString(at + 1), row.GetString(at + 2), QueryParser.Parse(row.GetString(at + 3)).Query);
}
