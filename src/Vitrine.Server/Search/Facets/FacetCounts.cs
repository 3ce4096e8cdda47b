using System.Globalization;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search.Index;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Search.Facets;

/// <summary>
/// Counts what the results of a query have in common: what the filters of the library offer, and the ruler of time beside it. The index counts; while that of a large library is made, and of what is
/// chosen by hand, the rows are counted.
/// </summary>
/// <param name="index">Null: the rows are counted always.</param>
internal sealed class FacetCounts(Database database, VocabularyStore vocabulary, SqlConditions conditions, IndexSearch? index)
{
    private const int MostInOneStatement = 20;
    private const int YearLength = 4;

    /// <summary>A hundred years by months.</summary>
    private const int MostSpans = 1_200;

    private const long MillisecondsADay = 24 * 60 * 60 * 1000;

    /// <summary>The results of a query, to be counted.</summary>
    /// <param name="together">A group is one result. It has a value where a member that the query finds has it: as many results as the query and that value find.</param>
    public async Task<CountedResults> OfAsync(Principal principal, Query query, bool together, CancellationToken cancellationToken)
    {
        await conditions.PrepareAsync(query, principal.LibraryKey, cancellationToken);
        return new CountedResults(principal.LibraryKey, conditions.Live(principal, query), conditions.Shown(principal, query, together), together)
        {
            Ask = index is null ? null : asking => index.FoundAsync(principal, query, together, asking),
        };
    }

    /// <summary>Assets by their ids, to be counted.</summary>
    public CountedResults Of(Principal principal, string[] ids)
    {
        var live = Sql.Of($"{conditions.Live(principal, new Query.All())} and {database.Dialect.AnyOf(new RawSql("a.id"), ids)}");
        return new CountedResults(principal.LibraryKey, live, live, IsTogether: false);
    }

    public async Task<long> TotalAsync(CountedResults counted, CancellationToken cancellationToken) =>
        await counted.IndexedAsync(cancellationToken) is { } found ? found.Total : await database.ReadAsync(session => session.NumberAsync($"select count(*) from asset a where {counted.Shown}", cancellationToken), cancellationToken) ?? 0;

    /// <summary>How many results have each of these values, as a search for it finds them; a value that none has is left out.</summary>
    public async Task<IReadOnlyList<FacetCount>> EachAsync(CountedResults counted, IReadOnlyList<FacetOption> options, CancellationToken cancellationToken)
    {
        var numbers = new List<long>(options.Count);
        if (await counted.IndexedAsync(cancellationToken) is { } found)
        {
            foreach (var option in options)
            {
                numbers.Add(await found.CountAsync(option.Query, cancellationToken));
            }
        }
        else
        {
            foreach (var some in options.Chunk(MostInOneStatement))
            {
                numbers.AddRange(await RowsOfEachAsync(counted, some, cancellationToken));
            }
        }

        return [.. options.Zip(numbers).Where(one => one.Second > 0).Select(one => new FacetCount(one.First.Value, one.Second) { Option = one.First })];
    }

    /// <summary>All in one statement, which goes through the results once.</summary>
    private async Task<long[]> RowsOfEachAsync(CountedResults counted, FacetOption[] options, CancellationToken cancellationToken)
    {
        Sql? columns = null;
        foreach (var option in options)
        {
            var one = counted.NumberOf(conditions.Of(option.Query, counted.Library));
            columns = columns is null ? one : Sql.Of($"{columns}, {one}");
        }

        return columns is null ? [] : (await RowsAsync(
            Sql.Of($"select {columns} from asset a where {counted.Found}"), row => Enumerable.Range(0, options.Length).Select(row.GetInt64).ToArray(), cancellationToken))[0];
    }

    /// <summary>Kinds by their names in queries, the most frequent first.</summary>
    public async Task<IReadOnlyList<FacetCount>> KindsAsync(CountedResults counted, CancellationToken cancellationToken)
    {
        var rows = await counted.IndexedAsync(cancellationToken) is { } found ? [.. found.Count(found.Fields.Kind).Select(kind => ((AssetKind)Key(kind.Value), kind.Assets))] : await RowsAsync(
            Sql.Of($"select a.kind, {counted.Number} from asset a where {counted.Found} group by a.kind"), row => ((AssetKind)row.GetInt64(0), row.GetInt64(1)), cancellationToken);
        return [.. rows.OrderByDescending(row => row.Item2).ThenBy(row => row.Item1).Select(row => new FacetCount(SearchFields.NameOf(row.Item1), row.Item2))];
    }

