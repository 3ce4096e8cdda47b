using System.Globalization;
using Vitrine.Core.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Conditions on dates, over a row <c>a</c> of the asset table.</summary>
internal sealed class TimeConditions(TimeProvider clock)
{
    /// <summary>Now, where the server is: what today and so long ago mean for times without a zone.</summary>
    public DateTime LocalNow => clock.GetLocalNow().DateTime;

    /// <summary>Local time as text; a partly known date lies where its known part begins.</summary>
    public Sql Taken(Query.Condition condition) => Of("a.taken_at", condition, LocalNow, Text);

    /// <summary>Days of UTC.</summary>
    public Sql Added(Query.Condition condition) => Of("a.created_at", condition, clock.GetUtcNow().UtcDateTime, time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), TimeSpan.Zero).ToUnixTimeMilliseconds());

    /// <summary>A time as dates are kept, as far as it says more than where its year, month or day begins.</summary>
    public static string Text(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture).Replace("-01-01T00:00:00", "", StringComparison.Ordinal)
        .Replace("-01T00:00:00", "", StringComparison.Ordinal).Replace("T00:00:00", "", StringComparison.Ordinal);

    private static Sql Of<T>(string column, Query.Condition condition, DateTime now, Func<DateTime, T> stored)
    {
        var name = new RawSql(column);
        if (condition.Operator == QueryOperator.Exists)
        {
            return Sql.Of($"{name} is not null");
        }

        Sql? any = null;
        foreach (var value in condition.Operator == QueryOperator.In ? condition.Values : [condition.Values[0]])
        {
            var (from, until) = QueryDates.Range(condition.Operator, condition.Operator == QueryOperator.Between ? condition.Values : [value], now);
            var one = (from, until) switch
            {
                (null, null) => Sql.Of($"{name} is not null"),
                // What has no date is outside, so that its negation is inside: a comparison with null would be neither.
                (null, { } to) => Sql.Of($"({name} is not null and {name} < {stored(to)})"),
                ({ } at, null) => Sql.Of($"({name} is not null and {name} >= {stored(at)})"),
                ({ } at, { } to) => Sql.Of($"({name} is not null and {name} >= {stored(at)} and {name} < {stored(to)})"),
            };
            any = any is null ? one : Sql.Of($"{any} or {one}");
        }

        return Sql.Of($"({any!})");
    }
}
