using Vitrine.Contracts;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;

namespace Vitrine.Server.Search;

/// <summary>Orders as requests name them: one, or several with commas between them, each with - before it for the other direction.</summary>
internal static class SearchSorts
{
    /// <summary>What problems with an order say they are about.</summary>
    public const string At = "/sort";

    /// <summary>More than this tell nothing apart any more.</summary>
    private const int Most = 5;

    private const string FieldPrefix = "field.";

    private const string Expected = "added, taken, name, size, kind, folder, day, month, rating, width, height, megapixels, duration, format or field.NAME, with - for descending, several of them with commas; or relevance or collection";

    private static readonly SearchOrder[] OfTheirOwn = [SearchOrder.Relevance, SearchOrder.Collection];

    private static readonly string[] Names = [.. Enum.GetValues<SearchOrder>().Where(order => order != SearchOrder.Field).Select(order => order.ToString().ToLowerInvariant())];

    /// <param name="schema">The structured fields of the library.</param>
    public static (SearchSort Sort, QueryProblem? Problem) Read(string? names, Query query, FieldSchema schema)
    {
        var keys = new List<SearchSort>();
        foreach (var name in string.IsNullOrEmpty(names) ? [] : names.Split(',', Most + 1))
        {
            if (keys.Count == Most)
            {
                return (default, Wrong($"At most {Most} orders follow one another.", "fewer orders"));
            }

            var (key, problem) = One(name, schema);
            if (problem is not null)
            {
                return (default, problem);
            }

            if (keys.All(known => known.Order != key.Order || known.Field != key.Field))
            {
                keys.Add(key);
            }
        }

        if (keys.Count > 1 && keys.Find(key => OfTheirOwn.Contains(key.Order)) is { Order: not SearchOrder.Added } alone)
        {
            return (default, Wrong($"{alone.Order.ToString().ToLowerInvariant()} is an order of its own; it stands beside no other.", Expected));
        }

        var sort = keys.Count == 0 ? SearchSort.Newest : keys[0] with { Then = keys[1..] };
        if (sort.Order != SearchOrder.Collection)
        {
            return (sort, null);
        }

        return CollectionOf(query) is { } collection
            ? (sort with { Collection = collection }, null)
            : (default, Wrong("The order of a collection needs a query that asks for one collection.", SearchFields.Collection.Example));
    }

    /// <summary>Fields that results can be put in order by, as people read their labels. What has a comma in its name cannot stand in a list of orders.</summary>
    public static IReadOnlyList<Field> Fields(FieldSchema schema) =>
        [.. schema.Live.Where(field => Disorder(field) is null && !field.Name.Contains(',', StringComparison.Ordinal)).OrderBy(field => TextFold.Key(field.Label), StringComparer.Ordinal)];

    private static (SearchSort Key, QueryProblem? Problem) One(string name, FieldSchema schema)
    {
        var descending = name.StartsWith('-');
        var order = descending ? name[1..] : name;
        if (order.StartsWith(FieldPrefix, StringComparison.OrdinalIgnoreCase) && schema.Find(order[FieldPrefix.Length..]) is { } field)
        {
            return Disorder(field) is { } why
                ? (default, Wrong($"{field.Label} {why}: results have no order by it.", "a field of one text, number, duration, date or option"))
                : (new SearchSort(SearchOrder.Field, descending) { Field = field }, null);
        }

        if (Names.Contains(order, StringComparer.OrdinalIgnoreCase))
        {
            var known = Enum.Parse<SearchOrder>(order, ignoreCase: true);
            return (new SearchSort(known, descending || known == SearchOrder.Relevance), null);
        }

        var near = SearchFields.Nearest(order, [.. Names, .. schema.Live.Where(one => Disorder(one) is null).Select(one => FieldPrefix + one.Name)]);
        return (default, Wrong($"'{SearchFields.Shown(name)}' is no order", Expected) with { Suggestion = near is null ? null : (descending ? "-" : "") + near });
    }

    /// <summary>Why nothing is ordered by a field; null where it can be.</summary>
    private static string? Disorder(Field field) => field.Type switch
    {
        FieldType.MultiSelect => "holds several values side by side",
        FieldType.Location => "holds positions",
        FieldType.Asset => "refers to other assets",
        _ => null,
    };

    private static QueryProblem Wrong(string message, string expected) => new(message, 0, expected, null) { At = At };

    /// <summary>The one collection in which all results are; null where the query asks for none, or for several.</summary>
    private static string? CollectionOf(Query query) => query switch
    {
        Query.Condition { Field.Name: "collection", Text: { } collection } => collection,
        Query.And and => and.Operands.Select(CollectionOf).OfType<string>().ToArray() is [var one] ? one : null,
        _ => null,
    };
}
