using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Exports;
using Vitrine.Server.Hosting;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Exports;

internal static class StartDownload
{
    private const int Examples = 3;

    public static void MapStartDownload(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/downloads", Handle).WithName("StartDownload")
            .WithSummary("Prepares a set of assets to be fetched as one ZIP file: originals or a preset, renamed, with or without their metadata. dryRun answers what it would be.")
            .WithMetadata(new ReadsOnly(), new RequestSizeLimitAttribute(Selection.LongestRequest))
            .RequireAuthorization(Policies.View);

    private static async Task<Results<Created<DownloadView>, Ok<DownloadView>, ProblemHttpResult>> Handle(
        DownloadRequest request, Principal principal, Database database, AssetSearch search, Downloads downloads, CancellationToken cancellationToken)
    {
        var contents = Downloading.Read(request);
        var keys = await Selection.ResolveAsync(request.Ids, request.Query, request.Expected, request.WholeGroups, trashed: false, principal, database, search, cancellationToken);
        if (keys.Length > Downloads.MostFiles)
        {
            throw new RequestRefusedException(
                StatusCodes.Status400BadRequest,
                new QuerySentence(RefusalSentences.TooManyForZip, Downloads.MostFiles, keys.Length));
        }

        var (files, bytes, examples, ordered) = await database.ReadAsync(
            async session =>
            {
                var order = await ExportReader.OrderAsync(session, keys, cancellationToken);
                var size = await ExportReader.SizeAsync(session, keys, cancellationToken);
                var first = await ExportReader.ReadAsync(session, [.. order.Take(Examples)], cancellationToken);
                var names = new ExportNames(contents.Names, contents.Folders, MetadataCsv.FileName);
                return (size.Files, size.Bytes, first.Select(asset => names.Next(asset, ExportFiles.ExtensionOf(asset, contents.Recipe))).ToArray(), order);
            },
            cancellationToken);
        if (request.DryRun)
        {
            return TypedResults.Ok(new DownloadView("", null, "", files, bytes, examples, null));
        }

        var made = await downloads.AddAsync(principal, request, ordered, cancellationToken);
        return TypedResults.Created($"/api/downloads/{made.Id}", new DownloadView(made.Id, $"/api/downloads/{made.Id}", made.Name, files, bytes, examples, made.ExpiresAt));
    }
}
