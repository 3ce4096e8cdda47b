using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Collections;

/// <summary>Collections as the API and the pages show them: those that were filled by hand as they stand in the database, smart ones with what their queries find now.</summary>
internal sealed class CollectionViews(Database database, AssetSearch search, SearchEngine engine)
{
    /// <summary>A cover must have a preview; so many results are looked at for four of them.</summary>
    private const int CoversOf = 16;
    private const int MostCovers = 4;

    /// <inheritdoc cref="CollectionReader.PageAsync"/>
    public async Task<Page<CollectionView>> PageAsync(Principal principal, string? find, bool? smart, string? cursor, int limit, bool together, CancellationToken cancellationToken)
    {
        var page = await database.ReadAsync(
            session => CollectionReader.PageAsync(session, principal.LibraryKey, find, smart, cursor, limit, together, cancellationToken), cancellationToken);
        var items = new List<CollectionView>(page.Items.Count);
        var late = await search.PrepareAsync(principal, [.. page.Items.Select(view => view.Query is { } text ? QueryParser.Parse(text).Query : null)], cancellationToken);
        foreach (var (view, problem) in page.Items.Zip(late))
        {
            items.Add(problem is null ? await FilledAsync(principal, view, together, cancellationToken) : view with { Problem = problem });
        }

        return page with { Items = items };
    }

    /// <summary>Null where there is none, or where it was deleted.</summary>
    public async Task<CollectionView?> ReadAsync(Principal principal, string id, bool together, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => CollectionReader.ReadAsync(session, principal.LibraryKey, id, together, cancellationToken), cancellationToken) is { } view
            ? await FilledAsync(principal, view, together, cancellationToken)
            : null;

    private async Task<CollectionView> FilledAsync(Principal principal, CollectionView view, bool together, CancellationToken cancellationToken)
    {
        if (view.Query is not { } text)
        {
            return view;
        }

        var (query, problem) = await search.ReadAsync(principal, text, cancellationToken);
        if (query is null)
        {
            return view with { Problem = problem };
        }

        var (sort, wrong) = search.Order(principal, view.Sort, query);
        var hits = await engine.SearchAsync(principal, query, null, together, wrong is null ? sort : SearchSort.Newest, default, CoversOf, cancellationToken);
        return view with { Assets = hits.Total, Covers = await CoversAsync([.. hits.Hits.Select(hit => hit.AssetKey)], cancellationToken) };
    }

    private async Task<IReadOnlyList<CollectionCover>> CoversAsync(long[] keys, CancellationToken cancellationToken)
    {
        var covers = (await database.ReadAsync(
            session => session.QueryAsync(
                $"""
                select a.key, a.id, v.tone from asset a join version v on v.key = a.version_key
                where {session.Dialect.AnyOf(new RawSql("a.key"), keys)} and exists (select 1 from rendition r where r.essence_key = v.essence_key)
                """,
                row => (Key: row.GetInt64(0), Cover: new CollectionCover(row.GetString(1), row.TextOrNull(2))),
                cancellationToken),
            cancellationToken)).ToDictionary(row => row.Key, row => row.Cover);
        return [.. keys.Where(covers.ContainsKey).Take(MostCovers).Select(key => covers[key])];
    }
}
