using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Features.Assets;

internal static class GetAsset
{
    public static void MapGetAsset(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{id}", Handle).WithName("GetAsset")
            .WithSummary("One asset with what counts about it. include: groups, runs, history, versions, joined by commas. asOf: a time or a ledger position; the claims as they were then.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<AssetDetail>, StatusCodeHttpResult, NotFound, ProblemHttpResult>> Handle(
        string id, string? include, string? asOf, Principal principal, AssetReader reader, HttpRequest request, CancellationToken cancellationToken)
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

        PastMoment? then = asOf is null ? null
            : PastMoment.Parse(asOf) ?? throw new RequestRefusedException(StatusCodes.Status400BadRequest, "asOf is a time like 2026-11-01T12:00:00Z, or a ledger position.");
        if (await reader.GetAsync(principal, id, includes, cancellationToken, then) is not { } asset)
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
