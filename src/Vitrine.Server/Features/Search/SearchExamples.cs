using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Hosting;
using Vitrine.Server.Import;
using Vitrine.Server.Ingest;
using Vitrine.Server.Search.Examples;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Search;

internal static class SearchExamples
{
    public static void MapSearchExamples(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/search/examples", TakeAsync).WithName("SendSearchExample")
            .WithSummary("Takes a picture to search with (multipart, a part named file): search then finds what looks like it, with similar. It becomes no asset and is forgotten after a day.")
            .WithMetadata(new ReadsOnly()).RequireAuthorization(Policies.View).Accepts<string>("multipart/form-data");
        routes.MapGet("/search/examples/{id}", ShowAsync).WithName("GetSearchExample")
            .WithSummary("A picture that was sent to be searched with.").RequireAuthorization(Policies.View);
        routes.MapGet("/search/examples/{id}/preview", PreviewAsync).WithName("GetSearchExamplePreview")
            .WithSummary("The picture itself, as JPEG of at most 1600 pixels on its longer side.").RequireAuthorization(Policies.View);
    }

    private static async Task<Results<Created<SearchExampleView>, ProblemHttpResult>> TakeAsync(
        HttpRequest request, Principal principal, ExampleStore examples, DataFolder data, ImportOptions options, IdGenerator ids, ILogger<ExampleStore> log, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // A form has more than its file.
            size.MaxRequestBodySize = ExampleStore.MostBytes + (1 << 20);
        }

        try
        {
            using var form = await UploadForm.ReadAsync(request, data.Spool, options with { MaxFileBytes = ExampleStore.MostBytes }, ids, cancellationToken);
            var taken = View(await examples.AddAsync(principal, form.Spooled, form.Name, null, form.Hashes!.Sha256, cancellationToken));
            return TypedResults.Created($"/api/search/examples/{taken.Id}", taken);
        }
        catch (UploadRefusedException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: refused.Status, extensions: refused.Extensions);
        }
        catch (UnseenPictureException unseen)
        {
            return TypedResults.Problem(unseen.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            log.LogInformation("A picture to search with did not arrive: {Reason}", error.Message);
            return TypedResults.Problem("The request ended early.", statusCode: (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status499ClientClosedRequest);
        }
    }

    private static async Task<Results<Ok<SearchExampleView>, NotFound>> ShowAsync(string id, Principal principal, Database database, CancellationToken cancellationToken) =>
        await FindAsync(id, principal, database, cancellationToken) is { } row ? TypedResults.Ok(View(row)) : TypedResults.NotFound();

    private static async Task<Results<FileContentHttpResult, NotFound>> PreviewAsync(
        string id, Principal principal, Database database, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, principal, database, cancellationToken) is not { } row)
        {
            return TypedResults.NotFound();
        }

        response.Headers.CacheControl = "private, max-age=3600";
        return TypedResults.File(row.Preview, "image/jpeg");
    }

    private static Task<ExampleRow?> FindAsync(string id, Principal principal, Database database, CancellationToken cancellationToken) => PublicId.TryParse(id, out _)
        ? database.ReadAsync(session => ExampleRows.FindAsync(session, principal.LibraryKey, id, cancellationToken), cancellationToken)
        : Task.FromResult<ExampleRow?>(null);

    private static SearchExampleView View(ExampleRow row) => new(row.Id, row.Name, row.At + ExampleRows.Kept);
}
