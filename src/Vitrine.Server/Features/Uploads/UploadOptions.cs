using System.Globalization;
using Vitrine.Server.Access;
using Vitrine.Server.Ingest;

namespace Vitrine.Server.Features.Uploads;

internal static class UploadOptions
{
    private const string Extensions = "creation,creation-with-upload,expiration,termination,checksum";

    public static void MapUploadOptions(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/uploads", [HttpMethods.Options], Handle).WithName("UploadOptions")
            .WithSummary("What resumable uploads (tus 1.0.0) can do here, in headers.")
            .WithMetadata(new OutsideTheProtocol()).RequireAuthorization(Policies.Edit);

    private static Microsoft.AspNetCore.Http.HttpResults.NoContent Handle(HttpResponse response, UploadLimits limits)
    {
        response.Headers["Tus-Version"] = TusProtocol.Version;
        response.Headers["Tus-Extension"] = Extensions;
        response.Headers["Tus-Max-Size"] = limits.FileBytes.ToString(CultureInfo.InvariantCulture);
        response.Headers["Tus-Checksum-Algorithm"] = UploadChecksum.Algorithms;
        return TypedResults.NoContent();
    }
}
