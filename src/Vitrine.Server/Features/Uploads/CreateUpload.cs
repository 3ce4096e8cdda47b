using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Server.Access;
using Vitrine.Server.Ingest;

namespace Vitrine.Server.Features.Uploads;

internal static class CreateUpload
{
    public static void MapCreateUpload(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/uploads", Handle).WithName("CreateUpload")
            .WithSummary("Begins a resumable upload (tus 1.0.0): Upload-Length, Upload-Metadata with filename, folder, relativePath, tags, collection, fields, sameName and sha256; a first piece may come along.")
            .RequireAuthorization(Policies.Edit);

    private static async Task<Results<Created, ProblemHttpResult>> Handle(HttpContext http, Principal principal, ResumableUploads uploads, CancellationToken cancellationToken)
    {
        var request = http.Request;
        if (request.Headers.ContainsKey("Upload-Defer-Length"))
        {
            throw new UploadRefusedException(StatusCodes.Status400BadRequest, "The length must be known when an upload begins: send Upload-Length.");
        }

        var bytes = TusProtocol.Bytes(request, TusProtocol.LengthHeader);
        var said = UploadMetadata.Parse(request.Headers[TusProtocol.MetadataHeader].ToString());
        var upload = await uploads.BeginAsync(principal, said.Wish, bytes, said.Sha256, cancellationToken);
        http.Response.Headers.Location = $"/api/uploads/{upload.Id}";
        var progress = new UploadProgress(upload, 0);
        if (TusProtocol.IsPiece(request) || bytes == 0)
        {
            progress = await AppendToUpload.TakeAsync(http, principal, uploads, upload.Id, 0, cancellationToken);
        }

        TusProtocol.SetProgress(http.Response, progress);
        return TypedResults.Created($"/api/uploads/{upload.Id}");
    }
}
