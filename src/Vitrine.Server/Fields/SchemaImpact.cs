using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Fields;

/// <summary>What a changed definition means for the values that assets have. Looks at each different value once.</summary>
public sealed class SchemaImpact(Database database, FieldCatalog catalog)
{
    private const int MostExamples = 100;

    /// <summary>Options that a misspelt word is compared with one by one.</summary>
    private const int MostCompared = 2_000;

    internal sealed record Found(long Values, long Invalid, IReadOnlyList<InvalidValue> Examples);

    /// <param name="changed">The field as it would be.</param>
    public async Task<(long Values, long Invalid, long Missing, long Twice, IReadOnlyList<InvalidValue> Examples)> OfAsync(
        Principal principal, Field changed, CancellationToken cancellationToken)
    {
        var schema = catalog.Of(principal.LibraryKey).Schema;
        var after = new FieldSchema([.. schema.All.Where(field => field.Id != changed.Id), changed], schema.Sets);
        var found = await CompareAsync(principal.LibraryKey, changed, changed, mapping: null, cancellationToken);
        return await database.ReadAsync(
            async session =>
            {
                var missing = changed.Required ? await session.NumberAsync(
                    $"""
                    select count(*) from asset a where a.library_key = {principal.LibraryKey} and a.trashed_at is null
                        and ({new IncompleteAssets(session.Dialect, new FieldSchema([.. after.All.Select(field => field.Id == changed.Id ? field : field with { Required = false })], after.Sets)).Condition()})
                    """,
                    cancellationToken) : 0;
                var twice = changed.Unique ? await session.NumberAsync(
                    $"""
                    select coalesce(sum(n), 0) from (select count(*) as n from shown_value s join asset a on a.key = s.asset_key
                        where s.attribute_key = (select key from attribute where name = {changed.Attribute.Name}) and a.trashed_at is null group by s.word having count(*) > 1) as same
                    """,
                    cancellationToken) : 0;
                return (found.Values, found.Invalid, missing ?? 0, twice ?? 0, found.Examples);
            },
            cancellationToken);
    }

    /// <summary>Which values of one field another would take.</summary>
    internal async Task<Found> CompareAsync(long library, Field from, Field to, IReadOnlyDictionary<string, string?>? mapping, CancellationToken cancellationToken)
    {
        var (values, invalid) = (0L, 0L);
        var wrong = await database.ReadAsync(
            session => session.QueryAsync(
                $"""
                select c.concept_key, c.text_value, c.number_value, c.value_key, count(*) from shown_value s join asset a on a.key = s.asset_key join (
                    select key, concept_key, text_value, number_value, value_key from claim
                    union all select key, concept_key, text_value, number_value, value_key from claim_history
                    where ended_batch in (select batch_key from pending_batch) and restored = 0) c on c.key = s.claim_key
                where s.attribute_key = (select key from attribute where name = {from.Attribute.Name}) and a.library_key = {library} and a.trashed_at is null
                group by c.concept_key, c.text_value, c.number_value, c.value_key order by count(*) desc
                """,
                row =>
                {
                    var (value, assets) = (ValueColumns.Read(row, 0).Read(), row.GetInt64(4));
                    values += assets;
                    var text = FieldText.Of(from, value!);
                    var said = mapping is not null && mapping.TryGetValue(text, out var mapped) ? mapped ?? "" : text;
                    var problem = Problem(from, to, said);
                    invalid += problem is null ? 0 : assets;
                    return problem is null ? null : new InvalidValue(text, assets, problem.Rule, problem.Message, null);
                },
                cancellationToken),
            cancellationToken);
        var examples = wrong.OfType<InvalidValue>().GroupBy(one => one.Value, StringComparer.Ordinal).Select(same => same.First() with { Assets = same.Sum(one => one.Assets) });
        return new Found(values, invalid, [.. examples.OrderByDescending(one => one.Assets).Take(MostExamples).Select(one => one with { Value = FieldReader.Short(one.Value), Suggestion = Suggestion(to, one.Value) })]);
    }

    private static ValueProblem? Problem(Field from, Field to, string text)
    {
        var read = FieldReader.Read(to, text);

        // What the field stores is exactly one of its options, not only a word for one.
        return read.Problem ?? (from.Id == to.Id && to.Type.HasOptions && to.Options.Find(text) is null && text.Length > 0
            ? new ValueProblem(to.Name, "options", $"{to.Label} has no option \"{FieldReader.Short(text)}\".")
            : null);
    }

    /// <summary>The option that is probably meant: one that has this word, or the one nearest to it.</summary>
    private static string? Suggestion(Field to, string text) =>
        !to.Type.HasOptions ? null
        : to.Options.Match(text) is [var one] ? one.Value
        : to.Options.Count > MostCompared ? null
        : SearchFields.Nearest(text, to.Options.All.Select(option => option.Value.ToLowerInvariant())) is { } near ? to.Options.All.First(option => option.Value.Equals(near, StringComparison.OrdinalIgnoreCase)).Value
        : null;
}
