using Vitrine.Core.Search;
using Vitrine.Core.Tagging;

namespace Vitrine.Server.Search;

/// <summary>Conditions on how many of a thing there are, among the parts of a claim. There is one where nobody sees a second.</summary>
internal static class CountConditions
{
    /// <summary>The other parts, and all counts for which those on counts hold, 1…<see cref="SeenCounts.Most"/>; null where there is none on counts.</summary>
    public static (IReadOnlyList<Query> Others, IReadOnlyList<long>? Counts) Split(IReadOnlyList<Query> parts)
    {
        Query[] asked = [.. parts.Where(IsCount)];
        return asked.Length == 0
            ? (parts, null)
            : ([.. parts.Where(part => !IsCount(part))], [.. Enumerable.Range(1, SeenCounts.Most).Where(count => Counts(count, asked).Any(number => asked.All(part => Holds(part, number)))).Select(count => (long)count)]);
    }

    /// <summary>What a count may stand for: the highest one for all that are higher too, of which those tell that are asked for, and their neighbours.</summary>
    private static IEnumerable<decimal> Counts(int count, Query[] asked) => count < SeenCounts.Most ? [count]
        : asked.SelectMany(Numbers).SelectMany(number => new[] { number - 1, number, number + 1 }).Where(number => number > count).Prepend(count);

    private static IEnumerable<decimal> Numbers(Query part) => part switch
    {
        Query.Not not => Numbers(not.Operand),
        Query.Condition condition => condition.Values.OfType<QueryValue.Number>().Select(number => Math.Floor(number.Amount)),
        _ => [],
    };

    private static bool IsCount(Query part) => part switch
    {
        Query.Not not => IsCount(not.Operand),
        Query.Condition condition => condition.Field == SearchFields.TagCount,
        _ => false,
    };

    private static bool Holds(Query part, decimal count) => part switch
    {
        Query.Not not => !Holds(not.Operand, count),
        Query.Condition condition => Holds(condition.Operator, [.. condition.Values.OfType<QueryValue.Number>().Select(number => number.Amount)], count),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part.GetType().Name, "no condition on a count"),
    };

    private static bool Holds(QueryOperator how, decimal[] numbers, decimal count) => how switch
    {
        QueryOperator.Less => count < numbers[0],
        QueryOperator.AtMost => count <= numbers[0],
        QueryOperator.Greater => count > numbers[0],
        QueryOperator.AtLeast => count >= numbers[0],
        QueryOperator.Between => count >= numbers[0] && count <= numbers[1],
        _ => numbers.Contains(count),
    };
}
