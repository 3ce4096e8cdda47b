using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Ingest;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

internal static class AssetAt
{
    public static void MapAssetAt(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/at", Handle).WithName("GetAssetAt")
            .WithSummary("The asset at a path of the library (/2024/a.jpg), or linked from a path of the server's machine.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Ok<AssetDetail>, NotFound>> Handle(
        string path, Principal principal, Database database, AssetReader reader, HttpResponse response, CancellationToken cancellationToken)
    {
        path = Storable.Text(path);
        var id = await database.ReadAsync(
            async session => await LinkedAsync(session, principal.LibraryKey, path, cancellationToken) ?? await InLibraryAsync(session, principal.LibraryKey, path, cancellationToken),
            cancellationToken);
        if (id is null || await reader.GetAsync(principal, id, AssetIncludes.None, cancellationToken) is not { } asset)
        {
            return TypedResults.NotFound();
        }

        response.Headers.ETag = EntityTag.Of(asset);
        return TypedResults.Ok(asset);
    }

    private static async Task<string?> LinkedAsync(DbSession session, long library, string path, CancellationToken cancellationToken)
    {
        var roots = await session.QueryAsync($"select key, path from root where library_key = {library}", row => (Key: row.GetInt64(0), Path: row.GetString(1)), cancellationToken);
        foreach (var root in roots.Where(root => path.StartsWith(root.Path.TrimEnd('/') + "/", StringComparison.Ordinal)))
        {
            var inside = path[(root.Path.TrimEnd('/').Length + 1)..];
            var id = await session.TextAsync(
                $"select a.id from link l join version v on v.key = l.version_key join asset a on a.version_key = v.key where l.root_key = {root.Key} and l.path = {inside} and a.trashed_at is null",
                cancellationToken);
            if (id is not null)
            {
                return id;
            }
        }

        return null;
    }

    private static async Task<string?> InLibraryAsync(DbSession session, long library, string path, CancellationToken cancellationToken)
    {
        string[] names = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(name => AssetName.Key(AssetName.Shown(name)))];
        var folder = await session.NumberAsync($"select key from folder where library_key = {library} and parent_key is null", cancellationToken);
        foreach (var name in names.SkipLast(1))
        {
            folder = await session.NumberAsync($"select key from folder where parent_key = {folder} and name_key = {name} and trashed_at is null", cancellationToken);
        }

        return names.Length == 0 || folder is null
            ? null
            : await session.TextAsync($"select id from asset where folder_key = {folder} and name_key = {names[^1]} and trashed_at is null", cancellationToken);
    }
}
