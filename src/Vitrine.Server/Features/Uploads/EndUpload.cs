using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Server.Access;
using Vitrine.Server.Ingest;

namespace Vitrine.Server.Features.Uploads;

internal static class EndUpload
{
    public static void MapEndUpload(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/uploads/{id}", Handle).WithName("EndUpload")
            .WithSummary("Ends an upload and deletes what came of it. The asset of one that was taken in stays.")
            .RequireAuthorization(Policies.Edit);

    internal static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, Principal principal, ResumableUploads uploads, CancellationToken cancellationToken)
    {
        await uploads.EndAsync(principal, id, cancellationToken);
        return TypedResults.NoContent();
    }
}
