using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Features.Assets;

internal static class GetAsset
{
    public static void MapGetAsset(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{id}", Handle).WithName("GetAsset")
            .WithSummary("One asset with what counts about it. include: groups, runs, history, versions, joined by commas.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<AssetDetail>, StatusCodeHttpResult, NotFound, ProblemHttpResult>> Handle(
        string id, string? include, Principal principal, AssetReader reader, HttpRequest request, CancellationToken cancellationToken)
    {
        var includes = AssetIncludes.None;
        foreach (var name in (include ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            includes |= name switch
            {
                "groups" => AssetIncludes.Groups,
                "runs" => AssetIncludes.Runs,
                "history" => AssetIncludes.History,
                "versions" => AssetIncludes.Versions,
                _ => throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"include knows groups, runs, history and versions, not '{name}'."),
            };
        }

        if (await reader.GetAsync(principal, id, includes, cancellationToken) is not { } asset)
        {
            return TypedResults.NotFound();
        }

        var tag = EntityTag.Of(asset);
        request.HttpContext.Response.Headers.ETag = tag;
        if (EntityTag.IsKnown(request, tag))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        return TypedResults.Ok(asset);
    }
}
