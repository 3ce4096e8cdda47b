using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

internal static class VersionEndpoints
{
    public static void MapVersions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/assets/{id}/versions", AddAsync).WithName("AddVersion")
            .WithSummary("Takes in a file (multipart, part 'file') as the asset's newest version. Its name and what people said of it stay; the same picture with other metadata stays the same version.")
            .RequireAuthorization(Policies.Edit).Accepts<string>("multipart/form-data");
        routes.MapPost("/assets/{id}/versions/{version}/restore", RestoreAsync).WithName("RestoreVersion")
            .WithSummary("Makes an earlier version's bytes the newest version. Nothing is analyzed again.")
            .RequireAuthorization(Policies.Edit);
    }

    private static async Task<Results<Ok<AssetDetail>, ProblemHttpResult>> AddAsync(
        string id, HttpRequest request, Principal principal, UploadIntake uploads, AssetReader reader, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        try
        {
            var taken = await uploads.TakeVersionAsync(principal, request, id, revision => EntityTag.Matches(request, revision), cancellationToken);
            return await AnswerAsync(principal, id, taken.Sequence, reader, request.HttpContext.Response, cancellationToken);
        }
        catch (UploadRefusedException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: refused.Status);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            return TypedResults.Problem("The request ended early.", statusCode: (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status499ClientClosedRequest);
        }
    }

    private static async Task<Results<Ok<AssetDetail>, ProblemHttpResult>> RestoreAsync(
        string id, string version, HttpRequest request, Principal principal, Database database, AssetVersions versions, AssetReader reader, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(id, out _) || !PublicId.TryParse(version, out _))
        {
            return TypedResults.Problem("There is no such asset or version.", statusCode: StatusCodes.Status404NotFound);
        }

        try
        {
            var sequence = await database.WriteAsync(
                principal.Actor, session => versions.RestoreAsync(session, principal.LibraryKey, id, version, revision => EntityTag.Matches(request, revision), cancellationToken), cancellationToken);
            return await AnswerAsync(principal, id, sequence, reader, request.HttpContext.Response, cancellationToken);
        }
        catch (UploadRefusedException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: refused.Status);
        }
    }

    private static async Task<Results<Ok<AssetDetail>, ProblemHttpResult>> AnswerAsync(
        Principal principal, string id, long sequence, AssetReader reader, HttpResponse response, CancellationToken cancellationToken)
    {
        response.SetSequence(sequence);
        if (await reader.GetAsync(principal, id, AssetIncludes.Versions, cancellationToken) is not { } asset)
        {
            return TypedResults.Problem("The asset was erased meanwhile.", statusCode: StatusCodes.Status404NotFound);
        }

        response.Headers.ETag = EntityTag.Of(asset);
        return TypedResults.Ok(asset);
    }
}
