using Vitrine.Core.Search;

namespace Vitrine.Server.Search.Facets;

/// <summary>A value of a facet that is not counted yet.</summary>
/// <param name="Value">As the answer names it.</param>
/// <param name="Query">What finds the assets that have it.</param>
internal sealed record FacetOption(string Value, Query Query)
{
    /// <summary>Of a span of numbers where it begins; null where it is open, and of what is no number.</summary>
    public double? From { get; init; }

    /// <summary>Of a span of numbers what it ends before; null likewise.</summary>
    public double? Until { get; init; }

    /// <summary>A value of a field that is asked for as it stands there.</summary>
    public static FacetOption Of(SearchField field, string value, QueryValue asked) => new(value, new Query.Condition(field, asked));

    /// <summary>The spans between bounds.</summary>
    /// <param name="asked">What a bound is in a query, and as a number in the unit that answers have.</param>
    /// <param name="isOpen">Whether what is below the first and above the last bound counts too.</param>
    /// <param name="join">Makes one query of the one or two conditions of a span.</param>
    public static IReadOnlyList<FacetOption> Spans(
        SearchField field, string name, IReadOnlyList<decimal> bounds, Func<decimal, QueryValue> asked, bool isOpen, Func<IReadOnlyList<Query>, Query>? join = null)
    {
        var options = new List<FacetOption>();
        for (var i = isOpen ? -1 : 0; i < (isOpen ? bounds.Count : bounds.Count - 1); i++)
        {
            decimal? from = i >= 0 ? bounds[i] : null, until = i + 1 < bounds.Count ? bounds[i + 1] : null;
            var conditions = new List<Query>();
            if (from is { } begin)
            {
                conditions.Add(new Query.Condition(field, QueryOperator.AtLeast, [asked(begin)]) { Name = name });
            }

            if (until is { } end)
            {
                conditions.Add(new Query.Condition(field, QueryOperator.Less, [asked(end)]) { Name = name });
            }

            options.Add(new FacetOption($"{(from is { } first ? asked(first) : null)}..{(until is { } last ? asked(last) : null)}", (join ?? All)(conditions)) { From = (double?)from, Until = (double?)until });
        }

        return options;
    }

    private static Query All(IReadOnlyList<Query> conditions) => conditions.Count == 1 ? conditions[0] : new Query.And(conditions);
}
