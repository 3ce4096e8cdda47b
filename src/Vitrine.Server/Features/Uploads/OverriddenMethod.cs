using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Server.Access;
using Vitrine.Server.Ingest;

namespace Vitrine.Server.Features.Uploads;

/// <summary><c>X-HTTP-Method-Override</c> of the protocol: for senders whose proxy lets no PATCH or DELETE through.</summary>
internal static class OverriddenMethod
{
    private const string Header = "X-HTTP-Method-Override";

    public static void MapOverriddenMethod(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/uploads/{id}", Handle).WithName("OverrideUploadMethod")
            .WithSummary("PATCH or DELETE of an upload, named by X-HTTP-Method-Override, where a proxy lets neither through.")
            .RequireAuthorization(Policies.Edit);

    private static Task<Results<NoContent, ProblemHttpResult>> Handle(string id, HttpContext http, Principal principal, ResumableUploads uploads, CancellationToken cancellationToken) =>
        http.Request.Headers[Header].ToString() switch
        {
            "PATCH" => AppendToUpload.Handle(id, http, principal, uploads, cancellationToken),
            "DELETE" => EndUpload.Handle(id, principal, uploads, cancellationToken),
            _ => throw new UploadRefusedException(StatusCodes.Status405MethodNotAllowed, $"A POST to an upload names PATCH or DELETE in {Header}."),
        };
}
