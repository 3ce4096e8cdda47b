using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Facets;

/// <summary>A field and how many results have each of its values, by the option's value.</summary>
public sealed record FieldFacet(Field Field, IReadOnlyList<FacetCount> Values);

/// <summary>What results have in common in structured fields, and how many of them are incomplete.</summary>
internal sealed class FieldFacets(Database database, FieldCatalog catalog, FacetCounts counts)
{
    private const int MostFields = 8;
    private const int MostValues = 24;
    private const int YearLength = 4;

    /// <summary>Fields with options and yes-or-no fields, in their order; one that no result has is left out.</summary>
    public async Task<IReadOnlyList<FieldFacet>> CountAsync(Principal principal, CountedResults counted, CancellationToken cancellationToken)
    {
        var facets = new List<FieldFacet>();
        foreach (var field in catalog.Of(principal.LibraryKey).Schema.Live.Where(IsChosen).Take(MostFields))
        {
            if (await ChosenAsync(counted, field, MostValues, cancellationToken) is { Count: > 0 } values)
            {
                facets.Add(new FieldFacet(field, values));
            }
        }

        return facets;
    }

    /// <summary>The values of any field that is counted: options and words, the most frequent first; numbers and durations in spans; dates by years.</summary>
    public Task<IReadOnlyList<FacetCount>> ValuesAsync(CountedResults counted, Field field, int most, CancellationToken cancellationToken) => field.Type switch
    {
        _ when IsChosen(field) => ChosenAsync(counted, field, most, cancellationToken),
        FieldType.Number or FieldType.Duration => SpansAsync(counted, field, cancellationToken),
        FieldType.Date => YearsAsync(counted, field, most, cancellationToken),
        _ => WrittenAsync(counted, field, most, cancellationToken),
    };

    /// <summary>The fields whose values are counted: all but positions, of which hardly two are the same.</summary>
    public IEnumerable<Field> Counted(Principal principal) => catalog.Of(principal.LibraryKey).Schema.Live.Where(field => field.Type != FieldType.Location);

    /// <summary>How many of the results lack a required value; null where nothing is required.</summary>
    public async Task<long?> IncompleteAsync(Principal principal, CountedResults counted, CancellationToken cancellationToken)
    {
        var schema = catalog.Of(principal.LibraryKey).Schema;
        return IncompleteAssets.IsPossible(schema)
            ? await database.ReadAsync(
                session => session.NumberAsync(
                    $"select {counted.Number} from asset a where {counted.Found} and ({new IncompleteAssets(session.Dialect, schema).Condition()})", cancellationToken),
                cancellationToken)
            : null;
    }

    private static bool IsChosen(Field field) => field.Type.HasOptions || field.Type == FieldType.Boolean;

    /// <summary>Options; of a tree each with those below it, as a search for it finds them.</summary>
    private async Task<IReadOnlyList<FacetCount>> ChosenAsync(CountedResults counted, Field field, int most, CancellationToken cancellationToken)
    {
        var byWord = (field.Type == FieldType.Boolean ? (string[])["true", "false"] : field.Options.All.Select(option => option.Value))
            .GroupBy(value => ShownWords.Cut(TextFold.Key(value)), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var words = await WordsAsync(counted, field, field.Type == FieldType.Hierarchy ? byWord.Count : most, cancellationToken);
        var values = words.Select(one => one with { Value = byWord.GetValueOrDefault(one.Value, one.Value) });
        if (field.Type != FieldType.Hierarchy)
        {
            return [.. values];
        }

        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var one in values)
        {
            for (var value = one.Value; value is not null; value = field.Options.Find(value)?.Parent)
            {
                sums[value] = sums.GetValueOrDefault(value) + one.Assets;
            }
        }

        var options = sums.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Take(most).Select(one => Option(field, one.Key));
        return await counts.EachAsync(counted, [.. options], cancellationToken);
    }

