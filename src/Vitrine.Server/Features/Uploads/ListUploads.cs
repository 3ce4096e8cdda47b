using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Ingest;

namespace Vitrine.Server.Features.Uploads;

internal static class ListUploads
{
    private const int PageLength = 100;

    public static void MapListUploads(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/uploads", Handle).WithName("ListUploads")
            .WithSummary("One's own unfinished uploads, the newest first, page by page.")
            .WithMetadata(new OutsideTheProtocol()).RequireAuthorization(Policies.Edit);

    private static async Task<Results<Ok<Page<UploadView>>, ProblemHttpResult>> Handle(string? cursor, Principal principal, ResumableUploads uploads, CancellationToken cancellationToken)
    {
        long? before = cursor is null ? null
            : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key
            : throw new UploadRefusedException(StatusCodes.Status400BadRequest, "This cursor is of another list.");
        var found = await uploads.ListAsync(principal, before, PageLength, cancellationToken);
        var next = found.Count == PageLength ? found[^1].Upload.Key.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new Page<UploadView>([.. found.Select(GetUpload.View)], next));
    }
}
