using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Groups;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Features.Assets;

internal static class GetMotion
{
    public static void MapGetMotion(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/assets/{id}/motion", [HttpMethods.Get, HttpMethods.Head], Handle).WithName("GetMotion")
            .WithSummary("The moving part of a photo, with ranges: the video inside a motion photo, or the movie of its Live Photo.")
            .RequireAuthorization(Policies.View);

    private static async Task<Results<FileStreamHttpResult, NotFound, ProblemHttpResult>> Handle(
        string id, Principal principal, Database database, OriginalStore originals, HttpContext http, CancellationToken cancellationToken)
    {
        var (tail, movie) = PublicId.TryParse(id, out _) ? await PartOfAsync(database, principal, id, cancellationToken) : default;
        if ((tail is null && movie is null) || await originals.FindAsync(principal, movie ?? id, null, cancellationToken) is not { } found)
        {
            return TypedResults.NotFound();
        }

        Stream content;
        try
        {
            content = (await originals.OpenAsync(found, cancellationToken)).Content;
        }
        catch (BlobsUnavailableException error)
        {
            return TypedResults.Problem(error.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return TypedResults.Problem("The original is not where it was: the disk may be unplugged, or the file was moved or deleted.", statusCode: StatusCodes.Status410Gone);
        }

        http.Response.RegisterForDisposeAsync(content);
        if (movie is null)
        {
            if (await MotionVideo.FindAsync(content, tail!.Value, cancellationToken) is not { } place)
            {
                return TypedResults.Problem("The file says that it holds a video, and none is there.", statusCode: StatusCodes.Status404NotFound);
            }

            content = new PartOfStream(content, place.Start, place.Length);
        }

        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        http.Response.Headers.CacheControl = "private, no-cache";
        http.Response.Headers.ContentDisposition = "inline";
        return TypedResults.Stream(content, "video/mp4", enableRangeProcessing: true);
    }

    /// <summary>Where the photo's own video is said to begin, or else the movie that is shown as one with it.</summary>
    private static Task<(long? Tail, string? Movie)> PartOfAsync(Database database, Principal principal, string id, CancellationToken cancellationToken) =>
        database.ReadAsync<(long?, string?)>(
            async session =>
            {
                var found = await session.FirstAsync(
                    $"select a.key, k.motion_tail from asset a left join version_mark k on k.version_key = a.version_key where a.id = {id} and a.library_key = {principal.LibraryKey}",
                    row => (Key: row.GetInt64(0), Tail: row.NumberOrNull(1)),
                    cancellationToken);
                return found.Tail is null && found.Key > 0
                    ? (null, GroupReader.MovieOf(await GroupReader.OfAssetAsync(session, found.Key, cancellationToken), id)?.Id)
                    : (found.Tail, null);
            },
            cancellationToken);
}
