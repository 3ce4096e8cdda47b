using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Duplicates;

/// <summary>
/// Finds groups of duplicates in a library: live assets with the same bytes, or pictures that look alike. What a person said to be none, and what is shown as one already (a raw
/// file and its JPEG are pictures of the same moment on purpose), is left out.
/// </summary>
internal sealed class DuplicateFinder(Database database, NearIndex near)
{
    /// <summary>Groups on a page.</summary>
    public const int PageSize = 24;

    private const int MostShown = 50;
    private const int Together = 500;

    /// <param name="after">The keeper of the last group that was seen; null = from the start.</param>
    public async Task<DuplicatePage> FindAsync(long library, bool exact, string? after, CancellationToken cancellationToken)
    {
        var found = exact ? [] : await near.PairsAsync(library, cancellationToken);
        return await database.ReadAsync(
            async session =>
            {
                var rows = exact ? await SameBytesAsync(session, library, cancellationToken) : await RowsAsync(session, library, [.. found.SelectMany(pair => new[] { pair.Low, pair.High }).Distinct()], cancellationToken);
                var byKey = rows.Select((row, i) => (row.Key, i)).ToDictionary(pair => pair.Key, pair => pair.i);
                var pairs = exact
                    ? rows.Select((row, i) => (row, i)).GroupBy(one => Convert.ToHexString(one.row.Sha256)).SelectMany(same => Star(rows, [.. same.Select(one => one.i)]))
                    : found.Where(pair => byKey.ContainsKey(pair.Low) && byKey.ContainsKey(pair.High)).Select(pair => new DuplicatePair(byKey[pair.Low], byKey[pair.High], pair.Distance));
                var apart = await ApartAsync(session, library, cancellationToken);
                var left = pairs.Where(pair => !apart.Contains(Ordered(rows[pair.A].Key, rows[pair.B].Key)) && (exact || rows[pair.A].Group is null || rows[pair.A].Group != rows[pair.B].Group)).ToList();
                var distances = left.ToDictionary(pair => Ordered(rows[pair.A].Key, rows[pair.B].Key), pair => pair.Distance);
                var groups = DuplicateGroups.Form(left, row => rows[row].Facts)
                    .Where(group => exact || group.Others.Any(other => !rows[other].Sha256.AsSpan().SequenceEqual(rows[group.Keeper].Sha256)))
                    .OrderBy(group => rows[group.Keeper].Id, StringComparer.Ordinal).ToList();
                var page = groups.Where(group => after is null || string.CompareOrdinal(rows[group.Keeper].Id, after) > 0).Take(PageSize + 1).ToList();
                var items = new List<DuplicateGroupView>();
                foreach (var group in page.Take(PageSize))
                {
                    var assets = new List<DuplicateAsset>();
                    foreach (var row in group.Others.Prepend(group.Keeper).Take(MostShown).Select(i => rows[i]))
                    {
                        assets.Add(row.View(await FolderPath.OfAsync(session, row.Folder, cancellationToken), distances.GetValueOrDefault(Ordered(rows[group.Keeper].Key, row.Key))));
                    }

                    items.Add(new DuplicateGroupView(rows[group.Keeper].Id, Word(group.Reason), assets, group.Others.Count + 1));
                }

                return new DuplicatePage(groups.Count, items, page.Count > PageSize ? items[^1].Keeper : null);
            },
            cancellationToken);
    }

    /// <summary>Of assets with the same bytes each is a pair with the one to keep: all pairs of a thousand copies were half a million.</summary>
    private static IEnumerable<DuplicatePair> Star(List<Row> rows, List<int> same)
    {
        var keeper = SuggestedKeeper.Of([.. same.Select(i => (i, rows[i].Facts))]).Row;
        return same.Where(i => i != keeper).Select(i => new DuplicatePair(keeper, i, 0));
    }

    private static string Word(KeeperReason reason) => reason switch
    {
        KeeperReason.MostPixels => "most-pixels",
        KeeperReason.MostBytes => "most-bytes",
        KeeperReason.Oldest => "oldest",
        _ => "first",
    };

    private static (long Low, long High) Ordered(long a, long b) => (Math.Min(a, b), Math.Max(a, b));

    private static async Task<HashSet<(long Low, long High)>> ApartAsync(DbSession session, long library, CancellationToken cancellationToken) =>
    [
        .. await session.QueryAsync(
            $"select n.low_key, n.high_key from not_duplicate n join asset a on a.key = n.low_key where a.library_key = {library}", row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken),
    ];

    private static async Task<List<Row>> SameBytesAsync(DbSession session, long library, CancellationToken cancellationToken)
    {
        var keys = await session.QueryAsync(
            $"""
            select a.key from asset a join version v on v.key = a.version_key where a.library_key = {library} and a.trashed_at is null and v.sha256 in (
                select w.sha256 from asset o join version w on w.key = o.version_key where o.library_key = {library} and o.trashed_at is null group by w.sha256 having count(*) > 1)
            """,
            row => row.GetInt64(0),
            cancellationToken);
        return await RowsAsync(session, library, keys, cancellationToken);
    }

    private static async Task<List<Row>> RowsAsync(DbSession session, long library, IReadOnlyList<long> keys, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        foreach (var some in keys.Order().Chunk(Together))
        {
            rows.AddRange(await session.QueryAsync(
                Sql.Of($"""
                select a.key, a.id, a.name, a.folder_key, a.kind, v.format, v.bytes, v.width, v.height, a.taken_at, v.sha256, v.created_at, m.group_key,
                    exists (select 1 from rendition p where p.essence_key = v.essence_key and p.recipe = {Pipeline.Recipes.Preview})
                from asset a join version v on v.key = a.version_key left join asset_group_member m on m.asset_key = a.key
                where {session.Dialect.AnyOf(new RawSql("a.key"), some)} and a.library_key = {library} and a.trashed_at is null order by a.key
                """),
                row => new Row(
                    row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), (AssetKind)row.GetInt64(4), row.GetString(5), row.GetInt64(6), row.NumberOrNull(7), row.NumberOrNull(8),
                    row.TextOrNull(9), row.Bytes(10), row.Time(11), row.NumberOrNull(12), Convert.ToBoolean(row.GetValue(13), null)),
                cancellationToken));
        }

        return rows;
    }

    private sealed record Row(
        long Key, string Id, string Name, long Folder, AssetKind Kind, string Format, long Bytes, long? Width, long? Height, string? TakenAt, byte[] Sha256, DateTimeOffset At, long? Group, bool HasPreview)
    {
        public KeeperFacts Facts => new((Width ?? 0) * (Height ?? 0), Bytes, Since: At);

        public DuplicateAsset View(string folder, int distance) =>
            new(Id, Name, folder, Kind.ToString().ToLowerInvariant(), Format, Bytes, distance) { Width = Width, Height = Height, TakenAt = TakenAt, HasPreview = HasPreview };
    }
}
