using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Conditions on the values of structured fields, over a row <c>a</c> of the asset table.</summary>
internal sealed class FieldConditions(Dialect dialect, FieldSchema schema, DateTime now)
{
    /// <summary>What is wrong with the conditions on fields in a query; null where nothing is.</summary>
    /// <param name="text">What the query was read from, in which problems have their place; empty where it was a tree.</param>
    public static QueryProblem? Trouble(Query query, string text, FieldSchema schema)
    {
        foreach (var condition in QueryTree.Leaves(query).OfType<Query.Condition>().Where(condition => condition.Field == SearchFields.Value))
        {
            var field = schema.Find(condition.Name);
            if ((field is null ? Unknown(condition.Name, schema) : Wrong(field, condition)) is { } problem)
            {
                var (start, length) = QueryParser.NameAt(text, SearchFields.Value, condition.Name);
                return problem with { Position = start, Length = length, Suggestion = field is null && length > 0 ? Mended(text, start, length, schema) : problem.Suggestion };
            }
        }

        return null;
    }

    /// <summary>The query with the name of the field that was probably meant; null where none is near.</summary>
    private static string? Mended(string text, int start, int length, FieldSchema schema)
    {
        var near = SearchFields.Nearest(text.Substring(start, length).Trim('"'), schema.Live.Select(field => field.Name));
        return near is not null && near.All(sign => char.IsLetterOrDigit(sign) || sign is '_' or '-') ? string.Concat(text.AsSpan(0, start), near, text.AsSpan(start + length)) : null;
    }

    public Sql Of(Query.Condition query)
    {
        if (schema.Find(query.Name) is not { } field)
        {
            return SqlConditions.Never;
        }

        return ValueTest.Of(field, query, now) is { Count: > 0 } tests ? Has(field, SqlConditions.Any(tests, Of)) : SqlConditions.Never;
    }

    /// <summary>Assets that show a value of a field for which a condition on the row <c>s</c> holds.</summary>
    internal static Sql Has(Field field, Sql condition, bool accepted = false)
    {
        var state = accepted ? Sql.Of($" and s.state = {ClaimState.Accepted}") : Sql.Of($"");
        return Sql.Of($"exists (select 1 from shown_value s where s.asset_key = a.key and s.attribute_key = (select key from attribute where name = {field.Attribute.Name}) and ({condition}){state})");
    }

    private Sql Of(ValueTest test) => test switch
    {
        ValueTest.OneOf one => dialect.AnyOf(new RawSql("s.word"), [.. one.Words]),
        ValueTest.Beginning { Word: var word } => Sql.Of($"(s.word >= {word} and s.word < {word + "\U0010FFFF"})"),
        ValueTest.Containing containing => Containing([.. containing.Terms]),
        ValueTest.Number number => Both(
            number.From is { } from ? Sql.Of($"s.number {new RawSql(number.FromIncluded ? ">=" : ">")} {from}") : null,
            number.Until is { } until ? Sql.Of($"s.number {new RawSql(number.UntilIncluded ? "<=" : "<")} {until}") : null),
        ValueTest.Between span => Both(span.From is { } from ? Sql.Of($"s.word >= {from}") : null, span.Until is { } until ? Sql.Of($"s.word < {until}") : null),
        _ => SqlConditions.Always,
    };

    private static Sql Both(Sql? from, Sql? until) => from is null ? until! : until is null ? from : Sql.Of($"({from} and {until})");

    /// <summary>Terms are letters and digits only: nothing in them is a wildcard.</summary>
    private static Sql Containing(IReadOnlyList<string> terms) => SqlConditions.All(terms, term => Sql.Of($"s.word like {"%" + term + "%"}"));

    private static QueryProblem? Wrong(Field field, Query.Condition query)
    {
        var isCompared = query.Operator is not (QueryOperator.Is or QueryOperator.In or QueryOperator.Has or QueryOperator.Exists);
        if (query.Operator == QueryOperator.Has && field.Type is FieldType.Number or FieldType.Duration or FieldType.Date or FieldType.Boolean)
        {
            return QueryProblems.Of(new(SearchSentences.HoldsNoText, field.Label), 0, QuerySentence.Verbatim($"field.{field.Name}:…"));
        }

        var wrong = query.Values.Select(value => value.ToString()!).FirstOrDefault(value => field.Type switch
        {
            FieldType.Number or FieldType.Duration => ValueTest.Measure(field, value) is null,
            FieldType.Date => QueryDates.Read(value) is null && FieldReader.Read(field with { Min = null, Max = null }, value).Problem is not null,
            FieldType.Boolean => FieldReader.Read(field, value).Problem is not null,
            _ => isCompared && ShownWords.Number(value) is null,
        });
        return wrong is null ? null : FieldReader.Read(field, wrong).Problem is { } problem
            ? new QueryProblem(problem.Message, 0, problem.Valid ?? "", null)
            : QueryProblems.Of(new(SearchSentences.ComparedByNumber, field.Label), 0, new(QuerySentences.ANumber));
    }

    private static QueryProblem Unknown(string name, FieldSchema schema) => QueryProblems.Of(
        new(SearchSentences.NoStructuredField, name), 0, schema.Live.Count == 0 ? new(SearchSentences.NoFieldYet) : new(QuerySentences.OneOf, string.Join(", ", schema.Live.Take(20).Select(field => field.Name))));
}
