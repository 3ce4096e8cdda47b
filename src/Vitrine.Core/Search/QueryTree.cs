namespace Vitrine.Core.Search;

/// <summary>Walks queries down to what they are made of: words, conditions, claims and <see cref="Query.All"/>. A claim is one of these; its parts are its own.</summary>
public static class QueryTree
{
    /// <summary>What a query is made of, also what it negates, in the order in which it stands there.</summary>
    public static IEnumerable<Query> Leaves(Query query) => query switch
    {
        Query.And and => and.Operands.SelectMany(Leaves),
        Query.Or or => or.Operands.SelectMany(Leaves),
        Query.Not not => Leaves(not.Operand),
        _ => [query],
    };

    /// <summary>The same without what it negates: what can be seen in the results.</summary>
    public static IEnumerable<Query> Wanted(Query query) => query switch
    {
        Query.And and => and.Operands.SelectMany(Wanted),
        Query.Or or => or.Operands.SelectMany(Wanted),
        Query.Not => [],
        _ => [query],
    };

    /// <summary>The query with something else in the place of each leaf, also of those that it negates.</summary>
    public static Query Map(Query query, Func<Query, Query> leaf) => query switch
    {
        Query.And and => new Query.And([.. and.Operands.Select(operand => Map(operand, leaf))]),
        Query.Or or => new Query.Or([.. or.Operands.Select(operand => Map(operand, leaf))]),
        Query.Not not => new Query.Not(Map(not.Operand, leaf)),
        _ => leaf(query),
    };

    /// <summary>The query in the form in which it is read, with no list in a list of its kind, and with nothing twice side by side.</summary>
    public static Query Tidy(Query query) => query switch
    {
        Query.And and => All(and.Operands.Select(Tidy))!,
        Query.Or or => Any(or.Operands.Select(Tidy))!,
        Query.Not not => new Query.Not(Tidy(not.Operand)),
        _ => query,
    };

    /// <summary>All of some queries, in the one form of the tree; null where there are none.</summary>
    public static Query? All(IEnumerable<Query> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        var operands = of.SelectMany(query => query is Query.And and ? and.Operands : [query]).Distinct().ToList();
        return operands.Count switch { 0 => null, 1 => operands[0], _ => new Query.And(operands) };
    }

    /// <summary>Any of some queries; null where there are none.</summary>
    internal static Query? Any(IEnumerable<Query> of)
    {
        var operands = of.SelectMany(query => query is Query.Or or ? or.Operands : [query]).Distinct().ToList();
        return operands.Count switch { 0 => null, 1 => operands[0], _ => new Query.Or(operands) };
    }
}
