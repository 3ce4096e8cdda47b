using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Places;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Places;
using Vitrine.Server.Search;

namespace Vitrine.Server.Features.Places;

internal static class GetMap
{
    private const int MostZoom = 22;

    public static void MapGetMap(this IEndpointRouteBuilder routes) => routes.MapGet("/map", HandleAsync).WithName("GetMap")
        .WithSummary("What a query finds in an area of the map (box: west,south,east,north), as clusters for a zoom (0: the world is 256 pixels wide). Totals are exact.").RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<MapView>, ProblemHttpResult>> HandleAsync(
        string? q, string? box, int? zoom, Principal principal, AssetSearch search, MapReader map, HttpRequest request, CancellationToken cancellationToken)
    {
        if (zoom is < 0 or > MostZoom)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"zoom is a number from 0 to {MostZoom}, not {zoom}.");
        }

        var area = GeoBox.World;
        if (box is not null && !GeoBox.TryParse(box, out area))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "box is west,south,east,north in degrees, as in 2.2,48.8,2.5,48.9.");
        }

        var (query, problem) = await search.ReadAsync(principal, q, cancellationToken);
        return query is null ? QueryProblems.Answer(problem!, request) : TypedResults.Ok(await map.ReadAsync(principal, query, area, zoom ?? 0, cancellationToken));
    }
}
