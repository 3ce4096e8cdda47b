using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Fields;

namespace Vitrine.Server.Features.Fields;

internal static class GetAssetFields
{
    public static void MapGetAssetFields(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{id}/fields", Handle).WithName("GetAssetFields")
            .WithSummary("The fields of an asset with their values, what may be entered, and what machines propose. PATCH /api/assets/{id} sets values.").RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<AssetFields>, NotFound>> Handle(string id, Principal principal, AssetFieldsReader reader, CancellationToken cancellationToken) =>
        await reader.GetAsync(principal, id, cancellationToken) is { } fields ? TypedResults.Ok(fields) : TypedResults.NotFound();
}
