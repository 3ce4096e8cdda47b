using Vitrine.Core.Search;

namespace Vitrine.Server.Search.Facets;

/// <summary>Values of facets as parts of a query.</summary>
internal static class FacetQuery
{
    /// <summary>The query without what it asks of a field beside everything else; null where it asks nothing of it.</summary>
    /// <param name="name">Of a structured field or an embedded tag; else empty.</param>
    /// <param name="kept">How many of the first operands stay whatever they ask.</param>
    public static Query? Without(Query query, SearchField field, string name = "", int kept = 0)
    {
        IReadOnlyList<Query> all = query is Query.And and ? and.Operands : [query];
        Query[] rest = [.. all.Where((one, at) => at < kept || one is not Query.Condition condition || condition.Field != field || !condition.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        return rest.Length == all.Count ? null : rest switch { [] => new Query.All(), [var one] => one, _ => new Query.And(rest) };
    }

    /// <summary>The part that asks for a value, in quotation marks where it is more than a word, and for a camera, where they mean the whole name.</summary>
    public static string Of(string field, string value) => field != SearchFields.Camera.Name && value.Length > 0 && value.All(char.IsLetterOrDigit) && value.ToUpperInvariant() is not ("AND" or "OR" or "NOT")
        ? $"{field}:{value}"
        : $"{field}:{QueryPrinter.Quoted(value)}";
}
