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
    public Sql Taken(Query.Condition condition) => condition.Operator == QueryOperator.Exists ? Sql.Of($"a.taken_at is not null") : Of("a.taken_at", TakenIn(condition));

    /// <summary>The spans of such texts that a condition means, of which any will do: from included, until excluded, null = open.</summary>
    public IEnumerable<(string? From, string? Until)> TakenIn(Query.Condition condition) => Spans(condition, LocalNow).Select(span => (Text(span.From), Text(span.Until)));

    /// <summary>Days of UTC.</summary>
    public Sql Added(Query.Condition condition) => Of("a.created_at", AddedIn(condition));

    /// <summary>As <see cref="TakenIn"/>, in milliseconds since 1970.</summary>
    public IEnumerable<(long? From, long? Until)> AddedIn(Query.Condition condition)
    {
        return Spans(condition, clock.GetUtcNow().UtcDateTime).Select(span => (Milliseconds(span.From), Milliseconds(span.Until)));

        static long? Milliseconds(DateTime? time) => time is { } said ? new DateTimeOffset(DateTime.SpecifyKind(said, DateTimeKind.Unspecified), TimeSpan.Zero).ToUnixTimeMilliseconds() : null;
    }

    /// <summary>A time as dates are kept, as far as it says more than where its year, month or day begins.</summary>
    public static string Text(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture).Replace("-01-01T00:00:00", "", StringComparison.Ordinal)
        .Replace("-01T00:00:00", "", StringComparison.Ordinal).Replace("T00:00:00", "", StringComparison.Ordinal);

    private static string? Text(DateTime? time) => time is { } said ? Text(said) : null;

    private static IEnumerable<(DateTime? From, DateTime? Until)> Spans(Query.Condition condition, DateTime now) => condition.Operator == QueryOperator.In
        ? condition.Values.Select(value => QueryDates.Range(condition.Operator, [value], now))
        : [QueryDates.Range(condition.Operator, condition.Values, now)];

    private static Sql Of<T>(string column, IEnumerable<(T? From, T? Until)> spans)
    {
        var name = new RawSql(column);

        // What has no date is outside, so that its negation is inside: a comparison with null would be neither.
        return SqlConditions.Any(spans.ToList(), span => span switch
        {
            (null, null) => Sql.Of($"{name} is not null"),
            (null, { } until) => Sql.Of($"{name} is not null and {name} < {until}"),
            ({ } from, null) => Sql.Of($"{name} is not null and {name} >= {from}"),
            ({ } from, { } until) => Sql.Of($"{name} is not null and {name} >= {from} and {name} < {until}"),
        });
    }
}
