using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Suggestions;

/// <summary>How many assets the offered values have. Who types asks for the same ones again and again: a count is kept until anything is written.</summary>
internal sealed class SuggestedCounts(Database database, SearchEngine engine, SmartCollections smart)
{
    private const int MostKept = 2_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(long Library, string Query), long> kept = [];
    private long position;

    /// <returns>Null where pictures would have to be compared for it: nobody who types waits for that.</returns>
    public async Task<long?> CountAsync(Principal principal, Query.Condition query, CancellationToken cancellationToken)
    {
        if (smart.Compared(principal.LibraryKey, query).Count > 0)
        {
            return null;
        }

        // What is of a time is another count with every day and minute.
        var asked = query.Field.Type == SearchFieldType.Date ? null : QueryPrinter.Print(query);
        var newest = await database.ReadAsync(session => Sequences.NewestAsync(session, cancellationToken), cancellationToken);
        lock (gate)
        {
            if (position < newest || kept.Count >= MostKept)
            {
                kept.Clear();
                position = Math.Max(position, newest);
            }

            if (asked is not null && kept.TryGetValue((principal.LibraryKey, asked), out var known))
            {
                return known;
            }
        }

        var total = (await engine.SearchAsync(principal, query, null, together: false, SearchSort.Newest, new SearchPlace(null, 0, 0), 1, cancellationToken)).Total;
        lock (gate)
        {
            if (asked is not null && position == newest)
            {
                kept[(principal.LibraryKey, asked)] = total;
            }
        }

        return total;
    }
}
