using Vitrine.Core.Search;

namespace Vitrine.Server.Search.Facets;

/// <summary>Values of facets as parts of a query.</summary>
internal static class FacetQuery
{
    /// <summary>The part that asks for a value, in quotation marks where it is more than a word, and for a camera, where they mean the whole name.</summary>
    public static string Of(string field, string value) => field != SearchFields.Camera.Name && value.Length > 0 && value.All(char.IsLetterOrDigit) && value.ToUpperInvariant() is not ("AND" or "OR" or "NOT")
        ? $"{field}:{value}"
        : $"{field}:{QueryPrinter.Quoted(value)}";
}
