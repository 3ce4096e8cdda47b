using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;

namespace Vitrine.Server.Search;

/// <summary>
/// Counts that a request asks for: those of the filters beside the library. What an asset has one of is counted as if the query did not ask for it, so that the siblings of a
/// chosen value keep their counts.
/// </summary>
internal sealed class AnsweredFacets(FacetCounts counts, FieldFacets values)
{
    private const int MostFacets = 20;
    private const int MostValues = 100;
    private const string FieldPrefix = "field.";

    /// <summary>Where problems with the names are, as a pointer into the request.</summary>
    private const string At = "/facets";

    /// <summary>Those that every library has, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Names { get; } = ["tag", "kind", "taken", "camera", "country", "town", "collection"];

    /// <summary>What is wrong with the names that a request gives.</summary>
    public QueryProblem? Trouble(Principal principal, IReadOnlyList<string>? names)
    {
        string[] known = [.. Names, .. values.Counted(principal).Select(field => FieldPrefix + field.Name)];
        return names is null ? null
            : names.Count > MostFacets ? new QueryProblem($"At most {MostFacets} facets.", 0, "fewer facets", null) { At = At }
            : names.Where(name => name is null || !known.Contains(name, StringComparer.OrdinalIgnoreCase)).Select(name => name ?? "null").FirstOrDefault() is { } unknown
                ? new QueryProblem($"'{SearchFields.Shown(unknown)}' is not counted.", 0, "one of " + string.Join(", ", known.Take(40)), SearchFields.Nearest(unknown, known)) { At = At }
            : null;
    }

    /// <param name="names">Of which <see cref="Trouble"/> found nothing wrong.</param>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<FacetValue>>> CountAsync(
        Principal principal, Query query, bool together, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, IReadOnlyList<FacetValue>>(StringComparer.Ordinal);
        IReadOnlyList<FieldFacet>? byField = null;
        var whole = await counts.OfAsync(principal, query, together, cancellationToken);
        foreach (var name in names.Select(name => name.ToLowerInvariant()).Distinct(StringComparer.Ordinal))
        {
            var others = await counts.OfAsync(principal, Without(query, name), together, cancellationToken);
            var each = name switch
            {
                "tag" => await counts.TagsAsync(whole, MostValues, cancellationToken),
                "kind" => await counts.KindsAsync(others, cancellationToken),
                "taken" => await counts.YearsAsync(others, cancellationToken),
                "camera" => await counts.CamerasAsync(others, MostValues, cancellationToken),
                "country" => await counts.CountriesAsync(others, MostValues, cancellationToken),
                "town" => await counts.TownsAsync(others, MostValues, cancellationToken),
                "collection" => await counts.CollectionsAsync(whole, MostValues, cancellationToken),
                _ => (byField ??= await values.CountAsync(principal, whole, cancellationToken))
                    .FirstOrDefault(one => (FieldPrefix + one.Field.Name).Equals(name, StringComparison.OrdinalIgnoreCase))?.Values ?? [],
            };
            found[name] = [.. each.Select(one => new FacetValue(one.Value, one.Assets))];
        }

        return found;
    }

    /// <summary>The query without what it asks of a field beside everything else.</summary>
    private static Query Without(Query query, string field) => query switch
    {
        Query.Condition condition when condition.Field.Name == field => new Query.All(),
        Query.And and => and.Operands.Where(operand => operand is not Query.Condition condition || condition.Field.Name != field).ToList() switch
        {
            [] => new Query.All(),
            [var one] => one,
            var several => new Query.And(several),
        },
        _ => query,
    };
}
