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
        var where = Where(principal, query);
        var (value, missingLast) = ValueOf(sort);
        var direction = new RawSql(sort.Descending ? "desc" : "asc");
        var after = place.AfterKey > 0 ? After(sort, value, missingLast, place) : Sql.Of($"1 = 1");
        return database.ReadAsync(
            async session =>
            {
                var total = await session.NumberAsync($"select count(*) from asset a {Joins(sort)} where {where}", cancellationToken);
                var hits = await session.QueryAsync(
                    $"""
                    select a.key, {value} from asset a {Joins(sort)} where {where} and ({after})
                    order by {missingLast}, {value} {direction}, a.key {direction} limit {limit} offset {place.Offset}
                    """,
                    row => new SearchHit(row.GetInt64(0), row.IsDBNull(1) ? null : Convert.ToString(row.GetValue(1), CultureInfo.InvariantCulture), 0),
                    cancellationToken);
                return new SearchHits(total ?? 0, hits);
            },
            cancellationToken);
    }

    public override async Task<IReadOnlyList<long>> KeysAsync(Principal principal, Query query, CancellationToken cancellationToken)
    {
        var where = Where(principal, query);
        return await database.ReadAsync(session => session.QueryAsync($"select a.key from asset a where {where}", row => row.GetInt64(0), cancellationToken), cancellationToken);
    }

    private Sql Where(Principal principal, Query query) =>
        Sql.Of($"a.library_key = {principal.LibraryKey} and a.trashed_at is null and ({conditions.Of(query)})");

    private static RawSql Joins(SearchSort sort) => new(sort.Order == SearchOrder.Size ? "join version v on v.key = a.version_key" : "");

    /// <summary>The column that orders, and what puts missing values last on both engines. Relevance is newest first: this engine keeps no scores.</summary>
    private static (RawSql Value, RawSql MissingLast) ValueOf(SearchSort sort) => sort.Order switch
    {
        SearchOrder.Taken => (new RawSql("a.taken_at"), new RawSql("case when a.taken_at is null then 1 else 0 end")),
        SearchOrder.Name => (new RawSql("a.name_key"), new RawSql("0")),
        SearchOrder.Size => (new RawSql("v.bytes"), new RawSql("0")),
        _ => (new RawSql("a.created_at"), new RawSql("0")),
    };

    private static Sql After(SearchSort sort, RawSql value, RawSql missingLast, SearchPlace place)
    {
        var beyond = new RawSql(sort.Descending ? "<" : ">");
        if (place.AfterValue is null)
        {
            return Sql.Of($"{missingLast} = 1 and a.key {beyond} {place.AfterKey}");
        }

        Sql later = sort.Order is SearchOrder.Taken or SearchOrder.Name
            ? Sql.Of($"{value} {beyond} {place.AfterValue} or ({value} = {place.AfterValue} and a.key {beyond} {place.AfterKey})")
            : Number(long.Parse(place.AfterValue, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        return sort.Order == SearchOrder.Taken ? Sql.Of($"{missingLast} = 1 or {later}") : later;

        Sql Number(long number) => Sql.Of($"{value} {beyond} {number} or ({value} = {number} and a.key {beyond} {place.AfterKey})");
    }
}
