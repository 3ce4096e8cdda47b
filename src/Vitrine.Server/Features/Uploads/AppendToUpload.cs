using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Ingest;

namespace Vitrine.Server.Features.Uploads;

internal static class AppendToUpload
{
    public static void MapAppendToUpload(this IEndpointRouteBuilder routes) =>
        routes.MapPatch("/uploads/{id}", Handle).WithName("AppendToUpload")
            .WithSummary("The next piece of an upload at Upload-Offset, of any length; the last one takes the file in and answers X-Vitrine-Asset and X-Vitrine-Taken-As.")
            .RequireAuthorization(Policies.Edit);

    internal static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, HttpContext http, Principal principal, ResumableUploads uploads, CancellationToken cancellationToken)
    {
        if (!TusProtocol.IsPiece(http.Request))
        {
            throw new UploadRefusedException(StatusCodes.Status415UnsupportedMediaType, $"A piece of an upload is sent as {TusProtocol.PieceType}.");
        }

        var progress = await TakeAsync(http, principal, uploads, id, TusProtocol.Bytes(http.Request, TusProtocol.OffsetHeader), cancellationToken);
        TusProtocol.SetProgress(http.Response, progress);
        return TypedResults.NoContent();
    }

    /// <summary>Takes the piece that comes with a request, and the whole file in when it was the last.</summary>
    internal static async Task<UploadProgress> TakeAsync(
        HttpContext http, Principal principal, ResumableUploads uploads, string id, long offset, CancellationToken cancellationToken)
    {
        using var checksum = UploadChecksum.Parse(http.Request.Headers["Upload-Checksum"].ToString());
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        var progress = await uploads.AppendAsync(principal, id, offset, http.Request.Body, http.Request.ContentLength, checksum, http.Abort, cancellationToken);
        if (progress.IsWhole)
        {
            var finished = await uploads.FinishAsync(progress, cancellationToken);
            TusProtocol.SetFinished(http.Response, finished);
            http.Response.SetSequence(finished.Sequence);
        }

        return progress;
    }
}
