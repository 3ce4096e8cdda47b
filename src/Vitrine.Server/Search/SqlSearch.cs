using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Search;

/// <summary>The first engine: conditions over the database's own rows, the same on both engines.</summary>
internal sealed class SqlSearch(Database database, SqlConditions conditions) : SearchEngine
{
    /// <summary>Orders by what the current version says.</summary>
    private static readonly SearchOrder[] OfVersion = [SearchOrder.Size, SearchOrder.Width, SearchOrder.Height, SearchOrder.Megapixels, SearchOrder.Duration, SearchOrder.Format];

    public override async Task<SearchHits> SearchAsync(
        Principal principal, Query query, Query? without, bool together, SearchSort sort, SearchPlace place, int limit, CancellationToken cancellationToken)
    {
        await conditions.PrepareAsync(without is null ? query : new Query.And([query, without]), principal.LibraryKey, cancellationToken);
        var where = conditions.Shown(principal, query, together);
        if (without is not null)
        {
            where = Sql.Of($"{where} and not ({conditions.Shown(principal, without, together)})");
        }

        var joins = Joins(sort, principal, together);
        var values = sort.Keys.Select((key, i) => (Key: key, Value: ValueOf(key, i, together, i == sort.Then.Count))).ToList();
        var columns = new RawSql(string.Join(", ", values.Select(one => one.Value.Text)));
        var ordered = new RawSql(string.Join(", ", values.Select(one => Ordered(one.Key, one.Value.Text)).Append($"a.key {(sort.Descending ? "desc" : "asc")}")));
        var after = place.AfterKey > 0 ? After(values, sort, place) : Sql.Of($"1 = 1");
        return await database.ReadAsync(
            async session =>
            {
                var total = await session.NumberAsync($"select count(*) from asset a where {where}", cancellationToken);
                var hits = await session.QueryAsync(
                    $"""
                    select a.key, {columns} from asset a {joins} where {where} and ({after})
                    order by {ordered} limit {limit} offset {place.Offset}
                    """,
                    row => new SearchHit(
                        row.GetInt64(0),
                        SortValues.Join([.. values.Select((_, i) => row.IsDBNull(i + 1) ? null : Text(row.GetValue(i + 1)))]), 0),
                    cancellationToken);
                return new SearchHits(total ?? 0, hits);
            },
            cancellationToken);
    }

