using System.Globalization;
using Vitrine.Contracts;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Fields;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Conditions on the values of structured fields, over a row <c>a</c> of the asset table.</summary>
internal sealed class FieldConditions(Dialect dialect, FieldSchema schema)
{
    private static readonly Sql Never = Sql.Of($"1 = 0");

    /// <summary>What is wrong with the conditions on fields in a query; null where nothing is.</summary>
    public static QueryProblem? Trouble(Query query, FieldSchema schema) => query switch
    {
        Query.And and => and.Operands.Select(one => Trouble(one, schema)).FirstOrDefault(one => one is not null),
        Query.Or or => or.Operands.Select(one => Trouble(one, schema)).FirstOrDefault(one => one is not null),
        Query.Not not => Trouble(not.Operand, schema),
        Query.FieldExists { Field.Name: "field" } exists => schema.Find(exists.Name) is null ? Unknown(exists.Name, schema) : null,
        Query.FieldValue { Field.Name: "field" } value => schema.Find(value.Name) is not { } field ? Unknown(value.Name, schema) : Wrong(field, value),
        _ => null,
    };

    /// <summary>Assets that show any value of a field.</summary>
    public Sql Exists(Query.FieldExists query) => schema.Find(query.Name) is { } field ? Has(field, Sql.Of($"1 = 1")) : Never;

    public Sql Of(Query.FieldValue query)
    {
        if (schema.Find(query.Name) is not { } field)
        {
            return Never;
        }

        Sql? any = null;
        foreach (var value in query.Values)
        {
            if (One(field, query.Comparison, value) is { } one)
            {
                any = any is null ? one : Sql.Of($"{any} or {one}");
            }
        }

        return any is null ? Never : Has(field, any);
    }

    /// <summary>Assets that show a value of a field for which a condition on the row <c>s</c> holds.</summary>
    internal static Sql Has(Field field, Sql condition, bool accepted = false)
    {
        var state = accepted ? Sql.Of($" and s.state = {ClaimState.Accepted}") : Sql.Of($"");
        return Sql.Of($"exists (select 1 from shown_value s where s.asset_key = a.key and s.attribute_key = (select key from attribute where name = {field.Attribute.Name}) and ({condition}){state})");
    }

    private Sql? One(Field field, Comparison comparison, string text) => field.Type switch
    {
        FieldType.Number or FieldType.Duration => Measure(field, text) is { } number ? Compared(comparison, number) : null,
        FieldType.Date => DateSpan.TryParse(text, out var span) ? Dated(span, comparison) : FieldReader.Read(field, text).Values is [var date] ? Sql.Of($"s.word = {ShownWords.Of(date)}") : null,
        FieldType.Boolean => FieldReader.Read(field, text).Values is [var flag] ? Sql.Of($"s.word = {ShownWords.Of(flag)}") : null,
        _ when comparison != Comparison.Is => ShownWords.Number(text) is { } number ? Compared(comparison, number) : null,
        _ when text.Length > 0 && text[^1] == '*' => Starting(TextFold.Key(text[..^1])),
        _ when field.Type.HasOptions => Chosen(field, text),
        _ => Sql.Of($"s.word = {ShownWords.Cut(TextFold.Key(text))}"),
    };

    /// <summary>The option, in a tree with those below it; a word that is no option any more may still be a value.</summary>
    private Sql Chosen(Field field, string text)
    {
        string[] words = [.. field.Options.Match(text).SelectMany(option => field.Options.Below(option.Value)).Append(text).Select(word => ShownWords.Cut(TextFold.Key(word))).Distinct()];
        return dialect.AnyOf(new RawSql("s.word"), words);
    }

    private static Sql Starting(string word) => Sql.Of($"(s.word >= {word} and s.word < {word + "\U0010FFFF"})");

    private static Sql Compared(Comparison comparison, double number) => comparison switch
    {
        Comparison.Less => Sql.Of($"s.number < {number}"),
        Comparison.AtMost => Sql.Of($"s.number <= {number}"),
        Comparison.Greater => Sql.Of($"s.number > {number}"),
        Comparison.AtLeast => Sql.Of($"s.number >= {number}"),
        _ => Sql.Of($"s.number = {number}"),
    };

    private static Sql Dated(DateSpan span, Comparison comparison)
    {
        var (from, until) = span.Range(comparison);
        var (low, high) = (Known(from), Known(until));
        return (low, high) switch
        {
            (null, null) => Sql.Of($"1 = 1"),
            (null, _) => Sql.Of($"s.word < {high}"),
            (_, null) => Sql.Of($"s.word >= {low}"),
            _ => Sql.Of($"(s.word >= {low} and s.word < {high})"),
        };

        static string? Known(DateTime? time) => time?.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture).Replace("-01-01T00:00:00", "", StringComparison.Ordinal)
            .Replace("-01T00:00:00", "", StringComparison.Ordinal).Replace("T00:00:00", "", StringComparison.Ordinal);
    }

    /// <summary>What a field says of a number without asking for its bounds.</summary>
    private static double? Measure(Field field, string text) =>
        FieldReader.Read(field with { Min = null, Max = null }, text).Values is [ClaimValue.Number number] ? (double)number.Amount : null;

    private static QueryProblem? Wrong(Field field, Query.FieldValue query)
    {
        var wrong = query.Values.FirstOrDefault(value => field.Type switch
        {
            FieldType.Number or FieldType.Duration => Measure(field, value) is null,
            FieldType.Date => !DateSpan.TryParse(value, out _) && FieldReader.Read(field with { Min = null, Max = null }, value).Problem is not null,
            FieldType.Boolean => FieldReader.Read(field, value).Problem is not null,
            _ => query.Comparison != Comparison.Is && ShownWords.Number(value) is null,
        });
        return wrong is null ? null : FieldReader.Read(field, wrong).Problem is { } problem
            ? new QueryProblem(problem.Message, 0, problem.Valid ?? "", null)
            : new QueryProblem($"{field.Label} is compared by < and > with numbers only.", 0, "a number", null);
    }

    private static QueryProblem Unknown(string name, FieldSchema schema) => new(
        $"There is no field named \"{name}\".", 0, schema.Live.Count == 0 ? "no field: none is there yet" : "one of " + string.Join(", ", schema.Live.Take(20).Select(field => field.Name)), null);
}
