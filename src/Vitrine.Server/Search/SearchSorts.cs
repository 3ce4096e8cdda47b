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

    private static readonly QuerySentence Expected = new(SearchSentences.Orders);

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
                return (default, Wrong(new(SearchSentences.TooManyOrders, Most), new(SearchSentences.FewerOrders)));
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
            return (default, Wrong(new(SearchSentences.OrderOfItsOwn, alone.Order.ToString().ToLowerInvariant()), Expected));
        }

        var sort = keys.Count == 0 ? SearchSort.Newest : keys[0] with { Then = keys[1..] };
        if (sort.Order != SearchOrder.Collection)
        {
            return (sort, null);
        }

        return CollectionOf(query) is { } collection
            ? (sort with { Collection = collection }, null)
            : (default, Wrong(new(SearchSentences.OrderOfOneCollection), QuerySentence.Verbatim(SearchFields.Collection.Example)));
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
                ? (default, Wrong(new(why, field.Label), new(SearchSentences.OrderedFields)))
                : (new SearchSort(SearchOrder.Field, descending) { Field = field }, null);
        }

        if (Names.Contains(order, StringComparer.OrdinalIgnoreCase))
        {
            var known = Enum.Parse<SearchOrder>(order, ignoreCase: true);
            return (new SearchSort(known, descending || known == SearchOrder.Relevance), null);
        }

        var near = SearchFields.Nearest(order, [.. Names, .. schema.Live.Where(one => Disorder(one) is null).Select(one => FieldPrefix + one.Name)]);
        return (default, Wrong(new(SearchSentences.NoOrder, SearchFields.Shown(name)), Expected) with { Suggestion = near is null ? null : (descending ? "-" : "") + near });
    }

    /// <summary>Why nothing is ordered by a field; null where it can be.</summary>
    private static string? Disorder(Field field) => field.Type switch
    {
        FieldType.MultiSelect => SearchSentences.SeveralValues,
        FieldType.Location => SearchSentences.Positions,
        FieldType.Asset => SearchSentences.OtherAssets,
        _ => null,
    };

    private static QueryProblem Wrong(QuerySentence sentence, QuerySentence expected) => QueryProblems.Of(sentence, 0, expected) with { At = At };

    /// <summary>The one collection in which all results are; null where the query asks for none, or for several.</summary>
    private static string? CollectionOf(Query query) => query switch
    {
        Query.Condition { Field.Name: "collection", Text: { } collection } => collection,
        Query.And and => and.Operands.Select(CollectionOf).OfType<string>().ToArray() is [var one] ? one : null,
        _ => null,
    };
}
