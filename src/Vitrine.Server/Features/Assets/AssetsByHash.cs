using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

internal static class AssetsByHash
{
    private const int Most = 20;

    public static void MapAssetsByHash(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/by-hash/{sha256}", Handle).WithName("FindAssetsByHash")
            .WithSummary("The assets whose current bytes have this SHA-256 (64 hex digits), the oldest first, at most twenty: whether a file is there before it is sent.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<Page<AssetPlace>>, ProblemHttpResult>> Handle(string sha256, Principal principal, Database database, CancellationToken cancellationToken)
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "A SHA-256 is 64 hex digits.");
        }

        var hash = Convert.FromHexString(sha256);
        return TypedResults.Ok(await database.ReadAsync(
            async session =>
            {
                var found = await session.QueryAsync(
                    $"""
                    select a.id, a.name, a.folder_key from version v join asset a on a.version_key = v.key
                    where v.sha256 = {hash} and +a.library_key = {principal.LibraryKey} and a.trashed_at is null order by a.key limit {Most}
                    """,
                    row => (Id: row.GetString(0), Name: row.GetString(1), Folder: row.GetInt64(2)),
                    cancellationToken);
                var places = new List<AssetPlace>(found.Count);
                foreach (var (id, name, folder) in found)
                {
                    places.Add(new AssetPlace(id, name, await FolderPath.OfAsync(session, folder, cancellationToken)));
                }

                return new Page<AssetPlace>(places, null);
            },
            cancellationToken));
    }
}
