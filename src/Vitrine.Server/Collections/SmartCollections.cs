using System.Collections.Frozen;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Fields;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Examples;
using Vitrine.Server.Search.Meanings;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Collections;

/// <summary>
/// The smart collections of every library, whole in memory. Whoever changes one says so in the change log, which other nodes follow, and loads them again after the commit.
/// </summary>
public sealed class SmartCollections(Database database, FieldCatalog fields) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile FrozenDictionary<long, SmartCollection[]> current = FrozenDictionary<long, SmartCollection[]>.Empty;

    /// <summary>
    /// A query in which conditions on smart collections are also what these ask for: what engines answer. What is in those that compare pictures was found out before
    /// (<see cref="Search.ComparedCollections"/>), and here they find nothing.
    /// </summary>
    internal Query Expand(long library, Query query) => Expand(library, query, one => !one.IsCompared);

    /// <summary>The same with all that is asked for, to be measured and made ready, not to be answered.</summary>
    internal Query Whole(long library, Query query) => Expand(library, query, _ => true);

    /// <summary>The smart collections that a condition names and that compare pictures, if they can be answered at all.</summary>
    internal IReadOnlyList<SmartCollection> Compared(long library, Query.Condition condition) => current.GetValueOrDefault(library) is { } all
        ? [.. SmartGraph.Named(condition, all).Where(one => one.IsCompared && IsReadable(library, one))]
        : [];

    /// <summary>A smart collection that a condition names, itself or by another one, and that cannot be answered, with what is wrong with it; null where there is none.</summary>
    internal (SmartCollection Collection, QueryProblem Problem)? Unreadable(long library, Query.Condition condition) =>
        current.GetValueOrDefault(library) is { } all ? Unreadable(library, condition, all, []) : null;

    private (SmartCollection Collection, QueryProblem Problem)? Unreadable(long library, Query.Condition condition, SmartCollection[] all, HashSet<long> seen)
    {
        foreach (var one in SmartGraph.Named(condition, all).Where(one => seen.Add(one.Key)))
        {
            if (Trouble(library, one) is { } trouble)
            {
                return (one, trouble);
            }

            foreach (var inside in QueryTree.Leaves(one.Query!).OfType<Query.Condition>())
            {
                if (Unreadable(library, inside, all, seen) is { } unread)
                {
                    return unread;
                }
            }
        }

        return null;
    }

    public async Task ReloadAsync(CancellationToken cancellationToken = default)
    {
        // Of two at once the later one must not be overtaken by what the earlier one read.
        await turn.WaitAsync(cancellationToken);
        try
        {
            var rows = await database.ReadAsync(
                session => session.QueryAsync($"select library_key, key, id, name, query from collection where query is not null and deleted_at is null", row => (Library: row.GetInt64(0), One: Read(row, 1)), cancellationToken),
                cancellationToken);
            current = rows.GroupBy(row => row.Library, row => row.One).ToFrozenDictionary(library => library.Key, library => Marked([.. library]));
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

    private Query Expand(long library, Query query, Func<SmartCollection, bool> which) => current.GetValueOrDefault(library) is { } all
        ? SmartGraph.Expand(query, all, one => which(one) && IsReadable(library, one))
        : query;

    private bool IsReadable(long library, SmartCollection one) => Trouble(library, one) is null;

    private QueryProblem? Trouble(long library, SmartCollection one) => one.Query is { } query
        ? FieldConditions.Trouble(query, "", fields.Of(library).Schema)
        : QueryProblems.Of(new(SearchSentences.CollectionUnread), 0, new(SearchSentences.AnotherQuery));

    private static SmartCollection[] Marked(SmartCollection[] all) => Array.ConvertAll(
        all, one => one with { IsCompared = one.Query is { } query && SmartGraph.Expand(query, all, _ => true) is var whole && (ExampleQueries.Asks(whole) || ShownQueries.Asks(whole)) });

    private static SmartCollection Read(System.Data.Common.DbDataReader row, int at) =>
        new(row.GetInt64(at), row.GetString(at + 1), row.GetString(at + 2), QueryParser.Parse(row.GetString(at + 3)).Query);
}
