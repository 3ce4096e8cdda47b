using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;

namespace Vitrine.Server.Features.Assets;

internal static class GetAsset
{
    public static void MapGetAsset(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{id}", Handle).WithName("GetAsset").RequireAuthorization(Policies.View);

    /// <summary>One asset with what counts about it. <c>include</c>: <c>groups</c>, <c>runs</c>, <c>history</c>, joined by commas.</summary>
    public static async Task<Results<Ok<AssetDetail>, NotFound, BadRequest<ProblemBody>>> Handle(
        string id, string? include, Principal principal, AssetReader reader, HttpResponse response, CancellationToken cancellationToken)
    {
        var includes = AssetIncludes.None;
        foreach (var name in (include ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Enum.TryParse<AssetIncludes>(name, ignoreCase: true, out var one) || char.IsDigit(name[0]))
            {
                return TypedResults.BadRequest(new ProblemBody(null, "Bad request", 400, $"include knows groups, runs and history, not '{name}'"));
            }

            includes |= one;
        }

        if (await reader.GetAsync(principal, id, includes, cancellationToken) is not { } asset)
        {
            return TypedResults.NotFound();
        }

        response.Headers.ETag = EntityTag.Of(asset.Revision);
        return TypedResults.Ok(asset);
    }
}
