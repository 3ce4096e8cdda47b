using System.Data.Common;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Collections;

/// <summary>Collections as the API and the pages show them, but for what queries find in smart ones (<see cref="CollectionViews"/>). Assets in the trash are neither counted nor seen.</summary>
internal static class CollectionReader
{
    public const int PageSize = 100;

    private const int MostCovers = 4;

    /// <summary>The collections of a library by name, page by page.</summary>
    /// <param name="find">Only those whose name contains it, however it is written.</param>
    /// <param name="cursor">The id of the last one of the page before.</param>
    /// <param name="smart">Only smart ones, or only those that are filled by hand; null = both.</param>
    /// <param name="together">A group counts as one.</param>
    /// <exception cref="RequestRefusedException">The cursor is of another list.</exception>
    public static async Task<Page<CollectionView>> PageAsync(
        DbSession session, long library, string? find, bool? smart, string? cursor, int limit, bool together, CancellationToken cancellationToken)
    {
        var (after, afterKey) = cursor is null ? ("", 0) : await PlaceAsync(session, library, cursor, cancellationToken);
        var wanted = Pattern(find);
        var kind = new RawSql(smart switch { true => "c.query is not null", false => "c.query is null", null => "1 = 1" });
        var rows = await session.QueryAsync(
            $"""
            {Selected} where c.library_key = {library} and c.deleted_at is null and c.folded like {wanted} escape '!' and {kind}
            and (c.folded > {after} or (c.folded = {after} and c.key > {afterKey})) order by c.folded, c.key limit {limit + 1}
            """,
            Read,
            cancellationToken);
        var views = await FillAsync(session, [.. rows.Take(limit)], together, cancellationToken);
        return new Page<CollectionView>(views, rows.Count > limit ? views[^1].Id : null);
    }

    /// <summary>Null where there is none, or where it was deleted.</summary>
    public static async Task<CollectionView?> ReadAsync(DbSession session, long library, string id, bool together, CancellationToken cancellationToken)
    {
        var rows = PublicId.TryParse(id, out _)
            ? await session.QueryAsync($"{Selected} where c.id = {id} and c.library_key = {library} and c.deleted_at is null", Read, cancellationToken)
            : [];
        return (await FillAsync(session, rows, together, cancellationToken)).FirstOrDefault();
    }

    /// <summary>How many collections a library has.</summary>
    public static async Task<long> CountAsync(DbSession session, long library, CancellationToken cancellationToken) =>
        await session.NumberAsync($"select count(*) from collection where library_key = {library} and deleted_at is null", cancellationToken) ?? 0;

    /// <summary>The collections that an asset is in, by name.</summary>
    public static Task<List<CollectionName>> OfAssetAsync(DbSession session, long asset, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select c.id, c.name from collection_asset m join collection c on c.key = m.collection_key
        where m.asset_key = {asset} and c.deleted_at is null order by c.folded, c.key
        """,
        row => new CollectionName(row.GetString(0), row.GetString(1)),
        cancellationToken);

    /// <summary>The names of the collections that these assets are in, by the asset's key.</summary>
    public static async Task<ILookup<long, string>> NamesAsync(DbSession session, long[] assets, CancellationToken cancellationToken) => (await session.QueryAsync(
        $"""
        select m.asset_key, c.name from collection_asset m join collection c on c.key = m.collection_key
        where {session.Dialect.AnyOf(new RawSql("m.asset_key"), assets)} and c.deleted_at is null order by m.asset_key, c.folded, c.key
        """,
        row => (Asset: row.GetInt64(0), Name: row.GetString(1)),
        cancellationToken)).ToLookup(row => row.Asset, row => row.Name);

    private static RawSql Selected { get; } = new(
        """
        select c.key, c.id, c.name, c.description, c.revision, c.created_at, c.changed_at, made.name, changed.name, c.query, c.sort
        from collection c join actor made on made.key = c.created_by join actor changed on changed.key = c.changed_by
        """);

    private static async Task<(string Folded, long Key)> PlaceAsync(DbSession session, long library, string cursor, CancellationToken cancellationToken)
    {
        var last = PublicId.TryParse(cursor, out _)
            ? await session.FirstAsync($"select folded, key from collection where id = {cursor} and library_key = {library}", row => (Folded: row.GetString(0), Key: row.GetInt64(1)), cancellationToken)
            : default;
        return last.Key == 0 ? throw new RequestRefusedException(StatusCodes.Status400BadRequest, "This cursor does not belong to this list.") : last;
    }

    /// <summary>What stands anywhere in a name; nothing in it is a wildcard.</summary>
    private static string Pattern(string? find)
    {
        var text = TextFold.Key(Pipeline.Storable.Text(find ?? ""));
        return $"%{text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";
    }

    private static Row Read(DbDataReader row) => new(
        row.GetInt64(0),
        new CollectionView(row.GetString(1), row.GetString(2), row.GetString(3), 0, [])
        {
            Revision = row.GetInt64(4),
            CreatedAt = row.Time(5),
            ChangedAt = row.Time(6),
            CreatedBy = row.GetString(7),
            ChangedBy = row.GetString(8),
            Query = row.TextOrNull(9),
            Sort = row.TextOrNull(10),
        });

    private static async Task<List<CollectionView>> FillAsync(DbSession session, List<Row> rows, bool together, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        long[] keys = [.. rows.Select(row => row.Key)];
        var number = new RawSql(together ? "count(distinct coalesce(g.cover_key, m.asset_key))" : "count(*)");
        var groups = new RawSql(together ? "left join asset_group_member g on g.asset_key = m.asset_key" : "");
        var counts = (await session.QueryAsync(
            $"""
            select m.collection_key, {number} from collection_asset m join asset a on a.key = m.asset_key {groups}
            where {session.Dialect.AnyOf(new RawSql("m.collection_key"), keys)} and a.trashed_at is null group by m.collection_key
            """,
            row => (Key: row.GetInt64(0), Assets: row.GetInt64(1)),
            cancellationToken)).ToDictionary(row => row.Key, row => row.Assets);
        var covers = (await session.QueryAsync(
            $"""
            select n.collection_key, n.id, n.tone from (
                select m.collection_key, a.id, v.tone, row_number() over (partition by m.collection_key order by m.position, m.asset_key) as place
                from collection_asset m join asset a on a.key = m.asset_key join version v on v.key = a.version_key
                where {session.Dialect.AnyOf(new RawSql("m.collection_key"), keys)} and a.trashed_at is null
                and exists (select 1 from rendition r where r.essence_key = v.essence_key)) n
            where n.place <= {MostCovers} order by n.collection_key, n.place
            """,
            row => (Key: row.GetInt64(0), Cover: new CollectionCover(row.GetString(1), row.TextOrNull(2))),
            cancellationToken)).ToLookup(row => row.Key, row => row.Cover);
        return [.. rows.Select(row => row.View with { Assets = counts.GetValueOrDefault(row.Key), Covers = [.. covers[row.Key]] })];
    }

    private sealed record Row(long Key, CollectionView View);
}
