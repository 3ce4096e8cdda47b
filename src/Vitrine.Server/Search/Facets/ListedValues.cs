using Vitrine.Core.Search;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search.Embedded;
using Vitrine.Server.Search.Index;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Facets;

/// <summary>
/// Counts fields that can have any number of values: people, folders, formats, problems, who looked at a file, embedded tags. Which values there are is listed first, by how many results say them; what is
/// then counted of the most frequent is what a search for each finds.
/// </summary>
internal sealed class ListedValues(Database database, FacetCounts counts)
{
    /// <summary>People by their names: as many as a search for the name finds.</summary>
    public async Task<IReadOnlyList<FacetCount>> PeopleAsync(CountedResults counted, int most, CancellationToken cancellationToken)
    {
        var said = await counted.IndexedAsync(cancellationToken) is { } found
            ? found.Count(found.Fields.Person).Select(one => (Key: IndexedFields.Whose(one.Value), one.Assets)).ToList()
            : await RowsAsync(
                Sql.Of(
                    $"""
                    select p.key, count(*) from asset a join claim c on c.subject_kind = 1 and c.subject_key = a.key and c.attribute_key = (select key from attribute where name = 'person')
                    join person p on p.key = c.number_value where {counted.Found} and c.act in (1, 2) group by p.key
                    """),
                row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken);
        long[] keys = [.. said.GroupBy(one => one.Item1, one => one.Item2).OrderByDescending(one => one.Sum()).ThenBy(one => one.Key).Select(one => one.Key).Take(most)];
        var names = await RowsAsync(
            Sql.Of($"select p.key, s.name from person p join person s on s.key = coalesce(p.merged_into, p.key) where p.library_key = {counted.Library} and {database.Dialect.AnyOf(new RawSql("p.key"), keys)}"),
            row => (row.GetInt64(0), row.GetString(1)), cancellationToken);
        return await EachAsync(counted, SearchFields.Person, names.OrderBy(one => Array.IndexOf(keys, one.Item1)).Select(one => one.Item2).DistinctBy(TextFold.Key), cancellationToken);
    }

    /// <summary>Folders by their paths, with all that is below them.</summary>
    public async Task<IReadOnlyList<FacetCount>> FoldersAsync(CountedResults counted, int most, CancellationToken cancellationToken)
    {
        var direct = await counted.IndexedAsync(cancellationToken) is { } found
            ? found.Count(found.Fields.Folder).ToDictionary(one => long.Parse(one.Value, System.Globalization.CultureInfo.InvariantCulture), one => one.Assets)
            : (await RowsAsync(Sql.Of($"select a.folder_key, count(*) from asset a where {counted.Found} group by 1"), row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken)).ToDictionary();
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, path) in await RowsAsync(Sql.Of($"select f.key, f.shown from ({FolderOrder.Of(counted.Library)}) f"), row => (row.GetInt64(0), row.GetString(1)), cancellationToken))
        {
            if (direct.TryGetValue(key, out var assets))
            {
                for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
                {
                    sums[path[..end]] = sums.GetValueOrDefault(path[..end]) + assets;
                }
            }
        }

        return await EachAsync(counted, SearchFields.Folder, sums.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Key).Take(most), cancellationToken);
    }

    /// <summary>Formats by the names that they are kept by.</summary>
    public async Task<IReadOnlyList<FacetCount>> FormatsAsync(CountedResults counted, int most, CancellationToken cancellationToken) => await counted.IndexedAsync(cancellationToken) is { } found
        ? [.. found.Count(found.Fields.Format).Take(most)]
        : await RowsAsync(
            Sql.Of(
                $"""
                select v.format, {counted.Number} as assets from asset a join version v on v.key = a.version_key
                where {counted.Found} and v.format is not null group by v.format order by assets desc, v.format limit {most}
                """),
            row => new FacetCount(row.GetString(0), row.GetInt64(1)), cancellationToken);

    /// <summary>Problems by their codes, notes among them.</summary>
    public async Task<IReadOnlyList<FacetCount>> ProblemsAsync(CountedResults counted, int most, CancellationToken cancellationToken) => await EachAsync(
        counted,
        SearchFields.Problems,
        await counted.IndexedAsync(cancellationToken) is { } found
            ? found.Count(found.Fields.Problem).Select(one => one.Value).Take(most)
            : await RowsAsync(
                Sql.Of($"select p.code, count(*) from asset a join problem p on p.version_key = a.version_key where {counted.Found} group by p.code order by 2 desc, 1 limit {most}"), row => row.GetString(0), cancellationToken),
        cancellationToken);

    /// <summary>Analyzers and other steps that looked at the files. The rows of their runs are counted: the index does not hold them.</summary>
    public async Task<IReadOnlyList<FacetCount>> StepsAsync(CountedResults counted, int most, CancellationToken cancellationToken) => await RowsAsync(
        Sql.Of(
            $"""
            select s.name, {(counted.IsTogether ? counted.Number : new RawSql("count(distinct a.key)"))} as assets
            from asset a join run r on r.version_key = a.version_key join step s on s.key = r.step_key
            where {counted.Found} and r.state = {RunState.Done} group by s.name order by assets desc, s.name limit {most}
            """),
        row => new FacetCount(row.GetString(0), row.GetInt64(1)), cancellationToken);

    /// <summary>What an embedded tag says, in words where files keep a number for them, and as it is compared: without case and accents.</summary>
    /// <param name="name">As a query writes it behind <c>embedded.</c></param>
    public async Task<IReadOnlyList<FacetCount>> EmbeddedAsync(CountedResults counted, string name, int most, CancellationToken cancellationToken)
    {
        var said = await RowsAsync(
            Sql.Of(
                $"""
                select case when v.shown <> '' then v.shown else v.word end, count(distinct a.key) as assets
                from embedded_value v join embedded_row r on r.value_key = v.key join asset a on a.version_key = r.version_key
                where v.tag_key in (select t.key from embedded_tag t where {EmbeddedConditions.Named(counted.Library, name)}) and {counted.Found}
                group by 1 order by assets desc, 1 limit {most}
                """),
            row => row.GetString(0), cancellationToken);

        // Of a longer value the words that are compared end in a digest: no query can write that.
        return await counts.EachAsync(
            counted,
            [
                .. said.Where(value => value.Length > 0 && !value.Contains('\u0001', StringComparison.Ordinal))
                    .Select(value => new FacetOption(value, new Query.Condition(SearchFields.Embedded, new QueryValue.Text(value, IsPhrase: true)) { Name = name })),
            ],
            cancellationToken);
    }

    private async Task<IReadOnlyList<FacetCount>> EachAsync(CountedResults counted, SearchField field, IEnumerable<string> values, CancellationToken cancellationToken) =>
        [.. (await counts.EachAsync(counted, [.. values.Select(value => FacetOption.Of(field, value, new QueryValue.Text(value, IsPhrase: true)))], cancellationToken)).OrderByDescending(one => one.Assets)];

    private Task<List<T>> RowsAsync<T>(Sql select, Func<System.Data.Common.DbDataReader, T> read, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.QueryAsync(select, read, cancellationToken), cancellationToken);
}
