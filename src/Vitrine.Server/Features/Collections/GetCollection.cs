using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Hosting;

namespace Vitrine.Server.Features.Collections;

internal static class GetCollection
{
    public static void MapGetCollection(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/collections/{id}", Handle).WithName("GetCollection")
            .WithSummary("One collection. POST /api/search lists its assets: query collection:ID, sort collection; of a smart one the sort that it has.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<CollectionView>, StatusCodeHttpResult, NotFound, ProblemHttpResult>> Handle(
        string id, string? groups, Principal principal, CollectionViews collections, HttpRequest request, CancellationToken cancellationToken)
    {
        var together = Together(groups);
        if (await collections.ReadAsync(principal, id, together, cancellationToken) is not { } collection)
        {
            return TypedResults.NotFound();
        }

        var tag = EntityTag.Of(collection);
        request.HttpContext.Response.Headers.ETag = tag;
        return EntityTag.IsKnown(request, tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(collection);
    }

    /// <summary>Whether a group counts as one.</summary>
    /// <exception cref="RequestRefusedException">It is neither of the two words.</exception>
    internal static bool Together(string? groups) => groups switch
    {
        null or "apart" => false,
        "together" => true,
        _ => throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"groups is apart or together, not '{groups}'."),
    };
}
