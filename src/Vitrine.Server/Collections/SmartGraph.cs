using Vitrine.Core.Search;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;

namespace Vitrine.Server.Collections;

/// <summary>Which smart collections of a library ask for which others. None asks for itself, on whatever way, and none grows beyond what a query may be.</summary>
internal static class SmartGraph
{
    /// <summary>Finds nothing.</summary>
    private static readonly Query Nothing = new Query.Not(new Query.All());

    /// <summary>A query in which conditions on smart collections are also what these ask for. One that cannot be read finds nothing, and neither does one inside itself.</summary>
    /// <param name="isReadable">Whether the query of a collection can be answered: its fields may be gone.</param>
    public static Query Expand(Query query, IReadOnlyList<SmartCollection> all, Func<SmartCollection, bool> isReadable) => all.Count == 0 ? query : Expand(query, all, isReadable, []);

    /// <summary>Why a library cannot have these smart collections, one of which was changed just now; null where it can.</summary>
    public static QuerySentence? Trouble(SmartCollection changed, IReadOnlyList<SmartCollection> all)
    {
        if (Way(changed, changed, all, []) is { } way)
        {
            return way.Count == 1
                ? new(RefusalSentences.InItself, changed.Name)
                : new(RefusalSentences.InItselfByOthers, changed.Name, way.Skip(1).Append(changed).Select(one => (object)one.Name).Aggregate((one, next) => new QuerySentence(RefusalSentences.WhichAsksFor, one, next)));
        }

        foreach (var one in all.Where(one => one.Key == changed.Key || Way(one, changed, all, []) is not null))
        {
            if (one.Query is { } query && QuerySize.Of(Expand(query, all, _ => true)) > QuerySize.Most)
            {
                return new(RefusalSentences.TooLargeTogether, one.Name, QuerySize.Most);
            }
        }

        return null;
    }

    private static Query Expand(Query query, IReadOnlyList<SmartCollection> all, Func<SmartCollection, bool> isReadable, IReadOnlyList<long> inside) => QueryTree.Map(query, leaf =>
        leaf is Query.Condition condition && Named(condition, all) is { Count: > 0 } named
            ? new Query.Or([condition, .. named.Select(one => one.Query is { } asked && !inside.Contains(one.Key) && isReadable(one) ? Expand(asked, all, isReadable, [.. inside, one.Key]) : Nothing)])
            : leaf);

    /// <summary>The collections on a way from one to another, without the last; null where there is none.</summary>
    private static IReadOnlyList<SmartCollection>? Way(SmartCollection from, SmartCollection to, IReadOnlyList<SmartCollection> all, HashSet<long> seen)
    {
        foreach (var next in from.Query is { } query ? QueryTree.Leaves(query).OfType<Query.Condition>().SelectMany(condition => Named(condition, all)) : [])
        {
            if (next.Key == to.Key)
            {
                return [from];
            }

            if (seen.Add(next.Key) && Way(next, to, all, seen) is { } rest)
            {
                return [from, .. rest];
            }
        }

        return null;
    }

    /// <summary>The smart collections that a condition names. <c>collection EXISTS</c> names none: it is about those that are filled by hand.</summary>
    public static IReadOnlyList<SmartCollection> Named(Query.Condition condition, IReadOnlyList<SmartCollection> all) => condition.Field != SearchFields.Collection ? []
        : [.. condition.Values.OfType<QueryValue.Text>().SelectMany(text => SmartCollection.Called(text.Content, all)).DistinctBy(one => one.Key)];
}
