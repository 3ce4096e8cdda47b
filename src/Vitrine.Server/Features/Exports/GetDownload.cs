using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Vitrine.Server.Access;
using Vitrine.Server.Exports;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Exports;

internal static class GetDownload
{
    public static void MapGetDownload(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/downloads/{id}", Handle).WithName("GetDownload")
            .WithSummary("The ZIP file, written while it is sent. Files that cannot be had are listed in its not-included.csv.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Handle(
        string id, Principal principal, Downloads downloads, ZipExport zip, Database database, HttpContext http, ILogger<ZipExport> log, CancellationToken cancellationToken)
    {
        if (await downloads.FindAsync(principal, id, cancellationToken) is not { } download)
        {
            return TypedResults.Problem("There is no such download, or it has expired: ask for it again.", statusCode: StatusCodes.Status404NotFound);
        }

        var response = http.Response;
        response.ContentType = "application/zip";
        response.Headers.CacheControl = "private, no-store";
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(download.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        try
        {
            await NoteAsync(principal, download, database, cancellationToken);
            await zip.WriteAsync(response.Body, principal.LibraryKey, download.Assets, Downloading.Read(download.Request), cancellationToken);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // What was sent so far looks like a ZIP file: the receiver must see that it is none.
            log.Log(cancellationToken.IsCancellationRequested ? LogLevel.Information : LogLevel.Error, error, "A download ended early");
            http.Abort();
        }

        return TypedResults.Empty;
    }

    /// <summary>Each asset counts as downloaded once.</summary>
    private static async Task NoteAsync(Principal principal, Download download, Database database, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var keys in download.Assets.Chunk(ExportReader.Together))
            {
                await database.WriteAsync(
                    Actor.System,
                    session => session.ExecuteAsync(
                        $"""
                        insert into usage (library_key, at, actor_key, kind, asset_key)
                        select {principal.LibraryKey}, {session.Now}, {principal.Actor.Key}, {2}, a.key from asset a where {session.Dialect.AnyOf(new RawSql("a.key"), keys)}
                        """,
                        cancellationToken),
                    cancellationToken);
            }
        }
        catch (System.Data.Common.DbException)
        {
            // A full disk must not keep people from their originals; the count is short.
        }
    }
}
