using Vitrine.Core.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Embedded;

/// <summary>Conditions on embedded tags, over a row <c>a</c> of the asset table: what its current version has.</summary>
internal sealed class EmbeddedConditions(Dialect dialect, long library, DateTime now)
{
    /// <summary>The tags of a library that a typed name means, as a condition over a row <c>t</c> of their table.</summary>
    public static Sql Named(long library, string typed)
    {
        var named = SqlConditions.Any(
            EmbeddedWords.Readings(typed), one => one.Group is null ? Sql.Of($"t.name_folded = {one.Name}") : Sql.Of($"t.name_folded = {one.Name} and t.group_folded = {one.Group}"));
        return Sql.Of($"t.library_key = {library} and {named}");
    }

    public Sql Of(Query.Condition query)
    {
        string[] values = [.. query.Values.Select(value => value.ToString()!)];
        Sql? all = null;
        foreach (var condition in query.Operator switch
        {
            QueryOperator.Exists => [SqlConditions.Always],
            QueryOperator.Has => Containing(values[0]),
            QueryOperator.Is or QueryOperator.In => Equal(values),
            QueryOperator.Between => EmbeddedNumbers.Between(values[0], values[1], now),
            _ => EmbeddedNumbers.Compared(query.Operator, values[0], now),
        })
        {
            // Each by itself: an alternative within one condition would keep engines from their indexes.
            var some = Values(query.Name, condition);
            all = all is null ? some : Sql.Of($"{all} union all {some}");
        }

        return all is null ? SqlConditions.Never : Having(all);
    }

    /// <summary>All words stand in the value, each perhaps as a part of a longer one.</summary>
    private static IEnumerable<Sql> Containing(string text)
    {
        // Letters and digits only: nothing in them is a wildcard.
        string[] terms = [.. SearchTerms.Of(text)];
        return terms.Length == 0 ? [] : [SqlConditions.All(terms, term => Sql.Of($"v.word like {"%" + term + "%"}")), Sql.Of($"v.shown <> '' and {SqlConditions.All(terms, term => Sql.Of($"v.shown like {"%" + term + "%"}"))}")];
    }

    /// <summary>Conditions over a row <c>v</c> of the values, one of which must hold: what was typed as the raw value, the printed one, or a number.</summary>
    private IEnumerable<Sql> Equal(IReadOnlyList<string> values)
    {
        var begun = values.Where(IsBeginning).ToArray();
        string[] words = [.. values.Except(begun).Select(EmbeddedWords.Word).Where(word => word.Length > 0).Distinct()];
        if (words.Length > 0)
        {
            yield return dialect.AnyOf(new RawSql("v.word"), words);
            yield return Sql.Of($"v.shown <> '' and {dialect.AnyOf(new RawSql("v.shown"), words)}");
        }

        foreach (var word in begun.Select(text => TextFold.Key(Pipeline.Storable.Text(text[..^1]))))
        {
            yield return Sql.Of($"v.word >= {word} and v.word < {word + "\U0010FFFF"}");
            yield return Sql.Of($"v.shown <> '' and v.shown >= {word} and v.shown < {word + "\U0010FFFF"}");
        }

        foreach (var condition in values.Distinct(StringComparer.Ordinal).SelectMany(typed => EmbeddedNumbers.Compared(QueryOperator.Is, typed, now)))
        {
            yield return condition;
        }
    }

    private static bool IsBeginning(string text) => text.Length > 0 && text[^1] == '*';

    private Sql Values(string name, Sql condition) =>
        Sql.Of($"select v.key from embedded_value v where v.tag_key in (select t.key from embedded_tag t where {Named(library, name)}) and {condition}");

    private static Sql Having(Sql values) => Sql.Of($"a.version_key in (select r.version_key from embedded_row r where r.value_key in ({values}))");
}
