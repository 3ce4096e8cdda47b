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
    public static QueryProblem? Trouble(Query query, FieldSchema schema) => query switch
    {
        Query.And and => and.Operands.Select(one => Trouble(one, schema)).FirstOrDefault(one => one is not null),
        Query.Or or => or.Operands.Select(one => Trouble(one, schema)).FirstOrDefault(one => one is not null),
        Query.Not not => Trouble(not.Operand, schema),
        Query.Condition { Field.Name: "field" } value => schema.Find(value.Name) is not { } field ? Unknown(value.Name, schema) : Wrong(field, value),
        _ => null,
    };

    public Sql Of(Query.Condition query)
    {
        if (schema.Find(query.Name) is not { } field)
        {
            return SqlConditions.Never;
        }

        if (query.Operator == QueryOperator.Exists)
        {
            return Has(field, SqlConditions.Always);
        }

        string[] values = [.. query.Values.Select(value => value.ToString()!)];
        if (query.Operator == QueryOperator.Between)
        {
            return One(field, QueryOperator.AtLeast, values[0]) is { } from && One(field, QueryOperator.AtMost, values[1]) is { } to ? Has(field, Sql.Of($"{from} and {to}")) : SqlConditions.Never;
        }

        Sql? any = null;
        foreach (var value in values)
        {
            if (One(field, query.Operator, value) is { } one)
            {
                any = any is null ? one : Sql.Of($"{any} or {one}");
            }
        }

        return any is null ? SqlConditions.Never : Has(field, any);
    }

    /// <summary>Assets that show a value of a field for which a condition on the row <c>s</c> holds.</summary>
    internal static Sql Has(Field field, Sql condition, bool accepted = false)
    {
        var state = accepted ? Sql.Of($" and s.state = {ClaimState.Accepted}") : Sql.Of($"");
        return Sql.Of($"exists (select 1 from shown_value s where s.asset_key = a.key and s.attribute_key = (select key from attribute where name = {field.Attribute.Name}) and ({condition}){state})");
    }

    private Sql? One(Field field, QueryOperator how, string text) => field.Type switch
    {
        FieldType.Number or FieldType.Duration => Measure(field, text) is { } number ? Compared(how, number) : null,
        FieldType.Date => QueryDates.Read(text) is { } date ? Dated(date, how) : FieldReader.Read(field, text).Values is [var known] ? Sql.Of($"s.word = {ShownWords.Of(known)}") : null,
        FieldType.Boolean => FieldReader.Read(field, text).Values is [var flag] ? Sql.Of($"s.word = {ShownWords.Of(flag)}") : null,
        _ when how == QueryOperator.Has => Containing(text),
        _ when how is not (QueryOperator.Is or QueryOperator.In) => ShownWords.Number(text) is { } number ? Compared(how, number) : null,
        _ when text.Length > 0 && text[^1] == '*' => Starting(TextFold.Key(text[..^1])),
        _ when field.Type.HasOptions => Chosen(field, text),
        _ => Sql.Of($"s.word = {ShownWords.Cut(TextFold.Key(text))}"),
    };

    /// <summary>All words stand in it, each perhaps as a part of a longer one.</summary>
    private static Sql? Containing(string text)
    {
        Sql? all = null;
        foreach (var term in SearchTerms.Of(text))
        {
            // Letters and digits only: nothing in it is a wildcard.
            var one = Sql.Of($"s.word like {"%" + term + "%"}");
            all = all is null ? one : Sql.Of($"{all} and {one}");
        }

        return all is null ? null : Sql.Of($"({all})");
    }

    /// <summary>The option, in a tree with those below it; a word that is no option any more may still be a value.</summary>
    private Sql Chosen(Field field, string text)
    {
        string[] words = [.. field.Options.Match(text).SelectMany(option => field.Options.Below(option.Value)).Append(text).Select(word => ShownWords.Cut(TextFold.Key(word))).Distinct()];
        return dialect.AnyOf(new RawSql("s.word"), words);
    }

    private static Sql Starting(string word) => Sql.Of($"(s.word >= {word} and s.word < {word + "\U0010FFFF"})");

    private static Sql Compared(QueryOperator how, double number) => how switch
    {
        QueryOperator.Less => Sql.Of($"s.number < {number}"),
        QueryOperator.AtMost => Sql.Of($"s.number <= {number}"),
        QueryOperator.Greater => Sql.Of($"s.number > {number}"),
        QueryOperator.AtLeast => Sql.Of($"s.number >= {number}"),
        _ => Sql.Of($"s.number = {number}"),
    };

    private Sql Dated(QueryValue date, QueryOperator how)
    {
        var (from, until) = QueryDates.Range(how, [date], now);
        return (from, until) switch
        {
            (null, null) => SqlConditions.Always,
            (null, { } to) => Sql.Of($"s.word < {TimeConditions.Text(to)}"),
            ({ } at, null) => Sql.Of($"s.word >= {TimeConditions.Text(at)}"),
            ({ } at, { } to) => Sql.Of($"(s.word >= {TimeConditions.Text(at)} and s.word < {TimeConditions.Text(to)})"),
        };
    }

    /// <summary>What a field says of a number without asking for its bounds.</summary>
    private static double? Measure(Field field, string text) =>
        FieldReader.Read(field with { Min = null, Max = null }, text).Values is [ClaimValue.Number number] ? (double)number.Amount : null;

    private static QueryProblem? Wrong(Field field, Query.Condition query)
    {
        var isCompared = query.Operator is not (QueryOperator.Is or QueryOperator.In or QueryOperator.Has or QueryOperator.Exists);
        if (query.Operator == QueryOperator.Has && field.Type is FieldType.Number or FieldType.Duration or FieldType.Date or FieldType.Boolean)
        {
            return new QueryProblem($"{field.Label} holds no text that HAS could look through.", 0, $"field.{field.Name}:…", null);
        }

        var wrong = query.Values.Select(value => value.ToString()!).FirstOrDefault(value => field.Type switch
        {
            FieldType.Number or FieldType.Duration => Measure(field, value) is null,
            FieldType.Date => QueryDates.Read(value) is null && FieldReader.Read(field with { Min = null, Max = null }, value).Problem is not null,
            FieldType.Boolean => FieldReader.Read(field, value).Problem is not null,
            _ => isCompared && ShownWords.Number(value) is null,
        });
        return wrong is null ? null : FieldReader.Read(field, wrong).Problem is { } problem
            ? new QueryProblem(problem.Message, 0, problem.Valid ?? "", null)
            : new QueryProblem($"{field.Label} is compared by < and > with numbers only.", 0, "a number", null);
    }

    private static QueryProblem Unknown(string name, FieldSchema schema) => new(
        $"There is no field named \"{name}\".", 0, schema.Live.Count == 0 ? "no field: none is there yet" : "one of " + string.Join(", ", schema.Live.Take(20).Select(field => field.Name)), null);
}
