using Vitrine.Core.Places;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Search;
using Vitrine.Server.Search.Facets;

namespace Vitrine.Server.Ui.Map;

/// <summary>What a query finds, as the head of the map says it.</summary>
/// <param name="Found">All that it finds.</param>
/// <param name="Placed">Those that have a position.</param>
/// <param name="Gazetteer">Whether positions become places here.</param>
public sealed record MapNumbers(long Found, long Placed, bool Gazetteer)
{
    internal static async Task<MapNumbers> CountAsync(FacetCounts counts, Principal principal, Query query, bool gazetteer, CancellationToken cancellationToken)
    {
        // As the map and a filter by area count: each file by itself.
        var found = await counts.TotalAsync(await counts.OfAsync(principal, query, together: false, cancellationToken), cancellationToken);
        var anywhere = new Query.And([query, new Query.Condition(SearchFields.Box, new QueryValue.Box(GeoBox.World))]);
        var placed = await counts.TotalAsync(await counts.OfAsync(principal, anywhere, together: false, cancellationToken), cancellationToken);
        return new MapNumbers(found, placed, gazetteer);
    }
}
