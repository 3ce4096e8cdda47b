using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

internal static class ChangeAsset
{
    public static void MapChangeAsset(this IEndpointRouteBuilder routes) =>
        routes.MapPatch("/assets/{id}", Handle).WithName("ChangeAsset")
            .WithSummary("A person says what an asset shows: title, description, rating, tags, fields… What is left out stays, null clears; all of it is taken, or nothing.")
            .RequireAuthorization(Policies.Edit);

    private static async Task<Results<Ok<AssetDetail>, NotFound, StatusCodeHttpResult, ProblemHttpResult>> Handle(
        string id, AssetPatch patch, Principal principal, Database database, ClaimLedger ledger, AssetEditReader edits, AssetReader reader, HttpContext context, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(id, out _))
        {
            return TypedResults.NotFound();
        }

        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                var key = await session.NumberAsync($"select key from asset where id = {id} and library_key = {principal.LibraryKey}", cancellationToken);
                if (key is null || await ClaimLedger.FindAsync(session, key.Value, cancellationToken) is not { } asset)
                {
                    return StatusCodes.Status404NotFound;
                }

                var revision = await session.NumberAsync($"select revision from asset where key = {key}", cancellationToken);
                if (!EntityTag.Matches(context.Request, revision!.Value))
                {
                    return StatusCodes.Status412PreconditionFailed;
                }

                var edit = await edits.ReadAsync(session, principal.LibraryKey, patch, cancellationToken);
                await edit.ApplyAsync(await ledger.TurnAsync(session, asset, null, cancellationToken), cancellationToken);
                return StatusCodes.Status200OK;
            },
            cancellationToken);
        context.Response.SetSequence(written.Sequence);
        if (written.Value == StatusCodes.Status412PreconditionFailed)
        {
            return TypedResults.StatusCode(written.Value);
        }

        if (written.Value == StatusCodes.Status404NotFound || await reader.GetAsync(principal, id, AssetIncludes.None, cancellationToken) is not { } changed)
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.ETag = EntityTag.Of(changed);
        return TypedResults.Ok(changed);
    }
}