    /// <summary>Years in which the results were taken, the newest first.</summary>
    public async Task<IReadOnlyList<FacetCount>> YearsAsync(CountedResults counted, CancellationToken cancellationToken) =>
    [
        .. (await counted.IndexedAsync(cancellationToken) is { } found ? [.. found.Count(found.Fields.Year)] : await RowsAsync(
            Sql.Of($"select substr(a.taken_at, 1, 4), {counted.Number} from asset a where {counted.Found} and a.taken_at is not null group by substr(a.taken_at, 1, 4)"),
            row => new FacetCount(row.GetString(0), row.GetInt64(1)), cancellationToken)).OrderByDescending(year => year.Value, StringComparer.Ordinal),
    ];

    /// <summary>Cameras as maker and model, the most frequent first.</summary>
    public async Task<IReadOnlyList<FacetCount>> CamerasAsync(CountedResults counted, int most, CancellationToken cancellationToken)
    {
        if (await counted.IndexedAsync(cancellationToken) is { } found)
        {
            return [.. found.Count(found.Fields.Camera).Take(most)];
        }

        var (maker, model) = (database.Dialect.JsonText("v.embedded", "cameraMake"), database.Dialect.JsonText("v.embedded", "cameraModel"));
        return await RowsAsync(
            Sql.Of(
                $"""
                select {maker}, {model}, {counted.Number} from asset a join version v on v.key = a.version_key
                where {counted.Found} and v.embedded is not null and ({maker} is not null or {model} is not null)
                group by 1, 2 order by 3 desc limit {most}
                """),
            row => new FacetCount(CameraName.Of(row.TextOrNull(0), row.TextOrNull(1))!, row.GetInt64(2)), cancellationToken);
    }

    /// <summary>Results directly in each folder, by the folder's id; a folder with none is left out.</summary>
    public async Task<IReadOnlyList<FacetCount>> FoldersAsync(CountedResults counted, CancellationToken cancellationToken) => await counted.IndexedAsync(cancellationToken) is { } found
        ? await NamedAsync(new RawSql("folder"), new RawSql("id"), found.Count(found.Fields.Folder).Select(one => (Key(one.Value), one.Assets)), cancellationToken)
        : await RowsAsync(
            Sql.Of($"select f.id, n.assets from folder f join (select a.folder_key, {counted.Number} as assets from asset a where {counted.Found} group by a.folder_key) n on n.folder_key = f.key"),
            row => new FacetCount(row.GetString(0), row.GetInt64(1)), cancellationToken);

    /// <summary>Countries that results were taken in, by their codes, those with the most first.</summary>
    public async Task<IReadOnlyList<FacetCount>> CountriesAsync(CountedResults counted, int most, CancellationToken cancellationToken) => await counted.IndexedAsync(cancellationToken) is { } found ? [.. found.Count(found.Fields.Country).Take(most)] : await RowsAsync(
        Sql.Of(
            $"""
            select p.country, {counted.Number} as assets from asset_place p join asset a on a.key = p.asset_key
            where {counted.Found} and p.country is not null group by p.country order by assets desc, p.country limit {most}
            """),
        row => new FacetCount(row.GetString(0), row.GetInt64(1)), cancellationToken);

    /// <summary>Towns by their names, however they are written; those of one name count together, as a search for it finds them.</summary>
    public async Task<IReadOnlyList<FacetCount>> TownsAsync(CountedResults counted, int most, CancellationToken cancellationToken) => await counted.IndexedAsync(cancellationToken) is { } found ? await WrittenAsync(found, found.Count(found.Fields.Town).Take(most), cancellationToken) : await RowsAsync(
        Sql.Of(
            $"""
            select min(p.town), {counted.Number} as assets from asset_place p join asset a on a.key = p.asset_key
            where {counted.Found} and p.town_folded is not null group by p.town_folded order by assets desc, p.town_folded limit {most}
            """),
        row => new FacetCount(row.GetString(0), row.GetInt64(1)), cancellationToken);

    /// <summary>Collections that results are in, those with the most first.</summary>
    public async Task<IReadOnlyList<FacetCount>> CollectionsAsync(CountedResults counted, int most, CancellationToken cancellationToken) => await counted.IndexedAsync(cancellationToken) is { } found ? await CollectedAsync(found, most, cancellationToken) : await RowsAsync(
        Sql.Of(
            $"""
            select c.name, {counted.Number} as assets from collection_asset m join asset a on a.key = m.asset_key join collection c on c.key = m.collection_key
            where {counted.Found} and c.deleted_at is null group by c.key, c.name order by assets desc, c.key limit {most}
            """),
        row => new FacetCount(row.GetString(0), row.GetInt64(1)), cancellationToken);

