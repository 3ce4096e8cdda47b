using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import.Sidecars;
using Vitrine.Server.Ingest;

namespace Vitrine.Server.Features.Assets;

internal static class UploadAsset
{
    public static void MapUploadAsset(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/assets", Handle).WithName("UploadAsset")
            .WithSummary("Takes in one file. The same bytes again make a second asset, which says whose twin it is. An XMP file becomes the sidecar of the file it is named after: takenAs says which.")
            .RequireAuthorization(Policies.Upload).Accepts<string>("multipart/form-data");

    /// <summary>
    /// Takes in one file: multipart with <c>file</c>, and if wanted <c>folder</c> (a path of names, made where missing), <c>tags</c> (repeated, or joined by commas), <c>collection</c>
    /// (the id or name of one that is there; repeated for several), <c>fields</c> (a JSON object of values by the names of their fields)
    /// and <c>sameName</c> (<c>rename</c>, <c>version</c> or <c>fail</c>).
    /// The same bytes again make a second asset, which says whose twin it is. An XMP file whose file lies in that folder becomes its sidecar, and the answer is that file's asset
    /// with <c>takenAs</c>: <c>sidecar</c>; without one it is an asset until the file comes. With <c>Idempotency-Key</c> a repeated request answers the first one's asset.
    /// </summary>
    private static async Task<Results<Created<AssetDetail>, ProblemHttpResult>> Handle(
        HttpRequest request, Principal principal, UploadIntake uploads, AssetReader reader, HttpResponse response, ILogger<UploadForm> log, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        try
        {
            var taken = await uploads.TakeAsync(principal, request, cancellationToken);
            response.SetSequence(taken.Sequence);
            var asset = await reader.GetAsync(principal, taken.AssetId, AssetIncludes.None, cancellationToken)
                ?? throw new UploadRefusedException(StatusCodes.Status409Conflict, "The asset was thrown away while it was being taken in.");
            response.Headers.ETag = EntityTag.Of(asset);
            return TypedResults.Created($"/api/assets/{asset.Id}", asset with { TakenAs = UploadedSidecars.TakenAs(taken.Name, asset.Name) });
        }
        catch (UploadRefusedException refused)
        {
            log.LogInformation("An upload was refused: {Reason}", refused.Message);
            return TypedResults.Problem(refused.Message, statusCode: refused.Status, extensions: refused.Extensions);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // Who sent it has gone, or sends what is no request: what fails on our own disk is refused above.
            log.LogInformation("An upload ended early: {Reason}", error.Message);
            return TypedResults.Problem("The request ended early.", statusCode: (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status499ClientClosedRequest);
        }
    }
}
