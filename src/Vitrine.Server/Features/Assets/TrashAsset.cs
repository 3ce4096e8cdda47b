using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

internal static class TrashAsset
{
    public static void MapTrashAsset(this IEndpointRouteBuilder routes)
    {
        routes.MapDelete("/assets/{id}", Trash).WithName("TrashAsset").WithSummary("Moves an asset to the trash. Its original stays where it is; its name is free again.")
            .RequireAuthorization(Policies.Edit);
        routes.MapPost("/assets/{id}/restore", Restore).WithName("RestoreAsset").WithSummary("Brings an asset back from the trash; where its name was taken meanwhile, it gets a number.")
            .RequireAuthorization(Policies.Edit);
    }

    private static async Task<Results<NoContent, NotFound, StatusCodeHttpResult>> Trash(
        string id, Principal principal, Database database, HttpRequest request, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor, session => Trashing.TrashAsync(session, principal.LibraryKey, id, revision => EntityTag.Matches(request, revision), cancellationToken), cancellationToken);
        return Answer(written, request.HttpContext.Response);
    }

    private static async Task<Results<NoContent, NotFound, StatusCodeHttpResult>> Restore(
        string id, Principal principal, Database database, AssetProjection projection, HttpRequest request, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            session => Trashing.RestoreAsync(session, projection, principal.LibraryKey, id, revision => EntityTag.Matches(request, revision), cancellationToken),
            cancellationToken);
        return Answer(written, request.HttpContext.Response);
    }

    private static Results<NoContent, NotFound, StatusCodeHttpResult> Answer(Written<TrashOutcome> written, HttpResponse response)
    {
        response.SetSequence(written.Sequence);
        return written.Value switch
        {
            TrashOutcome.Done => TypedResults.NoContent(),
            TrashOutcome.Changed => TypedResults.StatusCode(StatusCodes.Status412PreconditionFailed),
            _ => TypedResults.NotFound(),
        };
    }
}
