using System.Globalization;
using Vitrine.Core.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Comparisons of a column of numbers.</summary>
internal static class NumberConditions
{
    /// <param name="column">A column or an expression; a row in which it is null is not met.</param>
    /// <param name="scale">How many of the column's units are one of the query's.</param>
    public static Sql Of(RawSql column, Query.Condition condition, double scale = 1)
    {
        double[] numbers = [.. condition.Values.Select(value => Number(value) * scale)];
        return condition.Operator switch
        {
            QueryOperator.Exists => Sql.Of($"{column} is not null"),
            QueryOperator.Less => Sql.Of($"({column} is not null and {column} < {numbers[0]})"),
            QueryOperator.AtMost => Sql.Of($"({column} is not null and {column} <= {numbers[0]})"),
            QueryOperator.Greater => Sql.Of($"({column} is not null and {column} > {numbers[0]})"),
            QueryOperator.AtLeast => Sql.Of($"({column} is not null and {column} >= {numbers[0]})"),
            QueryOperator.Between => Sql.Of($"({column} is not null and {column} between {numbers[0]} and {numbers[1]})"),
            _ => Sql.Of($"({column} is not null and {SqlConditions.Any(numbers, number => Sql.Of($"{column} = {number}"))})"),
        };
    }

    /// <summary>A value in the units of its column.</summary>
    public static double Number(QueryValue value) => value switch
    {
        QueryValue.Number number => (double)number.Amount,
        QueryValue.Size size => size.Bytes,
        QueryValue.Duration duration => duration.Milliseconds,
        _ => throw new ArgumentOutOfRangeException(nameof(value), string.Create(CultureInfo.InvariantCulture, $"{value.GetType().Name}"), "no number"),
    };
}
