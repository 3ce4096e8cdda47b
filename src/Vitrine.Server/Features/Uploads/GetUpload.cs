using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Ingest;

namespace Vitrine.Server.Features.Uploads;

internal static class GetUpload
{
    public static void MapGetUpload(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/uploads/{id}", Handle).WithName("GetUpload")
            .WithSummary("An upload of one's own: how far it is, until when it is kept, what it became or why it was refused.")
            .WithMetadata(new OutsideTheProtocol()).RequireAuthorization(Policies.Edit);

    private static async Task<Results<Ok<UploadView>, ProblemHttpResult>> Handle(string id, Principal principal, ResumableUploads uploads, CancellationToken cancellationToken)
    {
        var upload = await uploads.FindAsync(principal, id, cancellationToken);
        return TypedResults.Ok(View(upload.Problem is null ? await uploads.LookAsync(principal, id, cancellationToken) : new UploadProgress(upload, 0)));
    }

    internal static UploadView View(UploadProgress progress)
    {
        var upload = progress.Upload;
        return new UploadView(upload.Id, upload.Wish.Name, "/" + string.Join('/', FolderTree.Names(upload.Wish.Folder)), upload.Wish.Tags, State(progress), progress.Offset, upload.Bytes, upload.ExpiresAt)
        {
            AssetId = upload.AssetId,
            TakenAs = upload.TakenAs,
            Problem = upload.Problem,
        };
    }

    private static string State(UploadProgress progress) => progress.Upload switch
    {
        { AssetId: not null } => "done",
        { Problem: not null } => "refused",
        _ => progress.IsWhole ? "finishing" : "receiving",
    };
}
