using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>A field and how many results have each of its values, by the option's value.</summary>
public sealed record FieldFacet(Field Field, IReadOnlyList<FacetCount> Values);

/// <summary>What results have in common in structured fields, and how many of them are incomplete.</summary>
internal sealed class FieldFacets(Database database, FieldCatalog catalog)
{
    private const int MostFields = 8;
    private const int MostValues = 24;

    /// <summary>Fields with options and yes-or-no fields, in their order; one that no result has is left out.</summary>
    public async Task<IReadOnlyList<FieldFacet>> CountAsync(Principal principal, CountedResults counted, CancellationToken cancellationToken)
    {
        var facets = new List<FieldFacet>();
        foreach (var field in Counted(principal))
        {
            var byWord = (field.Type == FieldType.Boolean ? (string[])["true", "false"] : field.Options.All.Select(option => option.Value))
                .GroupBy(value => ShownWords.Cut(TextFold.Key(value)), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
            var rows = await counted.IndexedAsync(cancellationToken) is { } found ? [.. found.Count(found.Fields.Value(field.Attribute.Name)).Take(MostValues).Select(Named)] : await database.ReadAsync(
                session => session.QueryAsync(
                    Sql.Of($"""
                    select s.word, {counted.Number} as assets from shown_value s join asset a on a.key = s.asset_key
                    where s.attribute_key = (select key from attribute where name = {field.Attribute.Name}) and {counted.Found} group by s.word order by assets desc, s.word limit {MostValues}
                    """),
                    row => Named(new FacetCount(row.GetString(0), row.GetInt64(1))), cancellationToken),
                cancellationToken);
            if (rows.Count > 0)
            {
                facets.Add(new FieldFacet(field, rows));
            }

            FacetCount Named(FacetCount one) => one with { Value = byWord.GetValueOrDefault(one.Value, one.Value) };
        }

        return facets;
    }

    /// <summary>The fields whose values are counted.</summary>
    public IEnumerable<Field> Counted(Principal principal) =>
        catalog.Of(principal.LibraryKey).Schema.Live.Where(field => field.Type.HasOptions || field.Type == FieldType.Boolean).Take(MostFields);

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
}
