using Vitrine.Core.Search.Duplicates;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Duplicates;

/// <summary>
/// Finds groups of duplicates in a library: live assets with the same bytes, or pictures that look alike. What a person said to be none, and what is shown as one already (a raw
/// file and its JPEG are pictures of the same moment on purpose), is left out.
/// </summary>
internal sealed class DuplicateFinder(Database database, NearIndex near)
{
    private const int Together = 500;

    /// <summary>All groups as of the newest change, by the ids of those to keep.</summary>
    public async Task<FoundGroups> FindAsync(long library, bool exact, CancellationToken cancellationToken)
    {
        // What stands in the log up to here is in what is read next.
        var newest = await database.ReadAsync(session => Sequences.NewestAsync(session, cancellationToken), cancellationToken);
        var found = exact ? [] : await near.PairsAsync(library, cancellationToken);
        var (rows, apart) = await database.ReadAsync(
            async session => (
                exact ? await SameBytesAsync(session, library, cancellationToken) : await RowsAsync(session, library, [.. found.SelectMany(pair => new[] { pair.Low, pair.High }).Distinct()], cancellationToken),
                await ApartAsync(session, library, cancellationToken)),
            cancellationToken);
        var byKey = rows.Select((row, i) => (row.Key, i)).ToDictionary(pair => pair.Key, pair => pair.i);
        var pairs = exact
            ? rows.Select((row, i) => (row, i)).GroupBy(one => Convert.ToHexString(one.row.Sha256)).SelectMany(same => Star(rows, [.. same.Select(one => one.i)]))
            : found.Where(pair => byKey.ContainsKey(pair.Low) && byKey.ContainsKey(pair.High)).Select(pair => new DuplicatePair(byKey[pair.Low], byKey[pair.High], pair.Distance));
        var left = pairs.Where(pair => !AreApart(pair.A, pair.B)).ToList();
        var distances = left.ToDictionary(pair => Ordered(pair.A, pair.B), pair => pair.Distance);
        return new FoundGroups(
            newest,
            [
                .. DuplicateGroups.Form(left, row => rows[row].Facts, AreApart)
                    .Where(group => exact || group.Others.Any(other => !rows[other].Sha256.AsSpan().SequenceEqual(rows[group.Keeper].Sha256)))
                    .OrderBy(group => rows[group.Keeper].Id, StringComparer.Ordinal)
                    .Select(group => new FoundGroup(
                        rows[group.Keeper].Id,
                        group.Reason,
                        [rows[group.Keeper].Key, .. group.Others.Select(other => rows[other].Key)],
                        [0, .. group.Others.Select(other => DistanceTo(group, other))])),
            ]);

        bool AreApart(int one, int other) =>
            apart.Contains(Ordered(rows[one].Key, rows[other].Key)) || (!exact && rows[one].Group is not null && rows[one].Group == rows[other].Group);

        int DistanceTo(DuplicateGroup group, int row) => distances.TryGetValue(Ordered(group.Keeper, row), out var distance)
            ? distance
            : group.Others.Where(other => distances.ContainsKey(Ordered(other, row))).Min(other => distances[Ordered(other, row)]);
    }

    /// <summary>Of assets with the same bytes each is a pair with the one to keep: all pairs of a thousand copies were half a million.</summary>
    private static IEnumerable<DuplicatePair> Star(List<Row> rows, List<int> same)
    {
        var keeper = SuggestedKeeper.Of([.. same.Select(i => (i, rows[i].Facts))]).Row;
        return same.Where(i => i != keeper).Select(i => new DuplicatePair(keeper, i, 0));
    }

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
                select a.key, a.id, v.bytes, v.width, v.height, v.sha256, v.created_at, m.group_key
                from asset a join version v on v.key = a.version_key left join asset_group_member m on m.asset_key = a.key
                where {session.Dialect.AnyOf(new RawSql("a.key"), some)} and a.library_key = {library} and a.trashed_at is null order by a.key
                """),
                row => new Row(
                    row.GetInt64(0), row.GetString(1), new KeeperFacts((row.NumberOrNull(3) ?? 0) * (row.NumberOrNull(4) ?? 0), row.GetInt64(2), Since: row.Time(6)), row.Bytes(5), row.NumberOrNull(7)),
                cancellationToken));
        }

        return rows;
    }

    private sealed record Row(long Key, string Id, KeeperFacts Facts, byte[] Sha256, long? Group);
}

/// <summary>A group by the keys of its assets, the one that is suggested to be kept first.</summary>
/// <param name="Keeper">Its id.</param>
/// <param name="Distances">Bits by which each differs from it, or where it is only known by the others, from the nearest of these.</param>
internal sealed record FoundGroup(string Keeper, KeeperReason Reason, IReadOnlyList<long> Assets, IReadOnlyList<int> Distances);

/// <summary>The groups of a library.</summary>
/// <param name="Sequence">Up to which change of the log they hold what was written.</param>
internal sealed record FoundGroups(long Sequence, IReadOnlyList<FoundGroup> Groups)
{
    /// <summary>The keys of all assets in them.</summary>
    public long[] Assets { get; } = [.. Groups.SelectMany(group => group.Assets).Distinct().Order()];
}