    /// <summary>Tags that the results show, the most frequent first. A tag counts what is narrower with it, as a search for it does.</summary>
    public async Task<IReadOnlyList<FacetCount>> TagsAsync(CountedResults counted, int most, CancellationToken cancellationToken)
    {
        var indexed = await counted.IndexedAsync(cancellationToken);
        var direct = indexed?.Count(indexed.Fields.Tag).ToDictionary(tag => Key(tag.Value), tag => tag.Assets) ?? (await RowsAsync(
            Sql.Of($"select t.concept_key, {counted.Number} from shown_tag t join asset a on a.key = t.asset_key where {counted.Found} group by t.concept_key"),
            row => (Concept: row.GetInt64(0), Assets: row.GetInt64(1)), cancellationToken)).ToDictionary(row => row.Concept, row => row.Assets);
        var current = vocabulary.Current;
        var shown = direct.GroupBy(row => current.Survivor(row.Key), row => row.Value).Select(one => (one.Key, Assets: one.Sum()))
            .OrderByDescending(row => row.Assets).ThenBy(row => row.Key).Take(most).Select(row => row.Key).ToList();
        var found = new List<FacetCount>();
        foreach (var concept in shown)
        {
            var below = conditions.Below([concept]);
            long[] narrower = [.. below.Where(direct.ContainsKey)];
            var assets = narrower.Length == 1 ? direct[narrower[0]] : indexed?.Tagged(below) ?? await database.ReadAsync(
                session => session.NumberAsync(
                    $"select {counted.Number} from asset a where {counted.Found} and {conditions.Tagged(below)}", cancellationToken),
                cancellationToken) ?? 0;
            found.Add(new FacetCount(vocabulary.LabelOf(concept), assets));
        }

        return [.. found.OrderByDescending(tag => tag.Assets).ThenBy(tag => tag.Value, StringComparer.CurrentCulture)];
    }

    /// <summary>Years or months (<c>yyyy-MM</c>) in which the results were added, in UTC, the newest first.</summary>
    public async Task<IReadOnlyList<FacetCount>> AddedAsync(CountedResults counted, bool byMonth, CancellationToken cancellationToken)
    {
        var range = await counted.IndexedAsync(cancellationToken) is { } found ? found.Range(found.Fields.Added) : (await RowsAsync(
            Sql.Of($"select min(a.created_at), max(a.created_at) from asset a where {counted.Found}"),
            row => row.NumberOrNull(0) is { } least && row.NumberOrNull(1) is { } greatest ? (least, greatest) : ((double, double)?)null, cancellationToken))[0];
        if (range is not var (from, to))
        {
            return [];
        }

        var (first, last) = (DateTimeOffset.FromUnixTimeMilliseconds((long)from), DateTimeOffset.FromUnixTimeMilliseconds((long)to));
        var texts = byMonth
            ? Enumerable.Range(0, ((last.Year - first.Year) * 12) + last.Month - first.Month + 1).Select(month => last.AddDays(1 - last.Day).AddMonths(-month).ToString("yyyy-MM", CultureInfo.InvariantCulture))
            : Enumerable.Range(0, last.Year - first.Year + 1).Select(year => (last.Year - year).ToString("0000", CultureInfo.InvariantCulture));
        return await EachAsync(counted, [.. texts.Take(MostSpans).Select(text => FacetOption.Of(SearchFields.Added, text, QueryDates.Read(text)!))], cancellationToken);
    }

    /// <summary>Months in which the results were taken (<c>yyyy-MM</c>), the newest first. What is known by its year only lies at its beginning, as a search finds it.</summary>
    public async Task<IReadOnlyList<FacetCount>> TakenMonthsAsync(CountedResults counted, CancellationToken cancellationToken)
    {
        var said = await counted.IndexedAsync(cancellationToken) is { } found
            ? found.Count(found.Fields.Month).Select(month => month.Value)
            : await RowsAsync(Sql.Of($"select distinct substr(a.taken_at, 1, 7) from asset a where {counted.Found} and a.taken_at is not null"), row => row.GetString(0), cancellationToken);
        var months = said.Select(month => month.Length == YearLength ? month + "-01" : month).Distinct(StringComparer.Ordinal).OrderDescending(StringComparer.Ordinal).Take(MostSpans);
        return await EachAsync(counted, [.. months.Select(month => (Text: month, Asked: QueryDates.Read(month))).Where(month => month.Asked is not null).Select(month => FacetOption.Of(SearchFields.Taken, month.Text, month.Asked!))], cancellationToken);
    }

