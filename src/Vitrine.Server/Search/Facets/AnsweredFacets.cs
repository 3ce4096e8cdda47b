using Vitrine.Contracts;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search.Embedded;

namespace Vitrine.Server.Search.Facets;

/// <summary>
/// Counts that a request asks for, of any field that has values to tell results apart. What an asset has one of is counted as if the query did not ask for it, so that the siblings of a chosen value
/// keep their counts.
/// </summary>
internal sealed class AnsweredFacets(FacetCounts counts, ListedValues listed, FieldFacets values, EmbeddedTagNames tags)
{
    private const int MostFacets = 20;
    private const int MostValues = 100;
    private const string ByMonth = ".month";

    /// <summary>Where problems with the names are, as a pointer into the request.</summary>
    private const string At = "/facets";

    private static readonly string FieldPrefix = SearchFields.Value.Name + ".", EmbeddedPrefix = SearchFields.Embedded.Name + ".";

    /// <summary>Fields whose values are listed, by what results have.</summary>
    private static readonly string[] Listed =
        ["tag", "person", "kind", "taken", "taken" + ByMonth, "added", "added" + ByMonth, "camera", "country", "town", "collection", "folder", "format", "problem", "analyzed"];

    /// <summary>Of these an asset may have several values: what one is chosen of still counts beside the others.</summary>
    private static readonly string[] OfSeveral = ["tag", "person", "collection", "problem", "analyzed", "is", "colour", "embedded"];

    /// <summary>Those that every library has, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Listed, .. SearchFields.All.Where(field => KnownOptions.Of(field) is not null).Select(field => field.Name)];

    /// <summary>What is wrong with the names that a request gives.</summary>
    public async Task<QueryProblem?> TroubleAsync(Principal principal, IReadOnlyList<string>? names, CancellationToken cancellationToken)
    {
        if (names is null)
        {
            return null;
        }

        if (names.Count > MostFacets)
        {
            return new QueryProblem($"At most {MostFacets} facets.", 0, "fewer facets", null) { At = At };
        }

        string[] known = [.. Names, .. values.Counted(principal).Select(field => FieldPrefix + field.Name)];
        if (names.Where(name => name is null || (EmbeddedName(name) is null && !known.Contains(name, StringComparer.OrdinalIgnoreCase))).Select(name => name ?? "null").FirstOrDefault() is { } unknown)
        {
            return new QueryProblem($"'{SearchFields.Shown(unknown)}' is not counted.", 0, $"one of {string.Join(", ", known.Take(60))}, {EmbeddedPrefix}NAME", SearchFields.Nearest(unknown, known)) { At = At };
        }

        foreach (var name in names.Select(EmbeddedName).OfType<string>())
        {
            var asked = new Query.Condition(SearchFields.Embedded, QueryOperator.Exists, []) { Name = name };
            if (await tags.TroubleAsync(principal.LibraryKey, QueryPrinter.Print(asked), asked, cancellationToken) is { } trouble)
            {
                return trouble with { Position = 0, Length = 0, At = At };
            }
        }

        return null;
    }

    /// <param name="kept">How many of the first operands of the query are no choices: see <see cref="FacetQuery.Without"/>.</param>
    /// <param name="names">Of which <see cref="TroubleAsync"/> found nothing wrong.</param>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<FacetValue>>> CountAsync(
        Principal principal, Query query, int kept, bool together, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, IReadOnlyList<FacetValue>>(StringComparer.Ordinal);
        var whole = await counts.OfAsync(principal, query, together, cancellationToken);
        foreach (var name in names.DistinctBy(name => name.ToLowerInvariant(), StringComparer.Ordinal))
        {
            // An embedded tag is called as it was asked for: its name is no word of ours.
            var called = EmbeddedName(name) is null ? name.ToLowerInvariant() : name;
            var own = called.StartsWith(FieldPrefix, StringComparison.Ordinal) ? values.Counted(principal).First(field => field.Name.Equals(called[FieldPrefix.Length..], StringComparison.OrdinalIgnoreCase)) : null;
            var field = own is not null ? SearchFields.Value : SearchFields.Find(called.EndsWith(ByMonth, StringComparison.Ordinal) ? called[..^ByMonth.Length] : called);
            var isAlone = field is not null && !OfSeveral.Contains(field.Name.Split('.')[0]) && own?.Type.IsSet != true;
            var counted = isAlone && FacetQuery.Without(query, field!, own?.Name ?? "", kept) is { } others ? await counts.OfAsync(principal, others, together, cancellationToken) : whole;
            var each = own is not null ? await values.ValuesAsync(counted, own, MostValues, cancellationToken) : await OneAsync(counted, called, cancellationToken);
            found[name] = [.. each.Select(one => Answered(one, own is null ? field?.Name : FieldPrefix + own.Name))];
        }

        return found;
    }

    private Task<IReadOnlyList<FacetCount>> OneAsync(CountedResults counted, string name, CancellationToken cancellationToken) => name switch
    {
        "tag" => counts.TagsAsync(counted, MostValues, cancellationToken),
        "person" => listed.PeopleAsync(counted, MostValues, cancellationToken),
        "kind" => counts.KindsAsync(counted, cancellationToken),
        "taken" => counts.YearsAsync(counted, cancellationToken),
        "taken" + ByMonth => counts.TakenMonthsAsync(counted, cancellationToken),
        "added" => counts.AddedAsync(counted, byMonth: false, cancellationToken),
        "added" + ByMonth => counts.AddedAsync(counted, byMonth: true, cancellationToken),
        "camera" => counts.CamerasAsync(counted, MostValues, cancellationToken),
        "country" => counts.CountriesAsync(counted, MostValues, cancellationToken),
        "town" => counts.TownsAsync(counted, MostValues, cancellationToken),
        "collection" => counts.CollectionsAsync(counted, MostValues, cancellationToken),
        "folder" => listed.FoldersAsync(counted, MostValues, cancellationToken),
        "format" => listed.FormatsAsync(counted, MostValues, cancellationToken),
        "problem" => listed.ProblemsAsync(counted, MostValues, cancellationToken),
        "analyzed" => listed.StepsAsync(counted, MostValues, cancellationToken),
        _ when EmbeddedName(name) is { } tag => listed.EmbeddedAsync(counted, tag, MostValues, cancellationToken),
        _ => counts.EachAsync(counted, KnownOptions.Of(SearchFields.Find(name)!)!, cancellationToken),
    };

    /// <param name="field">What asks for the value as it stands; null where the count says itself what was counted.</param>
    private static FacetValue Answered(FacetCount one, string? field) => new(one.Value, one.Assets)
    {
        Query = one.Option is { } option ? QueryPrinter.Print(option.Query) : FacetQuery.Of(field!, one.Value),
        From = one.Option?.From,
        Until = one.Option?.Until,
    };

    /// <summary>The name of the embedded tag that a facet counts; null where it counts something else.</summary>
    private static string? EmbeddedName(string? facet) =>
        facet is not null && facet.StartsWith(EmbeddedPrefix, StringComparison.OrdinalIgnoreCase) && facet.Length > EmbeddedPrefix.Length ? facet[EmbeddedPrefix.Length..].Trim('"') : null;
}
