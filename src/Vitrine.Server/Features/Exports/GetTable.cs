using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Server.Access;
using Vitrine.Server.Exports;
using Vitrine.Server.Fields;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Exports;

internal static class GetTable
{
    public static void MapGetTable(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets.csv", Handle).WithName("GetTable")
            .WithSummary("What a query finds as a table (CSV): facts, title, tags, the other single values and the fields. ai=accepted or all adds AI tags that no person decided.")
            .RequireAuthorization(Policies.View);

    private static async Task<EmptyHttpResult> Handle(
        string? query, string? ai, Principal principal, AssetSearch search, Database database, ExportedWordsReader words, FieldCatalog fields, HttpResponse response, CancellationToken cancellationToken)
    {
        var which = Downloading.AiTagsOf(ai);
        var keys = await TableAnswer.BeginAsync(response, "metadata.csv", query, principal, search, database, cancellationToken);
        var schema = fields.Of(principal.LibraryKey).Schema;
        await response.WriteAsync(MetadataCsv.Head(schema), cancellationToken);
        foreach (var some in keys.Chunk(ExportReader.Together))
        {
            var rows = await database.ReadAsync(
                async session =>
                {
                    var assets = await ExportReader.ReadAsync(session, some, cancellationToken);
                    var said = await words.ReadAsync(session, [.. assets.Select(asset => (asset.Key, asset.VersionKey))], which, cancellationToken, regions: false);
                    return assets.Select(asset => MetadataCsv.Row($"{asset.Folder.TrimStart('/')}{(asset.Folder == "/" ? "" : "/")}{asset.Name}", asset, said[asset.Key], schema, location: true));
                },
                cancellationToken);
            await response.WriteAsync(string.Concat(rows), Encoding.UTF8, cancellationToken);
        }

        return TypedResults.Empty;
    }
}