    /// <summary>How many of the results lie in each month (<c>yyyy-MM</c>), in their order; an empty month is that of no date. Null where the order is not by time.</summary>
    public async Task<IReadOnlyList<FacetCount>?> MonthsAsync(CountedResults counted, string? sort, CancellationToken cancellationToken)
    {
        var descending = sort is not ("added" or "taken");
        List<FacetCount> months;
        switch (sort)
        {
            case null or "" or "added" or "-added" or "taken" or "-taken" when await counted.IndexedAsync(cancellationToken) is { } found:
                months = [.. sort is "taken" or "-taken" ? found.Taken() : found.Added(database.Clock.GetUtcNow())];
                break;
            case null or "" or "added" or "-added":
                var days = await RowsAsync(
                    Sql.Of($"select a.created_at / {MillisecondsADay}, count(*) from asset a where {counted.Shown} group by 1"), row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken);
                months = [.. days.GroupBy(day => DateTimeOffset.FromUnixTimeMilliseconds(day.Item1 * MillisecondsADay).ToString("yyyy-MM", CultureInfo.InvariantCulture), StringComparer.Ordinal)
                    .Select(month => new FacetCount(month.Key, month.Sum(day => day.Item2)))];
                break;
            case "taken" or "-taken":
                months = await RowsAsync(
                    Sql.Of($"select coalesce(substr(a.taken_at, 1, 7), ''), count(*) from asset a where {counted.Shown} group by 1"),
                    row => new FacetCount(row.GetString(0), row.GetInt64(1)), cancellationToken);
                break;
            default:
                return null;
        }

        // What has no date comes last either way.
        var ordered = descending ? months.OrderByDescending(month => month.Value, StringComparer.Ordinal) : months.OrderBy(month => month.Value, StringComparer.Ordinal);
        return [.. ordered.OrderBy(month => month.Value.Length == 0)];
    }

    /// <summary>Counts of rows by their keys, with what the rows call themselves, in the order in which they came.</summary>
    private async Task<IReadOnlyList<FacetCount>> NamedAsync(RawSql table, RawSql name, IEnumerable<(long Key, long Assets)> counts, CancellationToken cancellationToken)
    {
        var counted = counts.ToList();
        long[] keys = [.. counted.Select(one => one.Key)];
        var names = (await RowsAsync(
            Sql.Of($"select key, {name} from {table} where {database.Dialect.AnyOf(new RawSql("key"), keys)}"), row => (row.GetInt64(0), row.GetString(1)), cancellationToken)).ToDictionary();
        return [.. counted.Where(one => names.ContainsKey(one.Key)).Select(one => new FacetCount(names[one.Key], one.Assets))];
    }

    private static long Key(string number) => long.Parse(number, CultureInfo.InvariantCulture);

    /// <summary>Towns as somebody wrote them.</summary>
    private async Task<IReadOnlyList<FacetCount>> WrittenAsync(IndexedResults found, IEnumerable<FacetCount> folded, CancellationToken cancellationToken)
    {
        var counted = folded.ToList();
        return await database.ReadAsync(
            async session =>
            {
                var towns = new List<FacetCount>(counted.Count);
                foreach (var town in counted)
                {
                    var written = await session.TextAsync($"select town from asset_place where library_key = {found.Library} and town_folded = {town.Value} limit 1", cancellationToken);
                    towns.Add(town with { Value = written ?? town.Value });
                }

                return towns;
            },
            cancellationToken);
    }

    /// <summary>Of the collections that are there; deleted ones keep their assets.</summary>
    private async Task<IReadOnlyList<FacetCount>> CollectedAsync(IndexedResults found, int most, CancellationToken cancellationToken)
    {
        var counts = found.Count(found.Fields.Collection).ToDictionary(one => one.Value, one => one.Assets, StringComparer.Ordinal);
        var there = counts.Count == 0 ? [] : await RowsAsync(
            Sql.Of($"select key, id, name from collection where {database.Dialect.AnyOf(new RawSql("id"), [.. counts.Keys])} and deleted_at is null"),
            row => (Key: row.GetInt64(0), Id: row.GetString(1), Name: row.GetString(2)), cancellationToken);
        return [.. there.OrderByDescending(one => counts[one.Id]).ThenBy(one => one.Key).Take(most).Select(one => new FacetCount(one.Name, counts[one.Id]))];
    }

    private Task<List<T>> RowsAsync<T>(Sql select, Func<System.Data.Common.DbDataReader, T> read, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.QueryAsync(select, read, cancellationToken), cancellationToken);
}
