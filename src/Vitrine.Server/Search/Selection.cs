using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Groups;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>The set a job or a download is about: ids, or everything a query finds. It is frozen when it is resolved.</summary>
internal static class Selection
{
    /// <summary>More ids than this in one request are a query in disguise.</summary>
    public const int MostIds = 100_000;

    /// <summary>Bytes of a request: room for <see cref="MostIds"/>.</summary>
    public const int LongestRequest = 8 << 20;

    /// <summary>The keys of the set's assets; those of ids in the order of the ids, those of a query in that in which they came into the library: counters go by it, and rows that lie beside each other are written together.</summary>
    /// <param name="wholeGroups">With all assets that are shown as one with these. Their number is that of what is shown.</param>
    /// <param name="trashed">The set is one of trashed assets, which no query finds.</param>
    /// <exception cref="RequestRefusedException">The request names no set, or another one than its sender saw.</exception>
    public static async Task<long[]> ResolveAsync(
        IReadOnlyList<string>? ids, string? query, long? expected, bool wholeGroups, bool trashed, Principal principal, Database database, AssetSearch search, CancellationToken cancellationToken)
    {
        if ((ids is null) == (query is null))
        {
            throw Bad("Name the assets either by ids or by a query.");
        }

        var keys = ids is not null
            ? await OfIdsAsync(ids, trashed, principal, database, cancellationToken)
            : await OfQueryAsync(query!, wholeGroups, trashed, principal, search, cancellationToken);
        return expected is { } total && total != keys.Length
            ? throw Conflict(new(RefusalSentences.AnotherSet, keys.Length, total))
            : wholeGroups ? await database.ReadAsync(session => GroupReader.WholeAsync(session, keys, trashed, cancellationToken), cancellationToken)
            : keys;
    }

    private static async Task<long[]> OfIdsAsync(IReadOnlyList<string> ids, bool trashed, Principal principal, Database database, CancellationToken cancellationToken)
    {
        if (ids.Count > MostIds)
        {
            throw Bad($"At most {MostIds} ids at once; use a query for more.");
        }

        string[] wanted = [.. ids.Distinct(StringComparer.Ordinal)];
        string[] known = [.. wanted.Where(id => PublicId.TryParse(id, out _))];
        var keys = (await database.ReadAsync(
            session => session.QueryAsync(
                $"""
                select id, key from asset where {session.Dialect.AnyOf(new RawSql("id"), known)} and library_key = {principal.LibraryKey}
                and (trashed_at is not null) = ({(trashed ? 1 : 0)} = 1)
                """,
                row => (row.GetString(0), row.GetInt64(1)),
                cancellationToken),
            cancellationToken)).ToDictionary(StringComparer.Ordinal);
        return keys.Count < wanted.Length
            ? throw Conflict(new(trashed ? RefusalSentences.NotInTrash : RefusalSentences.NotThere, wanted.Length - keys.Count))
            : [.. known.Select(id => keys[id])];
    }

    private static async Task<long[]> OfQueryAsync(string query, bool together, bool trashed, Principal principal, AssetSearch search, CancellationToken cancellationToken)
    {
        if (trashed)
        {
            throw Bad("A query finds nothing in the trash: name the assets by their ids.");
        }

        var found = await search.KeysAsync(principal, query, together, cancellationToken);
        return found.Problem is { } problem ? throw QueryProblems.Refused(problem) : [.. found.Keys.Order()];
    }

    private static RequestRefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    private static RequestRefusedException Conflict(QuerySentence sentence) => new(StatusCodes.Status409Conflict, sentence);
}
