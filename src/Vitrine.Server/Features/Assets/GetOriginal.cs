using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Vitrine.Server.Access;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Features.Assets;

internal static class GetOriginal
{
    /// <summary>Shown in the browser as they are; everything else is a download, so that no file of a user runs as a page of ours.</summary>
    private static readonly HashSet<string> Inline = new(StringComparer.Ordinal)
    {
        "image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "video/mp4", "video/webm", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/flac", "audio/wav",
    };

    public static void MapGetOriginal(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/assets/{id}/original", [HttpMethods.Get, HttpMethods.Head], Handle).WithName("GetOriginal")
            .WithSummary("The original bytes, with ranges; version names an earlier version. download=true asks for a download also of what a browser could show.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<FileStreamHttpResult, NotFound, ProblemHttpResult>> Handle(
        string id, bool? download, string? version, Principal principal, Database database, OriginalStore originals, HttpContext http, CancellationToken cancellationToken)
    {
        var found = await originals.FindAsync(principal, id, version, cancellationToken);
        if (found is null)
        {
            return TypedResults.NotFound();
        }

        OpenedOriginal opened;
        try
        {
            opened = await originals.OpenAsync(found, cancellationToken);
        }
        catch (BlobsUnavailableException error)
        {
            return TypedResults.Problem(error.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return TypedResults.Problem("The original is not where it was: the disk may be unplugged, or the file was moved or deleted.", statusCode: StatusCodes.Status410Gone);
        }

        http.Response.RegisterForDisposeAsync(opened.Content);
        await NoteAsync(principal, found.AssetKey, database, http.Request, cancellationToken);
        var response = http.Response;
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        response.Headers.CacheControl = "private, no-cache";
        var inline = download != true && Inline.Contains(found.Mime);
        var disposition = new ContentDispositionHeaderValue(inline ? "inline" : "attachment");
        disposition.SetHttpFileName(found.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        return TypedResults.Stream(
            opened.Content,
            inline ? found.Mime : "application/octet-stream",
            entityTag: opened.AsTakenIn ? new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(found.Sha256)}\"") : null,
            enableRangeProcessing: true);
    }

    /// <summary>One download is noted once: not for a look at its headers, nor for each range of a player that seeks.</summary>
    private static async Task NoteAsync(Principal principal, long asset, Database database, HttpRequest request, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsHead(request.Method) || (request.GetTypedHeaders().Range?.Ranges.All(range => range.From is not (null or 0)) ?? false))
        {
            return;
        }

        try
        {
            await database.WriteAsync(
                Actor.System,
                session => session.ExecuteAsync(
                    $"insert into usage (library_key, at, actor_key, kind, asset_key) values ({principal.LibraryKey}, {session.Now}, {principal.Actor.Key}, {2}, {asset})", cancellationToken),
                cancellationToken);
        }
        catch (System.Data.Common.DbException)
        {
            // A full disk must not keep people from their originals; the count is one short.
        }
    }
}
