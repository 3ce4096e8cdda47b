using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Server.Access;
using Vitrine.Server.Ingest;

namespace Vitrine.Server.Features.Uploads;

internal static class UploadOffset
{
    public static void MapUploadOffset(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/uploads/{id}", [HttpMethods.Head], Handle).WithName("GetUploadOffset")
            .WithSummary("How many bytes of an upload are safe here (Upload-Offset), and what it became once all were.")
            .RequireAuthorization(Policies.Edit);

    private static async Task<Results<Ok, ProblemHttpResult>> Handle(string id, HttpResponse response, Principal principal, ResumableUploads uploads, CancellationToken cancellationToken)
    {
        var progress = await uploads.LookAsync(principal, id, cancellationToken);
        if (progress.IsWhole)
        {
            // Also after a crash between the last byte and the library: whoever asks gets it done.
            TusProtocol.SetFinished(response, await uploads.FinishAsync(progress, cancellationToken));
        }

        response.Headers[TusProtocol.LengthHeader] = progress.Upload.Bytes.ToString(CultureInfo.InvariantCulture);
        TusProtocol.SetProgress(response, progress);
        return TypedResults.Ok();
    }
}