    private async Task<IReadOnlyList<FacetCount>> SpansAsync(CountedResults counted, Field field, CancellationToken cancellationToken)
    {
        var range = await counted.IndexedAsync(cancellationToken) is { } found ? found.Range(found.Fields.Measure(field.Attribute.Name)) : await database.ReadAsync(
            async session => (await session.QueryAsync(
                Sql.Of($"select min(s.number), max(s.number) from shown_value s join asset a on a.key = s.asset_key where {Of(field)} and {counted.Found}"),
                row => row.RealOrNull(0) is { } least && row.RealOrNull(1) is { } greatest ? (least, greatest) : ((double, double)?)null, cancellationToken))[0],
            cancellationToken);
        return range is not var (from, to) ? [] : await counts.EachAsync(
            counted, FacetOption.Spans(SearchFields.Value, field.Name, SpanBounds.Of(from, to), amount => new QueryValue.Text(new QueryValue.Number(amount).ToString()), isOpen: false), cancellationToken);
    }

    private async Task<IReadOnlyList<FacetCount>> YearsAsync(CountedResults counted, Field field, int most, CancellationToken cancellationToken)
    {
        var words = await counted.IndexedAsync(cancellationToken) is { } found
            ? found.Count(found.Fields.Value(field.Attribute.Name)).Select(one => one.Value)
            : await database.ReadAsync(
                session => session.QueryAsync(
                    Sql.Of($"select distinct substr(s.word, 1, 4) from shown_value s join asset a on a.key = s.asset_key where {Of(field)} and {counted.Found}"), row => row.GetString(0), cancellationToken),
                cancellationToken);
        var years = words.Where(word => word.Length >= YearLength).Select(word => word[..YearLength]).Where(year => year.All(char.IsAsciiDigit)).Distinct(StringComparer.Ordinal);
        return await counts.EachAsync(counted, [.. years.OrderDescending(StringComparer.Ordinal).Take(most).Select(year => Option(field, year))], cancellationToken);
    }

    /// <summary>Texts as somebody wrote them; those that search takes for the same count together.</summary>
    private async Task<IReadOnlyList<FacetCount>> WrittenAsync(CountedResults counted, Field field, int most, CancellationToken cancellationToken)
    {
        string[] words = [.. (await WordsAsync(counted, field, most, cancellationToken)).Select(one => one.Value)];
        var written = words.Length == 0 ? [] : await database.ReadAsync(
            session => session.QueryAsync(
                Sql.Of(
                    $"""
                    select c0, (select c.text_value from shown_value s join asset a on a.key = s.asset_key join claim c on c.key = s.claim_key
                        where {Of(field)} and s.word = c0 and a.library_key = {counted.Library} and a.trashed_at is null limit 1)
                    from {session.Dialect.Rows(Array.ConvertAll(words, word => (string?)word))}
                    """),
                row => (Word: row.GetString(0), Text: row.TextOrNull(1)), cancellationToken),
            cancellationToken);

        // Behind a star a query takes any text, and of a longer value the word ends in a digest.
        return await counts.EachAsync(
            counted,
            [.. written.OrderBy(one => Array.IndexOf(words, one.Word)).Select(one => one.Text ?? one.Word).Where(text => text.Length is > 0 and <= ShownWords.Longest && text[^1] != '*').Select(text => Option(field, text))],
            cancellationToken);
    }

    /// <summary>The words of a field's values, the most frequent first.</summary>
    private async Task<IReadOnlyList<FacetCount>> WordsAsync(CountedResults counted, Field field, int most, CancellationToken cancellationToken) => await counted.IndexedAsync(cancellationToken) is { } found
        ? [.. found.Count(found.Fields.Value(field.Attribute.Name)).Take(most)]
        : await database.ReadAsync(
            session => session.QueryAsync(
                Sql.Of($"select s.word, {counted.Number} as assets from shown_value s join asset a on a.key = s.asset_key where {Of(field)} and {counted.Found} group by s.word order by assets desc, s.word limit {most}"),
                row => new FacetCount(row.GetString(0), row.GetInt64(1)), cancellationToken),
            cancellationToken);

    /// <summary>A row <c>s</c> of the shown values is one of this field.</summary>
    private static Sql Of(Field field) => Sql.Of($"s.attribute_key = (select key from attribute where name = {field.Attribute.Name})");

    private static FacetOption Option(Field field, string value) => new(value, new Query.Condition(SearchFields.Value, new QueryValue.Text(value, IsPhrase: true)) { Name = field.Name });
}
