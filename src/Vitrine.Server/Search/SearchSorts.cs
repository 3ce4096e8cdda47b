using Vitrine.Contracts;
using Vitrine.Core.Search;

namespace Vitrine.Server.Search;

/// <summary>Orders as requests name them: one, or several with commas between them, each with - before it for the other direction.</summary>
internal static class SearchSorts
{
    /// <summary>More than this cannot all be different.</summary>
    private const int Most = 5;

    private const string Expected = "added, taken, name, size, kind, folder, day or month, with - for descending, several of them with commas; or relevance or collection";

    private static readonly SearchOrder[] OfTheirOwn = [SearchOrder.Relevance, SearchOrder.Collection];

    public static (SearchSort Sort, QueryProblem? Problem) Read(string? names, Query query)
    {
        var keys = new List<SearchSort>();
        foreach (var name in string.IsNullOrEmpty(names) ? [] : names.Split(',', Most + 1))
        {
            if (One(name) is not { } key)
            {
                return (default, new QueryProblem($"'{SearchFields.Shown(name)}' is no order", 0, Expected, null));
            }

            if (keys.All(known => known.Order != key.Order))
            {
                keys.Add(key);
            }
        }

        if (keys.Count > 1 && keys.Find(key => OfTheirOwn.Contains(key.Order)) is { Order: not SearchOrder.Added } alone)
        {
            return (default, new QueryProblem($"{alone.Order.ToString().ToLowerInvariant()} is an order of its own; it stands beside no other.", 0, Expected, null));
        }

        var sort = keys.Count == 0 ? SearchSort.Newest : keys[0] with { Then = keys[1..] };
        if (sort.Order != SearchOrder.Collection)
        {
            return (sort, null);
        }

        return CollectionOf(query) is { } collection
            ? (sort with { Collection = collection }, null)
            : (default, new QueryProblem("The order of a collection needs a query that asks for one collection.", 0, SearchFields.Collection.Example, null));
    }

    private static SearchSort? One(string name)
    {
        var descending = name.StartsWith('-');
        var letters = name.AsSpan(descending ? 1 : 0);
        var order = SearchOrder.Added;
        return letters.Length > 0 && !letters.ContainsAnyExceptInRange('a', 'z') && Enum.TryParse(letters, ignoreCase: true, out order)
            ? new SearchSort(order, descending || order == SearchOrder.Relevance)
            : null;
    }

    /// <summary>The one collection in which all results are; null where the query asks for none, or for several.</summary>
    private static string? CollectionOf(Query query) => query switch
    {
        Query.Condition { Field.Name: "collection", Text: { } collection } => collection,
        Query.And and => and.Operands.Select(CollectionOf).OfType<string>().ToArray() is [var one] ? one : null,
        _ => null,
    };
}
