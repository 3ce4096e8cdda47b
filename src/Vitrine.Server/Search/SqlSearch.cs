using System.Globalization;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Search;

/// <summary>The first engine: conditions over the database's own rows, the same on both engines.</summary>
public sealed class SqlSearch(Database database, VocabularyStore vocabulary) : SearchEngine
{
    private readonly SqlConditions conditions = new(database.Dialect, vocabulary);

    public override Task<SearchHits> SearchAsync(
        Principal principal, Query query, SearchSort sort, SearchPlace place, int limit, CancellationToken cancellationToken)
    {
        var where = conditions.Live(principal, query);
        var value = ValueOf(sort);
        var missingLast = new RawSql(sort.Order == SearchOrder.Taken ? "case when a.taken_at is null then 1 else 0 end," : "");
        var direction = new RawSql(sort.Descending ? "desc" : "asc");
        var after = place.AfterKey > 0 ? After(sort, value, place) : Sql.Of($"1 = 1");
        return database.ReadAsync(
            async session =>
            {
                var total = await session.NumberAsync($"select count(*) from asset a {Joins(sort)} where {where}", cancellationToken);
                var hits = await session.QueryAsync(
                    $"""
                    select a.key, {value} from asset a {Joins(sort)} where {where} and ({after})
                    order by {missingLast} {value} {direction}, a.key {direction} limit {limit} offset {place.Offset}
                    """,
                    row => new SearchHit(row.GetInt64(0), row.IsDBNull(1) ? null : Convert.ToString(row.GetValue(1), CultureInfo.InvariantCulture), 0),
                    cancellationToken);
                return new SearchHits(total ?? 0, hits);
            },
            cancellationToken);
    }

    public override async Task<IReadOnlyList<long>> KeysAsync(Principal principal, Query query, CancellationToken cancellationToken)
    {
        var where = conditions.Live(principal, query);
        return await database.ReadAsync(session => session.QueryAsync($"select a.key from asset a where {where}", row => row.GetInt64(0), cancellationToken), cancellationToken);
    }

    private static RawSql Joins(SearchSort sort) => new(sort.Order == SearchOrder.Size ? "join version v on v.key = a.version_key" : "");

    /// <summary>The column that orders. Relevance is newest first: this engine keeps no scores.</summary>
    private static RawSql ValueOf(SearchSort sort) => new(sort.Order switch
    {
        SearchOrder.Taken => "a.taken_at",
        SearchOrder.Name => "a.name_key",
        SearchOrder.Size => "v.bytes",
        _ => "a.created_at",
    });

    private static Sql After(SearchSort sort, RawSql value, SearchPlace place)
    {
        var beyond = new RawSql(sort.Descending ? "<" : ">");
        if (place.AfterValue is not { } last)
        {
            return Sql.Of($"{value} is null and a.key {beyond} {place.AfterKey}");
        }

        return sort.Order switch
        {
            SearchOrder.Taken => Sql.Of($"{value} is null or {Later(last)}"),
            SearchOrder.Name => Later(last),
            _ => Later(long.Parse(last, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        };

        Sql Later<T>(T from) => Sql.Of($"{value} {beyond} {from} or ({value} = {from} and a.key {beyond} {place.AfterKey})");
    }
}
