using Vitrine.Core.Colours;
using Vitrine.Core.Search;

namespace Vitrine.Server.Search.Facets;

/// <summary>What fields can be counted by whose values are known before anything is looked at: options, yes or no, ratings, and the spans of a histogram of measures.</summary>
internal static class KnownOptions
{
    private const decimal Kilo = 1_000, Mega = Kilo * 1_000, Giga = Mega * 1_000, Minute = 60, Hour = 3_600;

    private static readonly decimal[] Pixels = [640, 1280, 1920, 2560, 3840, 5120, 7680];
    private static readonly decimal[] Tens = [10, 20, 30, 40, 50, 60, 70, 80, 90];

    /// <summary>Where spans begin, in bytes, pixels, millions of them, seconds and percent.</summary>
    private static readonly Dictionary<string, decimal[]> Bounds = new(StringComparer.Ordinal)
    {
        ["size"] = [100 * Kilo, Mega, 2 * Mega, 5 * Mega, 10 * Mega, 20 * Mega, 50 * Mega, 100 * Mega, Giga, 10 * Giga],
        ["width"] = Pixels,
        ["height"] = Pixels,
        ["megapixels"] = [0.5m, 1, 2, 5, 10, 20, 50, 100],
        ["duration"] = [5, 10, 30, Minute, 2 * Minute, 5 * Minute, 10 * Minute, 30 * Minute, Hour, 2 * Hour],
        ["tag.confidence"] = Tens,
        ["person.confidence"] = Tens,
        ["tag.count"] = [2, 3, 4, 5, 10],
    };

    /// <summary>In the order in which they are shown; null where a field is not counted so.</summary>
    public static IReadOnlyList<FacetOption>? Of(SearchField field) => field.Name switch
    {
        "kind" or "type" => null,
        "colour" => [.. ColourSwatches.All.Select(one => FacetOption.Of(field, one.Hex, new QueryValue.Colour(one.Hex)))],
        "rating" => [.. Enumerable.Range(-1, 7).Reverse().Select(stars => Numbered(field, stars))],
        "pick" => [.. Enumerable.Range(-1, 3).Reverse().Select(pick => Numbered(field, pick))],

        // Whether there are duplicates is found by comparing pictures, which may take a while: what counts does not wait for that.
        "is" => [.. Chosen(field).Where(option => option.Value != SearchFields.Duplicate)],
        _ when Bounds.TryGetValue(field.Name, out var bounds) => FacetOption.Spans(field, "", bounds, amount => Measure(field, amount), isOpen: true, OneClaim(field)),
        _ => field.Type switch
        {
            SearchFieldType.Choice => Chosen(field),
            SearchFieldType.Flag => [.. ((bool[])[true, false]).Select(flag => FacetOption.Of(field, flag ? "true" : "false", new QueryValue.Flag(flag)))],
            _ => null,
        },
    };

    private static IReadOnlyList<FacetOption> Chosen(SearchField field) => [.. field.Options.Select(option => FacetOption.Of(field, option, new QueryValue.Choice(option)))];

    private static FacetOption Numbered(SearchField field, int number) => FacetOption.Of(field, number.ToString(System.Globalization.CultureInfo.InvariantCulture), new QueryValue.Number(number));

    private static QueryValue Measure(SearchField field, decimal amount) => field.Type switch
    {
        SearchFieldType.Size => new QueryValue.Size((long)amount),
        SearchFieldType.Duration => new QueryValue.Duration((long)(amount * 1_000)),
        _ => new QueryValue.Number(amount),
    };

    /// <summary>Both ends of a span are those of one and the same claim: null where a field is no part of one.</summary>
    private static Func<IReadOnlyList<Query>, Query>? OneClaim(SearchField field) =>
        ((SearchField[])[SearchFields.Tag, SearchFields.Person]).FirstOrDefault(claim => SearchFields.PartsOf(claim).Contains(field)) is { } of ? conditions => new Query.OneClaim(of, null, conditions) : null;
}
