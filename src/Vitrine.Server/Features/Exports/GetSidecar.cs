using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Claims;
using Vitrine.Server.Exports;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Exports;

internal static class GetSidecar
{
    public static void MapGetSidecar(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{id}/xmp", Handle).WithName("GetSidecar")
            .WithSummary("What the library says about the asset as an XMP file. ai=accepted or all adds AI tags that no person decided.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<FileContentHttpResult, NotFound>> Handle(
        string id, string? ai, Principal principal, Database database, ExportedWordsReader words, PropertyMaps maps, CancellationToken cancellationToken)
    {
        var which = Downloading.AiTagsOf(ai);
        if (!PublicId.TryParse(id, out _))
        {
            return TypedResults.NotFound();
        }

        var found = await database.ReadAsync(
            async session =>
            {
                var asset = await session.FirstAsync(
                    $"select a.key, v.key, v.sha256, a.name from asset a join version v on v.key = a.version_key where a.id = {id} and a.library_key = {principal.LibraryKey}",
                    row => (Key: row.GetInt64(0), Version: row.GetInt64(1), Sha256: row.Bytes(2), Name: row.GetString(3)),
                    cancellationToken);
                return asset.Key == 0 ? default : (
                    asset.Sha256, asset.Name, Words: (await words.ReadAsync(session, [(asset.Key, asset.Version)], which, cancellationToken))[asset.Key],
                    Kept: await SidecarAtExport.FindAsync(session, asset.Key, cancellationToken));
            },
            cancellationToken);
        return found.Words is null
            ? TypedResults.NotFound()
            : TypedResults.File(XmpSidecar.Write(id, found.Sha256, found.Words, maps.Of(principal.LibraryKey), found.Kept), "application/rdf+xml", found.Name + ".xmp");
    }
}
