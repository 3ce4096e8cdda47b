using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Fields;
using Vitrine.Server.Hosting;
using Vitrine.Server.Ingest;

namespace Vitrine.Server.Features.Fields;

internal static class CheckFields
{
    public static void MapCheckFields(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/fields/check", HandleAsync).WithName("CheckFields")
            .WithSummary("What an upload with these values would be told, before anything is sent: which fields a new asset has in a folder beside them, what can be chosen, and what is wrong.")
            .WithMetadata(new ReadsOnly()).RequireAuthorization(Policies.Upload);

    private static async Task<Results<Ok<FieldCheckView>, ProblemHttpResult>> HandleAsync(
        FieldCheckRequest request, Principal principal, AssetFieldsReader reader, HttpRequest http, CancellationToken cancellationToken)
    {
        try
        {
            var folder = UploadWish.CheckFolder(request.Folder ?? "");
            var (fields, problems) = await reader.ForeseeAsync(principal, folder, request.Fields ?? new Dictionary<string, JsonElement>(), cancellationToken);
            return TypedResults.Ok(new FieldCheckView(fields, FieldViews.Problems(problems, http)));
        }
        catch (UploadRefusedException refused)
        {
            throw new RequestRefusedException(refused.Status, refused.Message);
        }
    }
}