    public override Task<IReadOnlyList<ScorePart>> ScoreAsync(Principal principal, Query query, long asset, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ScorePart>>([]);

    public override async Task<IReadOnlyList<long>> KeysAsync(Principal principal, Query query, bool together, CancellationToken cancellationToken)
    {
        await conditions.PrepareAsync(query, principal.LibraryKey, cancellationToken);
        var where = conditions.Shown(principal, query, together);
        return await database.ReadAsync(session => session.QueryAsync($"select a.key from asset a where {where}", row => row.GetInt64(0), cancellationToken), cancellationToken);
    }

    public override Task<IReadOnlyList<long>> TaggedAsync(long library, IReadOnlyList<long[]> concepts, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<long>>(
        async session =>
        {
            var counts = new List<long>();
            foreach (var set in concepts)
            {
                counts.Add(await ConceptCounts.OfAsync(session, library, set, cancellationToken));
            }

            return counts;
        },
        cancellationToken);

    public override async Task<IReadOnlyList<long>> AmongAsync(Principal principal, Query query, long[] keys, CancellationToken cancellationToken)
    {
        await conditions.PrepareAsync(query, principal.LibraryKey, cancellationToken);
        var where = conditions.Live(principal, query);
        return await database.ReadAsync(
            session => session.QueryAsync($"select a.key from asset a where {session.Dialect.AnyOf(new RawSql("a.key"), keys)} and {where}", row => row.GetInt64(0), cancellationToken),
            cancellationToken);
    }

    public override async Task<IReadOnlyList<(long Asset, double Confidence)>> SurestAsync(
        Principal principal, Query query, IReadOnlyList<long[]> things, int most, CancellationToken cancellationToken)
    {
        await conditions.PrepareAsync(query, principal.LibraryKey, cancellationToken);
        var where = conditions.Live(principal, query);
        return await database.ReadAsync<IReadOnlyList<(long, double)>>(
            async session =>
            {
                var sums = new Dictionary<long, long>();
                foreach (var concepts in things)
                {
                    await session.QueryAsync(
                        $"select a.key, max(t.confidence) from asset a join shown_tag t on t.asset_key = a.key where {TagRows.Of(session.Dialect, concepts)} and {where} group by a.key",
                        row => sums[row.GetInt64(0)] = sums.GetValueOrDefault(row.GetInt64(0)) + row.GetInt64(1), cancellationToken);
                }

                return [.. sums.Where(one => one.Value > 0).OrderByDescending(one => one.Value).ThenByDescending(one => one.Key).Take(most).Select(one => (one.Key, (double)one.Value / things.Count))];
            },
            cancellationToken);
    }

    private static string? Text(object value) => value is double number ? SortValues.Text(number) : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static Sql Joins(SearchSort sort, Principal principal, bool together)
    {
        if (sort.Order == SearchOrder.Collection)
        {
            return OfCollection(sort, principal, together);
        }

        var joins = sort.Keys.Any(key => OfVersion.Contains(key.Order)) ? Sql.Of($"left join version v on v.key = a.version_key") : Sql.Of($"");
        foreach (var (at, key) in sort.Keys.Index())
        {
            joins = key switch
            {
                { Order: SearchOrder.Folder } => Sql.Of($"{joins} join ({FolderOrder.Of(principal.LibraryKey)}) t on t.key = a.folder_key"),
                { Order: SearchOrder.Rating } => Sql.Of($"{joins} left join ({LedgerConditions.Ratings(principal.LibraryKey)}) r on r.asset_key = a.key"),
                { Field: { } field } => Sql.Of($"{joins} left join ({ValuesOf(field, key.IsByText)}) {new RawSql(ValuesAt(at))} on {new RawSql(ValuesAt(at))}.asset_key = a.key"),
                _ => joins,
            };
        }

        return joins;
    }

    private static string ValuesAt(int key) => string.Create(CultureInfo.InvariantCulture, $"f{key}");

    private static Sql ValuesOf(Field field, bool byText) => Sql.Of(
        $"select asset_key, min({new RawSql(byText ? "word" : "number")}) as value from shown_value where attribute_key = (select key from attribute where name = {field.Attribute.Name}) group by asset_key");

    private static Sql OfCollection(SearchSort sort, Principal principal, bool together) => together
        // A group stands where the first of it stands. Its cover's own place and that of the others are looked up apart: over both in one, SQLite has no index.
        ? Sql.Of($"""
            left join collection_asset o on o.asset_key = a.key and o.collection_key = ({CollectionOf(sort, principal)})
            left join (
                select g.cover_key as asset_key, min(m.position) as position from collection_asset m join asset_group_member g on g.asset_key = m.asset_key
                where m.collection_key = ({CollectionOf(sort, principal)}) and g.cover_key is not null group by g.cover_key) w on w.asset_key = a.key
            """)
        : Sql.Of($"left join collection_asset o on o.asset_key = a.key and o.collection_key = ({CollectionOf(sort, principal)})");

    /// <summary>The one whose order it is; of several that are written alike the oldest.</summary>
    internal static Sql CollectionOf(SearchSort sort, Principal principal) =>
        Sql.Of($"select min(c.key) from collection c where c.library_key = {principal.LibraryKey} and {FolderConditions.Called(sort.Collection!)}");

    /// <summary>The column that orders. Relevance is newest first: this engine keeps no scores.</summary>
    /// <param name="at">Its place among the orders.</param>
    /// <param name="isLast">Whether no other order follows.</param>
    private RawSql ValueOf(SearchSort sort, int at, bool together, bool isLast) => new(sort.Order switch
    {
        SearchOrder.Taken => "a.taken_at",
        SearchOrder.Day => "substr(a.taken_at, 1, 10)",
        SearchOrder.Month => "substr(a.taken_at, 1, 7)",
        SearchOrder.Name => "a.name_key",
        SearchOrder.Size => "v.bytes",
        SearchOrder.Rating => "r.value",
        SearchOrder.Width => "v.width",
        SearchOrder.Height => "v.height",

        // What a damaged file says of itself may be more than whole numbers hold.
        SearchOrder.Megapixels => "(cast(v.width as double precision) * v.height)",
        SearchOrder.Duration => "v.duration_ms",
        SearchOrder.Format => database.Dialect.ByBytes("v.format").Text,
        SearchOrder.Field => ValuesAt(at) + ".value",
        SearchOrder.Kind => "a.kind",
        SearchOrder.Folder => isLast ? "t.path || a.name_key" : "t.path",
        SearchOrder.Collection => together ? "case when o.position is null or w.position < o.position then w.position else o.position end" : "o.position",
        _ => "a.created_at",
    });

    private static bool MayLack(SearchSort key) => key.Order is SearchOrder.Taken or SearchOrder.Day or SearchOrder.Month or SearchOrder.Collection or SearchOrder.Rating or SearchOrder.Field || OfVersion.Contains(key.Order);

    private static string Ordered(SearchSort key, string value) =>
        $"{(MayLack(key) ? $"case when {value} is null then 1 else 0 end, " : "")}{value} {(key.Descending ? "desc" : "asc")}";

    /// <summary>Behind the last asset: later by the first key, or alike in it and later by the next, or alike in all and with a later key of its own.</summary>
    private static Sql After(IReadOnlyList<(SearchSort Key, RawSql Value)> values, SearchSort sort, SearchPlace place)
    {
        var last = SortValues.Split(sort, place.AfterValue);
        var after = Sql.Of($"a.key {new RawSql(sort.Descending ? "<" : ">")} {place.AfterKey}");
        for (var i = values.Count - 1; i >= 0; i--)
        {
            var (key, value) = values[i];
            var beyond = new RawSql(key.Descending ? "<" : ">");
            after = last[i] is not { } text ? Sql.Of($"{value} is null and ({after})")
                : key.IsByText ? Later(text)
                : key.Order is SearchOrder.Rating or SearchOrder.Megapixels or SearchOrder.Field ? Later(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture))
                : Later(Number(text));

            Sql Later<T>(T from) => MayLack(key)
                ? Sql.Of($"{value} is null or {value} {beyond} {from} or ({value} = {from} and ({after}))")
                : Sql.Of($"{value} {beyond} {from} or ({value} = {from} and ({after}))");
        }

        return after;

        // By relevance the index has the score before it, which the rows do not know.
        static long Number(string text) => long.Parse(text[(text.LastIndexOf(' ') + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }
}
