using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Fields;

namespace Vitrine.Server.Search;

/// <summary>What a condition asks of one value of a structured field, whoever then looks: the database or the index. The cases are closed.</summary>
internal abstract record ValueTest
{
    private ValueTest()
    {
    }

    /// <summary>Any value at all.</summary>
    public sealed record Any : ValueTest;

    /// <summary>One of these words, as values are kept.</summary>
    public sealed record OneOf(IReadOnlyList<string> Words) : ValueTest;

    /// <summary>A word that begins so.</summary>
    public sealed record Beginning(string Word) : ValueTest;

    /// <summary>All of these stand in it, each perhaps as a part of a longer word.</summary>
    public sealed record Containing(IReadOnlyCollection<string> Terms) : ValueTest;

    /// <summary>A number between these; null = open.</summary>
    public sealed record Number(double? From, double? Until, bool FromIncluded, bool UntilIncluded) : ValueTest;

    /// <summary>A word at or after the first and before the second; null = open.</summary>
    public sealed record Between(string? From, string? Until) : ValueTest;

    /// <summary>What a condition asks: one of these will do; none: nothing does.</summary>
    public static IReadOnlyList<ValueTest> Of(Field field, Query.Condition query, DateTime now)
    {
        if (query.Operator == QueryOperator.Exists)
        {
            return [new Any()];
        }

        string[] values = [.. query.Values.Select(value => value.ToString()!)];
        return query.Operator == QueryOperator.Between
            ? Of(field, QueryOperator.AtLeast, values[0], now) is { } from && Of(field, QueryOperator.AtMost, values[1], now) is { } to && Both(from, to) is { } both ? [both] : []
            : [.. values.Select(value => Of(field, query.Operator, value, now)).OfType<ValueTest>()];
    }

    private static ValueTest? Of(Field field, QueryOperator how, string text, DateTime now) => field.Type switch
    {
        FieldType.Number or FieldType.Duration => Measure(field, text) is { } number ? Compared(how, number) : null,
        FieldType.Date => QueryDates.Read(text) is { } date ? Dated(date, how, now) : FieldReader.Read(field, text).Values is [var known] ? new OneOf([ShownWords.Of(known)]) : null,
        FieldType.Boolean => FieldReader.Read(field, text).Values is [var flag] ? new OneOf([ShownWords.Of(flag)]) : null,
        _ when how == QueryOperator.Has => SearchTerms.Of(text) is { Count: > 0 } terms ? new Containing(terms) : null,
        _ when how is not (QueryOperator.Is or QueryOperator.In) => ShownWords.Number(text) is { } number ? Compared(how, number) : null,
        _ when field.Options.Match(text).Count > 0 => Chosen(field, text),
        _ when text.Length > 0 && text[^1] == '*' => new Beginning(TextFold.Key(text[..^1])),
        _ when field.Type.HasOptions => Chosen(field, text),
        _ => new OneOf([ShownWords.Cut(TextFold.Key(text))]),
    };

    /// <summary>What a field says of a number without asking for its bounds.</summary>
    public static double? Measure(Field field, string text) =>
        FieldReader.Read(field with { Min = null, Max = null }, text).Values is [ClaimValue.Number number] ? (double)number.Amount : null;

    /// <summary>The option, in a tree with those below it; a word that is no option any more may still be a value.</summary>
    private static OneOf Chosen(Field field, string text) => new(
        [.. field.Options.Match(text).SelectMany(option => field.Options.Below(option.Value)).Append(text).Select(word => ShownWords.Cut(TextFold.Key(word))).Distinct()]);

    private static Number Compared(QueryOperator how, double number) => how switch
    {
        QueryOperator.Less => new Number(null, number, false, false),
        QueryOperator.AtMost => new Number(null, number, false, true),
        QueryOperator.Greater => new Number(number, null, false, false),
        QueryOperator.AtLeast => new Number(number, null, true, false),
        _ => new Number(number, number, true, true),
    };

    private static ValueTest Dated(QueryValue date, QueryOperator how, DateTime now)
    {
        var (from, until) = QueryDates.Range(how, [date], now);
        return from is null && until is null ? new Any() : new Between(from is { } at ? TimeConditions.Text(at) : null, until is { } to ? TimeConditions.Text(to) : null);
    }

    /// <summary>Of two that ask for a beginning and an end the span between them; of a word that is no date only itself can be both.</summary>
    private static ValueTest? Both(ValueTest from, ValueTest to) => (from, to) switch
    {
        (Number a, Number b) => new Number(a.From, b.Until, a.FromIncluded, b.UntilIncluded),
        (Between a, Between b) => new Between(a.From, b.Until),
        (Any, var b) => b,
        (var a, Any) => a,
        (OneOf a, OneOf b) => new OneOf([.. a.Words.Intersect(b.Words, StringComparer.Ordinal)]),
        (OneOf a, Between b) => Within(a, b),
        (Between a, OneOf b) => Within(b, a),
        _ => null,
    };

    private static OneOf Within(OneOf words, Between span) =>
        new([.. words.Words.Where(word => (span.From is null || string.CompareOrdinal(word, span.From) >= 0) && (span.Until is null || string.CompareOrdinal(word, span.Until) < 0))]);
}
