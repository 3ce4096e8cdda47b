using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Ingest;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Renditions;

namespace Vitrine.Server.Features.Assets;

internal static class GetRendition
{
    public static void MapGetRendition(this IEndpointRouteBuilder routes)
    {
        Map("preview", "GetPreview", "The asset's picture, at most 1600 pixels on its longer side; 404 while there is none. version names an earlier version.");
        Map("thumbnail", "GetThumbnail", "The asset's small picture, at most 400 pixels on its longer side; 404 while there is none.");

        void Map(string recipe, string name, string summary) =>
            routes.MapMethods(
                $"/assets/{{id}}/{recipe}",
                [HttpMethods.Get, HttpMethods.Head],
                (string id, string? version, Principal principal, Database database, RenditionStore store, RunQueue runs, HttpResponse response, CancellationToken cancellationToken) =>
                    Handle(id, version, recipe, principal, database, store, runs, response, cancellationToken)).WithName(name).WithSummary(summary).RequireAuthorization(Policies.View);
    }

    private static async Task<Results<FileStreamHttpResult, NotFound>> Handle(
        string id, string? version, string recipe, Principal principal, Database database, RenditionStore store, RunQueue runs, HttpResponse response, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(id, out _) || (version is not null && !PublicId.TryParse(version, out _)))
        {
            return TypedResults.NotFound();
        }

        var found = await database.ReadAsync(
            session => session.FirstAsync(
                $"""
                select e.sha256, r.mime, v.key, a.kind from asset a join version v on v.asset_key = a.key and ({Versions.Chosen(version)}) join essence e on e.key = v.essence_key
                join rendition r on r.essence_key = e.key and r.recipe = {recipe} where a.id = {id} and a.library_key = {principal.LibraryKey}
                """,
                row => (Essence: row.Bytes(0), Mime: row.GetString(1), Version: row.GetInt64(2), Kind: (AssetKind)row.GetInt64(3)),
                cancellationToken),
            cancellationToken);
        if (found.Essence is null)
        {
            return TypedResults.NotFound();
        }

        if (store.Open(found.Essence, recipe) is not { } content)
        {
            // It was made once and is gone from the disk: it is made again, and is there the next time somebody looks.
            await database.WriteAsync(
                Actor.System,
                session => runs.RenderAgainAsync(session, principal.LibraryKey, found.Version, found.Kind, cancellationToken),
                cancellationToken);
            return TypedResults.NotFound();
        }

        // The same address shows another picture after a new version: ask again each time, answered by the tag.
        response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Stream(content, found.Mime, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(found.Essence.AsSpan(0, 16))}\""));
    }
}
